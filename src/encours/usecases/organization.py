"""What a company says of itself and what its figures use by default; every change is an event with before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from encours.countries.contract import Calendar
from encours.countries.registry import countries
from encours.kernel.refusal import Refusal
from encours.kernel.wording import LANGUAGES, Text
from encours.receivables.aging import Buckets
from encours.receivables.aging.buckets import DEFAULT_BUCKETS
from encours.receivables.terms import parse_terms
from encours.store.load.audit import AuditEvent, AuditFilter, load_audit
from encours.store.load.companies import Company, load_company_by_id
from encours.store.save.companies import change_company
from encours.store.save.events import record_event
from encours.store.tenant import Scope, tenant

FIELDS: tuple[str, ...] = ("name", "legal_form", "siren", "vat_number", "address", "time_zone", "language", "default_terms", "buckets")
"""What may be changed, in the order in which it is shown. Country and currency stand from the first entry on."""
_LIMITS = {"name": 200, "legal_form": 60, "address": 500, "default_terms": 60}
_HISTORY = 20


class SettingUnusable(Refusal):
    code = "setting_unusable"
    message = Text(en="“{value}” cannot be the {field}.", fr="« {value} » ne convient pas pour : {field}.")
    repair = Text(en="{hint}", fr="{hint}")


NAMES: Mapping[str, Text] = {
    "name": Text(en="name", fr="raison sociale"),
    "legal_form": Text(en="legal form", fr="forme juridique"),
    "siren": Text(en="SIREN", fr="SIREN"),
    "vat_number": Text(en="VAT number", fr="numéro de TVA"),
    "address": Text(en="address", fr="adresse"),
    "time_zone": Text(en="time zone", fr="fuseau horaire"),
    "language": Text(en="language of letters", fr="langue des courriers"),
    "default_terms": Text(en="payment terms by default", fr="délai de paiement par défaut"),
    "buckets": Text(en="ageing buckets", fr="tranches de la balance âgée"),
}
_HINTS: Mapping[str, Text] = {
    "name": Text(en="A company has a name of at most 200 characters.", fr="Une société a une raison sociale, de 200 caractères au plus."),
    "legal_form": Text(en="At most 60 characters.", fr="60 caractères au plus."),
    "siren": Text(en="Nine digits of which the last is a key; or nothing.", fr="Neuf chiffres dont le dernier est une clé ; ou rien."),
    "vat_number": Text(en="As it stands on invoices: FR, a key of two, nine digits; or nothing.", fr="Comme sur les factures : FR, une clé de deux caractères, neuf chiffres ; ou rien."),
    "address": Text(en="At most 500 characters.", fr="500 caractères au plus."),
    "time_zone": Text(en="A zone by its name: Europe/Paris.", fr="Un fuseau par son nom : Europe/Paris."),
    "language": Text(en="fr, en, or nothing.", fr="fr, en, ou rien."),
    "default_terms": Text(en="Terms as tables write them: NET30, FDM45_A, “30 days end of month”; or nothing.", fr="Un délai comme dans les tableaux : NET30, FDM45_A, « 30 jours fin de mois » ; ou rien."),
    "buckets": Text(en="The last day of each bucket, ascending: 0,30,60,90,120; or nothing.", fr="Le dernier jour de chaque tranche, en ordre croissant : 0,30,60,90,120 ; ou rien."),
}


@dataclass(frozen=True, slots=True)
class Organization:
    """The company with the settings that may change, the calendars of its country, and the last changes, newest first."""

    company: Company
    settings: Mapping[str, str]
    calendars: tuple[Calendar, ...]
    history: tuple[AuditEvent, ...]


def organization(scope: Scope) -> Organization:
    """Everything the page shows."""
    with tenant(scope.organization_id) as cursor:
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        history = load_audit(cursor, scope, AuditFilter(types=("CompanyChanged", "CompanyCreated")), limit=_HISTORY).rows
    country = countries().get(company.country)
    return Organization(company, settings_of(company), tuple(country.calendars.values()) if country else (), history)


def settings_of(company: Company) -> dict[str, str]:
    """The settings that may change, by name."""
    return {field: getattr(company, field) for field in FIELDS}


def change_organization(scope: Scope, wanted: Mapping[str, str], *, today: date) -> dict[str, tuple[str, str]]:
    """Change some settings; returns what changed, before and after. What is as it was is no change. Raises SettingUnusable."""
    with tenant(scope.organization_id) as cursor:
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        now = settings_of(company)
        cleaned = {field: _read(field, value, company.country) for field, value in wanted.items()}
        changed = {field: (now[field], value) for field, value in cleaned.items() if value != now[field]}
        if changed:
            change_company(cursor, scope, {field: after for field, (_, after) in changed.items()})
            record_event(
                cursor, scope, "CompanyChanged", occurred_on=today, subjects=[f"com_{scope.company_id}"], payload={field: list(pair) for field, pair in changed.items()}
            )  # fmt: skip
    return changed


def _read(field: str, text: str, country: str) -> str:
    value = " ".join(text.split()) if field != "address" else "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if field in ("siren", "vat_number"):
        value = "".join(value.split()).upper()
    if field == "buckets":
        value = "".join(value.split())
    if not _fits(field, value, country):
        hint = _HINTS[field]
        raise SettingUnusable(value=value[:60], field=NAMES[field], hint=hint)
    return value


def _fits(field: str, value: str, country: str) -> bool:
    if "\0" in value or len(value) > _LIMITS.get(field, 60):
        return False
    if not value:
        return field not in ("name", "time_zone")
    if field in ("siren", "vat_number"):
        known = countries().get(country)
        return known is None or known.identifiers[field].is_valid(value)
    if field == "time_zone":
        return value in available_timezones() and ZoneInfo(value) is not None
    if field == "language":
        return value in LANGUAGES
    if field == "default_terms":
        return parse_terms(value) is not None
    return field != "buckets" or _buckets(value) is not None


def _buckets(text: str) -> Buckets | None:
    try:
        bounds = tuple(int(part) + 1 for part in text.split(","))
        return Buckets(bounds) if len(bounds) <= 12 and all(abs(bound) <= 10_000 for bound in bounds) else None
    except ValueError:
        return None


def own_buckets(company: Company) -> Buckets:
    """The buckets that a company's aged balances have unless asked otherwise."""
    return (_buckets(company.buckets) if company.buckets else None) or DEFAULT_BUCKETS
