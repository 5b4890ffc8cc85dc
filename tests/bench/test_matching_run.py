"""Baselines, oracle, engine and command on small worlds."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bench.__main__ import main
from bench.matching.baselines import CONSERVATIVE, ExactBaseline, FuzzyBaseline
from bench.matching.levels import LEVELS, Level
from bench.matching.oracle import consult
from bench.matching.results import MARKS
from bench.matching.runner import run_baseline, run_engine, run_engine_at_once, statements
from bench.matching.score import score

from tests.bench.worlds import world

# The marks hold within 0.03 at 100 000 invoices; a world of 12 000 has some 160 payers in runs and groups, and spreads more.
WITHIN = 0.05


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_the_plain_baselines_stand_near_their_marks(level: Level) -> None:
    made = world(level)
    mark, reach = MARKS[level]
    for baseline in (ExactBaseline(made), FuzzyBaseline(made, CONSERVATIVE)):
        found = score(made, run_baseline(made, baseline).given, frozenset())
        assert abs(found.stp - mark) < WITHIN
        assert found.precision > 0.995
    found = score(made, run_baseline(made, FuzzyBaseline(made, 0.0)).given, frozenset())
    assert abs(found.posted / found.payments - reach) < WITHIN
    assert found.precision < 1.0


def test_the_ideal_poster_does_better_than_a_baseline_and_worse_with_every_level() -> None:
    rates = []
    for level in LEVELS:
        made = world(level)
        oracle = consult(made)
        assert oracle.postable <= oracle.identifiable
        assert oracle.payments == sum(truth.is_payment for truth in made.truths.values())
        assert oracle.rate > MARKS[level][0] + 0.05
        rates.append(oracle.rate)
    assert rates == sorted(rates, reverse=True)


def test_statements_bring_every_line_once_in_order() -> None:
    made = world("high", 600)
    for days in (1, 7):
        brought = list(statements(made, days))
        assert [line for lines in brought for line in lines] == made.lines
        assert all((lines[-1].delivered_on - lines[0].delivered_on).days < days for lines in brought)


@pytest.mark.slow
def test_the_engine_says_something_of_every_line_and_is_not_told_the_future() -> None:
    made = world("high", 600)
    whole = run_engine(made).given
    assert whole.keys() == {line.id for line in made.lines}
    middle = made.lines[len(made.lines) // 2].delivered_on
    half = replace(
        made,
        lines=[line for line in made.lines if line.delivered_on <= middle],
        documents={number: document for number, document in made.documents.items() if document.issued_on <= middle},
        advices=[advice for advice in made.advices if advice.sent_on <= middle],
    )
    assert run_engine(half).given == {line.id: whole[line.id] for line in half.lines}


@pytest.mark.slow
def test_the_engine_takes_all_lines_at_once() -> None:
    made = world("low", 600)
    ran = run_engine_at_once(made)
    assert ran.given.keys() == {line.id for line in made.lines}
    assert score(made, ran.given, frozenset()).pair_f1 > 0.5


@pytest.mark.slow
def test_the_command_prints_its_figures_and_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = tmp_path / "plot.svg"
    assert main(["matching", "--size", "300", "--levels", "clean,high", "--json", "--plot", str(plot)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "encours.bench.matching/1"
    assert [level["level"] for level in told["levels"]] == ["clean", "high"]
    assert [system["system"] for system in told["levels"][0]["systems"]] == ["engine", "exact", "fuzzy", "fuzzy_any"]
    assert ElementTree.parse(plot).getroot().tag.endswith("svg")
    assert main(["matching", "--size", "300", "--levels", "low", "--only", "exact", "--lang", "fr"]) == 0
    assert "repère" in capsys.readouterr().out


def test_the_command_refuses_a_level_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["matching", "--levels", "clean,loud"])
    assert "no such level: loud" in capsys.readouterr().err


def test_the_tables_hold_the_world(tmp_path: Path) -> None:
    assert main(["matching", "--size", "300", "--levels", "medium", "--seed", "5", "--write", str(tmp_path)]) == 0
    made = world("medium", 300, 5)
    rows = {path.stem: list(csv.DictReader(path.open(encoding="utf-8"))) for path in (tmp_path / "medium").glob("*.csv")}
    assert rows.keys() == {"customers", "invoices", "bank", "remittances", "truth", "truth_lines"}
    assert [row["line_id"] for row in rows["bank"]] == [line.id for line in made.lines]
    assert [round(float(row["amount"]) * 100) for row in rows["bank"]] == [line.amount_minor for line in made.lines]
    assert [row["number"] for row in rows["invoices"]] == list(made.documents)
    assert {row["customer_id"] for row in rows["customers"] if row["iban"]} == {
        customer.id for customer in made.customers.values() if customer.iban_known
    }
    assert len(rows["remittances"]) == sum(len(advice.lines) for advice in made.advices)
    applied = {(row["line_id"], row["invoice_number"]) for row in rows["truth"]}
    assert applied == {(truth.line, one.document) for truth in made.truths.values() for one in truth.applied}
    # What would tell the answer is in the truth alone.
    assert not {"payer_customer_id", "noise", "type"} & {
        column for name in ("customers", "bank", "remittances") for column in rows[name][0]
    }
