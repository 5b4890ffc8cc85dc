"""A remittance advice dropped on a bank line: what its payer says it pays becomes its suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, BinaryIO

from encours.formats.recognise import HEAD_BYTES, recognise
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.bulk.answers import Answer, replace_answer
from encours.store.bulk.remittances import place_remittances
from encours.store.load.companies import Company
from encours.store.save.events import record_event
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.evidence import evidence_json
from encours.usecases.imports.contract import ImportOptions, ImportReport
from encours.usecases.imports.mail import opened
from encours.usecases.imports.run import import_file
from encours.usecases.mapping_proposal import proposal
from encours.usecases.match_seen import explain, look_at
from encours.usecases.review.answers import kept_proposal
from encours.usecases.review.changed import line_as_seen
from encours.usecases.review.decide import AlreadyDecided, check_undecided

ADVICE_WANTED = Text(en="read an advice for it", fr="lire un avis de paiement pour elle")


class NoAdvice(Refusal):
    code = "no_advice_in_file"
    message = Text(en="“{name}” brings no remittance advice in {currency} that could be of this line.", fr="« {name} » n'apporte pas d'avis de paiement en {currency} pour cette ligne.")
    repair = Text(
        en="Drop the payer's list of invoices: a table (with a saved mapping where its columns are its own), a PDF, or the mail that brought it.",
        fr="Déposez la liste de factures du payeur : un tableau (avec une correspondance enregistrée si ses colonnes lui sont propres), un PDF, ou le message qui l'apportait.",
    )


@dataclass(frozen=True, slots=True)
class Dropped:
    """What came of it: the reports of the file (of each file of a mail), the advices that are now the line's, and how many suggestions it has.

    No advice where a report says `refused`: its issues tell why, and nothing was recorded.
    """

    reports: tuple[ImportReport, ...]
    advices: tuple[str, ...]
    proposals: int


def drop_advice(
    company: Company, actor: str, line_id: int, stream: BinaryIO, file_name: str, *, today: date, version: str = "", mapping: str | Mapping[str, Any] = "",
    confirmed: frozenset[str] = frozenset(),
) -> Dropped:  # fmt: skip
    """Import a remittance advice (CSV, Excel, PDF, or a mail with its attachments) for one bank line and look at the line again: accept its first suggestion
    with `decide.accept`. The same file again changes nothing but the line it is for. `mapping` is a saved mapping's name or a mapping, `confirmed` holds
    codes of doubts that were looked at.

    Raises LineUnknown, LineChanged, LineExplained, LineGoesOut, AlreadyDecided, NoAdvice, and what `import_file` raises (MappingNeeded, FileRefused…).
    """
    scope = Scope(company.organization_id, company.id, actor)
    with tenant(scope.organization_id) as cursor:
        _undecided(cursor, scope, company, line_id, version)
    options = ImportOptions(today=today, kind="remittances", confirmed=confirmed)
    options = replace(options, mapping=mapping) if isinstance(mapping, str) else replace(options, mapping_json=mapping)
    parts = [(name, part, options if mapping else replace(options, mapping_json=_columns(part, name, company.currency))) for name, part in opened(file_name, stream)]
    reports = tuple(import_file(company, actor, part, name, chosen) for name, part, chosen in parts)
    imports = [one.import_id for one in reports if one.import_id is not None and one.kind == "remittances"]
    if not imports:
        if any(one.state == "refused" for one in reports):
            return Dropped(reports, (), 0)
        raise NoAdvice(name=file_name, currency=company.currency)
    with tenant(scope.organization_id) as cursor:
        recorded_at = record_now(cursor, scope)
        line = _undecided(cursor, scope, company, line_id, version)
        placed = place_remittances(cursor, scope, imports, line_id, currency=line.currency, amount_minor=line.amount_minor, recorded_at=recorded_at)
        if not placed:
            raise NoAdvice(name=file_name, currency=line.currency)
        seen = look_at(cursor, scope, [line_id], unapplied=True)
        found = explain(seen, posts=False, letters=False)
        verdict = found.verdicts.get(line_id)
        made = tuple(kept_proposal(one, seen.items) for one in found.proposals.get(line_id, ()))
        if verdict is not None:
            payer = int(verdict.payer) if verdict.payer else None
            replace_answer(cursor, scope, Answer(line_id, verdict.kind, payer, evidence_json(verdict.reasons), made), recorded_at=recorded_at)
        record_event(
            cursor, scope, "AdviceDropped", occurred_on=today, subjects=[f"lin_{line_id}", *(f"imp_{one}" for one in imports)], payload={"advices": len(placed), "proposals": len(made)}
        )  # fmt: skip
    return Dropped(reports, tuple(placed), len(made))


def _columns(stream: BinaryIO, name: str, currency: str) -> Mapping[str, Any] | None:
    """How the columns of a payer's own table are read, where nothing about them is in doubt; None where that is not needed, or not known."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    if recognise(head, name).kind != "table":
        return None
    found = proposal(stream, name, currency=currency, kind="remittances")
    stream.seek(0)
    if found["missing"] or found["questions"]:
        return None
    mapped: dict[str, Any] = found["mapping"]
    return mapped


def _undecided(cursor: Any, scope: Scope, company: Company, line_id: int, version: str) -> Any:
    line = line_as_seen(cursor, scope, company, line_id, version, ADVICE_WANTED)
    check_undecided(line)
    if line.standing is not None and line.standing.is_partly_applied:
        raise AlreadyDecided(line=line.id)
    return line
