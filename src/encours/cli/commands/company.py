"""`encours company`."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.desk import desk, print_line
from encours.kernel.wording import Text

_CREATED = Text(en="Company “{slug}” created ({name}).", fr="Société « {slug} » créée ({name}).")
_NONE = Text(
    en="No company yet: “encours company create NAME”, or “encours demo”.",
    fr="Aucune société : « encours company create NOM », ou « encours demo ».",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Companies and their books. · Les sociétés et leurs comptes.")
    app.add_typer(group, name="company")

    @group.command()
    def create(
        context: typer.Context,
        name: Annotated[str, typer.Argument(help="Its name. · Son nom.")],
        slug: Annotated[str, typer.Option("--slug", help="Short name used by the commands. · Nom court pour les commandes.")] = "",
        siren: Annotated[str, typer.Option("--siren")] = "",
        currency: Annotated[str, typer.Option("--currency", help="Currency of the books. · Devise des comptes.")] = "EUR",
        terms: Annotated[str, typer.Option("--terms", help="Payment terms assumed where none is known. · Délai supposé à défaut.")] = "",
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Create a company. · Crée une société."""
        from encours.cli.figures import local_today, operator
        from encours.usecases.companies import create_company
        from encours.usecases.sealing import seal_all

        here = desk(context)
        here.boot()
        made = create_company(
            name=name, actor=operator(), today=local_today(), slug=slug, siren=siren, currency=currency.upper(), default_terms=terms
        )
        seal_all(made.organization_id, today=local_today())
        if json:
            here.print_json({"schema": "encours.company/1", "company": made.slug, "name": made.name, "currency": made.currency})
        else:
            here.say(_CREATED, slug=made.slug, name=made.name)

    @group.command(name="list")
    def list_(context: typer.Context, json: Annotated[bool, typer.Option("--json")] = False) -> None:
        """The companies of this installation. · Les sociétés de cette installation."""
        from encours.usecases.companies import list_companies

        here = desk(context)
        here.boot()
        found = list_companies()
        if json:
            here.print_json(
                {
                    "schema": "encours.companies/1",
                    "companies": [{"company": c.slug, "name": c.name, "siren": c.siren, "currency": c.currency} for c in found],
                }
            )
            return
        for company in found:
            print_line(f"{company.slug:<24} {company.name:<40} {company.siren:<10} {company.currency}")
        if not found:
            here.say(_NONE)
