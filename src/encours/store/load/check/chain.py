"""I11: the chain of events holds from its first link to its head, and the books are those that were sealed into it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from encours.kernel.wording import Text
from encours.ledger.chain import Link, first_break, payload_hash
from encours.store.load.check.contract import Books, Found, Invariant, Wrong, by_sql
from encours.store.save.anchors import anchored, kept_anchors
from encours.store.save.events import linked_form

_BATCH = 5_000


def _links(cursor: Any, organization_id: int) -> Iterator[tuple[Any, ...]]:
    seq = -1
    while True:
        cursor.execute(
            """
            SELECT l.seq, l.event_id, encode(l.previous_sha256, 'hex'), encode(l.sha256, 'hex'),
                   e.id, e.company_id, e.type, e.version, e.occurred_on, e.recorded_at, e.actor, e.cause, e.subjects, e.payload, encode(e.payload_sha256, 'hex')
              FROM event_link l LEFT JOIN event e ON e.organization_id = l.organization_id AND e.id = l.event_id
             WHERE l.organization_id = %s AND l.seq > %s ORDER BY l.seq LIMIT %s
            """,
            [organization_id, seq, _BATCH],
        )
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
        if not rows:
            return
        yield from rows
        seq = rows[-1][0]


def _examine_chain(cursor: Any, books: Books) -> Found:
    wrong: list[Wrong] = []
    looked_at, last = 0, None
    for row in _links(cursor, books.organization_id):
        looked_at += 1
        seq, event_id, previous, digest, *event = row
        named = {"seq": seq, "event": event_id, "type": event[2]}
        if event[0] is None:
            wrong.append(Wrong("event_missing", named))
            last = Link(seq, "", previous, digest)
            continue
        stored = Link(seq, payload_hash(linked_form(event)), previous, digest)
        broken = first_break([stored], after=last)
        if broken is not None:
            wrong.append(Wrong({"missing": "link_missing", "previous": "link_forged"}.get(broken.reason, "event_changed"), named))
        payload = json.loads(event[9]) if isinstance(event[9], str) else event[9]
        if payload_hash(payload) != event[10]:
            wrong.append(Wrong("payload_changed", named))
        last = stored
    cursor.execute(
        """
        SELECT id, type FROM event e WHERE organization_id = %s
           AND NOT EXISTS (SELECT 1 FROM event_link l WHERE l.organization_id = e.organization_id AND l.event_id = e.id)
           AND id < (SELECT max(event_id) FROM event_link WHERE organization_id = e.organization_id)
           AND recorded_at < (SELECT max(recorded_at) FROM event v JOIN event_link l ON l.organization_id = v.organization_id AND l.event_id = v.id
                               WHERE v.organization_id = e.organization_id) - interval '1 hour'
        """,
        [books.organization_id],
    )
    wrong += [Wrong("event_unlinked", {"event": event_id, "type": type_}) for event_id, type_ in cursor.fetchall()]
    facts = {"head_seq": last.seq, "head_sha256": last.hash} if last else {}
    return Found(looked_at, len(wrong), tuple(wrong[: books.limit]), facts)


CHAIN = Invariant(
    "I11a",
    "event_chain_holds",
    Text(en="The chain of events holds from its first link to its head", fr="La chaîne des événements tient du premier maillon au dernier"),
    {
        "event_missing": Text(
            en="Link {seq} records event {event}, which is gone.", fr="Le maillon {seq} porte l'événement {event}, qui a disparu."
        ),
        "link_missing": Text(
            en="Before link {seq} (event {event}) a link is missing.", fr="Il manque un maillon avant le maillon {seq} (événement {event})."
        ),
        "link_forged": Text(
            en="Link {seq} (event {event}) does not stand on the link before it.",
            fr="Le maillon {seq} (événement {event}) ne repose pas sur le précédent.",
        ),
        "event_changed": Text(
            en="Event {event} ({type}, link {seq}) is not what was sealed.",
            fr="L'événement {event} ({type}, maillon {seq}) n'est pas celui qui a été scellé.",
        ),
        "payload_changed": Text(
            en="The content of event {event} ({type}, link {seq}) was changed.",
            fr="Le contenu de l'événement {event} ({type}, maillon {seq}) a été modifié.",
        ),
        "event_unlinked": Text(
            en="Event {event} ({type}) has no link although later ones have.",
            fr="L'événement {event} ({type}) n'a pas de maillon alors que de plus récents en ont.",
        ),
    },
    _examine_chain,
    whole_organization=True,
)

FINGERPRINTS = Invariant(
    "I11b",
    "postings_are_as_sealed",
    Text(en="Every posting is, to the byte, what was sealed", fr="Chaque enregistrement est, à l'octet près, celui qui a été scellé"),
    {
        "posting_changed": Text(
            en="Posting {posting} of {recorded_at} is not what was sealed: one of its {entries} entries or {lines} lines was changed.",
            fr="L'enregistrement {posting} du {recorded_at} n'est pas celui qui a été scellé : une de ses {entries} écritures ou {lines} lignes a été modifiée.",
        )
    },
    by_sql(
        "SELECT count(*) FROM posting WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s)",
        """
        SELECT 'posting_changed', jsonb_build_object('posting', p.id, 'recorded_at', p.recorded_at, 'entries', f.entries, 'lines', f.lines)
          FROM posting p JOIN posting_seal s ON s.organization_id = p.organization_id AND s.posting_id = p.id
         CROSS JOIN LATERAL posting_fingerprint(p.organization_id, p.id) f
         WHERE p.organization_id = %(organization)s AND p.company_id = ANY(%(companies)s) AND f.sha256 IS DISTINCT FROM s.sha256
        """,
    ),
)


def _examine_anchors(cursor: Any, books: Books) -> Found:
    wrong: list[Wrong] = []
    looked_at = 0
    for company_id in books.company_ids:
        kept = kept_anchors(cursor, books.organization_id, company_id)
        looked_at += len(kept)
        for then, now in zip(kept, anchored(cursor, books.organization_id, company_id, [anchor.through for anchor in kept]), strict=True):
            named = {"after": then.after, "through": then.through}
            if (then.postings, then.postings_sha256) != (now.postings, now.postings_sha256):
                wrong.append(Wrong("postings_differ", named | {"then": then.postings, "now": now.postings}))
            if (then.allocations, then.allocations_sha256) != (now.allocations, now.allocations_sha256):
                wrong.append(Wrong("allocations_differ", named | {"then": then.allocations, "now": now.allocations}))
    return Found(looked_at, len(wrong), tuple(wrong[: books.limit]))


ANCHORS = Invariant(
    "I11c",
    "books_are_as_anchored",
    Text(
        en="Nothing that was sealed into the chain has left the books or joined them since",
        fr="Rien de ce qui a été scellé dans la chaîne n'a quitté ni rejoint les livres depuis",
    ),
    {
        "postings_differ": Text(
            en="{then} postings were recorded after {after} up to {through}; now there are {now}, or others.",
            fr="{then} enregistrements ont été passés après {after} jusqu'à {through} ; il y en a maintenant {now}, ou d'autres.",
        ),
        "allocations_differ": Text(
            en="{then} allocations were recorded after {after} up to {through}; now there are {now}, or others.",
            fr="{then} imputations ont été passées après {after} jusqu'à {through} ; il y en a maintenant {now}, ou d'autres.",
        ),
    },
    _examine_anchors,
)
