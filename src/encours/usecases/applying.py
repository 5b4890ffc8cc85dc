"""What a person decides about a bank line: who paid, what is settled and how; and taking it back, line by line or a whole run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from encours.kernel.money import Money
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.ledger.account import Role
from encours.store.bulk.line_undo import TakenBack, undo_lines, undo_run
from encours.store.bulk.loosen import JOURNALS
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, post_receipts
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.load.companies import Company
from encours.store.load.line_states import LineState, load_line_states
from encours.store.load.matching import has_external_books
from encours.store.save.accounts import account_for, journal_for
from encours.store.save.batches import load_batches, mark_undone
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.known import CustomerUnknown
from encours.usecases.unmatching import ReasonMissing


class LineUnknown(Refusal):
    code = "line_unknown"
    message = Text(en="There is no bank line {line} in this company.", fr="Cette société n'a pas de ligne bancaire {line}.")
    repair = Text(en="The list of bank lines shows them.", fr="La liste des lignes bancaires les montre.")


class LineChanged(Refusal):
    """Somebody decided on the line since it was shown (R54)."""

    code = "line_changed"
    message = Text(
        en="The bank line of {amount} of {on} changed since you looked at it (version {seen}, now {version}).",
        fr="La ligne bancaire de {amount} du {on} a changé depuis son affichage (version {seen}, désormais {version}).",
    )
    repair = Text(en="Look at it again, then decide.", fr="Réaffichez-la, puis décidez.")


class LineNotToDecide(Refusal):
    code = "line_not_to_decide"
    message = Text(
        en="The bank line of {amount} of {on} is in the ledger already, clears payments, or was withdrawn.",
        fr="La ligne bancaire de {amount} du {on} figure déjà en comptabilité, solde des règlements, ou a été retirée.",
    )
    repair = Text(en="Undo that first.", fr="Annulez cela d'abord.")


class NothingToUndo(Refusal):
    code = "nothing_to_undo"
    message = Text(en="Nothing is recorded of {what}.", fr="Rien n'est enregistré pour {what}.")
    repair = Text(en="Nothing to do.", fr="Rien à faire.")


class BatchUnknown(Refusal):
    code = "batch_unknown"
    message = Text(en="There is no run {batch} in this company.", fr="Cette société n'a pas de traitement {batch}.")
    repair = Text(en="Each run of “encours match” says its number.", fr="Chaque exécution de « encours match » indique son numéro.")


@dataclass(frozen=True, slots=True)
class LineDecision:
    """Who paid (a customer's id; None: nobody known, the money waits on the suspense account), and what of which items it settles, and how."""

    line_id: int
    customer_id: int | None
    parts: tuple[Part, ...] = ()
    rule: str = "person"
    evidence: str = "[]"


@dataclass(frozen=True, slots=True)
class AppliedLine:
    """What was recorded: the line's new version, and how many matches were made."""

    line_id: int
    version: int
    matches: int


def apply_to_line(company: Company, actor: str, decision: LineDecision, *, version: int, today: date) -> AppliedLine:
    """Record a person's decision on a bank line, in the place of whatever stood of it. `version` is what `load_line_states` said when they looked.

    Raises LineUnknown, LineChanged, LineNotToDecide, CustomerUnknown, OpenChanged, SettlementImpossible.
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        line = _seen(load_line_states(cursor, scope, [decision.line_id]), decision.line_id, version)
        if line.is_withdrawn or line.is_in_ledger or line.is_cleared:
            raise LineNotToDecide(amount=Money(line.amount_minor, line.currency), on=line.booked_on)
        counter = account_for(cursor, scope, Role.SUSPENSE)
        if decision.customer_id is not None:
            cursor.execute(
                """
                SELECT c.id, (SELECT i.account_id FROM item i JOIN account a ON a.organization_id = i.organization_id AND a.id = i.account_id AND a.role = 'trade'
                               WHERE i.organization_id = c.organization_id AND i.customer_id = c.id ORDER BY i.open_minor = 0, i.effective_on DESC, i.id LIMIT 1)
                  FROM customer c WHERE c.organization_id = %s AND c.company_id = %s AND c.id = %s
                """,
                [scope.organization_id, scope.company_id, decision.customer_id],
            )
            known = cursor.fetchone()
            if known is None:
                raise CustomerUnknown(customer=decision.customer_id)
            counter = known[1] or account_for(cursor, scope, Role.TRADE)
        if line.receipt is not None:
            list_to_reverse(cursor)
            cursor.execute("INSERT INTO reverse_entry VALUES (%s, %s)", line.receipt)
            reverse_entries(cursor, scope, recorded_at=recorded_at, reason="decided by a person", rule="decided_again", by_person=True)
        receipt = ReceiptToPost(
            received_on=line.booked_on, amount_minor=line.amount_minor, currency=line.currency, bank_account=line.ledger_account_id or account_for(cursor, scope, Role.BANK),
            counter_account=counter, customer_id=decision.customer_id, statement_line_id=line.line_id, method=line.method, reference=line.label[:500],
            is_provisional=has_external_books(cursor, scope),
            settlement=Settlement(decision.parts, "person", decision.rule, decision.evidence) if decision.parts else None,
        )  # fmt: skip
        _, matches = post_receipts(cursor, scope, [receipt], journal_id=journal_for(cursor, scope, *JOURNALS["receipt"]), kind="receipt", recorded_at=recorded_at)
        record_event(
            cursor, scope, "LineDecided", occurred_on=today, subjects=[f"lin_{line.line_id}"],
            payload={"customer": decision.customer_id, "rule": decision.rule, "matches": matches, "kinds": sorted({part.kind for part in decision.parts})},
        )  # fmt: skip
        now = load_line_states(cursor, scope, [line.line_id])[line.line_id]
    return AppliedLine(line.line_id, now.version, matches)


def undo_line(company: Company, actor: str, line_id: int, *, version: int, reason: str, today: date) -> TakenBack:
    """Take back what is recorded of a bank line, differences included: it waits again as before, and no rule makes the same matches by itself.

    Raises LineUnknown, LineChanged, NothingToUndo, ReasonMissing.
    """
    scope = Scope(company.organization_id, company.id, actor)
    if not reason.strip():
        raise ReasonMissing
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        line = _seen(load_line_states(cursor, scope, [line_id]), line_id, version)
        if line.customer_id is None and not line.is_cleared:
            raise NothingToUndo(what=f"{Money(line.amount_minor, line.currency)}, {line.booked_on:%d/%m/%Y}")
        done = undo_lines(cursor, scope, [line_id], recorded_at=recorded_at, reason=reason.strip())
        record_event(cursor, scope, "LineUndone", occurred_on=today, subjects=[f"lin_{line_id}"], payload=done._asdict())
    return done


def undo_batch(company: Company, actor: str, batch_id: int, *, reason: str, today: date) -> TakenBack:
    """Take back what a run recorded, except what persons built on since. The same run may be made again.

    Raises BatchUnknown, NothingToUndo, ReasonMissing.
    """
    scope = Scope(company.organization_id, company.id, actor)
    if not reason.strip():
        raise ReasonMissing
    with tenant(scope.organization_id) as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL jit = off")
        recorded_at = record_now(cursor, scope)
        found = load_batches(cursor, scope, batch_id=batch_id)
        if not found:
            raise BatchUnknown(batch=batch_id)
        if found[0].is_undone:
            raise NothingToUndo(what=f"bat_{batch_id}")
        done = undo_run(cursor, scope, run_at=found[0].recorded_at, recorded_at=recorded_at, reason=reason.strip())
        mark_undone(cursor, scope, batch_id, reason=reason.strip(), recorded_at=recorded_at)
        record_event(cursor, scope, "BatchUndone", occurred_on=today, subjects=[f"bat_{batch_id}"], payload=done._asdict())
    return done


def _seen(states: dict[int, LineState], line_id: int, version: int) -> LineState:
    line = states.get(line_id)
    if line is None:
        raise LineUnknown(line=line_id)
    if line.version != version:
        raise LineChanged(amount=Money(line.amount_minor, line.currency), on=line.booked_on, seen=version, version=line.version)
    return line
