"""`bin/bench`: measures what Encours promises of its speed. Exit code 1 when a promise is not kept here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from encours.kernel.wording import LANGUAGES

_SIZES = "10000,100000,1000000"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks in a database that is dropped afterwards, and print them; `matching` needs no database and has a command of its own."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["matching"]:
        from bench.matching.command import main as matching

        return matching(given[1:])
    from bench.figures import Figure, growths
    from bench.report import as_json, as_table, machine
    from bench.run import PARTS, measure
    from encours.cli.app import default_language
    from encours.config.boot import setup

    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description="Ratios against bare SQL on the same store, side by side in one run. See also: bin/bench matching --help",
    )
    parser.add_argument("--sizes", default=_SIZES, help="numbers of invoices, smallest first (default: %(default)s)")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part only; may be repeated")
    parser.add_argument("--json", action="store_true", help="print JSON with stable keys")
    parser.add_argument("--lang", choices=LANGUAGES, default=default_language())
    chosen = parser.parse_args(given)
    sizes = sorted(int(size) for size in chosen.sizes.split(","))

    setup()
    from django.conf import settings

    where = machine(settings.ACCESS)
    figures: list[Figure] = []
    for size in sizes:
        figures += measure(settings.ACCESS, size, frozenset(chosen.only or PARTS), _say)
    sys.stdout.write((as_json(figures, where) if chosen.json else as_table(figures, where, chosen.lang)) + "\n")
    kept = [figure.kept for figure in figures] + [growth.kept for growth in growths(figures)]
    return 1 if False in kept else 0


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
