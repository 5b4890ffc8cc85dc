"""Proposing a mapping for a table somebody brings: each column with the reason, in words, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from encours.formats.tables.cells import NO, YES, word_key
from encours.formats.tables.mapping import CREDIT, DEBIT, STATUS, UNSAID, Mapping, SignRule
from encours.formats.tables.schema import INVOICE_TYPES, KINDS, SCHEMAS, Kind, ValueKind
from encours.formats.tables.sketch import ColumnKind, ColumnSketch, TableSketch
from encours.formats.tables.synonyms import STATUS_WORDS, SYNONYMS, TYPE_WORDS
from encours.kernel.normal import name_key, reference_key
from encours.kernel.wording import Text

Confidence = Literal["certain", "probable", "possible"]
_WEIGHT: dict[Confidence, int] = {"certain": 4, "probable": 2, "possible": 1}

_SAYS = Text(en="the heading is a usual name of this field", fr="l’intitulé est un nom usuel de ce champ")
_SAYS_EXACTLY = Text(en="the heading is the name of this field", fr="l’intitulé est le nom de ce champ")
_RESEMBLES = Text(en="the heading contains “{name}”", fr="l’intitulé contient « {name} »")
_DOUBTFUL = Text(en="the heading fits, but its cells do not look like it", fr="l’intitulé convient, mais les cellules n’y ressemblent pas")
_IS_INVOICE = Text(
    en="no column says the type: all are invoices, negative ones credit notes",
    fr="aucune colonne ne dit le type : tout est facture, les montants négatifs sont des avoirs",
)

_IS_ADVICE = Text(
    en="no column says the reference of the advice: all rows are one advice, known again by its content",
    fr="aucune colonne ne dit la référence de l’avis : toutes les lignes forment un avis, reconnu à son contenu",
)
_NOTES: dict[Kind, Text] = {"invoices": _IS_INVOICE, "remittances": _IS_ADVICE}

_FITTING: dict[ValueKind, tuple[ColumnKind, ...]] = {
    "amount": ("amount", "empty"),
    "positive": ("amount", "empty"),
    "decimal": ("amount", "text", "empty"),
    "date": ("date", "empty"),
    "flag": ("yes_no", "amount", "text", "empty"),
}


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column proposed for a field, with the reason and how sure it is."""

    column: str
    field: str
    confidence: Confidence
    reason: Text


@dataclass(frozen=True, slots=True)
class ProposedMapping:
    """A mapping and why. `missing` are required fields that nothing fills (the currency, often): a constant or a column must be given."""

    mapping: Mapping
    proposals: tuple[Proposal, ...]
    unused: tuple[str, ...]
    notes: tuple[Text, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return self.mapping.missing()


def propose_mapping(sketch: TableSketch, kind: Kind | None = None) -> ProposedMapping:
    """The mapping whose fields fit the headings and cells best, of `kind` or of the kind with the best fit."""
    if kind is not None:
        return _proposed(sketch, kind, _proposals(sketch, kind))
    found = {candidate: _proposals(sketch, candidate) for candidate in KINDS}
    best = max(KINDS, key=lambda candidate: _fit(candidate, found[candidate]))
    return _proposed(sketch, best, found[best])


def _fit(kind: Kind, proposals: tuple[Proposal, ...]) -> tuple[int, int]:
    given = {proposal.field for proposal in proposals}
    if {DEBIT, CREDIT} <= given:
        given.add("amount")
    wanted = SCHEMAS[kind].required - {"currency", UNSAID.get(kind, "currency")}
    weight = sum(_WEIGHT[proposal.confidence] for proposal in proposals)
    return weight - 6 * len(wanted - given), len(given)


def _proposals(sketch: TableSketch, kind: Kind) -> tuple[Proposal, ...]:
    """One column per field and one field per column, the surest first."""
    ranked = sorted(_candidates(sketch, kind), key=lambda candidate: -candidate[0])
    taken: dict[str, Proposal] = {}
    used: set[str] = set()
    for _, proposal in ranked:
        if proposal.field not in taken and proposal.column not in used:
            taken[proposal.field] = proposal
            used.add(proposal.column)
    order = {column.heading: column.index for column in sketch.columns}
    return tuple(sorted(taken.values(), key=lambda proposal: order[proposal.column]))


def _candidates(sketch: TableSketch, kind: Kind) -> Iterator[tuple[int, Proposal]]:
    holds: dict[str, ValueKind] = {field.name: field.holds for field in SCHEMAS[kind].fields}
    for field, names in SYNONYMS[kind].items():
        kinds = _FITTING.get(holds.get(field, "text" if field == STATUS else "amount"))
        for column in sketch.columns:
            found = _named(column.heading, field, names)
            if found is None:
                continue
            score, confidence, reason = found
            if kinds is not None and column.kind not in kinds:
                if confidence != "certain":
                    continue
                score, confidence, reason = score - 60, "possible", _DOUBTFUL
            elif column.kind == "empty":
                score -= 30
            yield score, Proposal(column.heading, field, confidence, reason)


def _named(heading: str, field: str, names: tuple[str, ...]) -> tuple[int, Confidence, Text] | None:
    key = reference_key(heading)
    if key == reference_key(field):
        return 100, "certain", _SAYS_EXACTLY
    for rank, name in enumerate(names):
        if key == reference_key(name):
            return 90 - rank, "certain", _SAYS
    words = f" {name_key(_HUMP.sub(' ', heading))} "
    inside = [name for name in names if len(name) > 2 and f" {name_key(name)} " in words]
    if not inside:
        return None
    longest = max(inside, key=len)
    return 30 + len(longest), "probable", Text(en=_RESEMBLES.en.format(name=longest), fr=_RESEMBLES.fr.format(name=longest))


def _proposed(sketch: TableSketch, kind: Kind, proposals: tuple[Proposal, ...]) -> ProposedMapping:
    fields = {proposal.field for proposal in proposals}
    sign: SignRule = "signed"
    if {DEBIT, CREDIT} <= fields:
        sign = "debit_credit"
        proposals = tuple(proposal for proposal in proposals if proposal.field != "amount")
    else:
        proposals = tuple(proposal for proposal in proposals if proposal.field not in (DEBIT, CREDIT))
    columns = {proposal.column: proposal.field for proposal in proposals}
    sketched = {column.heading: column for column in sketch.columns}
    words = {proposal.field: found for proposal in proposals if (found := _words(proposal.field, sketched[proposal.column]))}
    notes = (_NOTES[kind],) if kind in UNSAID and UNSAID[kind] not in columns.values() else ()
    mapping = Mapping(
        kind, columns, {}, words, sketch.decimal_mark, sketch.date_order, sign, sketch.header_line, sketch.encoding, sketch.separator, sketch.sheet or None,
    )  # fmt: skip
    return ProposedMapping(mapping, proposals, tuple(column.heading for column in sketch.columns if column.heading not in columns), notes)


def _words(field: str, column: ColumnSketch) -> dict[str, str]:
    """What the words of the column mean, as far as it is known."""
    found: dict[str, str] = {}
    for word in column.words:
        key = word_key(word)
        if field == "type" and word not in INVOICE_TYPES:
            meaning = next((name for name, words in TYPE_WORDS.items() if key in words), None)
        elif field == "disputed":
            meaning = "yes" if key in YES else "no" if key in NO else None
        elif field == STATUS:
            meaning = next((name for name, words in STATUS_WORDS.items() if name_key(word) in words), None)
        else:
            meaning = None
        if meaning is not None:
            found[word] = meaning
    return found
