"""The one JSON object that `encours diagnose --json` prints (design §11): keys may be added, never renamed."""

from __future__ import annotations

from typing import Any

from encours.kernel.issue import Issue
from encours.kernel.wording import Language
from encours.usecases.diagnosis.run import Diagnosis, FileOutcome
from encours.usecases.reports import aging_json, indicators_json, penalties_json, reminders_json

SCHEMA = "encours.diagnosis/1"


def diagnosis_json(diagnosis: Diagnosis, language: Language) -> dict[str, Any]:
    """The diagnosis for programs; amounts are integers in minor units."""
    return {
        "schema": SCHEMA,
        "as_of": diagnosis.as_of,
        "known_at": None,
        "files": [_file(outcome, language) for outcome in diagnosis.files],
        "ledger": diagnosis.ledger,
        "due_dates": diagnosis.due_dates,
        "matching": diagnosis.matching,
        "aging": aging_json(diagnosis.aging, language),
        "indicators": indicators_json(diagnosis.indicators, language),
        "penalties": penalties_json(diagnosis.penalties),
        "reminders": reminders_json(diagnosis.reminders, language),
    }


def _file(outcome: FileOutcome, language: Language) -> dict[str, Any]:
    report = outcome.report
    return {
        "path": str(outcome.path),
        "kind": outcome.kind,
        "encoding": report.encoding if report else None,
        "records": report.records if report else 0,
        "mapping": outcome.mapping,
        "refused": outcome.refusal.say(language) if outcome.refusal else None,
        "code": outcome.refusal.code if outcome.refusal else None,
        "issues": [issue_json(issue, language) for issue in report.issues] if report else [],
        "issue_counts": dict(report.issue_counts) if report else {},
    }


def issue_json(issue: Issue, language: Language) -> dict[str, Any]:
    """One issue with its place, its code and its words."""
    return {
        "line": issue.line, "column": issue.column, "value": issue.value, "code": issue.code, "message": issue.say(language), "severity": issue.severity,
    }  # fmt: skip
