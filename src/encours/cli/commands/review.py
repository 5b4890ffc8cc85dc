"""`encours review`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from encours.cli.choices import choice
from encours.cli.desk import Desk, desk, print_line
from encours.cli.figures import CompanyOption
from encours.kernel.money import Money
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.store.load.companies import Company
    from encours.usecases.review.record import Decided

LineArgument = Annotated[int, typer.Argument(metavar="LINE", min=0, help="Number of the bank line, as the queue shows it. · Numéro de la ligne bancaire.")]
SeenOption = Annotated[str, typer.Option("--seen", metavar="VERSION", help="The version you saw; a line that changed since is refused. · La version que vous avez vue.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, for the history. · Pourquoi, pour l'historique.")]
JsonOption = Annotated[bool, typer.Option("--json")]

_DECIDED = Text(en="Line {line}: {applied} applied, {rest} on account (decision {decision}).", fr="Ligne {line} : {applied} affectés, {rest} en compte (décision {decision}).")
_LEARNED = Text(en="Learned for the next time: {signs}.", fr="Retenu pour la prochaine fois : {signs}.")
_EXCLUDED = Text(en="Line {line} is excluded (decision {decision}).", fr="La ligne {line} est exclue (décision {decision}).")
_RETURNED_IT = Text(en="Line {line} sends {amount} back (decision {decision}).", fr="La ligne {line} rejette {amount} (décision {decision}).")
_CLEARED = Text(en="Line {line} brings payments of {gross} (decision {decision}).", fr="La ligne {line} apporte {gross} de règlements (décision {decision}).")
_ASKED = Text(en="Line {line} waits for an answer (decision {decision}).", fr="La ligne {line} attend une réponse (décision {decision}).")
_MANY = Text(en="{count} accepted, {returned} returned. Batch {batch} can be taken back as a whole.", fr="{count} acceptées, {returned} rendues. Le lot {batch} peut être annulé d'un coup.")
_RETURNED = Text(en="  line {line}: {reason}", fr="  ligne {line} : {reason}")
_UNDONE = Text(en="{count} lines wait again, {returned} could not be taken back.", fr="{count} lignes attendent de nouveau, {returned} n'ont pu être annulées.")
_NONE_LEARNED = Text(en="Nothing was learned yet.", fr="Rien n'a encore été appris.")
_FORGOTTEN = Text(en="Forgotten.", fr="Oublié.")
_WHAT = Text(en="Give one line, or a batch with --batch.", fr="Indiquez une ligne, ou un lot avec --batch.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="What matching could not decide by itself. · Ce que l'affectation automatique laisse à une personne.")
    app.add_typer(group, name="review")

    @group.callback(invoke_without_command=True)
    def review(
        context: typer.Context,
        company: Annotated[str, typer.Option("--company", metavar="C", help="Short name of the company. · Nom court de la société.")] = "",
        show: Annotated[str, typer.Option("--show", metavar="waiting|suggested|unclear|questions|automatic|decided|excluded|aside")] = "waiting",
        order: Annotated[str, typer.Option("--order", metavar="oldest|newest|amount")] = "oldest",
        search: Annotated[str, typer.Option("--search", help="An amount, a number, a name. · Un montant, un numéro, un nom.")] = "",
        assignee: Annotated[str, typer.Option("--assignee", help="Questions to somebody. · Questions posées à quelqu'un.")] = "",
        limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 50,
        after: Annotated[str, typer.Option("--after", help="The place that the last page gave. · L'endroit donné par la page précédente.")] = "",
        json: JsonOption = False,
    ) -> None:
        """Decide one line after the other by single keys; with --json, list them. · Traite les lignes une à une au clavier ; avec --json, les liste."""
        if context.invoked_subcommand is not None:
            return
        if not company:
            raise typer.BadParameter("C", param_hint="--company")
        here, own, actor, today = _place(context, company)
        if json:
            from encours.usecases.paging import place_text, read_place
            from encours.usecases.reports.review_json import queue_json
            from encours.usecases.review.queue import ORDERS, SHOWS, review_queue

            view = review_queue(
                own, actor, today=today, show=choice("--show", show, SHOWS), order=choice("--order", order, ORDERS), text=search, assignee=assignee, limit=limit, after=read_place(after)
            )  # fmt: skip
            here.print_json({"schema": "encours.review/1", "company": own.slug, **queue_json(view, here.language), "next": place_text(view.next) or None})
            return
        from encours.cli.review_session import Session

        Session(here, own, actor, today, text=search).run()

    @group.command()
    def show(context: typer.Context, line: LineArgument, company: CompanyOption, search: Annotated[str, typer.Option("--search")] = "", json: JsonOption = False) -> None:
        """One line: suggestions, why they were not recorded, items to choose from. · Une ligne : suggestions, motifs, pièces candidates."""
        here, own, actor, today = _place(context, company)
        from encours.cli.review_session import RETURNS, TRANSIT, print_row
        from encours.usecases.reports.review_json import line_json
        from encours.usecases.review.queue import review_line

        view = review_line(own, actor, line, today=today, text=search)
        if json:
            here.print_json({"schema": "encours.review-line/1", "company": own.slug, **line_json(view, here.language)})
            return
        print_row(here, view.row, 1, 1)
        for told in view.history:
            print_line("   " + told.say(here.language))
        for one in view.candidates:
            print_line(f"   {one.document_ref:<16} {one.due_on}  {Text(en='{m}', fr='{m}').say(here.language, m=Money(one.open_minor, one.currency)):>14}  {one.po_number:<10} {one.customer_code}")
        for payment in view.transit:
            here.say(TRANSIT, number=payment.receipt_id, on=payment.received_on, amount=Money(payment.amount_minor, payment.currency), method=payment.method, customer=payment.customer_code)
        for sent in view.returns:
            signs = ", ".join(one.say(here.language) for one in sent.signs)
            was = sent.payment
            here.say(RETURNS, number=was.item_id, on=was.received_on, amount=Money(was.amount_minor, was.currency), customer=was.customer_code, documents=" ".join(was.documents), signs=signs)

    @group.command()
    def accept(
        context: typer.Context,
        lines: Annotated[list[int], typer.Argument(metavar="LINE...", min=0)],
        company: CompanyOption,
        proposal: Annotated[str, typer.Option("--proposal", help="Which suggestion; the first by default. · Quelle suggestion ; la première par défaut.")] = "",
        seen: SeenOption = "",
        json: JsonOption = False,
    ) -> None:
        """Record suggestions: of one line, or the first of several at once. · Accepte la suggestion d'une ligne, ou de plusieurs à la fois."""
        here, own, actor, today = _place(context, company)
        from encours.usecases.review import decide

        if len(lines) == 1:
            _tell(here, own, decide.accept(own, actor, lines[0], version=seen, proposal=proposal, today=today), json, today)
            return
        from encours.usecases.reports.review_json import accepted_json

        done = decide.accept_many(own, actor, [decide.Wanted(line) for line in lines], today=today)
        _seal(own, today)
        if json:
            here.print_json({"schema": "encours.review-accepted/1", "company": own.slug, **accepted_json(done, here.language)})
        else:
            here.say(_MANY, count=len(done.decided), returned=len(done.returned), batch=done.batch)
            for line, refusal in done.returned:
                here.say(_RETURNED, line=line, reason=refusal.say(here.language))
        if done.returned:
            raise typer.Exit(1)

    @group.command()
    def apply(
        context: typer.Context,
        line: LineArgument,
        items: Annotated[list[str], typer.Argument(metavar="ITEM[=AMOUNT]...", help="Documents, with what of each. · Pièces, avec le montant de chacune.")],
        company: CompanyOption,
        difference: Annotated[str, typer.Option("--difference", metavar="cash_discount|bank_fee|rounding|currency|penalty|short_payment")] = "",
        deduction: Annotated[str, typer.Option("--deduction", help="Why it was withheld: price, quantity, quality… · Motif de la retenue.")] = "",
        note: Annotated[str, typer.Option("--note")] = "",
        customer: Annotated[str, typer.Option("--customer", metavar="CODE", help="On whose account the rest stays. · Sur quel compte reste le solde.")] = "",
        seen: SeenOption = "",
        json: JsonOption = False,
    ) -> None:
        """Apply a line to items, of one customer or several; say what a difference is. · Affecte une ligne à des pièces ; qualifie l'écart."""
        here, own, actor, today = _place(context, company)
        from encours.receivables.matching.by_hand import DIFFERENCES
        from encours.usecases.review import decide
        from encours.usecases.review.chosen import wishes_of

        wishes = wishes_of(own, actor, items)
        made = decide.apply(
            own, actor, line, wishes, version=seen, difference=choice("--difference", difference, DIFFERENCES) if difference else None, deduction=deduction, note=note, customer=customer, today=today
        )  # fmt: skip
        _tell(here, own, made, json, today)

    @group.command()
    def customer(
        context: typer.Context, line: LineArgument, code: Annotated[str, typer.Argument(metavar="CODE")], company: CompanyOption, seen: SeenOption = "", json: JsonOption = False
    ) -> None:
        """Say who paid, and no more: the money stays on account. · Indique le client seulement : la somme reste en compte."""
        here, own, actor, today = _place(context, company)
        from encours.usecases.review.decide import leave_on_account

        _tell(here, own, leave_on_account(own, actor, line, code, version=seen, today=today), json, today)

    @group.command()
    def clear(
        context: typer.Context,
        line: LineArgument,
        company: CompanyOption,
        payments: Annotated[list[int] | None, typer.Argument(metavar="[PAYMENT]...", min=0, help="Their numbers, as show lists them; the suggestion by default. · Leurs numéros.")] = None,
        fee: Annotated[str, typer.Option("--fee", help="What was kept of them. · Ce qui en a été retenu.")] = "",
        proposal: Annotated[str, typer.Option("--proposal")] = "",
        seen: SeenOption = "",
        json: JsonOption = False,
    ) -> None:
        """Say which payments in transit a line brings. · Indique les règlements en transit qu'une ligne apporte."""
        here, own, actor, today = _place(context, company)
        from encours.usecases.review import clear as use
        from encours.usecases.review.looked import read_amount

        if payments:
            made = use.clear_line(own, actor, line, payments, fee_minor=read_amount(fee, own.currency) if fee else 0, version=seen, today=today)
        else:
            made = use.accept_clearing(own, actor, line, version=seen, proposal=proposal, today=today)
        _tell(here, own, made, json, today)

    @group.command(name="return")
    def return_(
        context: typer.Context,
        line: LineArgument,
        payment: Annotated[int, typer.Argument(metavar="PAYMENT", min=0, help="Its number, as show lists it. · Son numéro.")],
        company: CompanyOption,
        fee: Annotated[str, typer.Option("--fee", help="What the bank took above it. · Ce que la banque a pris en plus.")] = "",
        seen: SeenOption = "",
        json: JsonOption = False,
    ) -> None:
        """Say which payment a line sends back: what it settled is due again. · Indique le règlement rejeté : ce qu'il soldait est de nouveau dû."""
        here, own, actor, today = _place(context, company)
        from encours.usecases.review.looked import read_amount
        from encours.usecases.review.returned import mark_returned

        made = mark_returned(own, actor, line, payment, fee_minor=read_amount(fee, own.currency) if fee else 0, version=seen, today=today)
        _tell(here, own, made, json, today)

    @group.command()
    def exclude(context: typer.Context, line: LineArgument, company: CompanyOption, reason: ReasonOption, seen: SeenOption = "", json: JsonOption = False) -> None:
        """Say that a line is no customer's payment. · Indique qu'une ligne n'est pas un règlement de client."""
        here, own, actor, today = _place(context, company)
        from encours.usecases.review import exclude as use

        _tell(here, own, use.exclude(own, actor, line, reason=reason, version=seen, today=today), json, today)

    @group.command()
    def ask(
        context: typer.Context,
        line: LineArgument,
        question: Annotated[str, typer.Argument(metavar="QUESTION")],
        company: CompanyOption,
        to: Annotated[str, typer.Option("--to", metavar="NAME", help="Who should answer. · Qui doit répondre.")] = "",
        seen: SeenOption = "",
        json: JsonOption = False,
    ) -> None:
        """Ask about a line: it waits for the answer. · Pose une question sur une ligne : elle attend la réponse."""
        here, own, actor, today = _place(context, company)
        from encours.usecases.review import exclude as use

        _tell(here, own, use.ask(own, actor, line, question=question, assignee=to, version=seen, today=today), json, today)

    @group.command()
    def undo(
        context: typer.Context,
        company: CompanyOption,
        reason: ReasonOption,
        line: Annotated[int, typer.Argument(metavar="[LINE]", min=-1)] = -1,
        batch: Annotated[str, typer.Option("--batch", help="All that was accepted in one act. · Tout ce qui a été accepté d'un coup.")] = "",
        seen: SeenOption = "",
        json: JsonOption = False,
    ) -> None:
        """Take back what was decided about a line, or a whole batch. · Annule la décision d'une ligne, ou tout un lot."""
        if (line < 0) == (not batch):
            raise typer.BadParameter(_WHAT.say(desk(context).language), param_hint="LINE")
        here, own, actor, today = _place(context, company)
        from encours.usecases.reports.review_json import batch_undone_json
        from encours.usecases.review.undo import BatchUndone, undo_batch, undo_line

        done = undo_batch(own, actor, batch, reason=reason, today=today) if batch else BatchUndone((undo_line(own, actor, line, reason=reason, version=seen, today=today),), ())
        _seal(own, today)
        if json:
            here.print_json({"schema": "encours.review-undone/1", "company": own.slug, **batch_undone_json(done, here.language)})
        else:
            here.say(_UNDONE, count=len(done.undone), returned=len(done.returned))
            for number, refusal in done.returned:
                here.say(_RETURNED, line=number, reason=refusal.say(here.language))
        if done.returned:
            raise typer.Exit(1)

    @group.command()
    def learned(context: typer.Context, company: CompanyOption, json: JsonOption = False) -> None:
        """What decisions taught about who pays how. · Ce que les décisions ont appris sur les payeurs."""
        here, own, actor, _ = _place(context, company)
        from encours.usecases.review.learn import learned as list_learned

        found = list_learned(own, actor)
        if json:
            signs = [{"customer_id": one.customer_code, "kind": one.kind, "value": one.value, "decision_id": one.decision_id, "actor": one.actor, "recorded_at": one.recorded_at} for one in found]
            here.print_json({"schema": "encours.review-learned/1", "company": own.slug, "learned": signs})
            return
        for one in found:
            print_line(f"{one.customer_code:<16} {one.value:<40} {one.actor}  {one.recorded_at.date()}")
        if not found:
            here.say(_NONE_LEARNED)

    @group.command()
    def forget(
        context: typer.Context, customer: Annotated[str, typer.Argument(metavar="CUSTOMER")], value: Annotated[str, typer.Argument(metavar="VALUE")], company: CompanyOption, json: JsonOption = False
    ) -> None:
        """Forget an account or a name that was learned. · Oublie un compte ou un nom appris."""
        here, own, actor, today = _place(context, company)
        from encours.usecases.review.learn import forget as forget_sign

        kind = forget_sign(own, actor, customer, value, today=today)
        _seal(own, today)
        if json:
            here.print_json({"schema": "encours.review-forgotten/1", "company": own.slug, "customer_id": customer, "kind": kind, "value": value})
        else:
            here.say(_FORGOTTEN)


