"""Writing off what a payer withheld: one entry from the customer's account to the account of its reason, and its match with the document."""

from __future__ import annotations

from datetime import date
from typing import Any

from encours.store.bulk.apply import Group, apply_groups
from encours.store.load.deductions import DeductionRow
from encours.store.save.accounts import journal_for
from encours.store.save.policy import account_of_reason
from encours.store.tenant import Scope


def write_off(cursor: Any, scope: Scope, deduction: DeductionRow, amount_minor: int, *, on: date, recorded_at: Any) -> tuple[int, int]:
    """Record that `amount_minor` of a deduction (with the item's sign, in the company's currency) is claimed no more; returns its posting and entry.

    The database refuses what is no longer open.
    """
    reason = deduction.reason or "other"
    counter = account_of_reason(cursor, scope, f"deduction_{reason}")
    values: dict[str, Any] = {
        "tenant": scope.organization_id, "company": scope.company_id, "actor": scope.actor, "at": recorded_at, "on": on, "document": deduction.document_ref,
        "label": f"Retenue acceptée {deduction.document_ref}"[:200], "journal": journal_for(cursor, scope, "OD", "Opérations diverses"), "customer": deduction.customer_id,
        "account": deduction.account_id, "counter": counter, "minor": amount_minor, "currency": deduction.currency,
    }  # fmt: skip
    cursor.execute(
        "INSERT INTO posting (organization_id, company_id, kind, actor, recorded_at) VALUES (%(tenant)s, %(company)s, 'write_off', %(actor)s, %(at)s) RETURNING id", values
    )
    values["posting"] = cursor.fetchone()[0]
    cursor.execute(
        "INSERT INTO entry (organization_id, posting_id, company_id, journal_id, id, effective_on, document_ref, label)"
        " VALUES (%(tenant)s, %(posting)s, %(company)s, %(journal)s, 1, %(on)s, %(document)s, %(label)s)",
        values,
    )
    cursor.execute(
        """
        INSERT INTO line (organization_id, posting_id, account_id, customer_id, amount_minor, functional_minor, entry_id, line_no, effective_on, currency)
        VALUES (%(tenant)s, %(posting)s, %(counter)s, NULL, %(minor)s, %(minor)s, 1, 1, %(on)s, %(currency)s),
               (%(tenant)s, %(posting)s, %(account)s, %(customer)s, -%(minor)s, -%(minor)s, 1, 2, %(on)s, %(currency)s)
        """,
        values,
    )
    cursor.execute(
        """
        INSERT INTO item (organization_id, company_id, customer_id, account_id, posting_id, amount_minor, open_minor, functional_minor, recorded_at, facts_at, entry_id, line_no,
                          effective_on, issued_on, due_on, currency, kind, due_source, document_ref)
        VALUES (%(tenant)s, %(company)s, %(customer)s, %(account)s, %(posting)s, -%(minor)s, -%(minor)s, -%(minor)s, %(at)s, %(at)s, 1, 2,
                %(on)s, %(on)s, %(on)s, %(currency)s, 'other', 'none', %(document)s) RETURNING id
        """,
        values,
    )
    item = cursor.fetchone()[0]
    cursor.execute("INSERT INTO posting_seal (organization_id, posting_id, entries, lines, sha256) VALUES (%(tenant)s, %(posting)s, 1, 2, '')", values)
    group = Group(((item, -amount_minor), (deduction.item_id, amount_minor)), "person", "deduction_accepted")
    apply_groups(cursor, scope, [group], recorded_at=recorded_at, reason=deduction.note)
    return values["posting"], 1


def save_deduction_event(
    cursor: Any, scope: Scope, deduction_id: int, state: str, *, recorded_at: Any, reason: str = "", way: str = "", amount_minor: int | None = None,
    entry: tuple[int, int] | None = None,
) -> int:  # fmt: skip
    """Record what became of a deduction; returns the event's id."""
    cursor.execute(
        "INSERT INTO deduction_event (organization_id, deduction_id, state, reason, way, amount_minor, posting_id, entry_id, actor, recorded_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        [scope.organization_id, deduction_id, state, reason, way, amount_minor, *(entry or (None, None)), scope.actor, recorded_at],
    )
    made: int = cursor.fetchone()[0]
    return made
