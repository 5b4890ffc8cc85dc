"""Organizations and companies by name: the directory that the command line and sign-in read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Company:
    """A legal entity with its books. `default_terms` are the payment terms assumed where neither file nor customer has any; `language` is that of its
    letters where a customer has none; `buckets` the last days of its ageing buckets (`0,30,60`), '' for the usual ones."""

    organization_id: int
    organization: str
    id: int
    slug: str
    name: str
    siren: str
    country: str
    currency: str
    time_zone: str
    default_terms: str
    legal_form: str = ""
    vat_number: str = ""
    address: str = ""
    language: str = ""
    buckets: str = ""


_SELECT = """
SELECT c.organization_id, o.name, c.id, c.slug, c.name, c.siren, c.country, c.currency, c.time_zone, c.default_terms,
       c.legal_form, c.vat_number, c.address, c.language, c.buckets
  FROM company c JOIN organization o ON o.id = c.organization_id
"""


def load_companies(cursor: Any) -> list[Company]:
    """Every company that the transaction may see, by name: all of them in `directory()`, those of one organization in `tenant()`."""
    cursor.execute(_SELECT + " ORDER BY c.name, c.id")
    return [Company(*row) for row in cursor.fetchall()]


def load_company(cursor: Any, slug: str) -> Company | None:
    """The company of that short name, if the transaction may see it."""
    cursor.execute(_SELECT + " WHERE c.slug = %s", [slug])
    row = cursor.fetchone()
    return Company(*row) if row else None


def load_company_by_id(cursor: Any, organization_id: int, company_id: int) -> Company | None:
    """The company with that key, if the transaction may see it."""
    cursor.execute(_SELECT + " WHERE c.organization_id = %s AND c.id = %s", [organization_id, company_id])
    row = cursor.fetchone()
    return Company(*row) if row else None
