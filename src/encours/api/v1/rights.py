"""What each request of the API needs. A request that is not listed here is allowed to nobody, and a test fails."""

from __future__ import annotations

from django.http import HttpRequest

from encours.kernel.wording import Text
from encours.usecases.rights import NotAllowed

_COMPANY = "/companies/<company>"
NEEDS: dict[str, str] = {
    "GET /companies": "see_books",
    **{
        f"GET {_COMPANY}{rest}": "see_books"
        for rest in (
            "/customers", "/customers/<key>", "/customers/<key>/statement", "/items", "/items/<item_id>", "/aging", "/indicators", "/penalties", "/reminders", "/promises", "/holds", "/overview", "/lines/<figure>", "/trend", "/differences", "/deductions", "/policy", "/portfolio", "/invoices",
            "/imports", "/imports/<import_id>", "/matches", "/review", "/review/<line_id>",
        )
    },
    **{f"POST {_COMPANY}{rest}": "import" for rest in ("/imports", "/imports/<import_id>/undo")},
    **{
        f"POST {_COMPANY}{rest}": "apply_receipts"
        for rest in ("/matches", "/review-batches", "/review-batches/undo", *(f"/review/<line_id>/{act}" for act in ("accept", "apply", "customer", "clear", "return", "remittance", "exclude", "question", "undo")))
    },
    f"POST {_COMPANY}/policy": "set_policy",
    **{f"POST {_COMPANY}/deductions/<deduction_id>/{act}": "decide_deductions" for act in ("accept", "refuse", "undo")},
    f"GET {_COMPANY}/audit": "see_audit",
    f"POST {_COMPANY}/differences/<key>": "explain_differences",
    **{f"POST {_COMPANY}{rest}": "follow_up" for rest in ("/promises", "/promises/<promise_id>/cancel", "/holds", "/holds/<hold_id>/lift")},
}  # fmt: skip
"""By method and address, below the version."""
_PREFIX = "api/v1"


def needed_by(request: HttpRequest) -> str:
    """The name of the operation that the request needs. Raises NotAllowed where nothing lists it."""
    match = request.resolver_match
    asked = f"{request.method} {match.route.removeprefix(_PREFIX) if match else ''}"
    if asked not in NEEDS:
        raise NotAllowed(operation=_NOBODYS)
    return NEEDS[asked]


_NOBODYS = Text(en="(nobody’s)", fr="(de personne)")
