"""Bank accounts in the office: how far each is known, what is missing, what came twice, and the file as it came."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.conftest import Database
from tests.usecases.books import give
from tests.web.world import House, settle_in

HEAD = "line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance"
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>M{n}</MsgId><CreDtTm>2026-11-{day:02}T07:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S{n}</Id><CreDtTm>2026-11-{day:02}T07:00:00</CreDtTm><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{opening}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-{day:02}</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-{day:02}</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-{day:02}</Dt></BookgDt><AcctSvcrRef>R{n}</AcctSvcrRef>
<BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd></Ntry></Stmt></BkToCstmrStmt></Document>"""


@pytest.fixture
def house(fresh_database: Database) -> Iterator[House]:
    return settle_in("Neuve", books=False)


def english(house: House, address: str) -> str:
    client = house.client("auditor")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(house.url(address))
    assert answer.status_code == 200, answer.content.decode()[-1500:]
    return answer.content.decode()


def test_an_empty_company_is_told_to_import_a_statement(house: House) -> None:
    assert "No statement was imported yet." in english(house, "bank/accounts/")


def test_a_missing_statement_is_named_with_its_days_and_balances_until_it_comes(house: House) -> None:
    give(house.company, CAMT.format(n=1, day=17, opening="100.00", closing="110.00").encode(), "one.xml")
    give(house.company, CAMT.format(n=3, day=19, opening="120.00", closing="130.00").encode(), "three.xml")
    page = english(house, "bank/accounts/")
    assert "1 gap" in page and "17 Nov 2026" in page and "€110.00" in page and "€120.00" in page and "€10.00 are not explained" in page
    give(house.company, CAMT.format(n=2, day=18, opening="110.00", closing="120.00").encode(), "two.xml")
    page = english(house, "bank/accounts/")
    assert "no gap" in page and "are not explained" not in page and "€130.00" in page


def test_lines_that_came_before_are_counted_and_the_file_comes_back_byte_for_byte(house: House) -> None:
    first = f"{HEAD}\n1,2026-11-10,24.00,EUR,FR7630006000011234567890189,A,X\n".encode()
    second = f"{HEAD}\n1,2026-11-10,24.00,EUR,FR7630006000011234567890189,A,X\n2,2026-11-12,7.00,EUR,FR7630006000011234567890189,B,Y\n".encode()
    assert give(house.company, first, "first.csv").state == "committed"
    report = give(house.company, second, "second.csv")
    assert "1 came before and were not taken twice" in english(house, "bank/accounts/")
    answer = house.client("auditor").get(house.url(f"imports/{report.import_id}/original"))
    assert b"".join(answer.streaming_content) == second
    assert answer.headers["Content-Disposition"] == 'attachment; filename="second.csv"'
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_the_file_of_another_company_is_not_there(house: House) -> None:
    report = give(house.company, f"{HEAD}\n1,2026-11-10,24.00,EUR,FR7630006000011234567890189,A,X\n".encode(), "first.csv")
    rival = settle_in("Rival", books=False)
    assert rival.client("admin").get(rival.url(f"imports/{report.import_id}/original")).status_code == 404
