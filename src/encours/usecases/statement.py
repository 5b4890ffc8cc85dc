"""A customer's statement (relevé de compte): what is open on a day, and the movements of a period where they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from encours.formats.exports.customer_statement import Block, CustomerStatement, Movement, OpenLine
from encours.formats.exports.sums import Part
from encours.kernel.period import Period
from encours.kernel.wording import LANGUAGES, Language, Text
from encours.receivables.aging import Buckets
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.customers import CustomerRow, load_customer_by_code
from encours.store.load.items import ItemRow, load_items
from encours.store.load.movements import MovementRow, load_movements, load_opening_balances
from encours.store.load.open_items import Moment, Only
from encours.store.tenant import Scope, tenant
from encours.usecases.known import CustomerUnknown
from encours.usecases.organization import own_buckets
from encours.usecases.words import KINDS

_ASSUMED = Text(
    en="Documents whose due date is stated nowhere and was assumed: {count}.",
    fr="Pièces dont l'échéance n'est indiquée nulle part et a été supposée : {count}.",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sheet per currency in which the customer owes or, in the period, moved anything. A customer who never owed has none."""

    company: Company
    customer: CustomerRow
    as_of: date
    known_at: datetime | None
    sheets: tuple[CustomerStatement, ...]


def letter_language(drawn: Statement, otherwise: Language) -> Language:
    """The language of a letter to the customer: its own, else the company's, else the reader's, as far as Encours speaks it."""
    wanted = (drawn.customer.language, drawn.company.language, otherwise)
    return next(language for one in wanted for language in LANGUAGES if language == one)


def customer_statement(
    scope: Scope, customer_code: str, as_of: date, *, known_at: datetime | None = None, since: date | None = None, buckets: Buckets | None = None
) -> Statement:
    """Draw up a customer's statement as of a day; with `since`, as an activity statement from that day on.

    Raises CustomerUnknown.
    """
    moment = Moment(as_of, known_at)
    with tenant(scope.organization_id) as cursor:
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        customer = load_customer_by_code(cursor, scope, customer_code)
        if customer is None:
            raise CustomerUnknown(customer=customer_code)
        items = load_items(cursor, scope, moment, only=Only(customer_ids=(customer.id,)), order="due").rows
        openings = load_opening_balances(cursor, scope, customer.id, moment, start=since) if since else {}
        movements = load_movements(cursor, scope, customer.id, moment, start=since) if since else ()
    period = Period(since, as_of + timedelta(days=1)) if since else None
    currencies = sorted({item.currency for item in items} | {m.currency for m in movements} | {c for c, minor in openings.items() if minor})
    sheets = tuple(
        _sheet(
            company, customer, moment, currency, [item for item in items if item.currency == currency], period, openings.get(currency, 0),
            [movement for movement in movements if movement.currency == currency], buckets or own_buckets(company),
        )
        for currency in currencies
    )  # fmt: skip
    return Statement(company, customer, as_of, known_at, sheets)


def _sheet(
    company: Company,
    customer: CustomerRow,
    moment: Moment,
    currency: str,
    items: Sequence[ItemRow],
    period: Period | None,
    opening: int,
    movements: Sequence[MovementRow],
    buckets: Buckets,
) -> CustomerStatement:
    # Money that came and credit notes that are not set against an invoice differ for the customer: the note is a document of ours.
    documents = [item for item in items if item.open_minor > 0 or item.kind == "credit_note"]
    assumed = sum(item.due_source == "assumed" for item in documents)
    return CustomerStatement(
        company=Block(company.name, identifiers=(f"SIREN {company.siren}",) if company.siren else ()),
        customer=Block(customer.name, identifiers=(f"SIREN {customer.siren}",) if customer.siren else ()),
        customer_reference=customer.code,
        as_of=moment.day,
        currency=currency,
        open_lines=tuple(_line(item) for item in documents),
        unapplied_minor=sum(item.open_minor for item in items if item.open_minor < 0 and item.kind != "credit_note"),
        aging=_aging(items, moment.day, buckets),
        period=period,
        opening_minor=opening,
        movements=tuple(_movement(movement) for movement in movements),
        notes=(Text(en=_ASSUMED.say("en", count=assumed), fr=_ASSUMED.say("fr", count=assumed)),) if assumed else (),
    )


def _line(item: ItemRow) -> OpenLine:
    return OpenLine(item.issued_on, item.due_on, item.document_ref, KINDS[item.kind], item.amount_minor, item.open_minor, item.is_disputed)


def _movement(row: MovementRow) -> Movement:
    return Movement(row.effective_on, row.document_ref, row.label or KINDS[row.kind], max(row.amount_minor, 0), max(-row.amount_minor, 0))


def _aging(items: Sequence[ItemRow], day: date, buckets: Buckets) -> tuple[Part, ...]:
    sums = [0] * len(buckets)
    for item in items:
        if item.open_minor > 0:
            sums[buckets.index((day - item.due_on).days)] += item.open_minor
    return tuple(Part(bucket.label, minor, age) for age, (bucket, minor) in enumerate(zip(buckets, sums, strict=True)))
