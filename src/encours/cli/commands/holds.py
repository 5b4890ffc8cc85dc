"""`encours holds`: whom nobody is to be reminded of, why and until when."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.choices import choice
from encours.cli.desk import desk
from encours.cli.figures import (
    AsOfOption,
    CompanyOption,
    CustomerOption,
    FormOption,
    JsonOption,
    KnownAtOption,
    OutOption,
    answer,
    asked,
    day_or_none,
    read_day,
    read_form,
    read_instant,
)  # fmt: skip
from encours.kernel.wording import Text

_PUT = Text(en="On hold ({holds}): no reminder until it ends or is lifted.", fr="Suspension enregistrée ({holds}) : pas de relance avant son terme ou sa levée.")
_LIFTED = Text(en="Hold {hold} is lifted: reminders go on.", fr="La suspension {hold} est levée : les relances reprennent.")


def register(app: typer.Typer) -> None:
    """Add the family."""
    family = typer.Typer(no_args_is_help=True, help="Reminders on hold. · Suspension des relances.")
    app.add_typer(family, name="holds")

    @family.command(name="list")
    def list_(
        context: typer.Context, company: CompanyOption, customer: CustomerOption = "", as_of: AsOfOption = "", known_at: KnownAtOption = "", form: FormOption = "",
        out: OutOption = None, json: JsonOption = False,
    ) -> None:  # fmt: skip
        """Every hold, and which stand. · Les suspensions, et celles en vigueur."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.holds import list_holds
        from encours.usecases.reports.pauses import holds_json, holds_report

        moment = read_instant(known_at, own)
        found = list_holds(own, scope, read_day(as_of, own), known_at=moment, customer=customer)
        answer(
            here, holds_report(found), {"holds": holds_json(found, here.language)}, schema="encours.holds/1", company=own, known_at=moment, form=chosen, out=out
        )

    @family.command()
    def put(
        context: typer.Context,
        customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Its code. · Son code.")],
        company: CompanyOption,
        cause: Annotated[str, typer.Option("--cause", metavar="insolvency|litigation|payment_under_way|agreement|other")],
        document: Annotated[str, typer.Option("--document", help="One document only. · Une seule pièce.")] = "",
        from_on: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="From this day; today by default. · À partir de ce jour.")] = "",
        until: Annotated[str, typer.Option("--until", metavar="YYYY-MM-DD", help="Its last day. · Son dernier jour.")] = "",
        note: Annotated[str, typer.Option("--note")] = "",
    ) -> None:
        """Stop reminders of a customer, or of one document. · Suspend les relances d'un client, ou d'une pièce."""
        here = desk(context)
        own, scope = asked(here, company)
        from encours.usecases.holds import CAUSES, put_on_hold
        from encours.usecases.sealing import seal_all

        today = read_day("", own)
        made = put_on_hold(
            own, scope.actor, customer, cause=choice("--cause", cause, CAUSES), today=today, document=document, from_on=day_or_none(from_on), until_on=day_or_none(until), note=note
        )
        seal_all(own.organization_id, today=today)
        here.say(_PUT, holds=", ".join(map(str, made)))

    @family.command()
    def lift(
        context: typer.Context,
        hold: Annotated[int, typer.Argument(metavar="NUMBER", min=1)],
        company: CompanyOption,
        reason: Annotated[str, typer.Option("--reason", help="Why, for the history. · Pourquoi, pour l'historique.")],
    ) -> None:
        """Let reminders go on. · Lève une suspension."""
        here = desk(context)
        own, scope = asked(here, company)
        from encours.usecases.holds import lift_hold
        from encours.usecases.sealing import seal_all

        today = read_day("", own)
        lift_hold(own, scope.actor, hold, reason=reason, today=today)
        seal_all(own.organization_id, today=today)
        here.say(_LIFTED, hold=hold)
