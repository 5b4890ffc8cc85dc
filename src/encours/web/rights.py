"""What each address of the office needs. An address that is not listed here is closed to everybody, and a test fails."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """The operation that reading an address needs, and the one that writing to it needs; None: it takes no such request."""

    read: str | None = None
    write: str | None = None


_READ = Need("see_books")
_IMPORT = Need(write="import")
_APPLY = Need(write="apply_receipts")

NEEDS: dict[str, Need] = {
    **dict.fromkeys(
        ("home", "aging", "customers", "customer", "statement", "item", "bank", "review", "review-line", "reminders", "penalties", "indicators", "imports", "import", "find"), _READ
    ),
    **dict.fromkeys(("invoices", "customer-account", "journal", "bank-accounts", "start", "import-original", "import-rejects", "promises"), _READ),
    "invoices-selection": _READ,
    **dict.fromkeys(("customer-note", "customer-note-mark", "customer-contact-add", "customer-contact"), Need(write="keep_customers")),
    **dict.fromkeys(("lines", "indicator", "reconciliation", "origin", "organization"), _READ),
    **dict.fromkeys(("difference-explain", "difference-reopen"), Need(write="explain_differences")),
    **dict.fromkeys(("promise-take", "promise-cancel", "hold-put", "hold-lift"), Need(write="follow_up")),
    "audit": Need("see_audit"),
    "system": Need("see_system"),
    "organization-change": Need(write="set_organization"),
    "import-preview": _READ,
    **dict.fromkeys(("import-upload", "import-undo", "import-decide", "import-confirm", "import-discard"), _IMPORT),
    **dict.fromkeys(
        ("match", "review-accept-many", "review-undo-batch", "review-accept", "review-apply", "review-customer", "review-exclude", "review-question", "review-undo", "review-clear", "review-returned", "review-look", "journal-undo"), _APPLY
    ),
    **dict.fromkeys(
        ("account-language", "account-password", "account-factor", "account-factor-confirm", "account-factor-remove", "account-codes", "account-session", "account-passkey", "account-passkey-add",
         "account-passkey-remove"),
        Need(write="own_account"),
    ),
    "account": Need("own_account"),
    "people": Need("see_people"),
    **dict.fromkeys(("people-invite", "people-withdraw", "people-role", "people-suspend", "people-restore", "people-sessions"), Need(write="manage_people")),
    **dict.fromkeys(("mail", "mail-one"), Need("see_mail")),
    "mail-send": Need(write="send_mail"),
    **dict.fromkeys(("approvals", "approval"), Need("see_approvals")),
    "approval-decide": Need(write="approve"),
    "approval-cancel": Need(write="cancel_request"),
    "bank-details": Need("see_bank_details"),
    "bank-details-propose": Need(write="propose_bank_details"),
    "export-ask": Need("see_books", "ask_export"),
    "security": Need("see_security"),
    "security-change": Need(write="set_security"),
}  # fmt: skip
"""By the name of the address inside a company."""

DOORS: dict[str, str] = {
    "companies": "whoever signed in sees one's own companies",
    "sign-in": "anybody",
    "sign-in-code": "whoever just gave the password",
    "passkey-ask": "anybody",
    "passkey-enter": "whoever has the passkey",
    "forgotten": "anybody; tells nothing about who has an account",
    "reset": "whoever has the link, once",
    "invitation": "whoever has the link, once",
    "sign-out": "anybody",
    "language": "anybody",
    "looks": "anybody",
    "styleguide": "whoever signed in; shows no company’s data",
    "enter-demo": "whoever has the link, on this machine",
    "healthz": "anybody; tells nothing",
}
"""Addresses outside any company, and who may come."""
