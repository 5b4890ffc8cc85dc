"""`encours reminders plan`."""

from __future__ import annotations

import typer

from encours.cli.desk import desk
from encours.cli.figures import (
    AsOfOption,
    CompanyOption,
    CurrencyOption,
    FormOption,
    JsonOption,
    KnownAtOption,
    OutOption,
    answer,
    asked,
    read_day,
    read_form,
    read_instant,
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the family."""
    family = typer.Typer(no_args_is_help=True, help="Reminders. · Relances.")
    app.add_typer(family, name="reminders")

    @family.command()
    def plan(
        context: typer.Context,
        company: CompanyOption,
        as_of: AsOfOption = "",
        known_at: KnownAtOption = "",
        currency: CurrencyOption = "",
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """Whom to remind, by which step and why; sends nothing. · Qui relancer, comment et pourquoi ; n'envoie rien."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.aging import Only
        from encours.usecases.reminders import plan_reminders
        from encours.usecases.reports import held_json, reminders_json, reminders_report

        moment = read_instant(known_at, own)
        planned = plan_reminders(scope, read_day(as_of, own), known_at=moment, only=Only(currency=currency.upper()))
        values = {"reminders": reminders_json(planned, here.language), "held": held_json(planned, here.language)}
        answer(here, reminders_report(planned), values, schema="encours.reminders/1", company=own, known_at=moment, form=chosen, out=out)
