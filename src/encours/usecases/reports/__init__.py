"""Every answer of the use cases as one `Report`, which the terminal, the API, the screens, Excel, HTML and PDF all show, and as JSON with stable keys."""

from __future__ import annotations

from encours.usecases.reports.aging import aging_report
from encours.usecases.reports.customers import customers_json, customers_report
from encours.usecases.reports.indicators import indicators_report
from encours.usecases.reports.lists import penalties_report, receivables_report, reminders_report, statement_report
from encours.usecases.reports.stable_json import (
    aging_json,
    compared_json,
    held_json,
    indicators_json,
    penalties_json,
    reminders_json,
    statement_json,
)

__all__ = [
    "aging_json",
    "aging_report",
    "compared_json",
    "customers_json",
    "customers_report",
    "held_json",
    "indicators_json",
    "indicators_report",
    "penalties_json",
    "penalties_report",
    "receivables_report",
    "reminders_json",
    "reminders_report",
    "statement_json",
    "statement_report",
]
