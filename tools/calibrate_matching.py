"""Measures how often each rule of matching is right, on generated receipts, and writes the figures that a new company starts from.

    python tools/calibrate_matching.py [--size 25000] [--seeds 501,502,503,504] [--levels medium,high,adversarial]

Every rule is trusted while it is measured, so that each answer it would record is seen; after each statement the truth is recorded, so that a
wrong answer spoils nothing later. The seeds are not the benchmark's. The noisier levels alone are measured: a new company does not know how
its payers write, and a rule that fails with bad texts must not post on good ones' account.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.matching.answers import is_right  # noqa: E402 the repository's packages are found by the line above
from bench.matching.books import Books  # noqa: E402
from bench.matching.feeding import Feeding, owners  # noqa: E402
from bench.matching.generate import generate  # noqa: E402
from bench.matching.levels import LEVELS, Level  # noqa: E402
from bench.matching.runner import statements  # noqa: E402

from encours.receivables.matching.calibration import Calibration, Tally, clan_of, family_of  # noqa: E402
from encours.receivables.matching.engine import Matcher  # noqa: E402

TARGET = ROOT / "src" / "encours" / "receivables" / "matching" / "shipped.py"
LEAST_CASES = 20
_HEAD = '''"""How often each rule of matching was right when it was last measured: cases checked, and how many of them were wrong.

Written by tools/calibrate_matching.py; do not edit. Generated receipts, {size} invoices a world, seeds {seeds}, levels {levels}.
A name of two parts is a family: all the rules that begin so; a name with a colon is a clan. What was seen fewer than {least} times is left out.
"""

MEASURED: dict[str, tuple[int, int]] = {{
'''


class Trusting(Calibration):
    """Lets every rule post."""

    def may_post(self, rule: str) -> bool:
        return True


def measure(level: Level, size: int, seed: int) -> dict[str, Tally]:
    """The cases of one world, rule by rule."""
    world = generate(level, size, seed)
    feeding, books = Feeding(world), Books(world)
    matcher = Matcher((), feeding.payers(), remittances=feeding.advices(), calibration=Trusting())
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for lines in statements(world, 1):
        matcher.update([feeding.item(document, books) for document in books.issue_until(lines[-1].delivered_on)])
        receipts = [feeding.receipt(line) for line in lines]
        given = feeding.given(matcher.match(receipts))
        changed: set[str] = set()
        for line, receipt in zip(lines, receipts, strict=True):
            truth, posted = world.truths[line.id], given[line.id].answer
            if posted is not None and posted.applied:
                counts[posted.rule][0] += 1
                counts[posted.rule][1] += not is_right(posted, truth)
            books.decide(truth, line.delivered_on)
            about = truth if truth.kind != "return" or truth.returned is None else world.truths[truth.returned]
            changed |= {applied.document for applied in about.applied}
            matcher.decide(receipt, sorted(owners(world, truth.applied)))
        matcher.update([feeding.item(world.documents[number], books) for number in sorted(changed)])
    return {rule: Tally(cases, wrong) for rule, (cases, wrong) in counts.items()}


def text_of(tallies: Mapping[str, Tally], size: int, seeds: str, levels: str) -> str:
    """The module that ships the figures."""
    families: dict[str, Tally] = defaultdict(Tally)
    for rule, tally in tallies.items():
        if not rule.endswith(("_conflict", "_several")):
            for relatives in (family_of(rule), clan_of(rule)):
                whole = families[relatives]
                families[relatives] = Tally(whole.cases + tally.cases, whole.wrong + tally.wrong)
    tallies = {**families, **tallies}
    rows = "".join(
        f'    "{rule}": ({tally.cases}, {tally.wrong}),\n' for rule, tally in sorted(tallies.items()) if tally.cases >= LEAST_CASES
    )
    return _HEAD.format(size=size, seeds=seeds, levels=levels, least=LEAST_CASES) + rows + "}\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=25_000)
    parser.add_argument("--seeds", default="501,502,503,504")
    parser.add_argument("--levels", default="medium,high,adversarial")
    parser.add_argument("--out", type=Path, default=TARGET)
    chosen = parser.parse_args(arguments)
    total: dict[str, Tally] = defaultdict(Tally)
    for level in LEVELS:
        for seed in chosen.seeds.split(",") if level in chosen.levels.split(",") else ():
            for rule, tally in measure(level, chosen.size, int(seed)).items():
                total[rule] = Tally(total[rule].cases + tally.cases, total[rule].wrong + tally.wrong)
            print(level, seed, sum(tally.cases for tally in total.values()), sum(tally.wrong for tally in total.values()), flush=True)  # noqa: T201
            chosen.out.write_text(text_of(total, chosen.size, chosen.seeds, chosen.levels), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
