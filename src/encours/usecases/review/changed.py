"""What changed since somebody looked: a decision rests on the line that its maker saw (R54)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.candidates import Candidate, load_items
from encours.store.load.companies import Company
from encours.store.load.review import QueueLine, load_lines
from encours.store.tenant import Scope
from encours.usecases.review.words import EXPLAINED, RECORDED, decision_told


class LineUnknown(Refusal):
    code = "bank_line_unknown"
    message = Text(en="There is no bank line {line} in this company.", fr="Cette société n'a pas de ligne bancaire {line}.")
    repair = Text(
        en="Open it from the queue again: its import may have been undone.",
        fr="Rouvrez-la depuis la file : son import a peut-être été annulé.",
    )


class LineExplained(Refusal):
    code = "line_explained"
    message = Text(
        en="Bank line {line} is in the ledger already, or clears payments: there is nothing to decide.",
        fr="La ligne {line} figure déjà en comptabilité, ou solde des règlements : il n'y a rien à décider.",
    )
    repair = Text(
        en="Letter the ledger's own entry, or take the clearing back.", fr="Lettrez l'écriture de la comptabilité, ou annulez ce solde."
    )


class LineChanged(Refusal):
    """Somebody, or a run of matching, was faster. `conflict` holds both sides."""

    code = "decision_conflict"
    message = Text(
        en="Bank line {line} has changed since you saw it: {changed}. You wanted: {wanted}.",
        fr="La ligne {line} a changé depuis que vous l'avez vue : {changed}. Vous vouliez : {wanted}.",
    )
    repair = Text(en="Look at it again, then decide.", fr="Rouvrez-la, puis décidez.")

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        changed = Text(en="; ".join(one.en for one in conflict.changed), fr=" ; ".join(one.fr for one in conflict.changed))
        super().__init__(line=conflict.line_id, changed=changed, wanted=conflict.wanted)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides of a conflict: what happened to the line since, and what its second visitor wanted; `version` is the line's now."""

    line_id: int
    version: str
    changed: tuple[Text, ...]
    wanted: Text


def line_as_seen(cursor: Any, scope: Scope, company: Company, line_id: int, version: str, wanted: Text) -> QueueLine:
    """The line, if it still is what somebody saw; an empty version skips the comparison, for whoever never looked. Raises LineUnknown, LineChanged."""
    line = load_line(cursor, scope, line_id)
    if version and version != line.version:
        raise LineChanged(Conflict(line.id, line.version, what_changed(cursor, scope, company, line, version), wanted))
    return line


def load_line(cursor: Any, scope: Scope, line_id: int) -> QueueLine:
    """The line. Raises LineUnknown."""
    found = load_lines(cursor, scope, [line_id])
    if not found:
        raise LineUnknown(line=line_id)
    return found[0]


def what_changed(cursor: Any, scope: Scope, company: Company, line: QueueLine, version: str) -> tuple[Text, ...]:
    """What happened to a line since `version`, in words."""
    seen = int(head) if (head := version.partition("-")[0]).isdecimal() and len(head) < 19 else 0
    since = [one for one in line.decisions if one.id > seen]
    items, names = of_decisions(cursor, scope, line)
    told = [decision_told(one, items, names, company.time_zone, line.currency) for one in since]
    if line.is_explained:
        told.append(EXPLAINED)
    return tuple(told) or (RECORDED,)


def of_decisions(cursor: Any, scope: Scope, line: QueueLine) -> tuple[Mapping[int, Candidate], Mapping[int, str]]:
    """The items and the customers' names that the decisions about a line speak of."""
    items = load_items(cursor, scope, {part["item"] for one in line.decisions for part in one.parts})
    customers = [one.customer_id for one in line.decisions if one.customer_id is not None]
    cursor.execute("SELECT id, name FROM customer WHERE organization_id = %s AND id = ANY(%s)", [scope.organization_id, customers])
    return items, dict(cursor.fetchall())
