"""Matching: what became of each bank line, and the run that records what is certain."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from encours.api.v1.asked import ERRORS, After, Limit
from encours.api.v1.door import once, place
from encours.api.v1.imports import WRITING
from encours.api.v1.schemas import MatchesOut, MatchRunOut
from encours.kernel.wording import Language
from encours.usecases.bank_lines import BankPage, Explained, Show, bank_lines
from encours.usecases.matching import match_company
from encours.usecases.paging import place_text, read_place
from encours.usecases.sealing import seal_all

router = Router(tags=["matches"])


@router.get(
    "/companies/{company}/matches",
    response={200: MatchesOut, **ERRORS},
    by_alias=True,
    operation_id="list_matches",
    summary="Bank lines and what became of them",
)
def matches(request: HttpRequest, company: str, show: Show = "all", limit: Limit = 50, after: After = "") -> dict[str, Any]:
    """Lines, newest first: in the ledger, applied with the reasons, or waiting with proposals."""
    here = place(request, company)
    page = bank_lines(here.company, here.token.user_name, show=show, limit=limit, after=read_place(after))
    return {
        **here.heading("encours.matches/1"),
        "lines": [_line(row, page, here.language) for row in page.rows],
        "next": place_text(page.next) or None,
    }


@router.post(
    "/companies/{company}/matches", response={200: MatchRunOut, **WRITING}, by_alias=True, operation_id="run_matching", summary="Match now"
)
def run(request: HttpRequest, company: str) -> HttpResponse:
    """Record what is certain: receipts with what they settle, letters of the ledger. Running it again changes nothing. Takes an Idempotency-Key."""
    here = place(request, company, writes=True)

    def act() -> dict[str, Any]:
        made = match_company(here.company, here.token.user_name, today=here.today)
        seal_all(here.company.organization_id, today=here.today)
        return {
            **here.heading("encours.match/1", here.today), "linked": made.linked, "receipts_recorded": made.receipts_recorded, "matches_made": made.matches_made,
            "letters_made": made.letters_applied, "automatic": made.automatic, "suggested": made.suggested, "cleared": made.cleared, "overtaken": made.overtaken,
            "run": made.run,
        }  # fmt: skip

    return once(request, here, b"", act)


def _line(row: Explained, page: BankPage, language: Language) -> dict[str, Any]:
    line = row.line
    return {
        "line_id": line.id, "booked_on": line.booked_on, "value_on": line.value_on, "amount_minor": line.amount_minor, "currency": line.currency,
        "counterparty_name": line.counterparty, "remittance": line.remittance, "bank_reference": line.reference,
        "state": "in_ledger" if line.in_ledger else "receipt" if line.customer_id is not None else "waiting", "customer_id": line.customer_code or None,
        "unapplied_minor": -line.open_minor if line.open_minor is not None else None,
        "applied": [
            {"item_id": one.item_id, "invoice_number": one.document_ref, "amount_minor": one.amount_minor, "rule": one.rule, "decided_by": one.decided_by,
             "reasons": [page.say(reason).say(language) for reason in one.reasons]}
            for one in line.applied
        ],
        "verdict": row.verdict.kind if row.verdict else None,
        "reasons": [page.say(reason).say(language) for reason in row.verdict.reasons] if row.verdict else [],
        "proposals": [
            {
                "decision": made.decision, "confidence": made.confidence, "rank": made.rank, "rule": made.rule,
                "applications": [
                    {"item_id": page.items[one.item].item_id, "invoice_number": page.items[one.item].item.document_ref, "amount_minor": one.amount_minor, "kind": one.kind}
                    for one in made.applications
                ],
                "reasons": [page.say(reason).say(language) for reason in made.evidence],
                "against": [page.say(reason).say(language) for reason in made.counter_evidence],
            }
            for made in row.proposals
        ],
    }  # fmt: skip
