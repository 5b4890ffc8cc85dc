"""What a payer's list of documents (RmtInf/Strd) becomes: amounts where the message says them, nothing where it does not."""

from __future__ import annotations

import pytest

from encours.formats.statements.contract import RemittedDocument
from tests.formats.statements.test_camt_rules import _detail, _entry, _read


def strd(*numbers: str, kind: str = "CINV", amounts: str = "", note: str = "") -> str:
    documents = "".join(f"<RfrdDocInf><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Nb>{number}</Nb></RfrdDocInf>" for number in numbers)
    return f"<Strd>{documents}{f'<RfrdDocAmt>{amounts}</RfrdDocAmt>' if amounts else ''}{f'<AddtlRmtInf>{note}</AddtlRmtInf>' if note else ''}</Strd>"


def money(tag: str, amount: str, currency: str = "EUR") -> str:
    return f'<{tag} Ccy="{currency}">{amount}</{tag}>'


PAID = money("RmtdAmt", "10.00")


@pytest.mark.parametrize(
    ("blocks", "documents"),
    [
        ([strd("FA-1", amounts=PAID)], [("FA-1", 10_00, 0, "")]),
        ([strd("FA-1")], [("FA-1", 10_00, 0, "")]),
        (
            [strd("FA-1", amounts=money("RmtdAmt", "12.00")), strd("AV-1", kind="CREN", amounts=money("RmtdAmt", "2.00"))],
            [("FA-1", 12_00, 0, ""), ("AV-1", -2_00, 0, "")],
        ),
        (
            [strd("FA-1", amounts=money("RmtdAmt", "12.00")), strd("AV-1", kind="CREN", amounts=money("CdtNoteAmt", "2.00"))],
            [("FA-1", 12_00, 0, ""), ("AV-1", -2_00, 0, "")],
        ),
        (
            [strd("FA-1", amounts=f"<DscntApldAmt>{money('Amt', '0.20')}</DscntApldAmt>{money('RmtdAmt', '9.80')}")],
            [("FA-1", 9_80, 20, "")],
        ),
        ([strd("FA-1", amounts=money("DscntApldAmt", "0.20") + money("RmtdAmt", "9.80"))], [("FA-1", 9_80, 20, "")]),
        (
            [strd("FA-1", amounts=money("DuePyblAmt", "10.00") + f"<DscntApldAmt>{money('Amt', '0.20')}</DscntApldAmt>")],
            [("FA-1", 9_80, 20, "")],
        ),
        (
            [
                strd(
                    "FA-1",
                    amounts=f"<AdjstmntAmtAndRsn>{money('Amt', '3.00')}<CdtDbtInd>DBIT</CdtDbtInd><Rsn>DMG</Rsn><AddtlInf>palette</AddtlInf></AdjstmntAmtAndRsn>{PAID}",
                    note="voir courrier",
                )
            ],
            [("FA-1", 10_00, 0, "-3.00 EUR DMG palette; voir courrier")],
        ),
        # What the message does not say is not made up.
        ([strd("FA-1", "FA-2", amounts=PAID)], []),
        ([strd("FA-1"), strd("FA-2")], []),
        ([strd("FA-1", amounts=PAID), strd("FA-2")], []),
        ([strd("FA-1", amounts=money("RmtdAmt", "10.00", "USD"))], []),
        ([strd("FA-1", amounts=money("RmtdAmt", "dix"))], []),
        ([strd("FA-1", amounts=money("DuePyblAmt", "10.00") + money("CdtNoteAmt", "1.00"))], []),
        (["<Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>"], []),
        ([strd("NOTPROVIDED", amounts=PAID)], []),
    ],
)
def test_a_list_of_documents(blocks: list[str], documents: list[tuple[str, int, int, str]]) -> None:
    lines, _ = _read(_entry(_detail(f"<RmtInf>{''.join(blocks)}</RmtInf>")))
    assert lines[0].documents == tuple(RemittedDocument(*one) for one in documents)


def test_each_payment_of_a_batch_has_its_own_list() -> None:
    lines, _ = _read(_entry(_detail(f"<RmtInf>{strd('FA-1')}</RmtInf>", "4.00") + _detail(f"<RmtInf>{strd('FA-2')}</RmtInf>", "6.00")))
    assert [line.documents for line in lines] == [(RemittedDocument("FA-1", 4_00),), (RemittedDocument("FA-2", 6_00),)]


def test_payments_that_stay_one_line_join_their_lists_where_all_have_amounts() -> None:
    def detail(inner: str) -> str:
        return f"<TxDtls><RmtInf>{inner}</RmtInf></TxDtls>"

    both = detail(strd("FA-1", amounts=money("RmtdAmt", "4.00"))) + detail(strd("FA-2", amounts=money("RmtdAmt", "6.00")))
    assert [line.documents for line in _read(_entry(both))[0]] == [(RemittedDocument("FA-1", 4_00), RemittedDocument("FA-2", 6_00))]
    assert [line.documents for line in _read(_entry(detail(strd("FA-1")) + detail(strd("FA-2"))))[0]] == [()]
