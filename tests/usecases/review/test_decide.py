"""What a person may decide about a bank line, and what stands in the books afterwards."""

from __future__ import annotations

import pytest

from encours.receivables.matching.by_hand import AmountTooLarge, DifferenceNotThere, MoneyExceeded, NothingChosen, Wish
from encours.usecases.known import CustomerUnknown
from encours.usecases.matching import match_company
from encours.usecases.review.changed import LineChanged, LineUnknown
from encours.usecases.review.decide import (
    AlreadyDecided,
    DeductionUnknown,
    SharesExceed,
    SuggestionStale,
    Wanted,
    accept,
    accept_many,
    apply,
    leave_on_account,
)
from encours.usecases.review.exclude import ask, exclude
from encours.usecases.review.undo import BatchUnknown, NothingToUndo, undo_batch, undo_line
from encours.usecases.unmatching import ReasonMissing
from tests.usecases.books import TODAY, assert_sound, books, csv, give, query
from tests.usecases.review.desk import INVOICE_HEAD, NOBODY, balances, bank, item_id, line_id, look, morning, opens, queue, waits


def wish(company, number: str, minor: int | None = None, kind: str = "payment") -> Wish:
    return Wish(str(item_id(company, number)), minor, kind)  # type: ignore[arg-type]


def test_what_matching_could_not_decide_waits_with_its_payer_its_candidates_and_why(fresh_database):
    company = morning()
    assert waits(company) == ["R4", "R3", "R2", "R1"]
    assert waits(company, order="newest") == ["R1", "R2", "R3", "R4"]
    assert waits(company, order="amount") == ["R1", "R4", "R3", "R2"]
    found = look(company, "R1")
    row = found.row
    assert row.line.payer is not None and row.line.payer[1] == "LEROUX"
    assert row.best is not None and row.best.documents == "FA-0881" and row.age_days == 4
    assert any("FA-0881" in one.en for one in row.best.reasons)
    assert row.why_not and all(one.en and one.fr for one in row.why_not)
    assert [(one.document_ref, one.po_number, one.open_minor) for one in found.candidates] == [
        ("FA-0850", "PO-77", 400000), ("FA-0866", "", 600000), ("FA-0881", "", 1220000),
    ]  # fmt: skip
    assert queue(company).totals == {"EUR": 1199000 + 88000 + 120000 + 500000}
    assert look(company, "R2").row.why_not[0].en == "Nothing says what this line is."


@pytest.mark.parametrize(
    ("text", "found"),
    [("880", ["R2"]), ("880,00", ["R2"]), ("11 990,00", ["R1"]), ("diverses", ["R2"]), ("leroux", ["R1"]), ("0881", ["R1"]), ("FA-0920", ["R3"]), ("%", []), ("zzz", [])],
)
def test_the_queue_is_searched_by_amount_number_and_name(fresh_database, text, found):
    assert waits(morning(), text=text) == found


def test_the_queue_comes_page_by_page(fresh_database):
    company = morning()
    for order in ("oldest", "newest", "amount"):
        first = queue(company, order=order, limit=3)
        rest = queue(company, order=order, limit=3, after=first.next)
        assert (first.count, len(first.rows), len(rest.rows), rest.next) == (4, 3, 1, None)
        assert {row.line.id for row in first.rows} & {row.line.id for row in rest.rows} == set()


def test_candidates_are_found_by_number_order_amount_and_name(fresh_database):
    company = morning()
    for text, numbers in (("0920", ["FA-0920"]), ("PO-77", ["FA-0850"]), ("800", ["FA-0921"]), ("béton", ["FA-0920", "FA-0921"]), ("nothing", [])):
        assert [one.document_ref for one in look(company, "R2", text=text).candidates] == numbers


def test_a_suggestion_is_accepted_and_what_is_left_of_the_invoice_stays_open(fresh_database):
    company = morning()
    done = accept(company, "ines", line_id(company, "R1"), version=look(company, "R1").row.line.version, today=TODAY)
    assert (done.kind, done.applied_minor, done.rest_minor) == ("accepted", 1199000, 0)
    assert opens(company, "FA-0881") == [21000]
    assert "R1" not in waits(company) and waits(company, show="decided") == ["R1"]
    [(by, rule, actor)] = query(company, "SELECT decided_by, rule, actor FROM match WHERE decided_by = 'person'")
    assert (by, actor) == ("person", "ines") and rule not in ("", "person")
    assert query(company, "SELECT type, actor FROM event WHERE type = 'LineDecided'") == [("LineDecided", "ines")]
    assert_sound(company)


