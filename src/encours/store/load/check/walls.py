"""The database's own defences stand: row-level security on every table of a tenant, every trigger switched on, no right too many."""

from __future__ import annotations

from typing import Any

from encours.kernel.wording import Text
from encours.store.load.check.contract import Books, Found, Invariant, Wrong
from encours.store.rights import rights_too_many

# What 06_guards.sql and the files after it switch on. Kept here a second time on purpose: a list read from the database would not miss what was dropped there.
TRIGGERS = {
    "append_only": "posting entry line posting_seal invoice invoice_item item_fact match allocation match_undo document document_chunk event event_link receipt books "
    "receipt_difference receipt_match deduction deduction_event batch batch_undo clearing clearing_part line_decision remittance remittance_line remittance_use "
    "learning rule_switch habit_forgotten "
    "policy_setting clearing_undo",
    "recorded_by_clock": "posting item invoice invoice_item item_fact match allocation match_undo receipt "
    "receipt_difference receipt_match deduction deduction_event batch batch_undo clearing clearing_part line_decision remittance remittance_use "
    "learning rule_switch habit_forgotten "
    "policy_setting clearing_undo",
    "keep_key": "company party customer account journal item bank_account bank_statement statement_line import",
    "never_truncate": "company party customer account journal item bank_account bank_statement statement_line import",
    "posting_open": "entry line item receipt_difference receipt_match deduction clearing",
    "deduction_is_open": "deduction",
    "cleared_once": "clearing_part",
    "posting_balanced": "posting_seal",
    "posting_sealed": "posting",
    "allocation_applies": "allocation",
    "item_fact_applies": "item_fact",
    "company_clock_starts": "company",
    "remittance_line_whole": "remittance_line",
    "words_of_new": "customer",
    "words_of_changed": "customer",
}
_OPERATOR_TABLES = ("organization", "company")
# A door reads these before it knows an organization (07_access.sql): they say who may enter, and hold no figure.
_DOOR_TABLES = ("web_membership", "web_api_token", "web_idempotency")


def _examine(cursor: Any, books: Books) -> Found:
    wrong: list[Wrong] = []
    cursor.execute(
        """
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
               (SELECT count(*) FILTER (WHERE p.policyname = 'tenant' AND p.cmd = 'ALL' AND p.qual LIKE '%%current_organization()%%' AND p.with_check LIKE '%%current_organization()%%'
                                          AND (c.relname = ANY(%(operator)s) OR p.qual NOT LIKE '%% OR %%')) = 1 AND count(*) = 1
                  FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname)
          FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = 'public'
         WHERE c.relkind IN ('r', 'p')
           AND (c.relname = 'organization' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped))
           AND c.relname <> ALL(%(doors)s)
         ORDER BY 1
        """,
        {"operator": list(_OPERATOR_TABLES), "doors": list(_DOOR_TABLES)},
    )
    tables = cursor.fetchall()
    wrong += [Wrong("no_row_security", {"table": table}) for table, enforced, _ in tables if not enforced]
    wrong += [Wrong("policy_changed", {"table": table}) for table, _, policies in tables if not policies]
    cursor.execute(
        """
        SELECT t.tgname, c.relname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = 'public'
         WHERE NOT t.tgisinternal
        """
    )
    switched = {(name, table): state in ("O", "A") for name, table, state in cursor.fetchall()}
    expected = [(name, table) for name, listed in TRIGGERS.items() for table in listed.split()]
    for name, table in expected:
        if not switched.get((name, table), False):
            wrong.append(Wrong("trigger_off" if (name, table) in switched else "trigger_gone", {"trigger": name, "table": table}))
    wrong += [Wrong("right_too_many", {"right": right, "table": table}) for table, right in rights_too_many(cursor)]
    return Found(len(tables) + len(expected), len(wrong), tuple(wrong[: books.limit]))


INVARIANT = Invariant(
    "WALL",
    "defences_stand",
    Text(en="The database's own refusals are in force", fr="Les refus de la base elle-même sont en vigueur"),
    {
        "no_row_security": Text(
            en="Row-level security of table {table} is off: organizations are not kept apart there.", fr="La sécurité par ligne de la table {table} est inactive : les organisations n'y sont plus séparées."
        ),
        "policy_changed": Text(en="The row-level security policy of table {table} was changed.", fr="La règle de sécurité par ligne de la table {table} a été modifiée."),
        "trigger_off": Text(en="Trigger {trigger} of table {table} is switched off.", fr="Le déclencheur {trigger} de la table {table} est désactivé."),
        "trigger_gone": Text(en="Trigger {trigger} of table {table} is missing.", fr="Le déclencheur {trigger} de la table {table} manque."),
        "right_too_many": Text(en="The application may {right} on table {table}.", fr="L'application a le droit {right} sur la table {table}."),
    },
    _examine,
    whole_organization=True,
)
