"""What marks a bank line that is no customer's payment, as data. Add a line here; the rule that reads it is in `set_aside.py`.

Money in is set aside only by words that a customer does not write: "frais" is how customers announce shipping costs, so it marks a fee
only on money that goes out. Codes are ISO 20022 families (camt), interbank codes of CFONB 120 and types of MT940 field 61.
Source: codes of CFONB, ISO 20022 and SWIFT; silarhi error codes (read 2026-11-22).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from encours.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class Mark:
    """A reason to set a line aside. `words` are whole words or phrases in capitals without accents; `codes` begin the transaction code."""

    code: str
    reason: Text
    direction: Literal["in", "out", "both"]
    words: tuple[str, ...]
    codes: tuple[str, ...] = ()


MARKS: tuple[Mark, ...] = (
    Mark(
        "bank_fee", Text(en="bank fees", fr="frais bancaires"), "out",
        ("FRAIS", "COMMISSION", "COMMISSIONS", "COTISATION CARTE", "FRAIS BANCAIRES", "TENUE DE COMPTE", "BANK FEE", "BANK CHARGES", "GEBUEHREN"),
        ("NCHG", "62", "63", "64", "65", "66", "67", "ACMT/MDOP/CHRG"),
    ),
    Mark(
        "interest", Text(en="bank interest", fr="intérêts bancaires"), "both",
        ("AGIOS", "INTERETS CREDITEURS", "INTERETS DEBITEURS", "ARRETE DE COMPTE", "INTEREST EARNED", "CREDIT INTEREST"),
        ("NINT", "61"),
    ),
    Mark(
        "tax", Text(en="taxes or social contributions", fr="impôts ou cotisations sociales"), "both",
        ("DGFIP", "DIRECTION GENERALE DES FINANCES PUBLIQUES", "REMBOURSEMENT TVA", "REMB TVA", "REMBOURSEMENT CREDIT TVA", "URSSAF",
         "IMPOT SOCIETES", "SIE PARIS", "VAT REFUND", "TAX REFUND"),
    ),
    Mark(
        "internal_transfer", Text(en="transfer between own accounts", fr="virement entre comptes de l'entreprise"), "both",
        ("VIREMENT INTERNE", "VIR INTERNE", "VIREMENT COMPTE A COMPTE", "VIR CPTE A CPTE", "VIREMENT DE TRESORERIE", "VIR DE TRESORERIE",
         "INTERNAL TRANSFER", "CASH POOLING", "NIVELLEMENT", "SWEEP"),
        ("13",),
    ),
    Mark(
        "card_settlement", Text(en="card takings paid out in one sum", fr="remise de cartes bancaires"), "both",
        ("REMISE CB", "REMISE CARTE", "REMISE CARTES", "TELECOLLECTE", "CARD SETTLEMENT", "CARD PAYOUT"),
        ("30", "PMNT/MCRD", "PMNT-MCRD"),
    ),
    Mark(
        "loan", Text(en="loan", fr="emprunt"), "both",
        ("DEBLOCAGE PRET", "DEBLOCAGE DE PRET", "ECHEANCE PRET", "ECHEANCE DE PRET", "REMBOURSEMENT PRET", "LOAN DRAWDOWN", "LOAN REPAYMENT"),
    ),
    Mark("cash_deposit", Text(en="cash paid in", fr="versement d'espèces"), "in", ("VERSEMENT ESPECES", "VERSEMENT D ESPECES", "CASH DEPOSIT")),
    Mark(
        "payroll", Text(en="wages", fr="salaires"), "out",
        ("SALAIRE", "SALAIRES", "PAIE", "PAYROLL", "WAGES"),
        ("PMNT/ICDT/SALA", "PMNT-ICDT-SALA"),
    ),
)  # fmt: skip

RETURN_WORDS = (
    "IMPAYE", "IMPAYES", "REJET", "REJETE", "RETOUR PRELEVEMENT", "RETOUR PRLV", "CHEQUE IMPAYE", "PRELEVEMENT IMPAYE", "RETURNED", "RUECKLASTSCHRIFT",
)  # fmt: skip
"""Words of a payment that the bank takes back; they count on money that goes out only."""

RETURN_CODES = ("03", "33", "38", "A5", "A6", "B3", "B4", "NRTI", "PMNT/IDDT/UPDD", "PMNT-IDDT-UPDD", "PMNT/RCDT/RRTN", "PMNT-RCDT-RRTN")
