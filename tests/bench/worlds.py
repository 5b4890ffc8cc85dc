"""Small worlds, made once per test run."""

from __future__ import annotations

from datetime import date
from functools import cache

from bench.matching.generate import generate
from bench.matching.levels import Level
from bench.matching.model import BankLine, Customer, Document, Truth, World


@cache
def world(level: Level, size: int = 12_000, seed: int = 7) -> World:
    """A world that tests only read."""
    return generate(level, size, seed)


def by_hand(*truths: Truth) -> World:
    """Two customers of a group and a stranger, five documents, and one line per truth."""
    day = date(2025, 3, 3)
    customers = {
        code: Customer(code, f"{code} SA", "FR", "EUR", f"FR{code}", True, "Lyon", parent=parent)
        for code, parent in (("C1", None), ("C2", "C1"), ("C3", None))
    }
    documents = {
        number: Document(
            number, "credit_note" if number.startswith("AV") else "invoice", owner, date(2025, 1, 2), date(2025, 2, 2), "EUR", total
        )
        for number, owner, total in (
            ("FA1", "C1", 10_000),
            ("FA2", "C1", 20_000),
            ("FA3", "C2", 30_000),
            ("FA4", "C3", 40_000),
            ("AV1", "C1", 5_000),
        )
    }
    lines = [BankLine(truth.line, day, day, 10_000, "EUR", "FR76") for truth in truths]
    return World("clean", 0, day, customers, documents, lines, [], {truth.line: truth for truth in truths})
