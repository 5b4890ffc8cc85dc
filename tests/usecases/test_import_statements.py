"""Bank statements in: every line once, however the bank delivers it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.usecases.books import assert_sound, csv, give, new_company, query

IBAN = "FR7630001007941234567890185"
HEAD = "line_id,booked_on,amount,currency,account_iban,remittance"


def rows(*lines: tuple[str, str, str, str]) -> bytes:
    return csv(HEAD, *(f"{name},{day},{amount},EUR,{IBAN},{text}" for name, day, amount, text in lines))


def mt940(number: str, opening: tuple[str, str], lines: Sequence[tuple[str, str, str]], closing: tuple[str, str]) -> bytes:
    """One statement; lines are (day, signed amount, text), days YYMMDD."""

    def mark(amount: str) -> str:
        return ("D" if amount.startswith("-") else "C") + amount.lstrip("-").replace(".", ",")

    body = [":20:STARTUMS", f":25:{IBAN}", f":28C:{number}", f":60F:C{opening[0]}EUR{opening[1].replace('.', ',')}"]
    for day, amount, text in lines:
        body += [f":61:{day}{day[2:]}{mark(amount)}NTRFNONREF", f":86:{text}"]
    return ("\r\n".join([*body, f":62F:C{closing[0]}EUR{closing[1].replace('.', ',')}", "-"]) + "\r\n").encode()


def ofx(*lines: tuple[str, str, str, str]) -> bytes:
    """Lines are (FITID, day, amount, name)."""
    made = "".join(
        f"<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{day}<TRNAMT>{amount}<FITID>{fitid}<NAME>{name}</STMTTRN>" for fitid, day, amount, name in lines
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
        "<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>30001<ACCTID>12345678901<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>20250401<DTEND>20250430{made}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    ).encode()  # fmt: skip


def camt_batch(amounts: Sequence[str], total: str) -> bytes:
    """A camt.053 with one entry whose details share its references."""
    details = "".join(
        f"<TxDtls><Refs><AcctSvcrRef>BATCH7</AcctSvcrRef><EndToEndId>NOTPROVIDED</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy='EUR'>{amount}</Amt></TxAmt></AmtDtls></TxDtls>"
        for amount in amounts
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2025-04-03T00:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>S</Id><CreDtTm>2025-04-03T00:00:00</CreDtTm><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-04-02</Dt></Dt></Bal>"
        f"<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{total}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-04-02</Dt></Dt></Bal>"
        f"<Ntry><Amt Ccy='EUR'>{total}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2025-04-02</Dt></BookgDt><AcctSvcrRef>BATCH7</AcctSvcrRef>"
        f"<BkTxCd/><NtryDtls>{details}</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
    ).encode()


def amounts(company):
    return [row[0] for row in query(company, "SELECT amount_minor FROM statement_line WHERE withdrawn_at IS NULL ORDER BY booked_on, id")]


def test_R19_the_same_statement_again_under_another_name_by_another_user_adds_nothing(fresh_database):
    company = new_company()
    data = rows(("L1", "2025-04-01", "10.00", "A"), ("L2", "2025-04-02", "20.00", "B"))
    assert give(company, data, "april.csv").created == 2
    assert give(company, data, "other.csv").state == "already_imported"
    again = give(company, b"\xef\xbb\xbf" + data + b"\n", "with a mark.csv")
    assert (again.state, again.created, again.unchanged) == ("committed", 0, 2)
    assert amounts(company) == [10_00, 20_00]


@pytest.mark.parametrize("early_first", [True, False])
def test_R20_overlapping_statements_in_either_order_bring_each_line_once(fresh_database, early_first):
    company = new_company()
    days = [("250401", "10.00", "A"), ("250410", "20.00", "B"), ("250412", "20.00", "B"), ("250430", "40.00", "C")]
    early = mt940("1/1", ("250331", "100.00"), days[:3], ("250415", "150.00"))
    late = mt940("2/1", ("250409", "110.00"), days[1:], ("250430", "190.00"))
    for data, name in ((early, "1.sta"), (late, "2.sta")) if early_first else ((late, "2.sta"), (early, "1.sta")):
        report = give(company, data, name)
        assert report.state == "committed" and "statement_gap" not in report.issue_counts
    assert amounts(company) == [10_00, 20_00, 20_00, 40_00]
    assert_sound(company)


def test_R20_a_statement_that_is_missing_between_two_is_said(fresh_database):
    company = new_company()
    give(company, mt940("1/1", ("250331", "100.00"), [("250401", "10.00", "A")], ("250401", "110.00")), "1.sta")
    report = give(company, mt940("3/1", ("250410", "150.00"), [("250411", "1.00", "B")], ("250411", "151.00")), "3.sta")
    assert report.state == "committed" and report.issue_counts["statement_gap"] == 1
    filled = give(company, mt940("2/1", ("250401", "110.00"), [("250405", "40.00", "C")], ("250410", "150.00")), "2.sta")
    assert "statement_gap" not in filled.issue_counts


A, B, C, D = ("250410", "10.00", "A"), ("250410", "20.00", "B"), ("250410", "40.00", "C"), ("250411", "80.00", "D")
DAY_BEFORE = mt940("0/1", ("250408", "50.00"), [("250409", "50.00", "Z")], ("250409", "100.00"))


@pytest.mark.parametrize("known_before", [True, False], ids=["after a statement", "as the first ones"])
@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(
            (
                mt940("1/1", ("250410", "100.00"), [A, B], ("250410", "130.00")),
                mt940("1/2", ("250410", "100.00"), [A, B, C], ("250410", "170.00")),
            ),
            id="the morning, then the day",
        ),
        pytest.param(
            (
                mt940("1/1", ("250410", "100.00"), [A, B], ("250410", "130.00")),
                mt940("1/2", ("250410", "110.00"), [B, C], ("250410", "170.00")),
            ),
            id="a complement that begins within",
        ),
        pytest.param(
            (
                mt940("1/1", ("250410", "100.00"), [A, B, C], ("250410", "170.00")),
                mt940("1/2", ("250410", "110.00"), [B], ("250410", "130.00")),
            ),
            id="a part of a day",
        ),
        pytest.param(
            (
                mt940("1/1", ("250410", "100.00"), [A, B, C, D], ("250411", "250.00")),
                mt940("1/2", ("250410", "110.00"), [B], ("250410", "130.00")),
            ),
            id="a part of two days",
        ),
    ],
)
def test_statements_that_share_a_day_leave_no_gap_in_either_order(fresh_database, pieces, known_before):
    for order in (pieces, pieces[::-1]):
        company = new_company(f"C{next(_numbers)}")
        *_, last = [give(company, data, f"{n}.sta") for n, data in enumerate(([DAY_BEFORE] if known_before else []) + list(order))]
        assert "statement_gap" not in last.issue_counts


def test_an_empty_statement_of_another_balance_is_a_gap_even_on_the_first_day(fresh_database):
    company = new_company()
    give(company, mt940("1/1", ("250410", "50.00"), [], ("250410", "50.00")), "1.sta")
    assert give(company, mt940("1/2", ("250410", "100.00"), [A], ("250410", "110.00")), "2.sta").issue_counts["statement_gap"] == 1


_numbers = iter(range(1_000_000))
AMOUNTS = (1, 2, 4, 8, 16, 32, 64, 128)  # no part of them sums to another one
DAYS = ("250401", "250401", "250402", "250402", "250402", "250404", "250405", "250405")


def piece(first: int, end: int, opens_before: bool) -> bytes:
    """The statement of the lines `first` to `end` of one history. Banks date the opening balance by its own first line or by the line before it."""
    opening = 100 + sum(AMOUNTS[:first])
    lines = [(DAYS[n], f"{AMOUNTS[n]}.00", f"LINE {n}") for n in range(first, end)]
    opened = DAYS[first] if not opens_before else DAYS[first - 1] if first else "250331"
    return mt940(f"{first}/{end}", (opened, f"{opening}.00"), lines, (DAYS[end - 1], f"{opening + sum(AMOUNTS[first:end])}.00"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(1, 5)).map(lambda cut: (cut[0], min(8, sum(cut)))), min_size=2, max_size=5, unique=True
    ),
    st.booleans(),
)
def test_R20_a_gap_is_said_exactly_when_a_line_is_missing_between_statements_in_any_order(fresh_database, cuts, opens_before):
    company = new_company(f"G{next(_numbers)}")
    seen: set[int] = set()
    said = False
    for first, end in cuts:
        report = give(company, piece(first, end, opens_before), f"{first}-{end}.sta")
        seen |= set(range(first, end))
        complete = len(seen) == max(seen) - min(seen) + 1
        said |= (warned := "statement_gap" in report.issue_counts)
        assert not (warned and complete), f"{cuts}: nothing is missing after {first}-{end}"
    assert said or complete, f"{cuts}: a line is missing and nothing was said"


def test_R21_two_equal_lines_of_a_day_are_two_payments_however_often_the_file_comes(fresh_database):
    company = new_company()
    twins = mt940("1/1", ("250331", "0.00"), [("250401", "10.00", "ABO"), ("250401", "10.00", "ABO")], ("250401", "20.00"))
    assert give(company, twins, "a.sta").created == 2
    assert give(company, twins + b"\r\n", "b.sta").created == 0
    assert amounts(company) == [10_00, 10_00]


def test_R22_a_bank_that_repeats_its_references_loses_no_line(fresh_database):
    company = new_company()
    data = ofx(
        ("REF1", "20250401", "10.00", "A"),
        ("REF1", "20250402", "20.00", "B"),
        ("REF1", "20250402", "30.00", "C"),
        ("REF1", "20250402", "20.00", "B"),
    )
    report = give(company, data, "bank.ofx")
    assert (report.state, report.created) == ("committed", 4)
    assert any(issue.severity == "warning" for issue in report.issues), "the doubt is said before anything is committed"
    assert give(company, data + b"\n", "again.ofx").created == 0
    assert sorted(amounts(company)) == [10_00, 20_00, 20_00, 30_00]


def test_R23_a_batch_whose_details_share_its_reference_is_its_details(fresh_database):
    company = new_company()
    report = give(company, camt_batch(["10.00", "20.00", "20.00", "50.00"], "100.00"), "camt.xml")
    assert (report.state, report.created) == ("committed", 4)
    assert sum(amounts(company)) == 100_00
    assert give(company, camt_batch(["10.00", "20.00", "20.00", "50.00"], "100.00") + b"\n", "again.xml").created == 0


def test_R24_statement_numbers_that_start_again_each_year_do_not_collide(fresh_database):
    company = new_company()
    give(company, mt940("1/1", ("240101", "0.00"), [("240102", "10.00", "A")], ("240102", "10.00")), "2024.sta")
    report = give(company, mt940("1/1", ("250101", "10.00"), [("250102", "10.00", "A")], ("250102", "20.00")), "2025.sta")
    assert (report.state, report.created) == ("committed", 1) and amounts(company) == [10_00, 10_00]


def test_R25_a_statement_whose_lines_do_not_make_its_closing_balance_is_refused_with_the_difference(fresh_database):
    company = new_company()
    data = mt940("1/1", ("250331", "100.00"), [("250401", "10.00", "A")], ("250401", "115.00"))
    report = give(company, data, "bad.sta")
    assert report.state == "refused" and amounts(company) == []
    [issue] = [issue for issue in report.issues if issue.code == "statement_unbalanced"]
    assert "€5.00" in issue.say("en") and "5,00" in issue.say("fr")
    assert give(company, data, "bad.sta", skip_bad_rows=True).created == 1


def test_lines_without_an_account_and_a_file_of_nothing(fresh_database):
    company = new_company()
    assert give(company, csv("line_id,booked_on,amount,currency", "L1,2025-04-01,10.00,EUR"), "bank.csv").created == 1
    assert query(company, "SELECT identifier FROM bank_account") == [("?",)]
