"""The audit trail as a report and as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from encours.formats.exports.cells import show_instant
from encours.formats.exports.table import Column, Report, Table
from encours.kernel.wording import Language, Text
from encours.usecases.audit import Trail, changes_of, event_text
from encours.usecases.check import CheckReport
from encours.usecases.reports.words import in_zone, said

TITLE = Text(en="Audit trail", fr="Journal d’audit")
_CHAIN = Text(en="Chain: {links} links, head {head}, {unsealed} events not sealed yet.", fr="Chaîne : {links} maillons, tête {head}, {unsealed} événements non encore scellés.")


def audit_report(trail: Trail, as_of: date) -> Report:
    """One row per event, newest first."""
    columns = (
        Column("at", Text(en="Recorded", fr="Enregistré"), width=18), Column("event", Text(en="Event", fr="Événement"), width=30), Column("by", Text(en="By", fr="Par"), width=18),
        Column("about", Text(en="About", fr="Objet"), width=24), Column("says", Text(en="Before → after", fr="Avant → après"), width=60), Column("link", Text(en="Link", fr="Maillon"), "count"),
        Column("sha256", Text(en="Seal", fr="Sceau"), width=20),
    )  # fmt: skip
    rows = [
        (
            Text(en=show_instant(at, "en"), fr=show_instant(at, "fr")), event_text(one.type), one.actor, ", ".join(one.subjects),
            "; ".join(f"{name}: {before} → {now}" if before else f"{name}: {now}" for name, before, now in changes_of(one)), one.link, one.sha256,
        )
        for one in trail.page.rows if (at := in_zone(one.recorded_at, trail.company)) is not None
    ]  # fmt: skip
    chain = said(_CHAIN, links=trail.chain.links, head=trail.chain.head_sha256[:16] or "—", unsealed=trail.chain.unsealed)
    table = Table(code="audit", title=TITLE, columns=columns, rows=rows, currency=trail.company.currency, notes=(chain,))
    return Report(TITLE, trail.company.name, as_of, (table,))


def audit_json(trail: Trail, language: Language = "en") -> dict[str, Any]:
    """The events with stable keys, and the state of the chain."""
    return {
        "chain": {"links": trail.chain.links, "head_sha256": trail.chain.head_sha256 or None, "unsealed": trail.chain.unsealed},
        "events": [
            {
                "event_id": one.id, "type": one.type, "name": event_text(one.type).say(language), "occurred_on": one.occurred_on, "recorded_at": one.recorded_at, "actor": one.actor,
                "cause": one.cause, "subjects": list(one.subjects), "payload": one.payload, "payload_sha256": one.payload_sha256, "link": one.link, "sha256": one.sha256 or None,
            }
            for one in trail.page.rows
        ],
    }  # fmt: skip


def verdict(report: CheckReport) -> list[tuple[str, Text, int, int]]:
    """By invariant: its code, what it promises, how much was looked at and how much of it is wrong."""
    return [(one.invariant.code, one.invariant.title, one.found.looked_at, one.found.count) for one in report.examined]
