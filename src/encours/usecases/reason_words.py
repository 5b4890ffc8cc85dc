"""The reasons of matching as people read them: customers by name and code, bank lines by who sent the money, never by our own numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.receivables.matching import reasons as known
from encours.receivables.matching.contract import Evidence, EvidenceKind
from encours.receivables.matching.lettering.reasons import KINDS as LETTERING
from encours.store.load.names import Named, load_names
from encours.store.tenant import Scope, tenant

if TYPE_CHECKING:
    from encours.usecases.matching import MatchRun

Reason = Evidence | Mapping[str, Any]
"""A fresh reason, or one kept with a match by its code and values."""

_ID = re.compile(r"(?<!\d)\d{19}(?!\d)")
"""How matching writes one of our numbers in a reason."""
_NAMED: dict[str, Named] = {"by": "line", "other": "line", "document": "item"}
"""What the values of a reason name by number; the others name customers."""
_KINDS: dict[str, EvidenceKind] = {**LETTERING, **{kind.code: kind for kind in vars(known).values() if isinstance(kind, EvidenceKind)}}


@dataclass(frozen=True, slots=True)
class Names:
    """What reasons are worded with: by the number matching uses, the name people use."""

    of: Mapping[Named, Mapping[str, str]]

    @property
    def customers(self) -> Mapping[str, str]:
        return self.of.get("customer", {})

    @classmethod
    def load(cls, cursor: Any, scope: Scope, reasons: Iterable[Reason], payers: Iterable[str | None] = ()) -> Names:
        """The names that `reasons` need, and those of `payers`, customers by the numbers matching uses."""
        wanted: dict[Named, set[int]] = defaultdict(set)
        wanted["customer"] = {int(payer) for payer in payers if payer}
        for reason in reasons:
            for name, value in _parts(reason)[1].items():
                if isinstance(value, str):
                    wanted[_NAMED.get(name, "customer")] |= {int(token) for token in _ID.findall(value) if token < _LARGEST}
        return cls({what: load_names(cursor, scope, what, ids) for what, ids in wanted.items() if ids})

    def say(self, reason: Reason) -> Text:
        """A reason as a sentence in both languages."""
        code, values = _parts(reason)
        kind = reason.kind if isinstance(reason, Evidence) else _KINDS.get(code)
        text = kind.text if kind else Text(en=code, fr=code)  # kept by another version
        shown = {name: self._shown(name, value) for name, value in values.items()}
        return Text(en=text.say("en", **shown), fr=text.say("fr", **shown))

    def _shown(self, name: str, value: object) -> object:
        if isinstance(value, Mapping):
            if value.keys() == {"minor", "currency"}:
                return Money(value["minor"], value["currency"])
            if value.keys() == {"en", "fr"}:
                return Text(en=value["en"], fr=value["fr"])
        names = self.of.get(_NAMED.get(name, "customer"), {})
        return _ID.sub(lambda found: names.get(found[0], found[0]), value) if isinstance(value, str) else value


def reason_names(scope: Scope, reasons: Iterable[Reason], payers: Iterable[str | None] = ()) -> Names:
    """As `Names.load`, in a transaction of its own."""
    with tenant(scope.organization_id) as cursor:
        return Names.load(cursor, scope, reasons, payers)


def run_reasons(run: MatchRun) -> Iterator[Evidence]:
    """Every reason of a run of matching."""
    for verdict in run.verdicts.values():
        yield from verdict.reasons
    for proposals in run.proposals.values():
        for made in proposals:
            yield from (*made.evidence, *made.counter_evidence)


_LARGEST = str(1 << 63)
"""A reference of the file's own that happens to have nineteen digits may be no number of ours at all."""


def _parts(reason: Reason) -> tuple[str, Mapping[str, Any]]:
    if isinstance(reason, Evidence):
        return reason.code, reason.values
    return str(reason.get("code")), reason.get("values", {})
