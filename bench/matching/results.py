"""One level measured: the engine, the two baselines, the oracle; as stable JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from bench.matching.baselines import ExactBaseline, FuzzyBaseline
from bench.matching.generate import generate
from bench.matching.levels import LEVELS, Level
from bench.matching.model import World
from bench.matching.oracle import Oracle, consult
from bench.matching.runner import Ran, run_baseline, run_engine, run_engine_at_once
from bench.matching.score import Precision, Score, score

SYSTEMS = ("engine", "exact", "fuzzy", "fuzzy_any")
"""The program, the two plain baselines, and the fuzzy one without a threshold."""
MARKS: dict[Level, tuple[float, float]] = {
    "clean": (0.87, 0.97),
    "low": (0.78, 0.93),
    "medium": (0.64, 0.86),
    "high": (0.51, 0.79),
    "adversarial": (0.37, 0.71),
}
"""Reference marks at 100 000 invoices: the straight-through rate of the plain baselines, and the share that the fuzzy one posts without a threshold."""
WITHIN = 0.03
PROMISED: dict[Level, float] = {"clean": 0.97, "low": 0.93, "medium": 0.88, "high": 0.80, "adversarial": 0.68}
"""The straight-through rate that the engine owes at a level; where an ideal poster could not reach it, 95 % of the ideal poster's."""
OF_IDEAL = 0.95
PROMISED_AT = 100_000
PRECISION = 0.999
FIRST = 0.90


@dataclass(frozen=True, slots=True)
class Measured:
    """One program on one level."""

    level: Level
    system: str
    score: Score
    oracle: float
    seconds: float
    slowest_ms: float
    megabytes: float
    judged: bool
    """Whether the promise is about this run: it is of 100 000 invoices and of statements that come one after the other."""

    @property
    def owed(self) -> float:
        """The straight-through rate that the engine must reach here."""
        return min(PROMISED[self.level], OF_IDEAL * self.oracle)

    @property
    def kept(self) -> bool | None:
        """Whether the engine keeps what is promised; None where nothing is."""
        if self.system != "engine" or not self.judged:
            return None
        made = self.score
        return (
            made.stp >= self.owed and made.precision >= PRECISION and made.first_suggestion >= FIRST and made.wrong_customer_rate < 0.00005
        )


@dataclass(frozen=True, slots=True)
class LevelMeasured:
    """Everything of one level."""

    world: World
    oracle: Oracle
    seconds: float
    """To generate the world and consult the oracle."""
    measured: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be measured."""

    size: int = 100_000
    seed: int = 1
    levels: tuple[Level, ...] = LEVELS
    systems: tuple[str, ...] = SYSTEMS
    days: int = 1
    at_once: bool = False


def measure(order: Order, say: Callable[[str], None]) -> Iterator[LevelMeasured]:
    """Level after level; a world is let go before the next."""
    for level in order.levels:
        say(f"{level}: {order.size:,} invoices")
        clock = perf_counter()
        world = generate(level, order.size, order.seed)
        oracle = consult(world)
        generated = perf_counter() - clock
        measured = []
        for system in order.systems:
            say(f"{level}: {system} on {len(world.lines):,} lines")
            ran = _run(system, world, order)
            made = score(world, ran.given, oracle.identifiable)
            measured.append(
                Measured(
                    level,
                    system,
                    made,
                    oracle.rate,
                    ran.seconds,
                    ran.slowest_ms,
                    ran.megabytes,
                    order.size >= PROMISED_AT and not order.at_once,
                )
            )
        yield LevelMeasured(world, oracle, generated, tuple(measured))


def _run(system: str, world: World, order: Order) -> Ran:
    if system == "engine":
        return run_engine_at_once(world) if order.at_once else run_engine(world, order.days)
    return run_baseline(
        world, {"exact": ExactBaseline, "fuzzy": FuzzyBaseline}[system](world) if system != "fuzzy_any" else FuzzyBaseline(world, 0.0)
    )


def level_as_json(level: LevelMeasured) -> dict[str, Any]:
    """Stable keys; rates have five decimals."""
    world = level.world
    return {
        "level": world.level,
        "invoices": len(world.documents),
        "customers": len(world.customers),
        "lines": len(world.lines),
        "payments": level.oracle.payments,
        "lists": len(world.advices),
        "oracle": {
            "stp": round(level.oracle.rate, 5),
            "identifiable": round(len(level.oracle.identifiable) / max(1, level.oracle.payments), 5),
        },
        "generated_seconds": round(level.seconds, 2),
        "systems": [_system(one) for one in level.measured],
    }


def _system(one: Measured) -> dict[str, object]:
    made = one.score
    return {
        "system": one.system, "stp": round(made.stp, 5), "precision": round(made.precision, 5), "posted": made.posted, "wrong": made.posted - made.right, "pair_f1": round(made.pair_f1, 5),
        "first_suggestion": round(made.first_suggestion, 5) if one.system == "engine" else None, "left_identifiable": made.left, "header_rate": round(made.header_rate, 5),
        "wrong_customer": made.wrong_customer, "wrong_customer_rate": round(made.wrong_customer_rate, 5), "owed_stp": round(one.owed, 5) if one.system == "engine" else None, "kept": one.kept,
        "seconds": round(one.seconds, 2), "ms_per_line": round(1000 * one.seconds / max(1, made.lines), 3), "slowest_ms_per_line": round(one.slowest_ms, 2), "memory_mb": round(one.megabytes, 1),
        "types": {name: dict(counts) for name, counts in sorted(made.types.items())},
        "calibration": [
            {"decision": decision, "rule": rule, "confidence": confidence, **_precision(cell)} for (decision, rule, confidence), cell in sorted(made.rules.items())
        ],
        "wrong_lines": made.wrong_lines[:50],
    }  # fmt: skip


def _precision(cell: Precision) -> dict[str, object]:
    low, high = cell.interval
    return {"count": cell.count, "right": cell.right, "measured": round(cell.measured, 5), "from": round(low, 5), "to": round(high, 5)}
