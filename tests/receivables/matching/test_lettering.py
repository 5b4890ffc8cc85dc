"""Lettering one account: what is joined, what is only suggested, and what never is."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.formats.ledgers.fec import read_fec
from encours.kernel.issue import IssueLog
from encours.receivables.matching.lettering import by_sum
from encours.receivables.matching.lettering.contract import LetterGroup, LetterLine
from encours.receivables.matching.lettering.propose import propose_letters
from encours.usecases.lettering.ledger_file import side_of
from tests.fixtures import fixture_path
from tests.formats.ledgers.blanked import blanked
from tests.receivables.matching.accountant import Lettered, judged
from tests.receivables.matching.ledgers import Drawn, Habits, draw

D = date(2026, 1, 1)


def line(id: str, minor: int, day: int = 0, ref: str = "", label: str = "", **more: object) -> LetterLine:
    return LetterLine(id, D + timedelta(day), minor, (ref,) if ref else (), label, **more)  # type: ignore[arg-type]


def shown(groups: list[LetterGroup]) -> list[tuple[str, str, str]]:
    return [(" ".join(group.lines), group.rule, group.decision) for group in groups if group.rank == 1]


CASES: list[tuple[str, list[LetterLine], list[tuple[str, str, str]]]] = [
    ("a pair", [line("f1", 11713), line("r1", -11713, 5)], [("f1 r1", "only_pair", "automatic")]),
    ("money before the document", [line("f1", 11713, 5), line("r1", -11713)], [("r1 f1", "only_pair", "suggested")]),
    ("another amount", [line("f1", 11713), line("r1", -11700, 5)], []),
    ("a round pair that is all there is", [line("f1", 120000), line("r1", -120000, 5)], [("f1 r1", "only_pair", "automatic")]),
    (
        "a round pair among other round amounts",
        [line("f1", 100000), line("f2", 200000), line("f3", 300000), line("f4", 400000, 1), line("r1", -300000, 5)],
        [("f3 r1", "only_pair", "suggested")],
    ),
    ("everything open", [line("f1", 11713), line("f2", 6041, 1), line("r1", -17754, 5)], [("f1 f2 r1", "balanced", "automatic")]),
    ("a cent of rounding", [line("f1", 9276), line("r1", -9277, 7), line("x1", 1, 7)], [("f1 r1 x1", "balanced", "automatic")]),
    (
        "the oldest, and no other sum",
        [line("f1", 11713), line("f2", 6041, 1), line("f3", 9102, 2), line("r1", -17754, 5)],
        [("f1 f2 r1", "oldest_sum", "automatic")],
    ),
    (
        "the only sum, not the oldest",
        [line("f1", 1171391), line("f2", 604112, 1), line("f3", 910227, 2), line("r1", -2081618, 5)],
        [("f1 f3 r1", "only_sum", "automatic")],
    ),
    (
        "two sums",
        [line("f1", 30211), line("f2", 20107), line("f3", 25159), line("f4", 35263), line("r1", -55370, 5)],
        [("f1 f3 r1", "one_of_sums", "suggested")],
    ),
    (
        "a credit note makes room",
        [line("f1", 100886), line("a1", -10259, 1), line("f2", 89319, 2), line("f3", 48575, 3), line("r1", -228521, 9), line("f4", 46707, 9)],
        [("f1 a1 f2 f3 r1", "oldest_sum", "automatic")],
    ),
    (
        "two payments of one document",
        [line("f0", 51791), line("f1", 114541, 1), line("r1", -28838, 4), line("r2", -85703, 9)],
        [("f1 r1 r2", "only_sum", "automatic")],
    ),
    (
        "documents named, whatever else fits",
        [line("f1", 7041, ref="F-00001"), line("f2", 3013, ref="F-00002"), line("f3", 10054), line("r1", -10054, 5, label="VIR F-00002 F-00001")],
        [("f1 f2 r1", "references", "automatic")],
    ),
    (
        "a document named that is not the one of this amount",
        [line("f1", 7041, ref="F-00001"), line("f2", 3013, ref="F-00002"), line("r1", -3013, 5, label="VIR F-00001")],
        [("f2 r1", "only_pair", "suggested")],
    ),
    (
        "the number of the entry on both sides",
        [line("f1", 2013, ref="04/12"), line("f2", 2013, ref="04/19"), line("r1", -2013, 1, ref="04/19")],
        [("f2 r1", "references", "automatic")],
    ),
    (
        "payments that name the document they pay a part of",
        [line("f0", 900), line("f1", 90000, 1, ref="FA26-00017"), line("r1", -50000, 5, label="ACPTE FA26-00017"), line("r2", -40000, 9, label="SOLDE FA26-00017")],
        [("f1 r1 r2", "references", "automatic")],
    ),
    ("a credit note of a document", [line("f1", 7406, ref="VE-01233"), line("a1", -7406, 9, label="AVOIR VE-01233")], [("f1 a1", "references", "automatic")]),
    (
        "one payment of two equal documents",
        [line("f1", 11142), line("f2", 11142, 1), line("r1", -11142, 5)],
        [("f1 r1", "equal_amounts", "suggested")],
    ),
    (
        "the money before both of them",
        [line("r1", -11142), line("f1", 11142, 3), line("f2", 11142, 5)],
        [("r1 f1", "balanced", "suggested")],
    ),
    ("a disputed document", [line("f1", 11713, disputed=True), line("r1", -11713, 5)], [("f1 r1", "only_pair", "suggested")]),
    ("openings of the year", [line("an", 219247, ref="A NOUVEAU"), line("f1", 7013, 40), line("r1", -219247, 20)], [("an r1", "only_pair", "automatic")]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_lines_are_joined_by_what_they_say_and_by_what_they_come_to(lines: list[LetterLine], expected: list[tuple[str, str, str]]) -> None:
    assert shown(propose_letters(lines, side="customer")) == expected
    turned = [LetterLine(one.id, one.day, -one.minor, one.references, one.label, one.disputed) for one in lines]
    assert shown(propose_letters(turned, side="supplier")) == expected


def test_every_suggestion_says_why_and_why_not_in_both_languages() -> None:
    for _, lines, _ in CASES:
        for group in propose_letters(lines, side="customer"):
            assert group.evidence
            assert bool(group.counter_evidence) is (group.decision == "suggested")
            for one in (*group.evidence, *group.counter_evidence):
                assert one.say("en") != one.say("fr") and "{" not in one.say("fr")


def test_twelve_equal_months_all_paid_are_paired_in_order() -> None:
    lines = [line(f"f{m:02}", 10013, 30 * m) for m in range(12)] + [line(f"r{m:02}", -10013, 30 * m + 40) for m in range(12)]
    groups = propose_letters(lines, side="customer")
    assert shown(groups) == [(f"f{m:02} r{m:02}", "equal_amounts", "automatic") for m in range(12)]
    assert propose_letters(lines[:-1], side="customer")[0].decision == "suggested"  # a month is unpaid: which one is a choice


def test_references_decide_between_twelve_equal_months() -> None:
    lines = [line(f"f{m:02}", 10000, m, ref=f"FA26-{m + 1:05}") for m in range(12)]
    lines += [line(f"r{m:02}", -10000, 40 - m, label=f"VIR CLIENT FA26-{m + 1:05}") for m in range(12)]
    assert {group.lines for group in propose_letters(lines, side="customer")} == {(f"f{m:02}", f"r{m:02}") for m in range(12)}


def test_the_other_sums_are_further_answers_of_the_closing_line() -> None:
    lines = [line("f1", 30211), line("f2", 25162), line("f3", 25159), line("f4", 30214), line("f5", 7, 2), line("r1", -55373, 5)]
    groups = propose_letters(lines, side="customer")
    assert [(group.rank, group.lines, group.solutions) for group in groups] == [(1, ("f1", "f2", "r1"), 2), (2, ("f3", "f4", "r1"), 2)]


@pytest.mark.parametrize("order", [("r1", "f1"), ("f1", "r1")])
def test_a_pair_undone_by_a_person_is_not_lettered_again(order: tuple[str, str]) -> None:
    (group,) = propose_letters([line("f1", 11713), line("r1", -11713, 5)], side="customer", refused_pairs={order})
    assert group.decision == "suggested"
    assert "undone" in {reason.code for reason in group.counter_evidence}


def test_a_search_that_stops_at_its_bound_says_so_and_is_never_automatic() -> None:
    random = Random(7)
    lines = [line(f"f{n:03}", random.randrange(10**8, 10**9), n) for n in range(2 * by_sum.MOST_LINES[0])]
    paid = [lines[-2], lines[-5]]
    lines.append(line("r", -sum(one.minor for one in paid), 200))
    (group,) = propose_letters(lines, side="customer")
    assert (set(group.lines), group.decision, group.exhaustive) == ({"r", paid[0].id, paid[1].id}, "suggested", False)
    assert "not_all_tried" in {reason.code for reason in group.counter_evidence}


rows = st.lists(st.tuples(st.integers(-6, 6), st.integers(0, 6), st.sampled_from(["", "F-10010", "F-10020", "712"])), max_size=14)


@settings(max_examples=200, deadline=None)
@given(st.data(), rows)
def test_no_line_stands_in_two_groups_and_groups_balance_in_any_order(data: st.DataObject, rows: list[tuple[int, int, str]]) -> None:
    lines = [line(f"l{n:02}", minor, day, ref) for n, (minor, day, ref) in enumerate(rows)]
    groups = propose_letters(lines, side="customer")
    used = [id for group in groups if group.rank == 1 for id in group.lines]
    assert len(used) == len(set(used))
    minor = {one.id: one.minor for one in lines}
    for group in groups:
        assert sum(minor[id] for id in group.lines) == 0
        assert group.amount_minor == sum(minor[id] for id in group.lines if minor[id] > 0) > 0
        assert len(set(group.lines)) == len(group.lines)
    assert propose_letters(data.draw(st.permutations(lines)), side="customer") == groups


HABITS = {
    "usual": Habits(),
    "nothing named": Habits(named=0),
    "to the euro": Habits(named=20, step=100),
    "messy": Habits(named=10, several=50, short=15, parts=15, equal=30),
}


def wrong(drawn: Drawn, groups: list[LetterGroup]) -> list[LetterGroup]:
    """Automatic groups that are no known group, nor one after exchanging equal lines."""
    minor = {one.id: one.minor for one in drawn.lines}
    known = {frozenset(Counter(minor[id] for id in group).items()) for group in drawn.groups}
    return [
        group
        for group in groups
        if group.decision == "automatic" and frozenset(Counter(minor[id] for id in group.lines).items()) not in known
    ]


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS)
def test_what_is_lettered_by_itself_is_right_on_invented_accounts(habits: Habits) -> None:
    found = automatic = groups = 0
    for seed, documents in ((seed, documents) for documents in (12, 60) for seed in range(25)):
        drawn = draw(seed, documents, habits)
        made = propose_letters(drawn.lines, side="customer")
        assert wrong(drawn, made) == []
        groups += len(drawn.groups)
        automatic += sum(group.decision == "automatic" for group in made)
        found += len({frozenset(group.lines) for group in made if group.rank == 1} & set(drawn.groups))
    assert found > (groups // 2 if habits == HABITS["messy"] else 9 * groups // 10)
    assert automatic > groups // 3


def test_hundred_euro_amounts_without_references_hardly_letter_themselves() -> None:
    bad = automatic = 0
    for seed in range(60):
        drawn = draw(seed, 40, Habits(named=0, step=10_000))
        made = propose_letters(drawn.lines, side="customer")
        bad += len(wrong(drawn, made))
        automatic += sum(group.decision == "automatic" for group in made)
    assert (bad, automatic > 0) == (0, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "habits", [Habits(), Habits(named=0, step=10_000), Habits(named=0, equal=100)], ids=["usual", "round", "all equal"]
)
def test_an_account_of_fifty_thousand_lines_is_lettered(habits: Habits) -> None:
    drawn = draw(1, 26_000, habits, days=800)
    made = propose_letters(drawn.lines, side="customer")
    assert len(drawn.lines) > 40_000
    assert wrong(drawn, made) == []
    used = [id for group in made if group.rank == 1 for id in group.lines]
    assert len(used) == len(set(used)) > len(drawn.lines) // 2


@pytest.mark.parametrize(
    ("name", "prefix", "count", "automatic_min"),
    [("111111111FEC20221231.TXT", "41", 45, 40), ("111111111FEC20221231.TXT", "40", 19, 17), ("000000000FEC20231231.txt", "40", 123, 85)],
)
def test_published_ledgers_get_their_letters_back_and_none_wrong(name: str, prefix: str, count: int, automatic_min: int) -> None:
    path = fixture_path(f"fec/neolegal-fec/{name}")
    _, rows = blanked(path)
    lettered = Lettered.of(row for row in rows if row.account.startswith(prefix))
    accounts: dict[tuple[str, str], list[LetterLine]] = {}
    with path.open("rb") as stream:
        for one in read_fec(stream, file_name=name, log=IssueLog()).lines():
            if one.account.startswith(prefix) and side_of(one.account):
                made = LetterLine(f"{one.line:06}", one.effective_on, one.debit_minor - one.credit_minor, (one.document_ref,), one.label)
                accounts.setdefault((one.account, one.auxiliary), []).append(made)
    side = "customer" if prefix == "41" else "supplier"
    groups = [group for lines in accounts.values() for group in propose_letters(lines, side=side) if group.rank == 1]
    result = judged(lettered, (({int(id) for id in group.lines}, group.decision == "automatic") for group in groups))
    assert (len(lettered.groups), result.recovered, result.apart) == (count, count, [])
    assert result.automatic >= automatic_min


def test_days_of_proposals_are_those_of_the_last_line() -> None:
    groups = propose_letters(draw(3, 40).lines, side="customer")
    assert all(
        first.lines < second.lines or first.rank < second.rank for first, second in pairwise(groups) if first.lines[0] == second.lines[0]
    )
    days = {one.id: one.day for one in draw(3, 40).lines}
    assert groups and all(group.closed_on == max(days[id] for id in group.lines) for group in groups)


def test_a_reason_of_lettering_has_a_code_of_its_own_or_is_the_one_of_receipts() -> None:
    from encours.receivables.matching import reasons
    from encours.receivables.matching.contract import EvidenceKind
    from encours.receivables.matching.lettering.reasons import KINDS

    of_receipts = {kind.code: kind for kind in vars(reasons).values() if isinstance(kind, EvidenceKind)}
    assert [code for code in KINDS.keys() & of_receipts.keys() if KINDS[code] is not of_receipts[code]] == []
