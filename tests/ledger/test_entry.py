from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.kernel.refusal import Refusal
from encours.kernel.wording import LANGUAGES
from encours.ledger.entry import Entry, EntryTooShort, EntryUnbalanced, Line, LineHalfForeign, reversal, validate

DAY = date(2026, 1, 31)
LATER = date(2026, 2, 1)


def entry(*amounts: int) -> Entry:
    return Entry("e1", "VE", DAY, tuple(Line("411", DAY, amount) for amount in amounts))


@pytest.mark.parametrize("amounts", [(12000, -10000, -2000), (0, 0), (2**62, -(2**62))])
def test_a_balanced_entry_is_accepted(amounts: tuple[int, ...]) -> None:
    validate(entry(*amounts))


@pytest.mark.parametrize(
    ("refused", "because"),
    [
        (entry(), EntryTooShort),
        (entry(0), EntryTooShort),
        (entry(1, -2), EntryUnbalanced),
        (Entry("e", "VE", DAY, (Line("411", DAY, 1, original_minor=2), Line("70", DAY, -1))), LineHalfForeign),
        (Entry("e", "VE", DAY, (Line("411", DAY, 1, original_currency="USD"), Line("70", DAY, -1))), LineHalfForeign),
    ],
)
def test_an_entry_that_may_not_be_posted_is_refused_with_its_reason(refused: Entry, because: type[Refusal]) -> None:
    with pytest.raises(because) as refusal:
        validate(refused)
    for language in LANGUAGES:
        assert "{" not in refusal.value.say(language)


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=20))
def test_an_entry_and_its_reversal_cancel_line_by_line(amounts: list[int]) -> None:
    original = entry(*amounts, -sum(amounts))
    undone = reversal(original, id="e2", on=LATER, label="Extourne")
    validate(undone)
    assert undone.reverses == original.id
    assert undone.posted_on == LATER
    for line, opposite in zip(original.lines, undone.lines, strict=True):
        assert line.account == opposite.account
        assert line.functional_minor + opposite.functional_minor == 0


def test_a_reversal_turns_the_foreign_amount_too() -> None:
    foreign = Entry("e", "VE", DAY, (Line("411", DAY, 920, original_minor=1000, original_currency="USD"), Line("70", DAY, -920)))
    assert [line.original_minor for line in reversal(foreign, id="x", on=LATER, label="").lines] == [-1000, None]