def test_take_it_as_full_payment_with_a_bank_fee_of_ten_euros_is_one_step(fresh_database):
    company = morning("R1 2026-11-21 1190.00 MARTIN FILS||SOLDE")
    done = apply(company, "ines", line_id(company, "R1"), [wish(company, "FA-0915")], difference="bank_fee", today=TODAY)
    assert [(part.kind, part.amount_minor) for part in done.parts] == [("payment", 119000), ("bank_fee", 1000)]
    assert opens(company, "FA-0915") == [0] and balances(company)["627"] == 1000
    assert_sound(company)


@pytest.mark.parametrize(
    ("amount", "difference", "accounts", "left"),
    [
        ("1164.00", "cash_discount", {"665": 3000, "44571": 600}, 0),
        ("1199.98", "rounding", {"658": 2}, 0),
        ("1200.03", "rounding", {"758": -3}, 0),
        ("1240.00", "penalty", {"7631": -4000}, 0),
        ("1100.00", "short_payment", {}, 10000),
    ],
)
def test_a_difference_is_posted_by_its_reason(fresh_database, amount, difference, accounts, left):
    company = morning(f"R1 2026-11-21 {amount} MARTIN FILS||SOLDE")
    before = balances(company)
    deduction = "quality" if difference == "short_payment" else ""
    apply(company, "ines", line_id(company, "R1"), [wish(company, "FA-0915")], difference=difference, deduction=deduction, note="two broken", today=TODAY)
    assert opens(company, "FA-0915") == [left]
    after = balances(company)
    assert {number: after.get(number, 0) - before.get(number, 0) for number in accounts} == accounts
    assert query(company, "SELECT amount_minor, reason, note FROM deduction") == ([(10000, "quality", "two broken")] if left else [])
    assert_sound(company)


def test_a_line_is_split_over_items_of_two_customers_by_amounts_and_the_rest_stays_on_account(fresh_database):
    company = morning()
    wishes = [wish(company, "FA-0915", 50000), wish(company, "FA-0920", 60000)]
    done = apply(company, "ines", line_id(company, "R3"), wishes, customer="MARTIN", today=TODAY)
    assert (done.applied_minor, done.rest_minor) == (110000, 10000)
    assert opens(company, "FA-0915", "FA-0920") == [70000, 60000]
    assert query(company, "SELECT c.code, i.open_minor FROM item i JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id WHERE i.kind = 'receipt' AND i.open_minor <> 0 AND c.code <> 'LEROUX'") == [("MARTIN", -10000)]
    assert "R3" in waits(company, show="decided")
    assert_sound(company)


def test_a_credit_note_makes_room(fresh_database):
    company = morning("R1 2026-11-21 1000.00 QUIDAM||MERCI")
    done = apply(company, "ines", line_id(company, "R1"), [wish(company, "FA-0915"), wish(company, "AV-0010")], today=TODAY)
    assert (done.applied_minor, opens(company, "FA-0915", "AV-0010")) == (100000, [0, 0])
    assert_sound(company)


def test_the_customer_alone_is_named_and_the_rest_applied_later(fresh_database):
    company = morning()
    line = line_id(company, "R2")
    assert balances(company)["471"] == -(88000 + 120000 + 500000)
    assert leave_on_account(company, "ines", line, "BETON", today=TODAY).rest_minor == 88000
    assert balances(company)["471"] == -(120000 + 500000)
    match_company(company, "test", today=TODAY)
    assert "R2" not in waits(company)
    apply(company, "ines", line, [wish(company, "FA-0921")], today=TODAY)
    assert opens(company, "FA-0921") == [0]
    with pytest.raises(CustomerUnknown):
        leave_on_account(company, "ines", line_id(company, "R3"), "NOBODY", today=TODAY)
    assert_sound(company)


