"""`encours rules`: which rules of matching record by themselves, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.desk import desk
from encours.cli.figures import CompanyOption, FormOption, JsonOption, OutOption, answer, asked, read_day, read_form
from encours.kernel.wording import Text

_READING = Text(en="Reading the past", fr="Relecture de l'historique")
_DRY = Text(en="Nothing was kept.", fr="Rien n'a été conservé.")
_OFF = Text(en="The rule “{rule}” records nothing by itself any more.", fr="La règle « {rule} » n'enregistre plus rien d'office.")
_ON = Text(
    en="The rule “{rule}” may record by itself again, while its precision allows.",
    fr="La règle « {rule} » peut de nouveau enregistrer d'office, tant que sa précision le permet.",
)
RuleArgument = Annotated[str, typer.Argument(metavar="RULE", help="Its code in the list. · Son code dans la liste.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why. · Pourquoi.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True, help="How often each rule of matching was right. · Fiabilité mesurée des règles de rapprochement."
    )
    app.add_typer(group, name="rules")

    @group.command(name="list")
    def list_(
        context: typer.Context, company: CompanyOption, form: FormOption = "", out: OutOption = None, json: JsonOption = False
    ) -> None:
        """Every rule with its measured precision, and whether it records by itself. · Chaque règle et sa précision mesurée."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.learning import rule_standing
        from encours.usecases.reports.learning import rules_json, rules_report

        standing = rule_standing(scope)
        answer(
            here,
            rules_report(own, read_day("", own), standing),
            rules_json(standing),
            schema="encours.rules/1",
            company=own,
            known_at=None,
            form=chosen,
            out=out,
        )

    @group.command()
    def backtest(
        context: typer.Context,
        company: CompanyOption,
        months: Annotated[int, typer.Option("--months", min=1, max=120, help="How far back. · Profondeur de l'historique.")] = 12,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Keep nothing. · Sans rien conserver.")] = False,
        json: JsonOption = False,
    ) -> None:
        """Replay past receipts with every rule and compare with what was recorded; learn habits of payers. · Rejoue l'historique et compare."""
        here = desk(context)
        own, scope = asked(here, company)
        from encours.usecases.learning import read_the_past
        from encours.usecases.reports.learning import read_json, read_text
        from encours.usecases.sealing import seal_all

        today = read_day("", own)
        with here.progress(_READING) as advance:
            done = 0

            def progress(count: int) -> None:
                nonlocal done
                advance(count - done)
                done = count

            read = read_the_past(own, scope.actor, today=today, months=months, record=not dry_run, progress=progress)
        seal_all(own.organization_id, today=today)
        if json:
            here.print_json({"schema": "encours.back-test/1", "company": own.slug, **read_json(read)})
            return
        here.say(read_text(read))
        if dry_run:
            here.say(_DRY)

    @group.command()
    def off(context: typer.Context, rule: RuleArgument, company: CompanyOption, reason: ReasonOption) -> None:
        """Forbid a rule to record by itself. · Interdit à une règle d'enregistrer d'office."""
        _switch(context, rule, company, reason, is_off=True)

    @group.command()
    def on(context: typer.Context, rule: RuleArgument, company: CompanyOption, reason: ReasonOption) -> None:
        """Allow it again. · L'autorise de nouveau."""
        _switch(context, rule, company, reason, is_off=False)


def _switch(context: typer.Context, rule: str, company: str, reason: str, *, is_off: bool) -> None:
    here = desk(context)
    own, scope = asked(here, company)
    from encours.usecases.learning import switch_rule
    from encours.usecases.sealing import seal_all

    today = read_day("", own)
    switch_rule(own, scope.actor, rule, is_off=is_off, reason=reason, today=today)
    seal_all(own.organization_id, today=today)
    here.say(_OFF if is_off else _ON, rule=rule)
