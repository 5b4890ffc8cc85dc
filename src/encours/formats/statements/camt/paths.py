"""Where camt.052, camt.053 and camt.054 keep what a statement needs, in every version: the specification as a table.

Source: ISO 20022 message definitions camt.052.001, camt.053.001, camt.054.001, schemas 01 to 08 (read 2026-11-22).
Each entry lists its paths in order of preference; versions differ in a few names only:
v01 has RfrdDocNb, CdtrRef, RtrRsn, PrtryAcct and Bal/Tp/Cd; v03 moved NbOfTxs into NtryDtls; v04 gave TxDtls its own Amt and CdtDbtInd;
v08 wraps the status (Sts/Cd) and the parties (Dbtr/Pty/Nm or Dbtr/Agt/FinInstnId/Nm). 09 to 13 keep the names of 08 for these fields.
"""

from __future__ import annotations

import re
from typing import Final

Paths = tuple[str, ...]

NAMESPACE: Final = re.compile(r"camt\.05([234])\.\d{3}\.(\d{2})")
LAST_KNOWN_VERSION: Final = 8
STATEMENTS: Final = {"Stmt": "statement", "Rpt": "intraday", "Ntfctn": "advice"}
MESSAGE_ROOT: Final = re.compile(r"BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)")

# Statement level
ACCOUNT: Final[Paths] = ("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/BBAN", "Acct/Id/UPIC", "Acct/Id/PrtryAcct/Id")
ACCOUNT_CURRENCY: Final[Paths] = ("Acct/Ccy",)
ACCOUNT_NAME: Final[Paths] = ("Acct/Nm", "Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm")
STATEMENT_ID: Final[Paths] = ("Id",)
SEQUENCE: Final[Paths] = ("ElctrncSeqNb", "LglSeqNb")
STATEMENT_DAY: Final[Paths] = ("FrToDt/ToDtTm", "CreDtTm")
BALANCE_TYPE: Final[Paths] = ("Tp/CdOrPrtry/Cd", "Tp/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Prtry")
DAY: Final[Paths] = ("Dt/Dt", "Dt/DtTm", "Dt")

# Entry level
STATUS: Final[Paths] = ("Sts/Cd", "Sts/Prtry", "Sts")
BOOKED_ON: Final[Paths] = ("BookgDt/Dt", "BookgDt/DtTm")
VALUE_ON: Final[Paths] = ("ValDt/Dt", "ValDt/DtTm")
BANK_REFERENCE: Final[Paths] = ("AcctSvcrRef",)
DOMAIN: Final[Paths] = ("BkTxCd/Domn/Cd",)
FAMILY: Final[Paths] = ("BkTxCd/Domn/Fmly/Cd",)
SUBFAMILY: Final[Paths] = ("BkTxCd/Domn/Fmly/SubFmlyCd",)
PROPRIETARY_CODE: Final[Paths] = ("BkTxCd/Prtry/Cd",)
BATCH: Final[Paths] = ("NtryDtls/Btch/PmtInfId", "Btch/PmtInfId", "NtryDtls/Btch/MsgId", "Btch/MsgId")
BATCH_COUNTS: Final[Paths] = ("NtryDtls/Btch/NbOfTxs", "Btch/NbOfTxs")
ENTRY_FOREIGN_AMOUNTS: Final[Paths] = ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt")
ENTRY_TEXT: Final[Paths] = ("AddtlNtryInf",)

# Detail level (TxDtls)
DETAIL_BANK_REFERENCE: Final[Paths] = ("Refs/AcctSvcrRef",)
END_TO_END: Final[Paths] = ("Refs/EndToEndId", "Refs/UETR")
MANDATE: Final[Paths] = ("Refs/MndtId",)
DETAIL_BATCH: Final[Paths] = ("Refs/PmtInfId", "Refs/MsgId")
CHEQUE: Final[Paths] = ("Refs/ChqNb",)
AMOUNTS: Final[Paths] = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt")
FOREIGN_AMOUNTS: Final[Paths] = ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "Amt")
CHARGES: Final[Paths] = ("Chrgs",)
UNSTRUCTURED: Final[Paths] = ("RmtInf/Ustrd",)
STRUCTURED: Final[Paths] = ("RmtInf/Strd",)
CREDITOR_REFERENCE: Final[Paths] = ("CdtrRefInf/Ref", "CdtrRefInf/CdtrRef")
DOCUMENT_NUMBER: Final[Paths] = ("RfrdDocInf/Nb", "RfrdDocInf/RfrdDocNb")
STRUCTURED_TEXT: Final[Paths] = ("AddtlRmtInf",)
DOCUMENTS: Final[Paths] = ("RfrdDocInf",)
DOCUMENT_OWN_NUMBER: Final[Paths] = ("Nb", "RfrdDocNb")
DOCUMENT_TYPE: Final[Paths] = ("Tp/CdOrPrtry/Cd", "RfrdDocTp/Cd")
REMITTED: Final = "RfrdDocAmt/RmtdAmt"
DUE: Final = "RfrdDocAmt/DuePyblAmt"
CREDITED: Final = "RfrdDocAmt/CdtNoteAmt"
DISCOUNTS: Final[Paths] = ("RfrdDocAmt/DscntApldAmt/Amt", "RfrdDocAmt/DscntApldAmt")
ADJUSTMENTS: Final[Paths] = ("RfrdDocAmt/AdjstmntAmtAndRsn",)
ADJUSTMENT_TEXT: Final[Paths] = ("Rsn", "AddtlInf")
RETURN_REASON: Final[Paths] = ("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/RtrRsn/Cd", "RtrInf/RtrRsn/Prtry")
RETURN_TEXT: Final[Paths] = ("RtrInf/AddtlInf", "RtrInf/AddtlRtrRsnInf")
DETAIL_TEXT: Final[Paths] = ("AddtlTxInf",)


def party_paths(role: str) -> tuple[Paths, Paths]:
    """The paths of the name and of the account of `Dbtr`, `Cdtr`, `UltmtDbtr` or `UltmtCdtr`."""
    party, account = f"RltdPties/{role}", f"RltdPties/{role}Acct/Id"
    names = (f"{party}/Nm", f"{party}/Pty/Nm", f"{party}/Agt/FinInstnId/Nm", f"RltdPties/{role}Acct/Nm")
    return names, (f"{account}/IBAN", f"{account}/Othr/Id", f"{account}/BBAN", f"{account}/UPIC", f"{account}/PrtryAcct/Id")


DEBTOR: Final = party_paths("Dbtr")
CREDITOR: Final = party_paths("Cdtr")
ULTIMATE_DEBTOR: Final = party_paths("UltmtDbtr")
ULTIMATE_CREDITOR: Final = party_paths("UltmtCdtr")
