"""The settings of a company's policy: what each is called, what values it takes, and the policy they come to.

A setting is said for the company, or for one customer where that makes sense; what nobody said has the default. A name may carry what it is about
after a colon: `account:bank_fee`, `fee:stripe`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, get_args, overload

from encours.kernel.normal import reference_key
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.ledger.account import FRENCH_CHART, RECEIVABLE_PERIMETER, TRANSIT, Role
from encours.receivables.matching.contract import ApplicationKind
from encours.receivables.matching.payouts import FeeRate
from encours.receivables.matching.policy import CustomerTerms, Policy, Tolerance

SettingKind = Literal["tolerance", "days", "permission", "amount", "permille", "fee", "account"]
Value = Tolerance | FeeRate | int | bool | str
MOST_MINOR = 10**12
MOST_DAYS = 366


class SettingUnknown(Refusal):
    code = "setting_unknown"
    message = Text(en="The policy has no setting “{name}”.", fr="La politique n'a pas de réglage « {name} ».")
    repair = Text(en="“encours policy show” names them.", fr="« encours policy show » les nomme.")


class SettingImpossible(Refusal):
    code = "setting_impossible"
    message = Text(en="“{name}” cannot be that: {why}.", fr="« {name} » ne peut prendre cette valeur : {why}.")
    repair = Text(en="Give a value of its kind.", fr="Donnez une valeur de sa nature.")


_WHY = {
    "tolerance": Text(en="it is an amount, a share of the documents, or both, and never more than its cap", fr="c'est un montant, une part des pièces, ou les deux, sans dépasser son plafond"),
    "days": Text(en="it is a number of days from 0 to 366", fr="c'est un nombre de jours de 0 à 366"),
    "permission": Text(en="it is yes or no", fr="c'est oui ou non"),
    "amount": Text(en="it is an amount", fr="c'est un montant"),
    "permille": Text(en="it is a share from 0 to 50 %", fr="c'est une part de 0 à 50 %"),
    "fee": Text(en="it is a share below 100 %, an amount for each payment, or both", fr="c'est une part inférieure à 100 %, un montant par règlement, ou les deux"),
    "account": Text(en="it is the number of an account that is no customer's, no bank's and no transit", fr="c'est un numéro de compte qui n'est ni client, ni banque, ni transit"),
    "customer": Text(en="it is said for a customer, or for the company alone", fr="il se définit par client, ou pour la société seulement"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its values' kind, whose it may be, and its words."""

    name: str
    kind: SettingKind
    words: Text
    default: Value | None
    for_company: bool = True
    for_customer: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is posted: the account of this role, or of this number, unless the company chose another."""

    words: Text
    role: Role
    number: str = ""


REASONS: dict[str, Reason] = {
    "cash_discount": Reason(Text(en="cash discount", fr="escompte"), Role.DISCOUNT_GRANTED),
    "bank_fee": Reason(Text(en="bank fee taken off a payment", fr="frais bancaires retenus sur un règlement"), Role.BANK_FEE),
    "payout_fee": Reason(Text(en="fee of a payment provider", fr="commission d'un prestataire de paiement"), Role.BANK_FEE),
    "rounding_loss": Reason(Text(en="small amount not paid", fr="petit écart en moins"), Role.SMALL_LOSS),
    "rounding_gain": Reason(Text(en="small amount paid in excess", fr="petit écart en plus"), Role.SMALL_GAIN),
    "currency_loss": Reason(Text(en="exchange loss", fr="perte de change"), Role.CURRENCY_LOSS),
    "currency_gain": Reason(Text(en="exchange gain", fr="gain de change"), Role.CURRENCY_GAIN),
    "penalty": Reason(Text(en="late-payment penalty", fr="pénalité de retard"), Role.PENALTY_INCOME),
}
"""What a difference is posted to, by reason (read 2026-11-22)."""

DEDUCTIONS: dict[str, Reason] = {
    code: Reason(Text(en=f"withheld and written off: {en}", fr=f"retenue passée en perte : {fr}"), Role.SALES if number == "709" else Role.WRITE_OFF, number)
    for code, en, fr, number in (
        ("price", "price", "prix", "709"), ("quantity", "quantity", "quantité", "709"), ("quality", "quality", "qualité", "709"), ("returned", "goods returned", "retour", "709"),
        ("transport", "transport", "transport", "709"), ("rebate", "rebate", "ristourne", "709"), ("tax", "tax withheld", "impôt retenu", "635"),
        ("retention", "contract retention", "retenue de garantie", "654"), ("duplicate", "invoiced twice", "double facturation", "709"), ("other", "other", "autre", "658"),
    )
}  # fmt: skip
"""What an accepted deduction is written off to, unless the company chose another account. It is written off with its tax: tax is corrected by a credit note
alone. Source: CGI, art. 272-1 (read 2026-11-22)."""
REASONS |= {f"deduction_{code}": one for code, one in DEDUCTIONS.items()}

_P = Policy()
SETTINGS: tuple[Setting, ...] = (
    Setting("short", "tolerance", Text(en="Paid too little: written off up to", fr="Payé en moins : passé en écart jusqu'à"), _P.short, for_customer=True),
    Setting("over", "tolerance", Text(en="Paid too much: taken as a gain up to", fr="Payé en trop : passé en écart jusqu'à"), _P.over, for_customer=True),
    Setting("bank_fee", "tolerance", Text(en="Bank fees borne up to", fr="Frais bancaires supportés jusqu'à"), _P.bank_fee, for_customer=True),
    Setting("discount_grace_days", "days", Text(en="Days late until which a discount is granted", fr="Escompte accordé malgré un retard de (jours)"), _P.discount_grace_days, for_customer=True),
    Setting("late_discounts", "permission", Text(en="Discounts are granted however late", fr="Escompte accordé quel que soit le retard"), _P.late_discounts),
    Setting("currency", "permille", Text(en="Exchange difference explained up to", fr="Écart de change admis jusqu'à"), _P.currency_permille),
    Setting("recovery", "amount", Text(en="Fixed compensation per late invoice", fr="Indemnité forfaitaire par facture en retard"), _P.recovery_minor),
    Setting("penalties", "permission", Text(en="Money above late invoices is a penalty paid", fr="Le surplus sur des factures en retard est une pénalité réglée"), _P.penalties),
    Setting("always_review", "permission", Text(en="Every payment of this customer waits for a person", fr="Tout règlement de ce client attend une personne"), False, for_company=False, for_customer=True),
    *(
        Setting(f"alone:{kind}", "permission", Text(en=f"Recorded without a person: {en}", fr=f"Enregistré d'office : {fr}"), kind in _P.pre_approved)
        for kind, en, fr in (
            ("credit_note", "credit notes", "avoirs"), ("cash_discount", "cash discounts", "escomptes"), ("bank_fee", "bank fees", "frais bancaires"),
            ("rounding", "small differences", "petits écarts"), ("currency", "exchange differences", "écarts de change"), ("short_payment", "withheld amounts", "retenues"),
        )
    ),
    *(Setting(f"account:{code}", "account", Text(en=f"Account of: {one.words.en}", fr=f"Compte de : {one.words.fr}"), None) for code, one in REASONS.items()),
)  # fmt: skip
_BY_NAME = {one.name: one for one in SETTINGS}


def setting(name: str) -> Setting:
    """The setting of that name. Raises SettingUnknown.

    >>> setting("short").kind, setting("fee:stripe").kind
    ('tolerance', 'fee')
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    head, _, rest = name.partition(":")
    if head == "fee" and len(reference_key(rest)) >= 3 and len(rest) <= 40 and rest == rest.strip().lower():
        return Setting(name, "fee", Text(en=f"Fee of {rest}", fr=f"Commission de {rest}"), None)
    raise SettingUnknown(name=name[:60])


