"""What the camt reader makes of entries, details, parties and balances that the published files do not show."""

from __future__ import annotations

from typing import Any

import pytest

from encours.formats.contract import FileRefused, Reading
from encours.formats.statements.camt import FORMAT
from encours.formats.statements.contract import Statement, StatementLine

OWN, OTHER = "FR1420041010050500013M02606", "FR7630006000011234567890189"
ACCOUNT = f"<Acct><Id><IBAN>{OWN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"


def _document(
    entries: str, *, before: str = ACCOUNT, version: str = "08", kind: str = "053", root: str = "Stmt", tag: str = "Stmt"
) -> bytes:
    namespace = f' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}"' if version else ""
    message = f"BkToCstmr{root}"
    return f"<Document{namespace}><{message}><{tag}><Id>S</Id><CreDtTm>2026-11-19T20:00:00</CreDtTm>{before}{entries}</{tag}></{message}></Document>".encode()


def _entry(
    details: str = "",
    *,
    amount: str = "10.00",
    sign: str = "CRDT",
    extra: str = "",
    status: str = "<Sts><Cd>BOOK</Cd></Sts>",
    day: str = "<BookgDt><Dt>2026-11-19</Dt></BookgDt>",
) -> str:
    return f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{status}{day}{extra}<NtryDtls>{details}</NtryDtls></Ntry>'


def _detail(inner: str = "", amount: str = "10.00", sign: str = "CRDT") -> str:
    return f'<TxDtls><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{inner}</TxDtls>'


def _parties(debtor: str = "", creditor: str = "") -> str:
    dbtr = (
        f"<Dbtr><Pty><Nm>Debtor</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>{debtor}</IBAN></Id></DbtrAcct>"
        if debtor
        else "<Dbtr><Pty><Nm>Debtor</Nm></Pty></Dbtr>"
    )
    cdtr = (
        f"<Cdtr><Pty><Nm>Creditor</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>{creditor}</IBAN></Id></CdtrAcct>"
        if creditor
        else "<Cdtr><Pty><Nm>Creditor</Nm></Pty></Cdtr>"
    )
    return f"<RltdPties>{dbtr}{cdtr}</RltdPties>"


def _read(entries: str, **how: Any) -> tuple[tuple[StatementLine, ...], list[str]]:
    reading = FORMAT.read(_document(entries, **how))
    return reading.records[0].lines, [issue.code for issue in reading.issues]


def test_four_payments_of_a_batch_that_share_the_reference_of_the_entry_are_four_lines() -> None:
    details = "".join(_detail(amount="2.50") for _ in range(4))
    lines, issues = _read(_entry(details, extra="<AcctSvcrRef>SAME</AcctSvcrRef>"))
    assert [(line.amount_minor, line.entry, line.bank_reference) for line in lines] == [(250, 1, "SAME")] * 4
    assert issues == []


def test_two_equal_entries_of_one_day_are_two_lines() -> None:
    lines, issues = _read(_entry() + _entry())
    assert [(line.amount_minor, line.entry) for line in lines] == [(1000, 1), (1000, 2)]
    assert issues == []


def test_a_batch_may_hold_credits_and_debits_that_add_up_to_the_entry() -> None:
    lines, issues = _read(_entry(_detail(amount="12.00") + _detail(amount="2.00", sign="DBIT")))
    assert ([line.amount_minor for line in lines], issues) == ([1200, -200], [])


def test_details_that_miss_a_cent_make_one_line_with_the_amount_of_the_entry() -> None:
    lines, issues = _read(
        _entry(_detail("<RmtInf><Ustrd>FA 1</Ustrd></RmtInf>", "5.00") + _detail("<RmtInf><Ustrd>FA 2</Ustrd></RmtInf>", "4.99"))
    )
    assert [(line.amount_minor, line.remittance) for line in lines] == [(1000, "FA 1 FA 2")]
    assert issues == ["camt-details-differ"]


