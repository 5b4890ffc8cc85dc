"""`encours company`."""

from __future__ import annotations

from typing import Annotated

import typer

from encours.cli.desk import desk, print_line
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_CREATED = Text(en="Company “{slug}” created ({name}).", fr="Société « {slug} » créée ({name}).")
_NONE = Text(en="No company yet: “encours company create NAME”, or “encours demo”.", fr="Aucune société : « encours company create NOM », ou « encours demo ».")

_UNCHANGED = Text(en="Nothing was different: nothing was changed.", fr="Rien ne différait : rien n'a été modifié.")


class SettingUnknown(Refusal):
    code = "company_setting_unknown"
    message = Text(en="“{name}” is no setting of a company.", fr="« {name} » n'est pas un réglage de société.")
    repair = Text(en="Settings: {known}.", fr="Réglages : {known}.")


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
        made = create_company(name=name, actor=operator(), today=local_today(), slug=slug, siren=siren, currency=currency.upper(), default_terms=terms)
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
            here.print_json({"schema": "encours.companies/1", "companies": [{"company": c.slug, "name": c.name, "siren": c.siren, "currency": c.currency} for c in found]})
            return
        for company in found:
            print_line(f"{company.slug:<24} {company.name:<40} {company.siren:<10} {company.currency}")
        if not found:
            here.say(_NONE)

    @group.command(name="set")
    def set_(
        context: typer.Context,
        company: Annotated[str, typer.Option("--company", metavar="C", help="Short name of the company. · Nom court de la société.")],
        values: Annotated[list[str], typer.Argument(metavar="NAME=VALUE…", help="name, legal_form, siren, vat_number, address, time_zone, language, default_terms, buckets.")],
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None:
        """Change what a company says of itself and what its figures use. · Modifie les données et réglages d'une société."""
        from encours.cli.figures import asked, local_today
        from encours.usecases.organization import NAMES, change_organization
        from encours.usecases.sealing import seal_all

        here = desk(context)
        wanted = dict(value.partition("=")[::2] for value in values)
        unknown = [name for name in wanted if name not in NAMES]
        if unknown:
            raise SettingUnknown(name=unknown[0], known=", ".join(NAMES))
        own, scope = asked(here, company)
        changed = change_organization(scope, wanted, today=local_today())
        seal_all(own.organization_id, today=local_today())
        if json:
            here.print_json({"schema": "encours.company-settings/1", "company": own.slug, "changed": {name: {"before": before, "after": after} for name, (before, after) in changed.items()}})
            return
        for name, (before, after) in changed.items():
            print_line(f"{name}: {before or '—'} → {after or '—'}")
        if not changed:
            here.say(_UNCHANGED)
