"""The review queue at a terminal: one line after the other, decided by single keys. In a pipe each key, and each answer, is a line of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from encours.cli.desk import Desk, print_line
from encours.kernel.money import Money
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from datetime import date

    from encours.receivables.matching.by_hand import DifferenceKind
    from encours.store.load.companies import Company
    from encours.usecases.review.queue import ProposalView, QueueView, RowView
    from encours.usecases.review.record import Decided

_HEAD = Text(en="[{place}/{count}]  {day}  {amount}  {label}  ({age} days, line {line})", fr="[{place}/{count}]  {day}  {amount}  {label}  ({age} j, ligne {line})")
_PAYER = Text(en="   Payer: {name} ({code}). {reasons}", fr="   Payeur : {name} ({code}). {reasons}")
_NO_PAYER = Text(en="   Payer unknown. {reasons}", fr="   Payeur inconnu. {reasons}")
_PROPOSAL = Text(en=" {rank} → {parts}  [{confidence}] {reasons}", fr=" {rank} → {parts}  [{confidence}] {reasons}")
_AGAINST = Text(en="      not by itself: {reasons}", fr="      pas d'office : {reasons}")
TRANSIT = Text(en="   payment {number}  {on}  {amount}  {method}  {customer}", fr="   règlement {number}  {on}  {amount}  {method}  {customer}")
RETURNS = Text(en="   sends back {number}?  {on}  {amount}  {customer}  {documents}  ({signs})", fr="   rejette {number} ?  {on}  {amount}  {customer}  {documents}  ({signs})")
_BRINGS = Text(en=" a → brings {count} payments counted before, {gross}, less {fee}: {rule}", fr=" a → apporte {count} règlements déjà comptés, {gross}, moins {fee} : {rule}")
_QUESTION = Text(en="   Question of {actor} to {assignee}: {question}", fr="   Question de {actor} à {assignee} : {question}")
_KEYS = Text(
    en="   a accept · 1-9 choose · e edit · s split · c customer only · r sends back · x exclude · Q question · u undo · j/n next · k previous · / search · ? why · q quit",
    fr="   a accepter · 1-9 choisir · e modifier · s répartir · c client seulement · r rejet · x exclure · Q question · u annuler · j/n suivante · k précédente · / chercher · ? pourquoi · q quitter",
)
_EMPTY = Text(en="Nothing waits.", fr="Rien n'attend.")
_UNSEEN = Text(en="{count} new lines were not looked at yet: run “encours match”.", fr="{count} nouvelles lignes n'ont pas encore été examinées : lancez « encours match ».")
_WHAT = Text(en="Items, as FA-1 or FA-1=400.00, separated by spaces: ", fr="Pièces, comme FA-1 ou FA-1=400,00, séparées par des espaces : ")
_WHOSE = Text(en="Customer for what is left (empty: the first item's): ", fr="Client pour le reste (vide : celui de la première pièce) : ")
_WHICH = Text(
    en="What is the difference? cash_discount, bank_fee, rounding, currency, penalty, short_payment (empty: none): ",
    fr="Nature de l'écart ? cash_discount, bank_fee, rounding, currency, penalty, short_payment (vide : aucun) : ",
)
_DEDUCTION = Text(en="Reason of the deduction ({known}): ", fr="Motif de la retenue ({known}) : ")
_CUSTOMER = Text(en="Customer [{guess}]: ", fr="Client [{guess}] : ")
_REASON = Text(en="Reason: ", fr="Motif : ")
_ASKED = Text(en="Question: ", fr="Question : ")
_ASSIGNEE = Text(en="To whom: ", fr="À qui : ")
_SEARCH = Text(en="Search: ", fr="Chercher : ")
_APPLIED = Text(en="✓ {applied} applied, {rest} on account. u takes it back.", fr="✓ {applied} affectés, {rest} en compte. u pour annuler.")
_CLEARED = Text(en="✓ The line brings payments of {gross}. u takes it back.", fr="✓ La ligne apporte {gross} de règlements. u pour annuler.")
_RETURNED = Text(en="✓ {amount} sent back; what it settled is due again. u takes it back.", fr="✓ {amount} rejetés ; ce qu'ils soldaient est de nouveau dû. u pour annuler.")
_PAYMENT = Text(en="Which payment does it send back [{guess}]: ", fr="Quel règlement rejette-t-elle [{guess}] : ")
_EXCLUDED = Text(en="✓ Excluded. u takes it back.", fr="✓ Exclue. u pour annuler.")
_ASKED_IT = Text(en="✓ Asked; the line waits.", fr="✓ Question posée ; la ligne attend.")
_UNDONE = Text(en="✓ Taken back: line {line} waits again.", fr="✓ Annulé : la ligne {line} attend de nouveau.")
_NOTHING = Text(en="Nothing was decided in this session.", fr="Rien n'a été décidé dans cette session.")
_UNKNOWN = Text(en="“{key}” is no key here.", fr="« {key} » n'est pas une touche.")
_END = Text(en="{count} decided.", fr="{count} décisions.")
_PAGE = 200


class Keyboard:
    """Where keys and answers come from: single keys on a terminal, lines in a pipe."""

    def key(self) -> str | None:
        """The next key, None at the end."""
        if sys.stdin.isatty():
            import click

            return click.getchar()
        line = sys.stdin.readline()
        return None if not line else (line.strip() or "j")

    def answer(self, question: str) -> str:
        """The answer to a question, '' where there is none."""
        if sys.stdin.isatty():
            sys.stdout.write(question)
            sys.stdout.flush()
        return sys.stdin.readline().strip()


@dataclass(slots=True)
class Session:
    """A person at the queue."""

    here: Desk
    company: Company
    actor: str
    today: date
    text: str = ""
    keyboard: Keyboard = field(default_factory=Keyboard)
    place: int = 0
    done: list[int] = field(default_factory=list)
    focus: int | None = None
    """The line to go to next: the one that was taken back."""

    def run(self) -> None:
        """Show lines and take keys until the queue is empty or the person leaves."""
        view = self._load()
        if view.unseen:
            self.here.say(_UNSEEN, count=view.unseen)
        self._show(view)
        while view.rows and (key := self.keyboard.key()) not in (None, "q", "\x03", "\x04"):
            assert key is not None
            moved = self._moved(key, len(view.rows))
            if not moved:
                try:
                    moved = self._act(key, view.rows[self.place])
                except Refusal as refusal:
                    print_line("✗ " + refusal.say(self.here.language))
                    moved = True
            if moved:
                view = self._load()
                self._show(view)
        self.here.say(_END, count=len(self.done))

    def _load(self) -> QueueView:
        from encours.usecases.review.queue import review_queue

        view = review_queue(self.company, self.actor, today=self.today, text=self.text, limit=_PAGE)
        self.place = next((place for place, row in enumerate(view.rows) if row.line.id == self.focus), min(self.place, max(len(view.rows) - 1, 0)))
        self.focus = None
        return view

    def _moved(self, key: str, count: int) -> bool:
        if key in ("j", "n", "\x1b[B"):
            self.place = (self.place + 1) % count
        elif key in ("k", "\x1b[A"):
            self.place = (self.place - 1) % count
        elif key == "/":
            self.text, self.place = self._ask(_SEARCH), 0
        else:
            return False
        return True

    def _act(self, key: str, row: RowView) -> bool:
        """Do what a key says; says whether the queue changed."""
        if key == "?":
            self._why(row)
            return False
        if key == "u":
            return self._undo()
        acts: dict[str, Callable[[RowView], Decided]] = {"r": self._returned, "a": self._accept, "e": self._edit, "s": self._split, "c": self._customer, "x": self._exclude, "Q": self._question}
        act = acts.get(key) or ((lambda found: self._accept(found, int(key))) if key.isdecimal() and key != "0" else None)
        if act is None:
            self.here.say(_UNKNOWN, key=key[:10])
            return False
        made = act(row)
        if made.kind != "question":
            self.done.append(made.line_id)
        if made.kind in ("excluded", "question"):
            self.here.say(_EXCLUDED if made.kind == "excluded" else _ASKED_IT)
        elif made.kind == "returned":
            self.here.say(_RETURNED, amount=Money(made.applied_minor, made.currency))
        elif made.kind == "cleared":
            self.here.say(_CLEARED, gross=Money(made.applied_minor, made.currency))
        else:
            self.here.say(_APPLIED, applied=Money(made.applied_minor, made.currency), rest=Money(made.rest_minor, made.currency))
        self._seal()
        return True

    def _accept(self, row: RowView, rank: int = 0) -> Decided:
        from encours.usecases.review.clear import accept_clearing
        from encours.usecases.review.decide import accept

        if not rank and row.best is None and row.best_clearing is not None:
            return accept_clearing(self.company, self.actor, row.line.id, version=row.line.version, proposal=row.best_clearing.key, today=self.today)
        chosen = row.proposals[rank - 1].key if 0 < rank <= len(row.proposals) else "none" if rank else row.best.key if row.best else ""
        return accept(self.company, self.actor, row.line.id, version=row.line.version, proposal=chosen, today=self.today)

    def _edit(self, row: RowView) -> Decided:
        return self._apply(row, "")

    def _split(self, row: RowView) -> Decided:
        return self._apply(row, None)

    def _apply(self, row: RowView, customer: str | None) -> Decided:
        from encours.usecases.review.chosen import wishes_of
        from encours.usecases.review.decide import apply
        from encours.usecases.review.words import DEDUCTIONS

        wishes = wishes_of(self.company, self.actor, self._ask(_WHAT).split())
        whose = self._ask(_WHOSE) if customer is None else customer
        difference = self._difference() if customer is not None else None
        deduction = self._ask(_DEDUCTION, known=", ".join(DEDUCTIONS)) if difference == "short_payment" else ""
        return apply(
            self.company, self.actor, row.line.id, wishes, version=row.line.version, difference=difference, deduction=deduction, customer=whose, today=self.today
        )  # fmt: skip

    def _difference(self) -> DifferenceKind | None:
        from encours.receivables.matching.by_hand import DIFFERENCES

        said = self._ask(_WHICH)
        return next((kind for kind in DIFFERENCES if kind == said), None)

    def _customer(self, row: RowView) -> Decided:
        from encours.usecases.review.decide import leave_on_account

        guess = row.line.payer[1] if row.line.payer else ""
        return leave_on_account(self.company, self.actor, row.line.id, self._ask(_CUSTOMER, guess=guess) or guess, version=row.line.version, today=self.today)

    def _returned(self, row: RowView) -> Decided:
        from encours.usecases.review.queue import review_line
        from encours.usecases.review.returned import PaymentNotReturnable, mark_returned

        found = review_line(self.company, self.actor, row.line.id, today=self.today).returns
        for one in found:
            was, signs = one.payment, ", ".join(sign.say(self.here.language) for sign in one.signs)
            documents = " ".join(was.documents)
            self.here.say(RETURNS, number=was.item_id, on=was.received_on, amount=Money(was.amount_minor, was.currency), customer=was.customer_code, documents=documents, signs=signs)
        said = self._ask(_PAYMENT, guess=found[0].payment.item_id if found else "")
        chosen = next((one for one in found if str(one.payment.item_id) == (said or str(found[0].payment.item_id))), None)
        if chosen is None:
            raise PaymentNotReturnable(payment=said or "—")
        return mark_returned(self.company, self.actor, row.line.id, chosen.payment.item_id, fee_minor=chosen.fee_minor, version=row.line.version, today=self.today)

    def _exclude(self, row: RowView) -> Decided:
        from encours.usecases.review.exclude import exclude

        return exclude(self.company, self.actor, row.line.id, reason=self._ask(_REASON), version=row.line.version, today=self.today)

    def _question(self, row: RowView) -> Decided:
        from encours.usecases.review.exclude import ask

        question = self._ask(_ASKED)
        return ask(self.company, self.actor, row.line.id, question=question, assignee=self._ask(_ASSIGNEE), version=row.line.version, today=self.today)

    def _undo(self) -> bool:
        from encours.usecases.review.undo import undo_line

        if not self.done:
            self.here.say(_NOTHING)
            return False
        undo_line(self.company, self.actor, self.done[-1], reason=self._ask(_REASON), today=self.today)
        self.focus = self.done.pop()
        self.here.say(_UNDONE, line=self.focus)
        self._seal()
        return True

    def _ask(self, text: Text, **values: object) -> str:
        return self.keyboard.answer(text.say(self.here.language, **values))

    def _seal(self) -> None:
        from encours.usecases.sealing import seal_all

        seal_all(self.company.organization_id, today=self.today)

    def _show(self, view: QueueView) -> None:
        if not view.rows:
            self.here.say(_EMPTY)
            return
        print_row(self.here, view.rows[self.place], self.place + 1, len(view.rows))
        self.here.say(_KEYS)

    def _why(self, row: RowView) -> None:
        from encours.usecases.review.queue import review_line

        view = review_line(self.company, self.actor, row.line.id, today=self.today)
        for one in (*row.why_not, *view.history):
            print_line(f"   {one.say(self.here.language)}")
        for item in view.candidates[:20]:
            print_line(
                f"   {item.document_ref:<16} {Text(en='{open}  due {due}', fr='{open}  éch. {due}').say(self.here.language, open=Money(item.open_minor, item.currency), due=item.due_on)}"
                f"  {item.po_number}  {item.customer_code}"
            )  # fmt: skip


def print_row(here: Desk, row: RowView, place: int, count: int) -> None:
    """A line of the queue: who, what, why, and why not by itself."""
    from encours.formats.exports.cells import clean

    line = row.line
    here.say(_HEAD, place=place, count=count, day=line.booked_on, amount=Money(line.amount_minor, line.currency), label=clean(line.label)[:80], age=row.age_days, line=line.id)
    reasons = clean(" ".join(one.say(here.language) for one in row.reasons))
    if line.payer:
        here.say(_PAYER, name=clean(line.payer[2]), code=clean(line.payer[1]), reasons=reasons)
    else:
        here.say(_NO_PAYER, reasons=reasons)
    if line.question:
        here.say(_QUESTION, actor=line.question.actor, assignee=line.question.assignee or "—", question=clean(line.question.reason))
    for rank, made in enumerate(row.proposals[:9], 1):
        if not made.is_stale:
            _print_proposal(here, made, rank)
    if (brings := row.best_clearing) is not None:
        from encours.usecases.rule_words import rule_text

        currency = line.currency
        here.say(_BRINGS, count=len(brings.payments), gross=Money(brings.gross_minor, currency), fee=Money(brings.fee_minor, currency), rule=rule_text(brings.rule).say(here.language))
    if not row.proposals or row.best is None:
        here.say(_AGAINST, reasons=clean(" ".join(one.say(here.language) for one in row.why_not)))


def _print_proposal(here: Desk, made: ProposalView, rank: int) -> None:
    from encours.formats.exports.cells import clean
    from encours.usecases.review.words import CONFIDENCES, PARTS

    listed = []
    for part in made.parts:
        amount = Text(en="{amount}", fr="{amount}").say(here.language, amount=Money(part.amount_minor, part.item.currency if part.item else "EUR"))
        kind = "" if part.kind == "payment" else f" {PARTS[part.kind].say(here.language)}"
        listed.append(f"{(part.item.document_ref if part.item else '') or '—'} {amount}{kind}")
    reasons = clean(" ".join(one.say(here.language) for one in made.reasons))
    here.say(_PROPOSAL, rank=rank, parts=clean(", ".join(listed)), confidence=CONFIDENCES[made.confidence], reasons=reasons)
    if made.against:
        here.say(_AGAINST, reasons=clean(" ".join(one.say(here.language) for one in made.against)))
