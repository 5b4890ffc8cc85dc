"""What payers write and what banks make of it: a noise between "low" and "medium".

The document numbers are true; how they are written is not always helpful.
"""

from __future__ import annotations

from random import Random

from encours.demo.identifiers import creditor_reference
from encours.demo.model import Document, Receipt
from encours.kernel.normal import name_key

RF, NO_REFERENCE, PO_INSTEAD, REWRITTEN, MISTYPED, RANGE = 0.11, 0.06, 0.04, 0.20, 0.018, 0.04
OTHER_NUMBERS, CUT, BLANK_27, CAPITALS = 0.32, 0.04, 0.08, 0.42
NAME_DIFFERS, NO_ACCOUNT = 0.25, 0.02


def dress(rng: Random, receipt: Receipt) -> None:
    """Give an ordinary receipt the words it arrives with; a story has written its own."""
    documents = [part.document for part in receipt.parts if part.document.number]
    if receipt.case or receipt.returned:
        receipt.name = name_key(receipt.name)[:35]
        return
    if receipt.method == "direct_debit":
        # We are the ones who write a direct debit: our own numbers, on the account of the mandate.
        receipt.remittance, receipt.name = " ".join(d.number for d in documents), name_key(receipt.name)[:35]
        return
    if receipt.credit is not None and not documents:
        receipt.remittance = receipt.remittance or "ACOMPTE SUR COMMANDE A VENIR"
    elif receipt.cash_minor >= 0:
        receipt.remittance = receipt.remittance or _payer_writes(rng, receipt, documents)
    receipt.remittance = _bank_rewrites(rng, receipt.remittance)
    receipt.name = _bank_names(rng, receipt.name)
    known = receipt.payer.ibans
    receipt.iban = "" if not known or rng.random() < NO_ACCOUNT else rng.choice(known)


def _payer_writes(rng: Random, receipt: Receipt, documents: list[Document]) -> str:
    draw = rng.random()
    if len(documents) == 1 and draw < RF:
        receipt.creditor_reference = creditor_reference(documents[0].number)
        return receipt.creditor_reference
    if draw < RF + NO_REFERENCE:
        return rng.choice(
            ("REGLEMENT FACTURE", "VIREMENT", "REGLEMENT FOURNISSEUR", "PAIEMENT", f"REGLEMENT {name_key(receipt.payer.name)}")
        )
    purchase_orders = [d.po_number for d in documents if d.po_number]
    if purchase_orders and len(purchase_orders) == len(documents) and draw < RF + NO_REFERENCE + PO_INSTEAD * 3:
        return " ".join(purchase_orders)
    if len(documents) > 2 and draw > 1 - RANGE * 3:
        return _as_range(documents)
    text = " ".join(_write_number(rng, d.number) for d in documents)
    if rng.random() < OTHER_NUMBERS:
        text = rng.choice((f"N/REF {rng.randrange(100_000, 999_999)} {text}", f"{text} DU {receipt.on:%d/%m/%Y}", f"CLT {rng.randrange(1_000, 9_999)} {text}", f"{text} TEL 0199{rng.randrange(10_000, 99_999)}"))  # fmt: skip
    return rng.choice(("", "", "FACT ", "REGLT ", "VIREMENT ", "Facture ")) + text


def _write_number(rng: Random, number: str) -> str:
    """A number as a hurried person copies it."""
    prefix, digits = number.split("-")
    draw = rng.random()
    if draw < MISTYPED:
        position = rng.randrange(len(digits))
        return f"{prefix}-{digits[:position]}{rng.randrange(10)}{digits[position + 1 :]}"
    if draw < MISTYPED + REWRITTEN:
        short = digits.lstrip("0")
        return rng.choice((number.replace("-", ""), number.replace("-", " "), f"{prefix[:2]} {prefix[4:]}-{digits}", f"{prefix}/{digits}", number.lower(), short, f"{prefix}-{short}"))  # fmt: skip
    return number


def _as_range(documents: list[Document]) -> str:
    """Several numbers with a shared prefix: FA2026-00123/124/130."""
    first, *others = (d.number for d in documents)
    return "/".join([first, *(number.split("-")[1].lstrip("0") for number in others)])


def _bank_rewrites(rng: Random, text: str) -> str:
    if rng.random() < CAPITALS:
        text = text.upper()
    if len(text) > 27 and rng.random() < BLANK_27:
        text = " ".join(text[i : i + 27] for i in range(0, len(text), 27))
    return text[:35].rstrip() if rng.random() < CUT else text[:140].rstrip()


def _bank_names(rng: Random, name: str) -> str:
    """The payer's name in capitals, sometimes without its legal form or shortened."""
    plain = name_key(name)
    if rng.random() < NAME_DIFFERS:
        words = plain.split()
        plain = rng.choice((" ".join(words[:-1]) or plain, plain[:18].rstrip(), " ".join(reversed(words)), plain.replace("ETABLISSEMENTS", "ETS").replace("SOCIETE", "STE")))  # fmt: skip
    return plain[:35].rstrip()
