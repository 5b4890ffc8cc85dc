"""What a decision teaches: the account and the name under which a customer pays. Visible, with the decision it came from, and forgettable.

This is the one place that learns from decisions: habits of payers belong here too. A later run of matching reads what it keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.matching.payer import payer_name_key
from encours.store.load.companies import Company
from encours.store.load.customers import load_customer_by_code
from encours.store.load.review import QueueLine
from encours.store.save.events import record_event
from encours.store.save.payers import (
    PayerSign,
    Sign,
    customers_of_iban,
    drop_sign,
    drop_signs_of,
    is_own_account,
    keep_sign,
    load_learned,
    names_like,
)
from encours.store.tenant import Scope, tenant
from encours.usecases.known import CustomerUnknown

__all__ = ["Learned", "NotLearned", "PayerSign", "forget", "learn_from", "learned", "unlearn"]


class NotLearned(Refusal):
    code = "not_learned"
    message = Text(en="“{value}” was not learned for {customer}.", fr="« {value} » n'a pas été appris pour {customer}.")
    repair = Text(en="“encours review learned” lists what was.", fr="« encours review learned » montre ce qui l'a été.")


@dataclass(frozen=True, slots=True)
class Learned:
    """What one decision taught; '' where nothing new."""

    iban: str = ""
    alias: str = ""


def learn_from(cursor: Any, scope: Scope, line: QueueLine, customer_id: int, decision_id: int) -> Learned:
    """Remember that the payer of `line` is this customer. An account or a name that points to another customer too is not learned: it would be a guess."""
    iban, name = line.counterparty_iban.strip(), line.counterparty.strip()
    new_iban = iban and not is_own_account(cursor, scope, iban) and not (customers_of_iban(cursor, scope, iban) - {customer_id})
    if not (new_iban and keep_sign(cursor, scope, "iban", customer_id, iban, decision_id=decision_id)):
        iban = ""
    if not (
        _is_new_name(cursor, scope, name, customer_id) and keep_sign(cursor, scope, "alias", customer_id, name, decision_id=decision_id)
    ):
        name = ""
    return Learned(iban, name)


def _is_new_name(cursor: Any, scope: Scope, name: str, customer_id: int) -> bool:
    """Whether a name belongs to nobody yet: not to the customer, of whom it would be no news, nor to another."""
    told = payer_name_key(name)
    if len(told) < 3:
        return False
    return all(payer_name_key(known) != told for _, known in names_like(cursor, scope, customer_id, told.split()[0]))


def unlearn(cursor: Any, scope: Scope, decision_id: int) -> int:
    """Forget what a decision that was taken back had taught."""
    return drop_signs_of(cursor, scope, decision_id)


def learned(company: Company, actor: str) -> list[PayerSign]:
    """What was learned from decisions, by customer."""
    with tenant(company.organization_id) as cursor:
        return load_learned(cursor, Scope(company.organization_id, company.id, actor))


def forget(company: Company, actor: str, customer_code: str, value: str, *, today: date) -> Sign:
    """Forget an account or a name that was learned for a customer; says which it was. Raises CustomerUnknown, NotLearned."""
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        customer = load_customer_by_code(cursor, scope, customer_code)
        if customer is None:
            raise CustomerUnknown(customer=customer_code)
        kinds: tuple[Sign, ...] = ("iban", "alias")
        found = next((kind for kind in kinds if drop_sign(cursor, scope, kind, customer.id, value)), None)
        if found is None:
            raise NotLearned(value=value[:80], customer=customer_code)
        record_event(cursor, scope, "PayerForgotten", occurred_on=today, subjects=[f"cus_{customer.id}"], payload={"kind": found})
    return found
