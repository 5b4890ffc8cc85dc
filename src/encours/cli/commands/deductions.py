"""`encours deductions`: what payers withheld, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from encours.cli.choices import choice
from encours.cli.desk import Desk, desk
from encours.cli.figures import CompanyOption, CustomerOption, FormOption, JsonOption, OutOption, answer, asked, read_day, read_form
from encours.kernel.money import Money
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.store.load.companies import Company
    from encours.usecases.deductions import DeductionRow

DeductionArgument = Annotated[int, typer.Argument(metavar="DEDUCTION", min=0, help="Its number in the list. · Son numéro dans la liste.")]
_TOLD = Text(en="Deduction {number} on {document}, {amount}: {state}.", fr="Retenue {number} sur {document}, {amount} : {state}.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="What payers withheld: accept or refuse it. · Retenues des payeurs : accepter ou refuser.")
    app.add_typer(group, name="deductions")

    @group.command(name="list")
    def list_(
        context: typer.Context,
        company: CompanyOption,
        show: Annotated[str, typer.Option("--show", metavar="open|accepted|refused|settled|all")] = "open",
        customer: CustomerOption = "",
        limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 200,
        after: Annotated[str, typer.Option("--after", help="The place that the last page gave. · L'endroit donné par la page précédente.")] = "",
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """Deductions with their reasons and ages, the oldest first. · Les retenues, leurs motifs et leur âge."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.deductions import SHOWS, deduction_page
        from encours.usecases.paging import place_text, read_place
        from encours.usecases.reports.deductions import deduction_json, deductions_report

        today = read_day("", own)
        page = deduction_page(scope, show=choice("--show", show, tuple(SHOWS)), customer=customer, limit=limit, after=read_place(after))
        result = {"deductions": [deduction_json(one, today, here.language) for one in page.rows], "next": place_text(page.next) or None}
        answer(here, deductions_report(own, today, page), result, schema="encours.deductions/1", company=own, known_at=None, form=chosen, out=out)

    @group.command()
    def accept(
        context: typer.Context,
        deduction: DeductionArgument,
        company: CompanyOption,
        by: Annotated[str, typer.Option("--by", metavar="credit_note|write_off", help="A credit note that will come, or written off now. · Un avoir à venir, ou une perte passée maintenant.")],
        amount: Annotated[str, typer.Option("--amount", help="A part of it; all by default. · Une partie ; tout par défaut.")] = "",
        note: Annotated[str, typer.Option("--note")] = "",
        json: JsonOption = False,
    ) -> None:
        """Accept a deduction, all of it or a part. · Accepte une retenue, en tout ou partie."""
        here, own, actor, today = _place(context, company)
        from encours.usecases.deductions import WAYS, accept_deduction
        from encours.usecases.review.looked import read_amount

        minor = read_amount(amount, own.currency) if amount else None
        _tell(here, own, accept_deduction(own, actor, deduction, way=choice("--by", by, WAYS), amount_minor=minor, note=note, today=today), json, today)

    @group.command()
    def refuse(context: typer.Context, deduction: DeductionArgument, company: CompanyOption, reason: Annotated[str, typer.Option("--reason")], json: JsonOption = False) -> None:
        """Refuse a deduction: the customer owes it. · Refuse une retenue : le client la doit."""
        here, own, actor, today = _place(context, company)
        from encours.usecases.deductions import refuse_deduction

        _tell(here, own, refuse_deduction(own, actor, deduction, reason=reason, today=today), json, today)

    @group.command()
    def undo(context: typer.Context, deduction: DeductionArgument, company: CompanyOption, reason: Annotated[str, typer.Option("--reason")], json: JsonOption = False) -> None:
        """Take back what was decided about a deduction. · Annule la décision prise sur une retenue."""
        here, own, actor, today = _place(context, company)
        from encours.usecases.deductions import undo_deduction

        _tell(here, own, undo_deduction(own, actor, deduction, reason=reason, today=today), json, today)


def _place(context: typer.Context, slug: str) -> tuple[Desk, Company, str, Any]:
    here = desk(context)
    own, scope = asked(here, slug)
    return here, own, scope.actor, read_day("", own)


def _tell(here: Desk, own: Company, made: DeductionRow, json: bool, today: Any) -> None:
    from encours.usecases.deductions import STATE_WORDS
    from encours.usecases.reports.deductions import deduction_json
    from encours.usecases.sealing import seal_all

    seal_all(own.organization_id, today=today)
    if json:
        here.print_json({"schema": "encours.deduction/1", "company": own.slug, **deduction_json(made, today, here.language)})
        return
    here.say(_TOLD, number=made.id, document=made.document_ref, amount=Money(made.amount_minor, made.currency), state=STATE_WORDS[made.state])
