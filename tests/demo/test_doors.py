"""The doors of Encours read the invented company without a complaint, and say of it what its manifest says."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from encours.demo import terms
from encours.demo.company import DemoCompany
from encours.formats.ledgers.fec import read_fec
from encours.formats.statements.recognise import read_statements
from encours.kernel.issue import IssueLog
from encours.receivables.terms import due_dates, parse_terms
from tests.demo import reading


def test_the_fec_reader_finds_only_drafts_to_remark(company: DemoCompany) -> None:
    *closed, current = reading.fec_files(company)
    for path in (*closed, current):
        log = IssueLog()
        with path.open("rb") as stream:
            fec = read_fec(stream, file_name=path.name, log=log)
            lines = list(fec.lines())
        remarks = {issue.code for issue in log.issues if issue.severity != "info"}
        assert remarks <= {"fec-not-validated"}, [issue.say("en") for issue in log.issues]
        assert {"entries": fec.summary.entries, "lines": len(lines)} == company.manifest["counts"]["fec"][path.name[12:16]]
    trade: Counter[str] = Counter()
    for line in lines:
        if line.account == "411000":
            trade[line.auxiliary] += line.debit_minor - line.credit_minor
    told = company.manifest["receivables_in_books"]["customers"]
    assert {c: v for c, v in trade.items() if v} == {c: b["trade"] for c, b in told.items() if b["trade"]}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in terms.SENTENCES.items() for text in texts])
def test_every_way_of_writing_terms_is_understood_and_gives_the_due_dates_of_the_invoices(rule: str, text: str) -> None:
    understood = parse_terms(text)
    assert understood is not None
    for day in (date(2024, 1, 1) + timedelta(n) for n in range(0, 800, 3)):
        (installment,) = due_dates(understood, total_minor=100, issued_on=day)
        assert installment.due_on == terms.due_on(rule, day)


def test_the_statement_readers_find_nothing_to_remark_and_every_line(company: DemoCompany) -> None:
    read: Counter[tuple[str, str]] = Counter()
    for path in (*reading.camt_files(company), *reading.cfonb_files(company)):
        statement_format, found = read_statements(path.read_bytes())
        assert statement_format.code == ("camt" if path.suffix == ".xml" else "cfonb120")
        assert not found.issues, [issue.say("en") for issue in found.issues]
        (statement,) = found.records
        if "complement" in path.name:
            continue
        for line in statement.lines:
            reference = line.bank_reference or next(word for word in line.remittance.split() if word.isdigit() and len(word) == 13)
            read[statement.account, reference] += line.amount_minor
    told = {(line["account_iban"], line["bank_reference"]): line["amount_minor"] for line in company.manifest["bank_lines"]}
    assert read == told
