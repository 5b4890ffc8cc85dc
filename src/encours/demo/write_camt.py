"""Statements of the main account as camt.053.001.08 (ISO 20022, read 2026-11-22)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from xml.sax.saxutils import escape

from encours.demo.model import BankLine, Receipt
from encours.demo.world import NAME, OwnAccount, chf_rate

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_CODES = {  # kind: family, sub-family, French interbank code (CFONB)
    "receipt": ("RCDT", "ESCT", "05"), "non_receivable": ("RCDT", "ESCT", "05"), "unknown": ("RCDT", "ESCT", "05"), "refund": ("ICDT", "ESCT", "06"),
    "supplier": ("ICDT", "ESCT", "06"), "wages": ("ICDT", "SALA", "06"), "tax": ("RDDT", "BBDD", "B2"), "direct_debit_batch": ("IDDT", "ESDD", "A1"),
    "return": ("IDDT", "UPDD", "B3"), "internal_transfer": ("RCDT", "BOOK", "13"), "fee": ("MDOP", "CHRG", "62"),
}  # fmt: skip


def decimal(minor: int) -> str:
    """An unsigned amount with a decimal point."""
    return f"{abs(minor) // 100}.{abs(minor) % 100:02d}"


def write_camt(account: OwnAccount, lines: Sequence[BankLine], *, first: date, last: date, opening_minor: int, sequence: int) -> bytes:
    """One statement of the days `first` to `last`, both included, whose closing balance is its opening one and its lines."""
    closing = opening_minor + sum(line.amount_minor for line in lines)
    statement_id = f"LUMEN-{last:%Y%m%d}-{sequence:05d}"
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}"><BkToCstmrStmt>',
        f"<GrpHdr><MsgId>{statement_id}</MsgId><CreDtTm>{last}T20:00:00+02:00</CreDtTm></GrpHdr>",
        f"<Stmt><Id>{statement_id}</Id><ElctrncSeqNb>{sequence}</ElctrncSeqNb><CreDtTm>{last}T20:00:00+02:00</CreDtTm>",
        f"<FrToDt><FrDtTm>{first}T00:00:00+02:00</FrDtTm><ToDtTm>{last}T23:59:59+02:00</ToDtTm></FrToDt>",
        f"<Acct><Id><IBAN>{account.iban}</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>{NAME}</Nm></Ownr></Acct>",
        _balance("OPBD", opening_minor, first),
        _balance("CLBD", closing, last),
    ]
    parts += [_entry(line) for line in lines]
    parts.append("</Stmt></BkToCstmrStmt></Document>\n")
    return "\n".join(parts).encode()


def _balance(code: str, minor: int, on: date) -> str:
    return f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(minor)}{_direction(minor)}<Dt><Dt>{on}</Dt></Dt></Bal>"


def _amount(minor: int, currency: str = "EUR") -> str:
    return f'<Amt Ccy="{currency}">{decimal(minor)}</Amt>'


def _direction(minor: int) -> str:
    return f"<CdtDbtInd>{'CRDT' if minor >= 0 else 'DBIT'}</CdtDbtInd>"


def _entry(line: BankLine) -> str:
    family, sub_family, interbank = _CODES[line.kind]
    if line.kind == "internal_transfer" and line.amount_minor < 0:
        family = "ICDT"
    domain = "ACMT" if line.kind == "fee" else "PMNT"
    return (
        f"<Ntry>{_amount(line.amount_minor)}{_direction(line.amount_minor)}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{line.booked_on}</Dt></BookgDt><ValDt><Dt>{line.booked_on}</Dt></ValDt><AcctSvcrRef>{line.reference}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub_family}</SubFmlyCd></Fmly></Domn>"
        f"<Prtry><Cd>{interbank}</Cd><Issr>CFONB</Issr></Prtry></BkTxCd>"
        f"<NtryDtls>{_batch(line)}{''.join(_details(line))}</NtryDtls><AddtlNtryInf>{escape(line.label)}</AddtlNtryInf></Ntry>"
    )


def _batch(line: BankLine) -> str:
    if not line.is_batch:
        return ""
    total = f'<TtlAmt Ccy="EUR">{decimal(line.amount_minor)}</TtlAmt>'
    return f"<Btch><PmtInfId>SDD-{line.reference}</PmtInfId><NbOfTxs>{len(line.receipts)}</NbOfTxs>{total}{_direction(line.amount_minor)}</Btch>"


def _details(line: BankLine) -> Iterable[str]:
    if line.is_batch:
        for receipt in line.receipts:
            yield _transaction(receipt.cash_minor, receipt.end_to_end_id, receipt.name, receipt.iban, receipt.remittance, receipt=receipt)
    else:
        only = line.receipts[0] if line.receipts else None
        end_to_end = (only.end_to_end_id if only else "") or ("NOTPROVIDED" if line.amount_minor > 0 else "")
        yield _transaction(line.amount_minor, end_to_end, line.name, line.iban, line.remittance, receipt=only)


def _transaction(minor: int, end_to_end: str, name: str, iban: str, remittance: str, *, receipt: Receipt | None) -> str:
    """A transaction's references, amount, other party, remittance and reason of return, in the order of the schema."""
    they_pay = minor > 0 or (receipt is not None and receipt.returned)
    party, account = ("Dbtr", "DbtrAcct") if they_pay else ("Cdtr", "CdtrAcct")
    parts = [f"<Refs><EndToEndId>{end_to_end}</EndToEndId></Refs>"] if end_to_end else []
    parts += [_amount(minor), _direction(minor)]
    if receipt is not None and receipt.currency != "EUR":
        rate = f"<CcyXchg><SrcCcy>{receipt.currency}</SrcCcy><TrgtCcy>EUR</TrgtCcy><XchgRate>{chf_rate(receipt.on)}</XchgRate></CcyXchg>"
        parts.append(f"<AmtDtls><InstdAmt>{_amount(receipt.original_minor, receipt.currency)}{rate}</InstdAmt></AmtDtls>")
    if receipt is not None and receipt.fee_minor and receipt.currency == "EUR":
        parts.append(f'<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">{decimal(receipt.fee_minor)}</TtlChrgsAndTaxAmt></Chrgs>')
    if name:
        account_part = f"<{account}><Id><IBAN>{iban}</IBAN></Id></{account}>" if iban else ""
        parts.append(f"<RltdPties><{party}><Pty><Nm>{escape(name)}</Nm></Pty></{party}>{account_part}</RltdPties>")
    if receipt is not None and receipt.creditor_reference:
        parts.append(
            f"<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>{receipt.creditor_reference}</Ref></CdtrRefInf></Strd></RmtInf>"
        )
    elif remittance:
        parts.append(f"<RmtInf><Ustrd>{escape(remittance)}</Ustrd></RmtInf>")
    if receipt is not None and receipt.returned:
        parts.append("<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>")
    return f"<TxDtls>{''.join(parts)}</TxDtls>"
