"""What the commands that take files in share: showing what an import did, or would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from encours.cli.desk import Desk, print_line
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.usecases.imports.contract import ImportReport

_STATES = {
    "previewed": Text(en="would be imported", fr="serait importé"),
    "committed": Text(en="imported", fr="importé"),
    "already_imported": Text(en="already imported, nothing to do", fr="déjà importé, rien à faire"),
    "refused": Text(en="NOT imported", fr="NON importé"),
}
_LINE = Text(
    en="{name}: {state} — {records} records, {created} new, {updated} changed, {unchanged} known, {rejected} left out, {reversed} reversed.",
    fr="{name} : {state} — {records} enregistrements, {created} nouveaux, {updated} modifiés, {unchanged} connus, {rejected} écartés, {reversed} extournés.",
)
_AT = Text(en="line {line}", fr="ligne {line}")
_MORE = Text(en="… and {count} more of the same kind", fr="… et {count} autres du même genre")
_SHOWN = 3


def show_import(here: Desk, report: ImportReport) -> None:
    """One line for the file, then its issues grouped by kind: where, what, why and how to repair it."""
    here.say(
        _LINE, name=report.file_name, state=_STATES[report.state], records=report.records, created=report.created, updated=report.updated,
        unchanged=report.unchanged, rejected=report.rejected, reversed=report.reversed,
    )  # fmt: skip
    shown: dict[str, int] = {}
    for issue in report.issues:
        shown[issue.code] = shown.get(issue.code, 0) + 1
        if shown[issue.code] <= _SHOWN:
            place = ", ".join(part for part in (_AT.say(here.language, line=issue.line) if issue.line else "", issue.column or "", f"« {issue.value} »" if issue.value else "") if part)
            mark = {"error": "✗", "warning": "⚠", "info": "·"}[issue.severity]
            print_line(f"  {mark} {place + ' : ' if place else ''}{issue.say(here.language)}")
    for code, count in report.issue_counts.items():
        if count > _SHOWN:
            print_line("    " + _MORE.say(here.language, count=count - min(_SHOWN, shown.get(code, 0))) + f" ({code})")
