"""What French law and practice say: calendars, rates, legal caps, identifiers and wording."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.countries.contract import CustomerKind
from encours.countries.fr.calendars import ALSACE_MOSELLE, FRANCE, TARGET, easter
from encours.countries.fr.caps import RULES, legal_cap
from encours.countries.fr.identifiers import is_creditor_identifier, is_siren, is_siret, is_vat_number, rib_key, vat_number
from encours.countries.fr.rates import RATES
from encours.countries.fr.wording import terms_wording
from encours.countries.identifiers import (
    NoReference,
    creditor_reference,
    creditor_references_in,
    is_creditor_reference,
    is_iban,
    show_creditor_reference,
)
from encours.countries.registry import countries
from encours.receivables.penalties import HalfYear
from encours.receivables.terms import due_dates, parse_terms


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"),
        (2027, "01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25"),
    ],
)
def test_the_holidays_of_france(year: int, expected: str) -> None:
    assert " ".join(day.isoformat()[5:] for day in sorted(FRANCE.holidays(year))) == expected
    assert sorted(ALSACE_MOSELLE.holidays(year) - FRANCE.holidays(year)) == [easter(year) - timedelta(days=2), date(year, 12, 26)]


@pytest.mark.parametrize(
    ("year", "expected"), [(2026, "01-01 04-03 04-06 05-01 12-25 12-26"), (2027, "01-01 03-26 03-29 05-01 12-25 12-26")]
)
def test_the_closing_days_of_target(year: int, expected: str) -> None:
    assert " ".join(day.isoformat()[5:] for day in sorted(TARGET.holidays(year))) == expected


@pytest.mark.parametrize(
    ("year", "expected"),
    [(1961, (4, 2)), (2000, (4, 23)), (2008, (3, 23)), (2024, (3, 31)), (2025, (4, 20)), (2285, (3, 22)), (2038, (4, 25))],
)
def test_easter_falls_where_the_calendar_puts_it(year: int, expected: tuple[int, int]) -> None:
    assert (easter(year).month, easter(year).day) == expected


def test_the_next_working_day_passes_over_the_long_weekend_of_easter() -> None:
    assert FRANCE.next_working_day(date(2026, 4, 4)) == date(2026, 4, 7)
    assert TARGET.next_working_day(date(2026, 4, 3)) == date(2026, 4, 7)


def test_the_derived_columns_of_the_rate_table_follow_from_the_published_ones() -> None:
    for half_year, ecb in RATES["ecb"].percents.items():
        legal = RATES["legal_pro"].percent(half_year)
        assert RATES["ecb_plus_10"].percent(half_year) == ecb + 10
        assert RATES["public_ecb_plus_8"].percent(half_year) == ecb + 8
        assert RATES["legal_x3"].percent(half_year) == 3 * legal
    assert sorted(RATES["ecb"].percents)[0] == HalfYear(2019, 1) and HalfYear(2026, 2) not in RATES["ecb"].percents
    assert len(RATES["ecb"].percents) == 15
    assert RATES["legal_pro"].percent(HalfYear(2026, 1)) == Decimal("2.62")


def test_in_2024_the_floor_of_agreed_rates_exceeded_the_statutory_rate() -> None:
    above = [str(h) for h in sorted(RATES["legal_x3"].percents) if RATES["legal_x3"].percent(h) > RATES["ecb_plus_10"].percent(h)]
    assert above == ["2024-S1", "2024-S2"]


@pytest.mark.parametrize(
    ("case", "rule", "expected"),
    [
        ({}, "AGREED60", "2026-03-03"),
        ({"stipulated": "FDM45_A"}, "FDM45_A", "2026-02-28"),
        ({"stipulated": "FDM45_B"}, "FDM45_B", "2026-03-17"),
        ({"stipulated": "FDM60_A"}, "AGREED60", "2026-03-03"),
        ({"periodic": True}, "PERIODIC", "2026-02-16"),
        ({"agreed": False, "delivered_on": date(2025, 12, 20)}, "NOTHING_AGREED", "2026-01-19"),
        ({"customer": "state", "received_on": date(2026, 1, 5)}, "STATE", "2026-02-04"),
        ({"customer": "hospital", "received_on": date(2026, 1, 5)}, "HOSPITAL", "2026-02-24"),
        ({"customer": "public_undertaking", "received_on": date(2026, 1, 5)}, "PUBLIC_UNDERTAKING", "2026-03-06"),
        ({"product_family": "FRESH", "delivered_on": date(2026, 1, 1)}, "FRESH", "2026-01-31"),
        ({"product_family": "FRESH", "periodic": True, "delivered_on": date(2026, 1, 1)}, "FRESH_PERIODIC", "2026-02-09"),
        ({"product_family": "CATTLE", "delivered_on": date(2026, 1, 1)}, "CATTLE", "2026-01-21"),
        ({"product_family": "ALCOHOL", "delivered_on": date(2026, 1, 1)}, "ALCOHOL", "2026-03-02"),
        ({"product_family": "WINE"}, "WINE", "2026-03-17"),
        ({"product_family": "TRANSPORT"}, "TRANSPORT", "2026-02-01"),
        ({"product_family": "toys"}, "AGREED60", "2026-03-03"),
    ],
)
def test_the_latest_lawful_due_date_of_an_invoice_of_2_january_2026(case: dict[str, object], rule: str, expected: str) -> None:
    cap = legal_cap(issued_on=date(2026, 1, 2), **case)  # type: ignore[arg-type]  # a table of keyword arguments
    assert cap is not None
    assert (cap.rule, cap.due_on.isoformat(), cap.assumed) == (rule, expected, False)


def test_v1_16_day_10_after_30_days_end_of_month_is_a_breach_unless_45_days_end_of_month_was_stipulated() -> None:
    issued = date(2026, 1, 2)
    terms = parse_terms("FDM30_ON10")
    assert terms is not None
    [installment] = due_dates(terms, total_minor=1, issued_on=issued)
    plain, stipulated = legal_cap(issued_on=issued), legal_cap(issued_on=issued, stipulated="FDM45_B")
    assert plain is not None and stipulated is not None
    assert (plain.days_over(installment.due_on), stipulated.days_over(installment.due_on)) == (7, 0)


def test_a_cap_counted_from_an_unknown_day_says_that_the_issue_date_stood_in() -> None:
    cap = legal_cap(issued_on=date(2026, 1, 2), customer="state")
    assert cap is not None and cap.assumed and cap.due_on == date(2026, 2, 1)


def test_no_cap_concerns_consumers() -> None:
    kind: CustomerKind = "consumer"
    assert legal_cap(issued_on=date(2026, 1, 2), customer=kind) is None


def test_every_rule_of_the_table_has_terms_words_and_a_source() -> None:
    for rule in RULES.values():
        assert all(parse_terms(code) for code in rule["terms"].split())
        assert rule["label_en"] and rule["label_fr"] and "art. " in rule["source"] and date.fromisoformat(rule["read_on"])


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        pytest.param("539007547034", "RF18 5390 0754 7034", id="V7.01"),
        pytest.param("FA2026000123", "RF31 FA20 2600 0123", id="V7.02"),
        pytest.param("F202500003", "RF84 F202 5000 03", id="V7.03"),
        pytest.param("C00042F2026001", "RF76 C000 42F2 0260 01", id="V7.04"),
        pytest.param("2348236", "RF33 2348 236", id="V7.05"),
    ],
)
def test_a_creditor_reference_is_made_of_a_document_number_and_found_again_in_a_remittance(number: str, reference: str) -> None:
    compact = creditor_reference(number)
    assert show_creditor_reference(compact) == reference
    assert is_creditor_reference(reference)
    assert creditor_references_in(f"PAIEMENT {reference} CLIENT 42") == (compact,)


def test_a_number_without_letters_or_digits_or_too_long_makes_no_reference() -> None:
    for number in ("", "---", "F" * 22):
        with pytest.raises(NoReference):
            creditor_reference(number)


@given(st.from_regex(r"[A-Z0-9]{1,21}", fullmatch=True), st.integers(0, 20), st.sampled_from("ABCXYZ0123456789"))
def test_one_wrong_digit_or_letter_makes_a_reference_invalid(number: str, position: int, other: str) -> None:
    reference = creditor_reference(number)
    assert is_creditor_reference(reference)
    place = 4 + position % len(number)
    if reference[place] != other and reference[place].isdigit() == other.isdigit():
        assert not is_creditor_reference(reference[:place] + other + reference[place + 1 :])


@given(st.text(max_size=300))
def test_no_remittance_text_makes_the_search_fail(text: str) -> None:
    assert all(is_creditor_reference(found) for found in creditor_references_in(text))


def test_the_identifiers_of_the_reference_hold() -> None:
    assert all(is_siren(number) for number in ("732829320", "100000009", "200000008"))
    assert is_siret("73282932000074") and not is_siret("73282932000075")
    assert [vat_number(n) for n in ("732829320", "100000009", "200000008")] == ["FR44732829320", "FR88100000009", "FR37200000008"]
    assert all(is_vat_number(n) for n in ("FR44732829320", "FR88100000009", "FR37200000008"))
    assert (rib_key("20041", "01005", "0500013M026"), rib_key("30001", "00794", "12345678901")) == ("06", "85")
    assert (
        is_iban("FR14 2004 1010 0505 0001 3M02 606")
        and is_iban("FR76 3000 1007 9412 3456 7890 185")
        and not is_iban("FR76 3000 1007 9412 3456 7890 186")
    )
    assert (
        is_creditor_identifier("FR72ZZZ123456") and is_creditor_identifier("FR69ZZZ651190") and not is_creditor_identifier("FR70ZZZ651190")
    )


@pytest.mark.parametrize("hostile", ["", " ", "\x00", "٧٣٢٨٢٩٣٢٠", "FR", "é" * 50, "9" * 10_000])
def test_no_identifier_check_fails_on_hostile_text(hostile: str) -> None:
    for country in countries().values():
        for identifier in country.identifiers.values():
            assert identifier.is_valid(hostile) is False


@pytest.mark.parametrize(
    ("code", "french", "english"),
    [
        ("NET0", "comptant, à la date de facture", "on the invoice date"),
        ("FDM45_A", "45 jours, puis fin de mois", "45 days, then end of month"),
        ("FDM45_B", "fin du mois de facture, puis 45 jours", "end of the month of invoice, then 45 days"),
        (
            "FDM30_ON10",
            "30 jours, puis fin de mois, puis le 10 du mois suivant",
            "30 days, then end of month, then on day 10 of the following month",
        ),
        ("RECEIPT30", "30 jours après réception", "30 days after receipt"),
        ("ALCOHOL30", "30 jours après fin du mois de livraison", "30 days after end of the month of delivery"),
        (
            "NET30@2/10",
            "30 jours date de facture\u00a0; escompte de 2\u00a0% sous 10 jours",
            "30 days from invoice date; 2% discount within 10 days",
        ),
    ],
)
def test_the_wording_of_terms_says_which_reading_was_agreed(code: str, french: str, english: str) -> None:
    terms = parse_terms(code)
    assert terms is not None
    assert (terms_wording(terms).fr, terms_wording(terms).en) == (french, english)


def test_every_country_is_complete() -> None:
    for code, country in countries().items():
        assert code == country.code and country.name.fr and country.name.en
        assert parse_terms(country.default_terms) is not None
        assert country.calendars and country.rates and country.identifiers
        assert all(calendar.code == key for key, calendar in country.calendars.items())
        assert all(table.source and table.percents for table in country.rates.values())
