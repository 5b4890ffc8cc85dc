"""`bin/bench matching`: measures matching on invented receipts at five levels of noise. Exit code 1 when the engine does not keep what is promised."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.matching.generate import generate
from bench.matching.levels import LEVELS, Level
from bench.matching.plot import reliability_plot
from bench.matching.report import as_table
from bench.matching.results import SYSTEMS, Order, level_as_json, measure
from bench.matching.tables import write_tables
from encours.kernel.wording import LANGUAGES


def main(arguments: Sequence[str]) -> int:
    """Measure, or write the tables for another program, and print."""
    parser = argparse.ArgumentParser(
        prog="bin/bench matching", description="Matching of invented receipts, garbled at five levels of noise, against the truth."
    )
    parser.add_argument("--size", type=int, default=100_000, help="invoices per level (default: %(default)s)")
    parser.add_argument("--levels", default=",".join(LEVELS), help="levels, with commas (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another company (default: %(default)s)")
    parser.add_argument("--only", choices=SYSTEMS, action="append", help="measure this alone; may be repeated")
    parser.add_argument("--days", type=int, default=1, help="days of one bank statement (default: %(default)s)")
    parser.add_argument("--at-once", action="store_true", help="give the engine all lines together, nobody deciding in between")
    parser.add_argument(
        "--write", type=Path, metavar="DIR", help="write the canonical tables and the truth, one folder per level, and measure nothing"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE", help="write the reliability of the engine's rules as SVG")
    parser.add_argument("--json", action="store_true", help="print JSON with stable keys")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    chosen = parser.parse_args(arguments)
    levels = tuple(_level(parser, name) for name in chosen.levels.split(","))
    if chosen.write is not None:
        for level in levels:
            for path in write_tables(generate(level, chosen.size, chosen.seed), chosen.write / level):
                _say(str(path))
        return 0
    order = Order(chosen.size, chosen.seed, levels, tuple(chosen.only or SYSTEMS), chosen.days, chosen.at_once)
    # A level's world is let go when its figures are taken.
    found = [level_as_json(level) for level in measure(order, _say)]
    if chosen.plot is not None:
        chosen.plot.write_text(reliability_plot(found), encoding="utf-8")
    if chosen.json:
        sys.stdout.write(
            json.dumps(
                {
                    "schema": "encours.bench.matching/1",
                    "size": order.size,
                    "seed": order.seed,
                    "at_once": order.at_once,
                    "days": order.days,
                    "levels": found,
                },
                indent=2,
            )
            + "\n"
        )
    else:
        sys.stdout.write(as_table(found, chosen.lang) + "\n")
    return 1 if any(system["kept"] is False for level in found for system in level["systems"]) else 0


def _level(parser: argparse.ArgumentParser, name: str) -> Level:
    found: dict[str, Level] = {level: level for level in LEVELS}
    if name not in found:
        parser.error(f"no such level: {name} (there are {', '.join(LEVELS)})")
    return found[name]


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
