"""The bank details that we give to customers: approved by a second person, after a waiting time, and never changed otherwise (S11, S12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stdnum import bic as bics
from stdnum import iban as ibans

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.approvals import Request
from encours.store.load.companies import Company
from encours.usecases.approvals.ask import ask
from encours.usecases.approvals.state import effect_of, requests, state_of
from encours.usecases.people.actor import Actor


class IbanWrong(Refusal):
    code = "iban_wrong"
    message = Text(en="This is no valid IBAN: its check digits do not fit.", fr="Cet IBAN n’est pas valide : sa clé de contrôle ne convient pas.")
    repair = Text(en="Copy it from the bank’s own document.", fr="Recopiez-le depuis le relevé d’identité bancaire.")


class BicWrong(Refusal):
    code = "bic_wrong"
    message = Text(en="This is no valid BIC.", fr="Ce BIC n’est pas valide.")
    repair = Text(en="It has 8 or 11 characters, BNPAFRPP for example; leave it empty if you do not know it.", fr="Il compte 8 ou 11 caractères, par exemple BNPAFRPP ; laissez-le vide si vous l’ignorez.")


class HolderMissing(Refusal):
    code = "holder_missing"
    message = Text(en="The name of the account’s holder is missing.", fr="Le titulaire du compte manque.")
    repair = Text(en="Write it as the bank does: payers’ banks compare it.", fr="Écrivez-le comme la banque : celles des payeurs le comparent.")


class SameDetails(Refusal):
    code = "same_details"
    message = Text(en="These are the details in force already.", fr="Ces coordonnées sont déjà en vigueur.")
    repair = Text(en="There is nothing to change.", fr="Il n’y a rien à modifier.")


@dataclass(frozen=True, slots=True)
class BankDetails:
    """Where customers pay."""

    iban: str
    bic: str
    holder: str
    bank: str

    @property
    def masked(self) -> str:
        """The IBAN with its middle hidden.

        >>> BankDetails("FR7630006000011234567890189", "", "", "").masked
        'FR76 3000 •••• •••• •••• •••0 189'
        """
        return mask(self.iban)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force since when, by whom it was approved; what waits; what was before."""

    details: BankDetails | None
    since: datetime | None
    approved_by: str
    waiting: Request | None
    history: tuple[Request, ...]


def mask(iban: str) -> str:
    """An IBAN of which the first eight and the last four characters are told, in groups of four."""
    hidden = iban if len(iban) < 16 else iban[:8] + "•" * (len(iban) - 12) + iban[-4:]
    return " ".join(hidden[at : at + 4] for at in range(0, len(hidden), 4))


def bank_details(company: Company, *, now: datetime) -> Standing:
    """The bank details of a company at an instant: those whose approval took effect last."""
    found = requests(company, kind="bank_details", of_company=True)
    in_force = [one for one in found if state_of(one, now) == "in_force"]
    last = max(in_force, key=lambda one: (effect_of(one), one.id), default=None)
    waiting = next((one for one in found if state_of(one, now) in ("waiting", "approved")), None)
    if last is None:
        return Standing(None, None, "", waiting, tuple(found))
    approved_by = next(decision.decided_name for decision in last.decisions if decision.takes_effect_at is not None)
    return Standing(_details(last.after), effect_of(last), approved_by, waiting, tuple(found))


def propose_bank_details(actor: Actor, *, iban: str, bic: str, holder: str, bank: str, reason: str) -> int:
    """Ask for other bank details; the present ones stay in use until another person approves and the waiting time is over.

    Raises IbanWrong, BicWrong, HolderMissing, SameDetails, ReasonMissing, AskedAlready, NoAddress.
    """
    iban, bic, holder, bank = (" ".join(part.replace("\0", "").split())[:140] for part in (iban, bic, holder, bank))
    if not ibans.is_valid(iban):
        raise IbanWrong
    if bic and not bics.is_valid(bic):
        raise BicWrong
    if not holder:
        raise HolderMissing
    wanted = BankDetails(ibans.compact(iban), bics.compact(bic) if bic else "", holder, bank)
    present = bank_details(actor.company, now=actor.now).details
    if present == wanted:
        raise SameDetails
    return ask(actor, "bank_details", subject=f"com_{actor.company.id}", before=_said(present), after=_said(wanted), reason=reason)


def _details(after: Mapping[str, str]) -> BankDetails:
    return BankDetails(after["iban"], after["bic"], after["holder"], after["bank"])


def _said(details: BankDetails | None) -> dict[str, str]:
    return {} if details is None else {"iban": details.iban, "bic": details.bic, "holder": details.holder, "bank": details.bank}
