"""The rights of the application role: it appends facts, and changes nothing that was recorded.

Applied by the owner after every migration; safe to repeat.
"""

from __future__ import annotations

from typing import Any

from psycopg import sql

_APPEND = (
    "organization company books party customer customer_iban customer_alias contact account journal posting entry line posting_seal invoice invoice_item item "
    "item_fact match allocation match_undo bank_account bank_statement statement_line statement_line_link receipt document document_chunk import "
    "column_mapping event event_link receipt_difference receipt_match deduction deduction_event batch batch_undo clearing clearing_part line_answer line_decision "
    "remittance remittance_line remittance_use learning rule_measure rule_switch customer_habit habit_forgotten customer_word "
    "policy_setting clearing_undo"
).split()

_UPDATE = {
    "organization": "name",
    "company": "name siren country currency time_zone default_terms",
    "party": "name name_key siren vat_number country",
    "customer": "party_id name name_key currency language email phone payment_terms segment credit_limit_minor parent_id payer_id is_collective is_public is_consumer",
    "contact": "name language phone",
    "account": "label role",
    "journal": "label",
    "bank_account": "name account_id",
    "bank_statement": "withdrawn_at",
    "statement_line": "withdrawn_at level",
    "statement_line_link": "withdrawn_at",
    "import": "state preview committed_at undone_at options",
    "column_mapping": "mapping recorded_at",
}
_DELETE = ("customer_iban", "customer_alias", "contact", "column_mapping", "line_answer", "rule_measure", "customer_habit", "customer_word")


def grant_application_rights(cursor: Any, application_role: str) -> None:
    """Give `application_role` exactly what the use cases need on Encours' tables, and all of Django's own (users, sessions).

    `cursor` belongs to the owner of the tables. When owner and application are one role nothing is granted: its ownership already
    allows more, which start-up says.
    """
    role = sql.Identifier(application_role)
    cursor.execute("SELECT current_user")
    if cursor.fetchone()[0] == application_role:
        return
    cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
    cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role))
    tables = sql.SQL(", ").join(sql.Identifier(name) for name in _APPEND)
    cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(tables, role))
    cursor.execute(sql.SQL("GRANT SELECT, INSERT ON {} TO {}").format(tables, role))
    cursor.execute(sql.SQL("GRANT SELECT ON company_clock TO {}").format(role))
    for table, columns in _UPDATE.items():
        named = sql.SQL(", ").join(sql.Identifier(column) for column in columns.split())
        cursor.execute(sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(named, sql.Identifier(table), role))
    for table in _DELETE:
        cursor.execute(sql.SQL("GRANT DELETE ON {} TO {}").format(sql.Identifier(table), role))
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE ANY (ARRAY['auth\\_%', 'django\\_%', 'web\\_%'])")
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(sql.Identifier(table), role))


def rights_too_many(cursor: Any) -> list[tuple[str, str]]:
    """What the current role may do on Encours' tables beyond `grant_application_rights`: (table, right). Nothing for their owner, of whom start-up tells."""
    cursor.execute(
        """
        SELECT c.relname, r.name || coalesce(' (' || a.attname || ')', '')
          FROM pg_class c
         CROSS JOIN (VALUES ('UPDATE'), ('DELETE'), ('TRUNCATE'), ('REFERENCES'), ('TRIGGER')) r(name)
          LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND r.name = 'UPDATE'
         WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%(tables)s) AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
           AND CASE WHEN r.name = 'UPDATE' THEN has_column_privilege(c.oid, a.attnum, 'UPDATE') AND NOT (c.relname || '.' || a.attname) = ANY(%(columns)s)
                    WHEN r.name = 'DELETE' THEN has_table_privilege(c.oid, 'DELETE') AND NOT c.relname = ANY(%(deletable)s)
                    ELSE has_table_privilege(c.oid, r.name) END
         ORDER BY 1, 2
        """,
        {
            "tables": [*_APPEND, "company_clock"],
            "columns": [f"{table}.{column}" for table, columns in _UPDATE.items() for column in columns.split()],
            "deletable": list(_DELETE),
        },
    )
    return [(table, right) for table, right in cursor.fetchall()]
