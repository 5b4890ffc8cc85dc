"""What a company decides about differences, fees and their accounts: shown, said and taken back; nothing said is ever lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from encours.ledger.account import FRENCH_CHART
from encours.receivables.matching.settings import REASONS, SETTINGS, Setting, SettingUnknown, Value, as_kept, check_value, setting
from encours.store.load.companies import Company
from encours.store.load.customers import load_customer_by_code
from encours.store.load.matching import key
from encours.store.save.events import record_event
from encours.store.save.policy import Word, load_settings, load_words, save_setting
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.known import CustomerUnknown
from encours.usecases.unmatching import ReasonMissing

__all__ = ["SettingRow", "SettingUnknown", "Word", "policy_history", "policy_settings", "set_policy"]
HISTORY = 200


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting and what counts now. `customer` is a code where the word is one customer's; `is_said`: somebody said it, else it is the default."""

    setting: Setting
    customer: str
    value: Value | None
    is_said: bool


def policy_settings(scope: Scope, *, customer: str = "") -> list[SettingRow]:
    """Every setting of the company with its value; then what is said for customers, or for `customer` alone. Raises CustomerUnknown."""
    with tenant(scope.organization_id) as cursor:
        said = load_settings(cursor, scope)
        cursor.execute(
            "SELECT id, code FROM customer WHERE organization_id = %s AND company_id = %s AND (code = %s OR (%s = '' AND id = ANY(%s))) ORDER BY code",
            [scope.organization_id, scope.company_id, customer, customer, [int(one) for one in said.customers]],
        )
        codes = {key(number): code for number, code in cursor.fetchall()}
    if customer and not codes:
        raise CustomerUnknown(customer=customer)
    own = [one for one in SETTINGS if one.for_company]
    own += [setting(name) for name in sorted(said.company) if name not in {one.name for one in SETTINGS}]
    rows = [SettingRow(one, "", said.company.get(one.name, _default(one)), one.name in said.company) for one in own]
    return rows + [
        SettingRow(setting(name), code, value, True) for number, code in codes.items() for name, value in sorted(said.customers.get(number, {}).items())
    ]  # fmt: skip


def _default(one: Setting) -> Value | None:
    if one.kind != "account":
        return one.default
    usual = REASONS[one.name.partition(":")[2]]
    return usual.number or FRENCH_CHART.account(usual.role)


def policy_history(scope: Scope, *, limit: int = HISTORY) -> list[Word]:
    """What was said about settings, the last first: who, when, why, before and after."""
    with tenant(scope.organization_id) as cursor:
        return load_words(cursor, scope, limit=limit)


def set_policy(company: Company, actor: str, name: str, value: Value | None, *, reason: str, today: date, customer: str = "") -> SettingRow:
    """Say what a setting is from now on, for the company or for one customer; None takes the word back, so that the default, or the company's rule,
    counts again. What was recorded before stands.

    Raises ReasonMissing, SettingUnknown, SettingImpossible, CustomerUnknown.
    """
    scope = Scope(company.organization_id, company.id, actor)
    if not reason.strip():
        raise ReasonMissing
    check_value(name, value, of_customer=bool(customer))
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        found = load_customer_by_code(cursor, scope, customer) if customer else None
        if customer and found is None:
            raise CustomerUnknown(customer=customer)
        said = load_settings(cursor, scope)
        before = (said.customers.get(key(found.id), {}) if found else said.company).get(name)
        word = save_setting(
            cursor, scope, name, value, customer_id=found.id if found else None, reason=reason.strip(), recorded_at=recorded_at
        )
        record_event(
            cursor, scope, "PolicySet", occurred_on=today, subjects=[f"pol_{word}", *([f"cus_{found.id}"] if found else [])],
            payload={"name": name, "before": as_kept(before), "after": as_kept(value)},
        )  # fmt: skip
    known = setting(name)
    return SettingRow(known, customer, _default(known) if value is None and not customer else value, value is not None)
