"""What banks make of a transfer: the labels of six banks, texts cut, broken and spelt out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bench.matching.checks import iban
from bench.matching.levels import Dice

CUT = 35
BREAK = 27
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "AE", "Ö": "OE", "Ü": "UE", "é": "e", "è": "e", "ê": "e", "É": "E", "È": "E", "à": "a", "â": "a", "ç": "c", "Ç": "C",
                        "ô": "o", "ù": "u", "û": "u", "î": "i", "ï": "i", "Î": "I", "ë": "e", "°": " ", "Ô": "O"})  # fmt: skip
_LOST = str.maketrans(dict.fromkeys("äöüßÄÖÜéèêÉÈàâçÇôùûîïÎë°Ô", ""))


def spellings(text: str) -> set[str]:
    """A name in upper case as banks may spell it: as it is, umlauts spelt out, or lost."""
    return {text.upper(), text.translate(_SPELT).upper(), text.translate(_LOST).upper()}


Label = Callable[[str, str, str, str], str]
"""From name, account, text and the payer's own id of the transfer to what stands on the statement."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the seller, and how its bank writes."""

    iban: str
    currency: str
    label: Label


def _plain(name: str, account: str, text: str, end_to_end: str) -> str:
    return text


def _cfonb(name: str, account: str, text: str, end_to_end: str) -> str:
    return f"VIR SEPA RECU /DE {name[:31]} /MOTIF {text}" + (f" /REF {end_to_end}" if end_to_end else "")


def _mt940(name: str, account: str, text: str, end_to_end: str) -> str:
    return f"EREF+{end_to_end or 'NOTPROVIDED'} SVWZ+{text}"


def _dutch(name: str, account: str, text: str, end_to_end: str) -> str:
    return (
        "/TRTP/SEPA OVERBOEKING" + (f"/IBAN/{account}" if account else "") + f"/NAME/{name}/REMI/{text}/EREF/{end_to_end or 'NOTPROVIDED'}"
    )


def _italian(name: str, account: str, text: str, end_to_end: str) -> str:
    return f"BONIFICO A VOSTRO FAVORE DISPOSTO DA {name[:35]} CAUSALE {text}"


def _wire(name: str, account: str, text: str, end_to_end: str) -> str:
    return f"INCOMING WIRE ORIG: {name[:35]} OBI: {text}"


PLAIN: Label = _plain
"""The label of a bank that delivers name, account and text in fields of their own."""


def open_accounts(random: Random) -> dict[str, Account]:
    """The seller's accounts: two in France, one in each country it sells much to, and one per foreign currency."""
    labels: tuple[tuple[str, str, str, Label], ...] = (
        ("FR", "FR", "EUR", _plain), ("FR2", "FR", "EUR", _cfonb), ("DE", "DE", "EUR", _mt940), ("BE", "BE", "EUR", _plain), ("NL", "NL", "EUR", _dutch), ("IT", "IT", "EUR", _italian),
        ("USD", "FR", "USD", _wire), ("CAD", "FR", "CAD", _wire),
    )  # fmt: skip
    return {key: Account(iban(random, country), currency, label) for key, country, currency, label in labels}


def account_for(accounts: dict[str, Account], country: str, customer: str, currency: str) -> Account:
    """Where a customer was told to pay."""
    if currency != "EUR":
        return accounts[currency]
    if country == "FR" and int(customer[1:]) % 2:
        return accounts["FR2"]
    return accounts.get("DE" if country == "AT" else country, accounts["FR"])


@dataclass(frozen=True, slots=True)
class Delivered:
    """Name and text as the bank delivers them, and which rows of the table hit them."""

    name: str
    text: str
    noise: frozenset[str]


def deliver(dice: Dice, account: Account, name: str, payer_account: str, text: str, end_to_end: str) -> Delivered:
    """What the bank makes of it: the text cut, spelt in upper case, wrapped in the bank's label, broken every 27 characters."""
    noise = set()
    if dice.falls("cut_at_35"):
        text = text[:CUT].rstrip()
        noise.add("cut_at_35")
    if dice.falls("upper_case"):
        table = _SPELT if dice.random.random() < 0.7 else _LOST
        name, text = name.translate(table).upper(), text.translate(table).upper()
        noise.add("upper_case")
    label = account.label(name, payer_account, text, end_to_end)
    if dice.falls("blank_every_27"):
        label = " ".join(label[start : start + BREAK] for start in range(0, len(label), BREAK))
        noise.add("blank_every_27")
    return Delivered(name, label, frozenset(noise))
