"""Runs a program over a world as a company would: statement after statement, what it left decided by a person before the next."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from time import perf_counter

from bench.matching.baselines import ExactBaseline
from bench.matching.books import Books
from bench.matching.feeding import Feeding, owners
from bench.matching.model import BankLine, World
from bench.matching.score import Given
from encours.receivables.matching.engine import Matcher


@dataclass(slots=True)
class Ran:
    """What was said of every line, and what it cost: seconds inside the program alone, and the most memory the process has had (MB)."""

    given: dict[str, Given] = field(default_factory=dict)
    seconds: float = 0.0
    slowest_ms: float = 0.0
    megabytes: float = 0.0


def statements(world: World, days: int) -> Iterator[list[BankLine]]:
    """The lines in the order of delivery, so many days in one statement."""
    start = world.lines[0].delivered_on if world.lines else date.min
    for _, lines in groupby(world.lines, key=lambda line: (line.delivered_on - start).days // days):
        yield list(lines)


def run_engine(world: World, days: int = 1) -> Ran:
    """The engine, statement after statement. What was open before a statement is what truth left open; a person then decides as the truth has it."""
    feeding, books, ran = Feeding(world), Books(world), Ran()
    clock = perf_counter()
    matcher = Matcher((), feeding.payers(), remittances=feeding.advices())
    ran.seconds += perf_counter() - clock
    for lines in statements(world, days):
        new = books.issue_until(lines[-1].delivered_on)
        items = [feeding.item(document, books) for document in new]
        receipts = [feeding.receipt(line) for line in lines]
        clock = perf_counter()
        matcher.update(items)
        matching = matcher.match(receipts)
        spent = perf_counter() - clock
        ran.given |= feeding.given(matching)
        changed: set[str] = set()
        for line in lines:
            truth = world.truths[line.id]
            books.decide(truth, line.delivered_on)
            about = truth if truth.kind != "return" or truth.returned is None else world.truths[truth.returned]
            changed |= {applied.document for applied in about.applied}
        decided = [(receipt, sorted(owners(world, world.truths[receipt.id].applied))) for receipt in receipts]
        items = [feeding.item(world.documents[number], books) for number in sorted(changed)]
        clock = perf_counter()
        matcher.update(items)
        for receipt, customers in decided:
            matcher.decide(receipt, customers)
        ran.seconds += spent + perf_counter() - clock
        ran.slowest_ms = max(ran.slowest_ms, 1000 * spent / len(lines))
    ran.megabytes = _peak()
    return ran


def run_engine_at_once(world: World) -> Ran:
    """The engine on all lines and all documents together, as for a company that brings its files for the first time. Nobody decides in between."""
    feeding, books = Feeding(world), Books(world)
    items = [feeding.item(document, books) for document in books.issue_until(world.as_of)]
    receipts = [feeding.receipt(line) for line in world.lines]
    clock = perf_counter()
    matching = Matcher(items, feeding.payers(), remittances=feeding.advices()).match(receipts)
    seconds = perf_counter() - clock
    return Ran(feeding.given(matching), seconds, 1000 * seconds / max(1, len(receipts)), _peak())


def run_baseline(world: World, baseline: ExactBaseline) -> Ran:
    """A baseline, line after line."""
    ran = Ran()
    clock = perf_counter()
    for line in world.lines:
        baseline.learn(baseline.books.issue_until(line.delivered_on))
        answer = baseline.answer(line)
        ran.given[line.id] = Given(answer if answer.applied else None, (), answer.payer)
        baseline.observe(line)
    ran.seconds = perf_counter() - clock
    ran.megabytes = _peak()
    return ran


def _peak() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20) if sys.platform == "darwin" else most / 1024