def test_an_undetailed_batch_is_one_line_with_its_batch_reference() -> None:
    lines, issues = _read(_entry("<Btch><PmtInfId>SDD-7</PmtInfId><NbOfTxs>40</NbOfTxs></Btch>"))
    assert [(line.amount_minor, line.batch_id) for line in lines] == [(1000, "SDD-7")]
    assert issues == ["camt-batch-count"]


@pytest.mark.parametrize(
    ("sign", "extra", "inner", "name"),
    [
        ("CRDT", "", _parties(), "Debtor"),
        ("DBIT", "", _parties(), "Creditor"),
        # Our direct debit comes back: we were the creditor, the customer the debtor.
        ("DBIT", "", _parties() + "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>", "Debtor"),
        # Our transfer comes back.
        ("CRDT", "<RvslInd>true</RvslInd>", _parties(), "Creditor"),
        # Whatever the bank thinks of roles, we are not our own counterparty.
        ("CRDT", "", _parties(debtor=OWN, creditor=OTHER), "Creditor"),
        ("DBIT", "", _parties(debtor=OTHER, creditor=OWN), "Debtor"),
    ],
)
def test_the_counterparty_is_the_other_one(sign: str, extra: str, inner: str, name: str) -> None:
    (line,), _ = _read(_entry(_detail(inner, sign=sign), sign=sign, extra=extra))
    assert line.counterparty_name == name


@pytest.mark.parametrize(
    ("entry", "issue"),
    [
        (_entry(amount="-10.00"), "camt-amount"),
        (_entry(amount="10,00"), "camt-amount"),
        (_entry(amount="10.005"), "camt-amount"),
        (_entry(amount="9" * 5000), "camt-amount"),
        (_entry(sign="BOTH"), "camt-sign"),
        (_entry(status="<Sts><Cd>FUTR</Cd></Sts>"), "camt-pending"),
    ],
)
def test_an_entry_that_cannot_be_taken_leaves_an_issue_and_the_others(entry: str, issue: str) -> None:
    lines, issues = _read(entry + _entry(amount="3.00"))
    assert [(line.amount_minor, line.entry) for line in lines] == [(300, 2)]
    assert issues == [issue]


def test_an_entry_without_status_is_taken_with_a_warning() -> None:
    lines, issues = _read(_entry(status=""))
    assert ([line.amount_minor for line in lines], issues) == ([1000], ["camt-status-missing"])


def test_an_entry_without_any_day_is_not_taken() -> None:
    data = _document(_entry(day="")).replace(b"<CreDtTm>2026-11-19T20:00:00</CreDtTm>", b"")
    reading = FORMAT.read(data)
    assert (reading.records[0].lines, [issue.code for issue in reading.issues]) == ((), ["camt-no-day"])


def test_entries_in_another_currency_make_a_statement_of_their_own() -> None:
    reading = FORMAT.read(_document(_entry() + _entry().replace('"EUR"', '"USD"')))
    assert [(each.currency, [line.amount_minor for line in each.lines]) for each in reading.records] == [("EUR", [1000]), ("USD", [1000])]
    assert [issue.code for issue in reading.issues] == ["camt-other-currency"]


def test_charges_in_another_currency_are_mentioned_and_not_added() -> None:
    charges = '<Chrgs><Rcrd><Amt Ccy="EUR">1.00</Amt></Rcrd><Rcrd><Amt Ccy="EUR">0.25</Amt><CdtDbtInd>CRDT</CdtDbtInd></Rcrd><Rcrd><Amt Ccy="USD">3</Amt></Rcrd></Chrgs>'
    (line,), issues = _read(_entry(_detail(charges)))
    assert (line.charges_minor, issues) == (75, ["camt-charges"])


def _balances(opening: str, closing: str) -> str:
    return ACCOUNT + "".join(
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-19</Dt></Dt></Bal>'
        for kind, amount in (("OPBD", opening), ("CLBD", closing))
    )


