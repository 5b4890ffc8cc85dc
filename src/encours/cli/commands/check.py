"""`encours check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from encours.cli.desk import Desk, desk, print_line
from encours.kernel.wording import Language, Text

if TYPE_CHECKING:
    from encours.usecases.check import CheckReport

_CHECKING = Text(en="Checking the books", fr="Contrôle des livres")
_MORE = Text(en="… and {count} more.", fr="… et {count} autres.")
_HEAD = Text(en="Head of the chain: link {seq}, {sha256}. Keep it elsewhere.", fr="Tête de la chaîne : maillon {seq}, {sha256}. Conservez-la ailleurs.")
_HOLDS = Text(en="{companies}: everything holds.", fr="{companies} : tout concorde.")
_BROKEN = Text(
    en="{companies}: {count} violations. Send no reminder from these books before they are understood; restore a backup if the cause is damage.",
    fr="{companies} : {count} anomalies. N'envoyez aucune relance depuis ces livres avant de les avoir comprises ; restaurez une sauvegarde si la cause est un dommage.",
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def check(
        context: typer.Context,
        company: Annotated[str, typer.Option("--company", metavar="C", help="One company only. · Une seule société.")] = "",
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Prove the books: every promise is examined, what is broken is named. · Prouve les livres : chaque promesse est contrôlée."""
        from encours.cli.figures import local_today, operator
        from encours.usecases.check import INVARIANTS, check_books
        from encours.usecases.companies import find_company, list_companies
        from encours.usecases.system import record_check

        here = desk(context)
        here.boot()
        chosen = find_company(company) if company else None
        organizations = [chosen.organization_id] if chosen else sorted({one.organization_id for one in list_companies()})
        today = local_today()
        with here.progress(_CHECKING, len(organizations) * len(INVARIANTS)) as advance:
            reports = [
                check_books(organization, today=today, company_id=chosen.id if chosen else None, progress=lambda _code: advance(1)) for organization in organizations
            ]
        for report in reports:
            record_check(report, actor=operator(), today=today)
        if json:
            here.print_json({"schema": "encours.check/1", "holds": all(report.holds for report in reports), "organizations": [_facts(report, here.language) for report in reports]})
        else:
            for report in reports:
                _tell(here, report)
        if not all(report.holds for report in reports):
            raise typer.Exit(1)


def _tell(here: Desk, report: CheckReport) -> None:
    for one in report.examined:
        print_line(f"{'✓' if one.holds else '✗'} {one.invariant.code:<5} {one.found.looked_at:>10}  {one.invariant.title.say(here.language)}")
        for wrong in one.found.wrong:
            print_line(f"    {one.invariant.say(wrong, here.language)}")
        if one.found.count > len(one.found.wrong):
            print_line("    " + _MORE.say(here.language, count=one.found.count - len(one.found.wrong)))
    names = ", ".join(company.name for company in report.companies) or "–"
    if report.chain_head:
        here.say(_HEAD, seq=report.chain_head[0], sha256=report.chain_head[1])
    here.say(_HOLDS if report.holds else _BROKEN, companies=names, count=report.violations)


def _facts(report: CheckReport, language: Language) -> dict[str, Any]:
    return {
        "organization_id": report.organization_id,
        "companies": [company.slug for company in report.companies],
        "holds": report.holds,
        "violations": report.violations,
        "chain_head": {"seq": report.chain_head[0], "sha256": report.chain_head[1]} if report.chain_head else None,
        "invariants": [
            {
                "code": one.invariant.code, "name": one.invariant.name, "title": one.invariant.title.say(language), "looked_at": one.found.looked_at,
                "violations": one.found.count,
                "named": [{"problem": wrong.problem, "values": dict(wrong.values), "message": one.invariant.say(wrong, language)} for wrong in one.found.wrong],
            }
            for one in report.examined
        ],
    }  # fmt: skip
