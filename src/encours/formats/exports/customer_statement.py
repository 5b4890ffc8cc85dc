"""A customer statement (relevé de compte) as one value: who owes whom, the movements of a period, what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from encours.formats.exports.sums import Part
from encours.formats.exports.table import Cell, Column, Table
from encours.kernel.period import Period
from encours.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Block:
    """A party as it stands on paper: name, address lines, identifiers such as "SIREN 123 456 789"."""

    name: str
    address: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the account, in minor units: a debit raises what the customer owes, a credit lowers it."""

    on: date
    reference: str
    label: Text | str
    debit_minor: int = 0
    credit_minor: int = 0


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One document not yet settled: its amount and what remains, in minor units (negative for a credit note), and whether it is disputed."""

    issued_on: date
    due_on: date | None
    reference: str
    label: Text | str
    amount_minor: int
    open_minor: int
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class CustomerStatement:
    """What one customer owes on one day.

    With `period`, the movements within it are shown from `opening_minor`; their end must be the balance. `open_lines`
    add up to the balance with `unapplied_minor` (≤ 0, money not yet attached to an invoice). `aging` are the parts
    of the open lines by age. No bank details have a place here: a statement is a document that fraudsters imitate.
    """

    company: Block
    customer: Block
    customer_reference: str
    as_of: date
    currency: str
    open_lines: tuple[OpenLine, ...]
    unapplied_minor: int = 0
    aging: tuple[Part, ...] = ()
    period: Period | None = None
    opening_minor: int = 0
    movements: tuple[Movement, ...] = ()
    questions: tuple[str, ...] = ()
    """Whom to ask: name, telephone, e-mail, portal, one a line."""
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if self.period is not None and self.closing_minor != self.balance_minor:
            raise ValueError(f"the movements end at {self.closing_minor}, the open lines add up to {self.balance_minor}")

    @property
    def balance_minor(self) -> int:
        """What the customer owes, in minor units; negative where we owe them."""
        return sum(line.open_minor for line in self.open_lines) + self.unapplied_minor

    @property
    def closing_minor(self) -> int:
        """The opening balance and the movements, in minor units."""
        return self.opening_minor + sum(movement.debit_minor - movement.credit_minor for movement in self.movements)

    @property
    def past_due_minor(self) -> int:
        """What remains of the lines whose due date has passed on the day of the statement, in minor units."""
        return sum(line.open_minor for line in self.open_lines if line.due_on is not None and line.due_on < self.as_of)


_DATE = Column("on", Text(en="Date", fr="Date"), "date")
_REFERENCE = Column("reference", Text(en="Document", fr="Pièce"))
_LABEL = Column("label", Text(en="Description", fr="Libellé"))
_DUE = Column("due_on", Text(en="Due on", fr="Échéance"), "date")
_OPENING = Text(en="Balance brought forward", fr="Solde antérieur")
_UNAPPLIED = Text(en="Payments not yet applied", fr="Règlements non affectés")
_DISPUTED = Text(en="{label} (disputed)", fr="{label} (en litige)")


def movements_table(statement: CustomerStatement) -> Table:
    """The movements with a running balance, from the balance brought forward."""
    balance = statement.opening_minor
    first = statement.period.start if statement.period else statement.as_of
    rows: list[tuple[Cell, ...]] = [(first, None, _OPENING, None, None, balance)]
    for movement in statement.movements:
        balance += movement.debit_minor - movement.credit_minor
        rows.append((movement.on, movement.reference, movement.label, movement.debit_minor or None, movement.credit_minor or None, balance))
    return Table(
        code="movements",
        title=Text(en="Movements", fr="Mouvements"),
        columns=(
            _DATE,
            _REFERENCE,
            _LABEL,
            Column("debit", Text(en="Debit", fr="Débit"), "amount", total=True),
            Column("credit", Text(en="Credit", fr="Crédit"), "amount", total=True),
            Column("balance", Text(en="Balance", fr="Solde"), "amount"),
        ),
        rows=rows,
        currency=statement.currency,
    )


def open_table(statement: CustomerStatement) -> Table:
    """The documents not yet settled, late amounts marked, with the days each is late."""
    rows: list[tuple[Cell, ...]] = []
    for line in statement.open_lines:
        late = (statement.as_of - line.due_on).days if line.due_on else 0
        label = Text(en=_DISPUTED.say("en", label=line.label), fr=_DISPUTED.say("fr", label=line.label)) if line.disputed else line.label
        rows.append((line.issued_on, line.reference, label, line.due_on, late if late > 0 else None, line.amount_minor, line.open_minor))
    if statement.unapplied_minor:
        rows.append((None, None, _UNAPPLIED, None, None, None, statement.unapplied_minor))
    return Table(
        code="open",
        title=Text(en="Open documents", fr="Pièces non réglées"),
        columns=(
            _DATE,
            _REFERENCE,
            _LABEL,
            _DUE,
            Column("days", Text(en="Days late", fr="Jours de retard"), "count"),
            Column("amount", Text(en="Amount", fr="Montant"), "amount"),
            Column("open", Text(en="Outstanding", fr="Reste dû"), "amount", total=True),
        ),
        rows=rows,
        currency=statement.currency,
    )