def _place(context: typer.Context, slug: str) -> tuple[Desk, Company, str, Any]:
    here = desk(context)
    from encours.cli.figures import asked, read_day

    own, scope = asked(here, slug)
    return here, own, scope.actor, read_day("", own)


def _seal(own: Company, today: Any) -> None:
    from encours.usecases.sealing import seal_all

    seal_all(own.organization_id, today=today)


def _tell(here: Desk, own: Company, made: Decided, json: bool, today: Any) -> None:
    from encours.usecases.reports.review_json import decided_json

    _seal(own, today)
    if json:
        here.print_json({"schema": "encours.review-decision/1", "company": own.slug, **decided_json(made)})
        return
    if made.kind == "returned":
        here.say(_RETURNED_IT, line=made.line_id, amount=Money(made.applied_minor, made.currency), decision=made.id)
        return
    if made.kind == "cleared":
        here.say(_CLEARED, line=made.line_id, gross=Money(made.applied_minor, made.currency), decision=made.id)
        return
    if made.kind in ("excluded", "question"):
        here.say(_EXCLUDED if made.kind == "excluded" else _ASKED, line=made.line_id, decision=made.id)
        return
    here.say(_DECIDED, line=made.line_id, applied=Money(made.applied_minor, made.currency), rest=Money(made.rest_minor, made.currency), decision=made.id)
    signs = [sign for sign in (made.learned.iban, made.learned.alias) if sign]
    if signs:
        here.say(_LEARNED, signs=", ".join(signs))
