"""Payment terms: the vectors V1.01–V1.19 of the domain reference, in both readings, and what people write."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.countries.fr.calendars import FRANCE
from encours.receivables.terms import Terms, due_dates, explain, parse_terms


def terms_of(text: str) -> Terms:
    terms = parse_terms(text)
    assert terms is not None, text
    return terms


def due(text: str, issued: str, delivered: str | None = None) -> str:
    [installment] = due_dates(
        terms_of(text),
        total_minor=100,
        issued_on=date.fromisoformat(issued),
        delivered_on=date.fromisoformat(delivered) if delivered else None,
        calendar=FRANCE,
    )
    return installment.due_on.isoformat()


@pytest.mark.parametrize(
    ("issued", "net30", "net60", "reading_a", "reading_b"),
    [
        pytest.param("2026-01-14", "2026-02-13", "2026-03-15", "2026-02-28", "2026-03-17", id="V1.01"),
        pytest.param("2026-01-15", "2026-02-14", "2026-03-16", "2026-03-31", "2026-03-17", id="V1.02"),
        pytest.param("2026-01-31", "2026-03-02", "2026-04-01", "2026-03-31", "2026-03-17", id="V1.03"),
        pytest.param("2026-02-15", "2026-03-17", "2026-04-16", "2026-04-30", "2026-04-14", id="V1.04"),
        pytest.param("2026-06-16", "2026-07-16", "2026-08-15", "2026-07-31", "2026-08-14", id="V1.05"),
        pytest.param("2026-07-01", "2026-07-31", "2026-08-30", "2026-08-31", "2026-09-14", id="V1.06"),
        pytest.param("2026-12-01", "2026-12-31", "2027-01-30", "2027-01-31", "2027-02-14", id="V1.07"),
        pytest.param("2024-01-15", "2024-02-14", "2024-03-15", "2024-02-29", "2024-03-16", id="V1.08"),
    ],
)
def test_the_usual_terms_fall_due_as_in_the_reference(issued: str, net30: str, net60: str, reading_a: str, reading_b: str) -> None:
    assert [due(code, issued) for code in ("NET30", "NET60", "FDM45_A", "FDM45_B")] == [net30, net60, reading_a, reading_b]


@pytest.mark.parametrize(
    ("code", "issued", "delivered", "expected"),
    [
        pytest.param("FRESH30P", "2026-03-31", "2026-03-12", "2026-04-19", id="V1.09"),
        pytest.param("FRESH30P", "2026-03-31", "2026-03-25", "2026-04-30", id="V1.10"),
        pytest.param("FRESH30P", "2026-03-31", "2026-02-28", "2026-03-30", id="V1.11"),
        pytest.param("ALCOHOL30", "2026-05-07", "2026-05-05", "2026-06-30", id="V1.12"),
        pytest.param("CATTLE20", "2026-05-07", "2026-05-05", "2026-05-25", id="V1.13"),
        pytest.param("PERIODIC45", "2026-04-30", None, "2026-06-14", id="V1.14"),
        pytest.param("FDM30_ON10", "2026-01-15", None, "2026-03-10", id="V1.15"),
        pytest.param("FDM30_ON10", "2026-01-02", None, "2026-03-10", id="V1.16"),
        pytest.param("NET30>NEXT", "2026-01-15", None, "2026-02-16", id="V1.17 next"),
        pytest.param("NET30>PREV", "2026-01-15", None, "2026-02-13", id="V1.17 previous"),
        pytest.param(
            "NET30>MF", "2026-01-29", None, "2026-02-27", id="28 February 2026 is a Saturday: modified following stays in February"
        ),
        pytest.param("MONTH1", "2026-01-31", None, "2026-02-28", id="a month later, on the last day of a shorter one"),
        pytest.param("FDM0", "2026-01-31", None, "2026-01-31", id="the end of the month on its own last day"),
        pytest.param("FDM0_ON31", "2026-01-31", None, "2026-02-28", id="day 31 of a shorter month is its last"),
    ],
)
def test_other_terms_fall_due_as_in_the_reference(code: str, issued: str, delivered: str | None, expected: str) -> None:
    assert due(code, issued, delivered) == expected


@pytest.mark.parametrize(
    ("code", "total", "expected"),
    [
        pytest.param("30%:NET0+40%:NET30+REST:NET60", 100001, [30000, 40000, 30001], id="V1.18"),
        pytest.param("1/3:NET30+1/3:NET60+1/3:NET90", 1000000, [333333, 333333, 333334], id="V1.19"),
        pytest.param("50%:NET0+50%:NET30", 1, [1, 0], id="one cent goes to the first half, rounded up"),
        pytest.param("#50000:NET0+REST:NET30", 30000, [30000, 0], id="a fixed part never exceeds the total"),
        pytest.param("30%:NET0+REST:NET30", -100001, [-30000, -70001], id="a credit note is shared like the invoice it mirrors"),
    ],
)
def test_a_total_is_shared_to_the_cent(code: str, total: int, expected: list[int]) -> None:
    assert [i.minor for i in due_dates(terms_of(code), total_minor=total, issued_on=date(2026, 1, 1))] == expected


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("30 jours", "NET30"), ("30", "NET30"), ("30j", "NET30"), ("J+30", "NET30"), ("Net 30", "NET30"), ("N30", "NET30"), ("60 jours nets", "NET60"),
        ("60 jours date de facture", "NET60"), ("30 jours date d’émission", "NET30"), ("net 30 days", "NET30"), ("Thirty days", "NET30"), ("soixante jours", "NET60"),
        ("payment within 30 days of invoice", "NET30"), ("Règlement sous 30 jours", "NET30"), ("à 30 jours par virement bancaire", "NET30"),
        ("comptant", "NET0"), ("Paiement comptant", "NET0"), ("immédiat", "NET0"), ("cash", "NET0"),
        ("à réception", "RECEIPT0"), ("À réception de facture", "RECEIPT0"), ("comptant à réception", "RECEIPT0"), ("due on receipt", "RECEIPT0"),
        ("30 jours après réception de la facture", "RECEIPT30"), ("30 days after delivery", "DELIVERY30"), ("paiement à la livraison", "DELIVERY0"),
        ("fin de mois", "FDM0"), ("fin de mois le 10", "FDM0_ON10"), ("le 15 du mois suivant", "FDM0_ON15"), ("fin du mois suivant", "MONTH1_EOM"), ("à 2 mois", "MONTH2"),
        ("end of month + 30 days", "FDM30_B"), ("45 days from end of month", "FDM45_B"), ("45 jours à compter de la fin du mois", "FDM45_B"), ("30 jours après fin de mois", "FDM30_B"),
        ("30 jours fin de décade de livraison", "FRESH30P"),
        ("30% à la commande, solde à 30 jours", "30%:ORDER0+REST:NET30"), ("50 % à la commande, 50 % à la livraison", "50%:ORDER0+50%:DELIVERY0"),
        ("30 % d'acompte, solde à réception", "30%:ORDER0+REST:RECEIPT0"), ("30% deposit, balance net 30", "30%:ORDER0+REST:NET30"), ("33,5 % à la commande, solde à 30 jours", "33.5%:ORDER0+REST:NET30"),
        ("30/60/90 jours", "1/3:NET30+1/3:NET60+1/3:NET90"), ("en 3 fois 30/60/90", "1/3:NET30+1/3:NET60+1/3:NET90"), ("30, 60 et 90 jours", "1/3:NET30+1/3:NET60+1/3:NET90"),
        ("2/10 net 30", "NET30@2/10"), ("2% 10, net 30", "NET30@2/10"), ("sans escompte, 30 jours", "NET30"),
    ],
)  # fmt: skip
def test_terms_without_doubt_are_read_from_french_and_english_sentences(sentence: str, code: str) -> None:
    terms = terms_of(sentence)
    assert (terms.code, terms.doubt) == (code, None)


@pytest.mark.parametrize(
    ("sentence", "reading_a", "reading_b"),
    [
        ("45 jours fin de mois", "FDM45_A", "FDM45_B"),
        ("30 jours FDM", "FDM30_A", "FDM30_B"),
        ("45JFDM", "FDM45_A", "FDM45_B"),
        ("30 days end of month", "FDM30_A", "FDM30_B"),
        ("net 30 EOM", "FDM30_A", "FDM30_B"),
        ("FDM45", "FDM45_A", "FDM45_B"),
        ("30 jours fin de mois le 10", "FDM30_ON10", "FDM30_B_ON10"),
        ("30 % à la commande, solde à 60 jours fin de mois", "30%:ORDER0+REST:FDM60_A", "30%:ORDER0+REST:FDM60_B"),
    ],
)
def test_days_end_of_month_keep_the_reading_that_was_chosen_and_say_so(sentence: str, reading_a: str, reading_b: str) -> None:
    for terms, code in ((parse_terms(sentence), reading_a), (parse_terms(sentence, reading="B"), reading_b)):
        assert terms is not None and terms.code == code and terms.doubt is not None
        assert "deux façons" in terms.doubt.fr and "two readings" in terms.doubt.en


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "selon contrat", "30 jours sauf litige", "30% à la commande", "60% à la commande, 60% à la livraison", "120%:NET30+REST:NET0", "15/03", "01/02/2026", "30 jours le 10",
        "NET", "NETX", "FDM30_ON0", "FDM30_ON32", "REST:NET30+30%:NET0", "1/0:NET30+REST:NET0", "0%:NET30+REST:NET0", "NET30+NET60", "NET9999", "jours", "% % %", "30 jours " * 40,
        "-30 jours", "30 jours ou 60 jours", "🙂", "\x00", "NET30>FORWARD",
    ],
)  # fmt: skip
def test_what_is_not_understood_gives_no_terms_rather_than_a_guess(text: str) -> None:
    assert parse_terms(text) is None


def test_an_unknown_base_day_is_replaced_by_the_issue_date_and_flagged() -> None:
    [installment] = due_dates(terms_of("RECEIPT30"), total_minor=5, issued_on=date(2026, 1, 1))
    assert (installment.due_on, installment.assumed) == (date(2026, 1, 31), True)
    [known] = due_dates(terms_of("RECEIPT30"), total_minor=5, issued_on=date(2026, 1, 1), received_on=date(2026, 1, 4))
    assert (known.due_on, known.assumed) == (date(2026, 2, 3), False)


def test_a_shift_without_a_calendar_is_a_defect_and_not_a_silent_no_shift() -> None:
    with pytest.raises(ValueError, match="calendar"):
        due_dates(terms_of("NET30>NEXT"), total_minor=1, issued_on=date(2026, 1, 1))


def test_the_explanation_names_every_day_in_both_languages_and_ends_with_the_doubt() -> None:
    lines = explain(terms_of("30 jours fin de mois le 10"), issued_on=date(2026, 1, 15))
    assert lines[0].fr == "émission 15/01/2026 → + 30 jours 14/02/2026 → fin de mois 28/02/2026 → le 10 suivant 10/03/2026"
    assert "deux façons" in lines[1].fr
    [deposit, balance] = explain(terms_of("33,5% à la commande, solde à 30 jours"), issued_on=date(2026, 1, 15))
    assert deposit.fr == "33,50 % : commande 15/01/2026 (inconnue : la date d’émission en tient lieu)"
    assert balance.en == "balance: issue 15 Jan 2026 → + 30 days 14 Feb 2026"
    [moved] = explain(terms_of("NET30>NEXT"), issued_on=date(2026, 1, 15), calendar=FRANCE)
    assert moved.en.endswith("→ working day 16 Feb 2026")


SINGLE = st.one_of(
    st.builds(lambda n: f"NET{n}", st.integers(0, 999)),
    st.builds(lambda n, r: f"FDM{n}_{r}", st.integers(1, 999), st.sampled_from("AB")),
    st.builds(lambda n, k: f"FDM{n}_ON{k}", st.integers(0, 120), st.integers(1, 31)),
    st.sampled_from(
        [
            "RECEIPT30",
            "DELIVERY0",
            "FRESH30P",
            "ALCOHOL30",
            "CATTLE20",
            "PERIODIC45",
            "ORDER0",
            "MONTH2",
            "MONTH1_EOM",
            "TRANSPORT30",
            "PERFORMANCE30",
        ]
    ),
)
CODES = st.one_of(
    SINGLE,
    st.builds(lambda p, a, b: f"{p}%:{a}+REST:{b}", st.integers(1, 99), SINGLE, SINGLE),
    st.builds(lambda m, a, b: f"#{m}:{a}+REST:{b}", st.integers(0, 10**9), SINGLE, SINGLE),
    st.builds(lambda a: f"{a}>NEXT@2/10", SINGLE),
)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(CODES, st.integers(-(10**12), 10**12), DAYS)
def test_installments_add_up_to_the_total_and_never_fall_before_the_issue(code: str, total: int, issued_on: date) -> None:
    terms = terms_of(code)
    assert parse_terms(terms.code) == terms and terms.code == code
    parts = due_dates(terms, total_minor=total, issued_on=issued_on, calendar=FRANCE)
    assert sum(part.minor for part in parts) == total
    assert all(part.due_on >= issued_on and part.minor * total >= 0 for part in parts)


@given(st.integers(0, 365), DAYS)
def test_both_readings_of_end_of_month_stay_within_a_month_of_each_other(days: int, issued_on: date) -> None:
    [a] = due_dates(terms_of(f"FDM{days}_A"), total_minor=1, issued_on=issued_on)
    [b] = due_dates(terms_of(f"FDM{days}_B"), total_minor=1, issued_on=issued_on)
    for due_on in (a.due_on, b.due_on):
        assert days <= (due_on - issued_on).days <= days + 30


@given(st.text(max_size=250))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    terms = parse_terms(text)
    assert terms is None or parse_terms(terms.code) is not None