def check_value(name: str, value: Value | None, *, of_customer: bool) -> None:
    """Refuse a value that its setting cannot have. Raises SettingUnknown, SettingImpossible."""
    known = setting(name)
    if not (known.for_customer if of_customer else known.for_company):
        raise SettingImpossible(name=name, why=_WHY["customer"])
    if value is not None and not _fits(known.kind, value):
        raise SettingImpossible(name=name, why=_WHY[known.kind])


def _fits(kind: SettingKind, value: Value) -> bool:
    match value:
        case Tolerance():
            return (
                kind == "tolerance"
                and 0 <= value.absolute_minor <= value.cap_minor <= MOST_MINOR
                and 0 <= value.permille <= 1000
                and (value.cap_minor > 0 or not value.permille)
            )
        case FeeRate():
            return kind == "fee" and 0 <= value.basis_points < 10_000 and 0 <= value.each_minor <= MOST_MINOR
        case bool():
            return kind == "permission"
        case int():
            most = {"days": MOST_DAYS, "amount": MOST_MINOR, "permille": 500}.get(kind, -1)
            return 0 <= value <= most
        case str():
            return (
                kind == "account"
                and value.isalnum()
                and value.isascii()
                and 2 <= len(value) <= 20
                and FRENCH_CHART.role(value) not in _NEVER
            )
    return False


