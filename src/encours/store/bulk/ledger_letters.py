"""The letters of a staged ledger: which groups of its items they are, and what of the matches that stand they contradict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from encours.store.bulk.reverse import take_back_matches
from encours.store.bulk.settle import list_to_undo, open_settlement
from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class StagedLetters:
    """How many matches the file's letters undid, and how many of its groups were left: they do not balance, or a person decided otherwise.
    `taken_back` counts those whose very match a person took back."""

    undone: int
    left: int
    taken_back: int


def stage_letters(cursor: Any, scope: Scope, recorded_at: Any) -> StagedLetters:
    """Fill the settlement tables with the letter groups of `stage_item` that are not matched yet, undoing matches the file contradicts."""
    tenant = scope.organization_id
    # Letters are drawn again in some programs: where a letter alone does not balance, letter and day together may.
    cursor.execute(
        """
        CREATE TEMP TABLE letter_group ON COMMIT DROP AS
        WITH plain AS (SELECT account_id, customer_id, letter, sum(amount_minor) = 0 AS balances FROM stage_item WHERE letter <> '' GROUP BY 1, 2, 3)
        SELECT row_number() OVER (ORDER BY min(s.line)) AS group_id, s.account_id, s.customer_id, s.letter, CASE WHEN p.balances THEN NULL ELSE s.lettered_on END AS by_day,
               max(s.lettered_on) AS lettered_on, array_agg(s.item_id ORDER BY s.item_id) AS items, sum(s.amount_minor) = 0 AS balances,
               min(s.amount_minor) < 0 AND max(s.amount_minor) > 0 AS both_sides
          FROM stage_item s JOIN plain p USING (account_id, customer_id, letter) GROUP BY 2, 3, 4, 5
        """
    )
    cursor.execute("SELECT count(*) FROM letter_group WHERE NOT balances")
    left = cursor.fetchone()[0]
    cursor.execute("DELETE FROM letter_group WHERE NOT balances OR NOT both_sides")
    cursor.execute(
        """
        CREATE TEMP TABLE group_item ON COMMIT DROP AS
        SELECT g.group_id, s.item_id, s.effective_on, s.amount_minor, s.is_new FROM stage_item s
          JOIN letter_group g ON g.account_id = s.account_id AND g.customer_id = s.customer_id AND g.letter = s.letter AND (g.by_day IS NULL OR g.by_day = s.lettered_on)
        """
    )
    cursor.execute("CREATE INDEX ON group_item (item_id)")
    cursor.execute("CREATE INDEX ON stage_item (item_id)")
    cursor.execute("ANALYZE group_item, letter_group")
    _list_live(cursor, scope)
    taken_back = _leave_what_a_person_took_back(cursor, scope)
    undone = _undo_contradicted(cursor, scope, recorded_at)
    open_settlement(cursor)
    # What stands now is either the group itself, matched before, or a person's match that differs: both are left alone.
    cursor.execute(
        """
        WITH taken AS (
            DELETE FROM letter_group g USING (
                SELECT DISTINCT gi.group_id FROM group_item gi JOIN item i ON i.organization_id = %s AND i.id = gi.item_id
                 WHERE NOT gi.is_new AND i.open_minor <> gi.amount_minor) t
             WHERE t.group_id = g.group_id RETURNING g.items)
        SELECT count(*) FROM taken t WHERE NOT EXISTS (SELECT 1 FROM live_match l WHERE l.items = t.items)
        """,
        [tenant],
    )
    left += cursor.fetchone()[0]
    cursor.execute(
        """
        INSERT INTO settle_group (group_id, account_id, customer_id, currency, decided_by, rule, file_letter, lettered_on)
        SELECT g.group_id, g.account_id, g.customer_id, c.currency, 'file', 'file_letter', g.letter, g.lettered_on
          FROM letter_group g, company c WHERE c.organization_id = %s AND c.id = %s
        """,
        [tenant, scope.company_id],
    )
    cursor.execute(
        "INSERT INTO settle_item SELECT gi.group_id, gi.item_id, gi.effective_on, gi.amount_minor FROM group_item gi JOIN letter_group g USING (group_id)"
    )
    return StagedLetters(undone, left + taken_back, taken_back)


def _list_live(cursor: Any, scope: Scope) -> None:
    """Fill `live_match (match_id, decided_by, items)` with the standing matches of the file's known items."""
    tenant = scope.organization_id
    cursor.execute(
        """
        CREATE TEMP TABLE live_match ON COMMIT DROP AS
        SELECT m.id AS match_id, m.decided_by, array_agg(DISTINCT x.item_id ORDER BY x.item_id) AS items
          FROM (SELECT DISTINCT a.match_id FROM stage_item s JOIN allocation a ON a.organization_id = %s AND (a.debit_item_id = s.item_id OR a.credit_item_id = s.item_id)
                 WHERE NOT s.is_new) t
          JOIN match m ON m.organization_id = %s AND m.id = t.match_id
          JOIN allocation a ON a.organization_id = m.organization_id AND a.match_id = m.id
          CROSS JOIN LATERAL (VALUES (a.debit_item_id), (a.credit_item_id)) x(item_id)
         WHERE NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id)
         GROUP BY 1, 2
        """,
        [tenant, tenant],
    )


def _leave_what_a_person_took_back(cursor: Any, scope: Scope) -> int:
    """Drop the groups that are exactly a match which a person took back and nobody made again: a person's decision outlives the file's next delivery
    (R55, R69). A group of other items is a new statement of the accountant's, and is taken."""
    cursor.execute(
        """
        WITH gone AS (
            DELETE FROM letter_group g WHERE NOT EXISTS (SELECT 1 FROM live_match l WHERE l.items = g.items) AND g.items IN (
                   SELECT array_agg(DISTINCT x.item_id ORDER BY x.item_id)
                     FROM match_undo u JOIN allocation a ON a.organization_id = u.organization_id AND a.match_id = u.match_id
                    CROSS JOIN LATERAL (VALUES (a.debit_item_id), (a.credit_item_id)) x(item_id) WHERE u.organization_id = %s AND u.by_person GROUP BY u.match_id)
            RETURNING group_id
        ), members AS (DELETE FROM group_item i USING gone WHERE i.group_id = gone.group_id)
        SELECT count(*) FROM gone
        """,
        [scope.organization_id],
    )
    count: int = cursor.fetchone()[0]
    return count


def _undo_contradicted(cursor: Any, scope: Scope, recorded_at: Any) -> int:
    """Undo the matches of files and rules that this file contradicts: one that shares an item with a group of it, or that a file made
    of this file's items alone and whose letter is gone. A match with a later year's items is that year's to say; a person's is never undone by a file.
    """
    list_to_undo(cursor)
    cursor.execute(
        """
        INSERT INTO undo_match
        SELECT l.match_id FROM live_match l
         WHERE NOT EXISTS (SELECT 1 FROM letter_group g WHERE g.items = l.items)
           AND ((l.decided_by IN ('file', 'rule') AND EXISTS (SELECT 1 FROM group_item gi WHERE gi.item_id = ANY (l.items)))
                OR (l.decided_by = 'file' AND NOT EXISTS (
                    SELECT 1 FROM unnest(l.items) x(item_id) WHERE NOT EXISTS (SELECT 1 FROM stage_item s WHERE s.item_id = x.item_id))))
        """
    )
    return take_back_matches(
        cursor, scope, recorded_at=recorded_at, reason="the ledger's later file letters otherwise", by_person=False, rule="letters_differ"
    )