def test_an_excluded_line_leaves_the_books_stays_out_of_every_run_and_comes_back(fresh_database):
    company = morning()
    line = line_id(company, "R4")
    exclude(company, "ines", line, reason="money of the owner", today=TODAY)
    assert balances(company)["471"] == -(88000 + 120000)
    match_company(company, "test", today=TODAY)
    assert "R4" not in waits(company) and waits(company, show="excluded") == ["R4"]
    assert_sound(company)
    undo_line(company, "ines", line, reason="it was a customer", today=TODAY)
    assert "R4" in waits(company) and balances(company)["471"] == -(88000 + 120000 + 500000)
    assert [one.en.partition(" on ")[0] for one in look(company, "R4").history] == ["ines excluded it", "ines took the decision back"]
    assert_sound(company)


def test_a_question_waits_for_its_answer_whatever_a_rule_says(fresh_database):
    company = morning(match=False)
    ask(company, "ines", line_id(company, "R1"), question="Did they announce the fee?", assignee="marc", today=TODAY)
    give(company, csv(INVOICE_HEAD, "FA-0999,invoice,LEROUX,2026-11-01,2026-11-30,EUR,11990.00,,,"), "more.csv")
    give(company, bank("R9 2026-11-22 700.00 LEROUX SA|FR7630006000011234567890189|FA-0850"), "more_bank.csv")
    match_company(company, "test", today=TODAY)
    assert waits(company, show="questions") == ["R1"] and waits(company, assignee="marc") == ["R1"] and waits(company, assignee="paul") == []
    assert look(company, "R1").row.why_not[0].en == "A question waits for its answer."
    apply(company, "ines", line_id(company, "R1"), [wish(company, "FA-0881")], today=TODAY)
    assert waits(company, show="questions") == []


def test_undoing_puts_the_books_back_as_they_were_and_forgets_what_was_learned(fresh_database):
    company = morning()
    before = balances(company)
    done = apply(company, "ines", line_id(company, "R3"), [wish(company, "FA-0915")], today=TODAY)
    assert (done.learned.iban, done.learned.alias) == ("FR7610107001011234567890129", "PAYEUR INCONNU")
    undone = undo_line(company, "ines", line_id(company, "R3"), reason="wrong customer", today=TODAY)
    assert (undone.matches, undone.forgotten) == (1, 2)
    assert balances(company) == before and opens(company, "FA-0915") == [120000]
    assert "R3" in waits(company)
    with pytest.raises(NothingToUndo):
        undo_line(company, "ines", line_id(company, "R3"), reason="again", today=TODAY)
    assert_sound(company)


def test_what_was_learned_names_the_payer_of_the_next_line(fresh_database):
    company = morning()
    apply(company, "ines", line_id(company, "R3"), [wish(company, "FA-0915")], today=TODAY)
    give(company, bank("R8 2026-11-24 800.00 AUTRE NOM|FR7610107001011234567890129|ACOMPTE"), "next.csv")
    match_company(company, "test", today=TODAY)
    payer = look(company, "R8").row.line.payer
    assert payer is not None and payer[1] == "MARTIN"


def test_R54_the_second_to_decide_sees_both_sides_and_nothing_is_lost(fresh_database):
    company = morning()
    line, seen = line_id(company, "R3"), look(company, "R3").row.line.version
    apply(company, "ines", line, [wish(company, "FA-0920")], version=seen, today=TODAY)
    with pytest.raises(LineChanged) as conflict:
        apply(company, "marc", line, [wish(company, "FA-0915")], version=seen, today=TODAY)
    told = conflict.value.say("en")
    assert "ines applied it on" in told and "FA-0920 €1,200.00" in told and "You wanted: FA-0915 €1,200.00" in told
    assert "ines l'a affectée le" in conflict.value.say("fr")
    assert conflict.value.conflict.version == look(company, "R3").row.line.version != seen
    assert opens(company, "FA-0920", "FA-0915") == [0, 120000]
    for second in (
        lambda: accept(company, "marc", line, version=seen, today=TODAY),
        lambda: leave_on_account(company, "marc", line, "MARTIN", version=seen, today=TODAY),
        lambda: exclude(company, "marc", line, reason="no", version=seen, today=TODAY),
        lambda: ask(company, "marc", line, question="who?", version=seen, today=TODAY),
        lambda: undo_line(company, "marc", line, reason="no", version=seen, today=TODAY),
    ):
        with pytest.raises(LineChanged):
            second()
    assert_sound(company)