_NEVER = RECEIVABLE_PERIMETER | TRANSIT | {Role.BANK, Role.CASH, Role.SUSPENSE, Role.SUPPLIER}


def as_kept(value: Value | None) -> object:
    """A value as it is stored and as programs read it.

    >>> as_kept(FeeRate(150, 25))
    {'basis_points': 150, 'each_minor': 25}
    """
    if isinstance(value, Tolerance | FeeRate):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    return value


def as_meant(name: str, kept: object) -> Value | None:
    """A stored value as it is used; None where there is none.

    >>> as_meant("short", {"absolute_minor": 100, "permille": 0, "cap_minor": 100})
    Tolerance(absolute_minor=100, permille=0, cap_minor=100)
    """
    if isinstance(kept, dict):
        return Tolerance(**kept) if setting(name).kind == "tolerance" else FeeRate(**kept)
    return kept if isinstance(kept, bool | int | str) else None


def policy_of(company: Mapping[str, Value], customers: Mapping[str, Mapping[str, Value]]) -> Policy:
    """The policy that settings come to; `customers` has those of one customer each.

    >>> policy_of({"late_discounts": True}, {"7": {"short": Tolerance()}}).short_for("7").allowance(100_00)
    0
    """
    approved = frozenset(kind for kind in get_args(ApplicationKind) if _bool(company, f"alone:{kind}", kind in _P.pre_approved))
    terms = {
        key: CustomerTerms(
            _tolerance(own, "short"), _tolerance(own, "over"), _tolerance(own, "bank_fee"), _int(own, "discount_grace_days"), _bool(own, "always_review", False)
        )
        for key, own in customers.items()
    }  # fmt: skip
    return Policy(
        short=_tolerance(company, "short") or _P.short, over=_tolerance(company, "over") or _P.over, bank_fee=_tolerance(company, "bank_fee") or _P.bank_fee,
        currency_permille=_int(company, "currency", _P.currency_permille), discount_grace_days=_int(company, "discount_grace_days", _P.discount_grace_days),
        late_discounts=_bool(company, "late_discounts", _P.late_discounts), penalties=_bool(company, "penalties", _P.penalties),
        recovery_minor=_int(company, "recovery", _P.recovery_minor), pre_approved=approved, customers=terms,
    )  # fmt: skip


def _tolerance(said: Mapping[str, Value], name: str) -> Tolerance | None:
    value = said.get(name)
    return value if isinstance(value, Tolerance) else None


@overload
def _int(said: Mapping[str, Value], name: str) -> int | None: ...
@overload
def _int(said: Mapping[str, Value], name: str, default: int) -> int: ...
def _int(said: Mapping[str, Value], name: str, default: int | None = None) -> int | None:
    value = said.get(name)
    return value if isinstance(value, int) else default


def _bool(said: Mapping[str, Value], name: str, default: bool) -> bool:
    value = said.get(name)
    return value if isinstance(value, bool) else default


def fees_of(company: Mapping[str, Value]) -> dict[str, FeeRate]:
    """The known rates by provider.

    >>> fees_of({"fee:stripe": FeeRate(150, 25), "late_discounts": True})
    {'stripe': FeeRate(basis_points=150, each_minor=25)}
    """
    return {name.partition(":")[2]: value for name, value in company.items() if isinstance(value, FeeRate)}
