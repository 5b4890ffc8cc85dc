"""`encours reconcile bank` and `encours reconcile control`."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.desk import desk
from encours.cli.figures import (
    AsOfOption,
    CompanyOption,
    FormOption,
    JsonOption,
    OutOption,
    answer,
    asked,
    read_day,
    read_form,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Bank and books, open items and control accounts. · Banque et comptabilité, postes ouverts et comptes collectifs.")
    app.add_typer(group, name="reconcile")

    @group.command()
    def bank(
        context: typer.Context,
        company: CompanyOption,
        as_of: AsOfOption = "",
        account: Annotated[str, typer.Option("--account", metavar="IBAN|512…", help="One bank account only. · Un seul compte bancaire.")] = "",
        days: Annotated[int, typer.Option("--days", min=0, max=366, help="How far apart bank and books may be. · Écart de dates admis.")] = 31,
        variance: Annotated[str, typer.Option("--variance", metavar="0.00", help="Most that amounts of one reference may differ by. · Écart admis entre deux montants de même référence.")] = "0",
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """Bank statements beside the books, every difference explained. · Rapprochement bancaire, chaque écart expliqué."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.reconciliation import reconcile_banks
        from encours.usecases.reports.reconciliation import bank_json, bank_report
        from encours.usecases.review.looked import read_amount

        result = reconcile_banks(scope, read_day(as_of, own), account=account, days=days, variance_minor=read_amount(variance, own.currency))
        answer(here, bank_report(result), bank_json(result, here.language), schema="encours.bank-reconciliation/1", company=own, known_at=None, form=chosen, out=out)

    @group.command()
    def control(
        context: typer.Context, company: CompanyOption, as_of: AsOfOption = "", form: FormOption = "", out: OutOption = None, json: JsonOption = False
    ) -> None:
        """Open items beside the control accounts of the ledger. · Postes ouverts et comptes collectifs du grand livre."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.reconciliation import reconcile_control
        from encours.usecases.reports.reconciliation import control_json, control_report

        result = reconcile_control(scope, read_day(as_of, own))
        answer(here, control_report(result), control_json(result), schema="encours.control-reconciliation/1", company=own, known_at=None, form=chosen, out=out)
        if result.differences:
            raise typer.Exit(1)

    @group.command()
    def why(
        context: typer.Context,
        company: CompanyOption,
        as_of: AsOfOption = "",
        explain: Annotated[str, typer.Option("--explain", metavar="KEY", help="Mark this difference as explained; needs --reason. · Marque cet écart comme expliqué ; avec --reason.")] = "",
        reopen: Annotated[str, typer.Option("--reopen", metavar="KEY", help="Take its explanation back; needs --reason. · Retire son explication ; avec --reason.")] = "",
        reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why. · Le motif.")] = "",
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """Why figures differ from accounting, each difference with its cause. · Pourquoi les chiffres diffèrent de la comptabilité."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.cli.figures import local_today
        from encours.usecases.differences import differences, explain_difference, reopen_difference
        from encours.usecases.reports.differences import differences_json, differences_report
        from encours.usecases.sealing import seal_all

        day = read_day(as_of, own)
        for key, act in ((explain, explain_difference), (reopen, reopen_difference)):
            if key:
                act(scope, day, key, reason=reason, today=local_today())
                seal_all(own.organization_id, today=local_today())
        found = differences(scope, day)
        answer(here, differences_report(found), differences_json(found, here.language), schema="encours.differences/1", company=own, known_at=None, form=chosen, out=out)