@pytest.mark.parametrize(
    ("closing", "amount_text", "difference", "line"),
    [
        ("100.00", "10.00", -1000, "10.00"),  # a line too many
        ("120.00", "10.00", 1000, "10.00"),  # its twin is missing
        ("90.00", "10.00", -2000, "10.00"),  # its sign is turned
    ],
)
def test_a_difference_names_the_first_line_that_explains_it(closing: str, amount_text: str, difference: int, line: str) -> None:
    entries = _entry(amount="3.33", sign="DBIT") + _entry(amount="3.33") + _entry(amount=amount_text)
    reading = FORMAT.read(_document(entries, before=_balances("100.00", closing)))
    (issue,) = reading.issues
    assert issue.code == "statement-difference"
    assert issue.values["difference"].minor == difference
    assert f"First suspicious line: €{line}" in issue.say("en")
    assert "Premier mouvement suspect" in issue.say("fr")


def test_a_difference_that_no_line_explains_says_so() -> None:
    reading = FORMAT.read(_document(_entry(), before=_balances("100.00", "117.77")))
    assert "No single line explains it." in reading.issues[0].say("en")


@pytest.mark.parametrize("bad", ["<Amt Ccy='EUR'>x</Amt>", "<CdtDbtInd>?</CdtDbtInd>", "<Dt><Dt>31/12/2026</Dt></Dt>"])
def test_an_unreadable_balance_is_left_out_with_an_issue(bad: str) -> None:
    good = {"Amt": '<Amt Ccy="EUR">100.00</Amt>', "CdtDbtInd": "<CdtDbtInd>CRDT</CdtDbtInd>", "Dt": "<Dt><Dt>2026-11-19</Dt></Dt>"}
    name = bad[1:].split(">")[0].split(" ")[0]
    before = _balances("100.00", "110.00").replace(good[name], bad, 1)
    reading = FORMAT.read(_document(_entry(), before=before))
    assert reading.records[0].opening is None
    assert [issue.code for issue in reading.issues] == [{"Amt": "camt-amount", "CdtDbtInd": "camt-sign", "Dt": "camt-balance-day"}[name]]


@pytest.mark.parametrize("version", ["02", "04", "08", "09", "13", ""])
def test_any_version_and_even_no_namespace_is_read(version: str) -> None:
    reading: Reading[Statement] = FORMAT.read(_document(_entry(), version=version))
    assert [line.amount_minor for line in reading.records[0].lines] == [1000]
    assert [issue.code for issue in reading.issues] == (["camt-version"] if version in ("09", "13") else [])


def test_the_three_messages_have_their_levels() -> None:
    for kind, root, tag, level in (
        ("052", "AcctRpt", "Rpt", "intraday"),
        ("053", "Stmt", "Stmt", "statement"),
        ("054", "DbtCdtNtfctn", "Ntfctn", "advice"),
    ):
        data = _document(_entry(), kind=kind, root=root, tag=tag)
        assert FORMAT.recognises(data)
        assert FORMAT.read(data).records[0].level == level


def test_a_statement_without_account_or_currency_is_reported_beside_the_good_one() -> None:
    good = _document(_entry()).decode()
    head, _, tail = good.partition("</Stmt>")
    nameless = head + "</Stmt><Stmt><Id>2</Id></Stmt><Stmt><Id>3</Id><Acct><Id><IBAN>" + OWN + "</IBAN></Id></Acct></Stmt>" + tail
    reading = FORMAT.read(nameless.encode())
    assert (len(reading.records), [issue.code for issue in reading.issues]) == (1, ["camt-account", "camt-currency"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.03'><CstmrCdtTrfInitn/></Document>", "camt-other-message"),
        (b"<Document><BkToCstmrStmt><Stmt>", "camt-not-xml"),
        (b"<?xml version='1.0' encoding='UTF-7'?><Document/>", "camt-encoding"),
        ("<Document/>".encode("utf-32"), "camt-encoding"),
        (b"", "camt-not-xml"),
    ],
)
def test_another_file_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        FORMAT.read(data)
    assert refused.value.code == code