def test_R54_a_run_that_recorded_the_line_meanwhile_is_a_conflict_too(fresh_database):
    company = morning(match=False)
    seen = look(company, "R2").row.line.version
    match_company(company, "test", today=TODAY)
    with pytest.raises(LineChanged, match="matching has recorded it since"):
        exclude(company, "ines", line_id(company, "R2"), reason="no", version=seen, today=TODAY)


def test_R69_what_a_person_took_back_is_never_matched_by_itself_again(fresh_database):
    company = morning("R1 2026-11-21 1250.00 LEROUX SA|FR7630006000011234567890189|VIR FA-20260916", match=False)
    give(company, csv(INVOICE_HEAD, "FA-20260916,invoice,LEROUX,2026-10-01,2026-10-31,EUR,1250.00,,,"), "one.csv")
    match_company(company, "test", today=TODAY)
    assert opens(company, "FA-20260916") == [0] and waits(company, show="automatic") == ["R1"]
    undo_line(company, "ines", line_id(company, "R1"), reason="meant for another invoice", today=TODAY)
    assert opens(company, "FA-20260916") == [125000] and waits(company) == ["R1"]
    for _ in range(2):
        match_company(company, "test", today=TODAY)
        assert opens(company, "FA-20260916") == [125000] and waits(company) == ["R1"]
    apply(company, "ines", line_id(company, "R1"), [wish(company, "FA-20260916")], today=TODAY)
    assert opens(company, "FA-20260916") == [0]
    assert_sound(company)


def test_R74_forty_are_accepted_three_became_stale_and_the_batch_is_taken_back(fresh_database):
    company = morning(NOBODY)
    numbers = [f"FB-{n:04d}" for n in range(1001, 1041)]
    give(company, csv(INVOICE_HEAD, *(f"{number},invoice,BETON,2026-10-01,2026-10-31,EUR,{200 + n}.00,,," for n, number in enumerate(numbers))), "forty.csv")
    give(company, bank(*(f"B{n} 2026-11-{1 + n % 20:02d} {150 + n}.00 BETON DU NORD||{number}" for n, number in enumerate(numbers))), "forty_bank.csv")
    match_company(company, "test", today=TODAY)
    rows = [row for row in queue(company, show="suggested", limit=100).rows if row.line.reference.startswith("B")]
    assert len(rows) == 40
    wanted = [Wanted(row.line.id, row.line.version, row.best.key) for row in rows if row.best is not None]
    by_reference = {row.line.reference: row.line.id for row in rows}
    apply(company, "marc", by_reference["B0"], [wish(company, numbers[0])], today=TODAY)
    exclude(company, "marc", by_reference["B1"], reason="sent back", today=TODAY)
    apply(company, "marc", line_id(company, "R2"), [wish(company, numbers[2])], today=TODAY)
    before = balances(company)
    done = accept_many(company, "ines", wanted, today=TODAY)
    assert (len(done.decided), len(done.returned)) == (37, 3)
    assert {line for line, _ in done.returned} == {by_reference[name] for name in ("B0", "B1", "B2")}
    assert all(refusal.code == "suggestion_stale" for _, refusal in done.returned)
    assert any(f"{numbers[2]} is no longer open" in refusal.say("en") for _, refusal in done.returned)
    assert query(company, "SELECT count(*) FROM posting WHERE kind = 'receipt' AND actor = 'ines'") == [(1,)]
    assert_sound(company)
    back = undo_batch(company, "ines", done.batch, reason="too fast", today=TODAY)
    assert (len(back.undone), len(back.returned)) == (37, 0)
    assert balances(company) == before
    again = undo_batch(company, "ines", done.batch, reason="again", today=TODAY)
    assert (len(again.undone), len(again.returned)) == (0, 37)
    assert_sound(company)


def test_two_suggestions_of_one_item_are_not_both_accepted_in_one_act(fresh_database):
    company = morning("R1 2026-11-21 1200.00 X1||VOIR", "R2 2026-11-22 1200.00 X2||VOIR")
    rows = [row for row in queue(company).rows if row.best is not None]
    assert len(rows) == 2 and rows[0].best is not None and rows[1].best is not None
    done = accept_many(company, "ines", [Wanted(row.line.id, row.line.version, rows[0].best.key) for row in rows], today=TODAY)
    assert (len(done.decided), len(done.returned)) == (1, 1)


