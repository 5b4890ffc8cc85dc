"""`encours audit`."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.desk import desk
from encours.cli.figures import CompanyOption, FormOption, JsonOption, OutOption, answer, asked, day_or_none, read_day, read_form


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def audit(
        context: typer.Context,
        company: CompanyOption,
        actor: Annotated[str, typer.Option("--by", metavar="NAME", help="One person's doings only. · Les actes d'une seule personne.")] = "",
        subject: Annotated[str, typer.Option("--about", metavar="imp_3", help="About one thing only. · À propos d'un seul objet.")] = "",
        kind: Annotated[str, typer.Option("--type", metavar="FileImported", help="One type of event only. · Un seul type d'événement.")] = "",
        first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="From this day on. · À partir de ce jour.")] = "",
        last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="Up to this day. · Jusqu'à ce jour.")] = "",
        seals: Annotated[bool, typer.Option("--seals", help="With the seals that the program sets. · Avec les scellements automatiques.")] = False,
        limit: Annotated[int, typer.Option("--limit", min=1, help="How many, newest first. · Combien, du plus récent au plus ancien.")] = 200,
        form: FormOption = "",
        out: OutOption = None,
        json: JsonOption = False,
    ) -> None:
        """Who did what and when, with the chain that seals it. · Qui a fait quoi et quand, avec la chaîne qui le scelle."""
        here = desk(context)
        chosen = read_form(form, json, out)
        own, scope = asked(here, company)
        from encours.usecases.audit import audit_trail
        from encours.usecases.reports.audit import audit_json, audit_report

        trail = audit_trail(scope, actor=actor, subject=subject, type_=kind, first=day_or_none(first), last=day_or_none(last), seals=seals, limit=limit)
        report = audit_report(trail, read_day("", own))
        answer(here, report, audit_json(trail, here.language), schema="encours.audit/1", company=own, known_at=None, form=chosen, out=out)
