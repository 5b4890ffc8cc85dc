"""What imports and matching did, as JSON values with stable keys; see `stable_json`."""

from __future__ import annotations

from typing import Any

from encours.kernel.wording import Language
from encours.usecases.imports.contract import ImportReport
from encours.usecases.matching import MatchRun
from encours.usecases.reason_words import Names


def import_json(report: ImportReport, language: Language) -> dict[str, Any]:
    """An import's report for programs."""
    return {
        "path": report.file_name, "kind": report.kind, "state": report.state, "import_id": report.import_id, "sha256": report.sha256, "encoding": report.encoding,
        "records": report.records, "created": report.created, "updated": report.updated, "unchanged": report.unchanged, "rejected": report.rejected,
        "reversed": report.reversed, "details": dict(report.details), "issue_counts": dict(report.issue_counts),
        "issues": [
            {"line": issue.line, "column": issue.column, "value": issue.value, "code": issue.code, "message": issue.say(language), "severity": issue.severity}
            for issue in report.issues
        ],
    }  # fmt: skip


def match_json(run: MatchRun, names: Names, language: Language) -> dict[str, Any]:
    """A run for programs: counts, and every line with its verdict and proposals."""
    return {
        "linked": run.linked, "receipts_recorded": run.receipts_recorded, "matches_made": run.matches_made, "letters_made": run.letters_applied,
        "automatic": run.automatic, "suggested": run.suggested, "cleared": run.cleared, "overtaken": run.overtaken, "run": run.run,
        "clearings": [
            {
                "statement_line": int(one.line), "decision": decision, "rule": one.rule, "fee_minor": one.fee_minor, "solutions": one.solutions,
                "receipts": [int(payment) for payment in one.payments],
            }
            for decision, found in (("automatic", run.clearings.certain), ("suggested", run.clearings.suggested)) for one in found
        ],
        "lines": [
            {
                "line_id": line.line_ref or f"L{line.line_id}", "booked_on": line.booked_on, "amount_minor": line.amount_minor,
                "currency": line.currency, "kind": run.verdicts[line.line_id].kind, "reasons": [names.say(one).say(language) for one in run.verdicts[line.line_id].reasons],
                "proposals": [
                    {
                        "decision": made.decision, "confidence": made.confidence, "rank": made.rank, "rule": made.rule,
                        "applications": [
                            {"invoice_number": run.items[one.item].item.document_ref, "amount_minor": one.amount_minor, "kind": one.kind} for one in made.applications
                        ],
                        "reasons": [names.say(one).say(language) for one in made.evidence], "against": [names.say(one).say(language) for one in made.counter_evidence],
                    }
                    for made in run.proposals.get(line.line_id, ())
                ],
            }
            for line in run.lines
        ],
    }  # fmt: skip