def test_what_does_not_fit_is_refused_and_records_nothing(fresh_database):
    company = morning()
    line = line_id(company, "R3")
    before = balances(company)
    for wrong, wishes, options in (
        (NothingChosen, [], {}),
        (AmountTooLarge, [wish(company, "FA-0921", 90000)], {}),
        (MoneyExceeded, [wish(company, "FA-0915", 120000), wish(company, "FA-0921", 10000)], {}),
        (DifferenceNotThere, [wish(company, "FA-0915")], {"difference": "bank_fee"}),
        (DifferenceNotThere, [wish(company, "FA-0921")], {"difference": "cash_discount"}),
        (DeductionUnknown, [wish(company, "FA-0915")], {"deduction": "mood"}),
        (CustomerUnknown, [wish(company, "FA-0915")], {"customer": "X"}),
    ):
        with pytest.raises(wrong):
            apply(company, "ines", line, wishes, today=TODAY, **options)
    for wrong, act in (
        (LineUnknown, lambda: accept(company, "ines", 10**9, today=TODAY)),
        (SuggestionStale, lambda: accept(company, "ines", line, proposal="nothing", today=TODAY)),
        (SuggestionStale, lambda: accept(company, "ines", line_id(company, "R2"), today=TODAY)),
        (ReasonMissing, lambda: exclude(company, "ines", line, reason=" ", today=TODAY)),
        (ReasonMissing, lambda: ask(company, "ines", line, question="", today=TODAY)),
        (ReasonMissing, lambda: undo_line(company, "ines", line, reason="", today=TODAY)),
        (NothingToUndo, lambda: undo_line(company, "ines", line, reason="x", today=TODAY)),
        (BatchUnknown, lambda: undo_batch(company, "ines", "nonsense", reason="x", today=TODAY)),
        (BatchUnknown, lambda: undo_batch(company, "ines", "00000000-0000-0000-0000-000000000000", reason="x", today=TODAY)),
    ):
        with pytest.raises(wrong):
            act()
    assert balances(company) == before and query(company, "SELECT count(*) FROM line_decision") == [(0,)]
    accept(company, "ines", line_id(company, "R1"), today=TODAY)
    with pytest.raises(AlreadyDecided):
        accept(company, "ines", line_id(company, "R1"), today=TODAY)


def test_a_line_is_shared_among_customers_with_and_without_documents(fresh_database):
    company = morning()
    before = books(company)
    made = apply(company, "ines", line_id(company, "R4"), [wish(company, "FA-0915")], customer="LEROUX", leave=[("BETON", 30000), ("MARTIN", 5000)], today=TODAY)
    assert (made.applied_minor, made.rest_minor) == (120000, 380000)
    left = """SELECT c.code, -sum(i.open_minor)::bigint FROM item i JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
               JOIN receipt r ON r.posting_id = i.posting_id AND r.entry_id = i.entry_id WHERE r.amount_minor = 500000 GROUP BY 1 HAVING sum(i.open_minor) <> 0 ORDER BY 1"""
    assert query(company, left) == [("BETON", 30000), ("LEROUX", 345000), ("MARTIN", 5000)] and opens(company, "FA-0915") == [0]
    assert_sound(company)
    match_company(company, "test", today=TODAY)
    undo_line(company, "ines", line_id(company, "R4"), reason="wrong", today=TODAY)
    assert books(company) == before
    assert_sound(company)
    apply(company, "ines", line_id(company, "R4"), [], leave=[("BETON", 300000), ("MARTIN", 200000)], today=TODAY)
    assert query(company, left) == [("BETON", 300000), ("MARTIN", 200000)]
    assert_sound(company)


@pytest.mark.parametrize("leave", [[("BETON", 380001)], [("BETON", -1)], [("BETON", 0), ("MARTIN", 5)], [("BETON", 300000), ("MARTIN", 80001)]])
def test_no_more_is_left_to_customers_than_there_is(fresh_database, leave):
    company = morning()
    before = books(company)
    with pytest.raises(SharesExceed):
        apply(company, "ines", line_id(company, "R4"), [wish(company, "FA-0915")], leave=leave, today=TODAY)
    assert books(company) == before
