"""Creating organizations and companies, and finding them by name."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from encours.kernel.normal import name_key
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.companies import Company, load_companies, load_company
from encours.store.save.events import record_event
from encours.store.tenant import Scope, directory, tenant

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class CompanyUnknown(Refusal):
    code = "company_unknown"
    message = Text(en="There is no company “{slug}”.", fr="Il n'y a pas de société « {slug} ».")
    repair = Text(
        en="List the companies with “encours company list”, or create it with “encours company create”.",
        fr="Affichez les sociétés avec « encours company list » ou créez-la avec « encours company create ».",
    )


class CompanyExists(Refusal):
    code = "company_exists"
    message = Text(en="There is already a company “{slug}”.", fr="Il existe déjà une société « {slug} ».")
    repair = Text(en="Choose another short name with --slug.", fr="Choisissez un autre nom court avec --slug.")


class NameUnusable(Refusal):
    code = "company_name_unusable"
    message = Text(
        en="“{slug}” cannot be a company's short name: it takes small letters, digits and hyphens.",
        fr="« {slug} » ne peut pas être le nom court d'une société : il admet minuscules, chiffres et traits d'union.",
    )
    repair = Text(en="Give one with --slug.", fr="Indiquez-en un avec --slug.")


def slug_of(name: str) -> str:
    """A short name made from a long one.

    >>> slug_of("Atelier Lumen SAS")
    'atelier-lumen-sas'
    """
    return name_key(name).lower().replace(" ", "-")[:63].strip("-")


def create_company(
    *, name: str, actor: str, today: date, slug: str = "", organization_id: int | None = None, siren: str = "", currency: str = "EUR", country: str = "FR",
    default_terms: str = "",
) -> Company:  # fmt: skip
    """Create a company, in the given organization or in a new one of the same name.

    Raises NameUnusable, CompanyExists.
    """
    slug = slug or slug_of(name)
    if not SLUG.fullmatch(slug):
        raise NameUnusable(slug=slug)
    with directory() as cursor:
        if load_company(cursor, slug) is not None:
            raise CompanyExists(slug=slug)
        if organization_id is None:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('organization', 'id'))")
            new_organization: int = cursor.fetchone()[0]
        else:
            new_organization = organization_id
    with tenant(new_organization) as cursor:
        if organization_id is None:
            cursor.execute("INSERT INTO organization (id, name) VALUES (%s, %s)", [new_organization, name])
        cursor.execute(
            """
            INSERT INTO company (organization_id, slug, name, siren, currency, country, default_terms)
            VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id
            """,
            [new_organization, slug, name, siren, currency, country, default_terms],
        )
        scope = Scope(new_organization, cursor.fetchone()[0], actor)
        record_event(cursor, scope, "CompanyCreated", occurred_on=today, subjects=[f"com_{scope.company_id}"], payload={"slug": slug})
        company = load_company(cursor, slug)
        assert company is not None
        return company


def list_companies() -> list[Company]:
    """Every company on this server, by name."""
    with directory() as cursor:
        return load_companies(cursor)


def find_company(slug: str) -> Company:
    """The company of that short name. Raises CompanyUnknown."""
    with directory() as cursor:
        company = load_company(cursor, slug)
    if company is None:
        raise CompanyUnknown(slug=slug)
    return company


def scope_of(company: Company, actor: str) -> Scope:
    """The scope in which `actor` works on a company's books."""
    return Scope(company.organization_id, company.id, actor)


def set_default_terms(cursor: Any, scope: Scope, terms: str) -> None:
    """The payment terms assumed from now on where neither file nor customer has any."""
    cursor.execute(
        "UPDATE company SET default_terms = %s WHERE organization_id = %s AND id = %s", [terms, scope.organization_id, scope.company_id]
    )
