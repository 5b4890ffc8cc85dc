"""Several people at the queue at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from encours.kernel.refusal import Refusal
from encours.usecases.review.changed import LineChanged
from encours.usecases.review.decide import apply, leave_on_account
from encours.usecases.review.exclude import exclude
from tests.usecases.books import TODAY, assert_sound, query
from tests.usecases.review.desk import line_id, look, morning
from tests.usecases.review.test_decide import wish


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What came of acts that start together: their answers or refusals."""
    from django.db import connections

    came: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            came[place] = act()
        except Refusal as refusal:
            came[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return came


def test_R54_of_four_who_decide_one_line_at_once_one_wins_and_the_others_see_what_it_did(fresh_database):
    company = morning()
    line, seen = line_id(company, "R3"), look(company, "R3").row.line.version
    came = at_once(
        lambda: apply(company, "a", line, [wish(company, "FA-0915")], version=seen, today=TODAY),
        lambda: apply(company, "b", line, [wish(company, "FA-0920")], version=seen, today=TODAY),
        lambda: leave_on_account(company, "c", line, "BETON", version=seen, today=TODAY),
        lambda: exclude(company, "d", line, reason="no", version=seen, today=TODAY),
    )
    lost = [one for one in came if isinstance(one, LineChanged)]
    assert len(lost) == 3, came
    assert all(len(one.conflict.changed) == 1 for one in lost)
    assert query(company, "SELECT count(*) FROM line_decision") == [(1,)]
    assert_sound(company)


def test_two_lines_cannot_both_settle_one_invoice(fresh_database):
    company = morning("R1 2026-11-21 1200.00 X1||VOIR", "R2 2026-11-22 1200.00 X2||VOIR")
    came = at_once(
        *(lambda name=name: apply(company, name, line_id(company, name), [wish(company, "FA-0915")], today=TODAY) for name in ("R1", "R2"))
    )
    assert sum(isinstance(one, Refusal) for one in came) == 1, came
    assert_sound(company)
