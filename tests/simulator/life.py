"""One life: steps drawn from the seed, each done for real and compared with what the auditor says."""

from __future__ import annotations

import io
import secrets
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import connection

from encours.store.bulk.settle import list_to_undo, undo_matches
from encours.store.load.companies import Company
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.check import CHEAP, check_books
from encours.usecases.companies import create_company
from encours.usecases.imports.contract import ImportOptions
from encours.usecases.imports.run import import_file
from encours.usecases.matching import match_company
from tests.simulator.auditor import Auditor, BankLine
from tests.simulator.program import CUSTOMERS, File, World


class Failure(AssertionError):
    """The books are not what they must be. The message has the seed, the steps and the command that replays them."""


class Crash(RuntimeError):
    """The program stops in the middle of a transaction."""


@dataclass
class Delivery:
    """A file on its way, with what a human would know of it."""

    file: File
    kind: str
    lines: list[BankLine] = field(default_factory=list)
    first: date = date.min
    last: date = date.max
    intraday: bool = False


class Life:
    """A company, the world around it, and the auditor."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(seed)
        start = date(2024, self.random.choice([3, 9, 11]), 3)
        self.world = World(self.random, start)
        self.auditor = Auditor(CUSTOMERS)
        self.company: Company = create_company(
            name=f"Life {seed}", slug=f"life-{seed}-{secrets.token_hex(4)}", actor="simulator", today=start
        )
        self.drawer: list[Delivery] = []
        self.trace: list[str] = []
        self.touched: set[str] = set()
        self.issues: list[str] = []

    # --- steps --------------------------------------------------------------------------------------------------------------------

    _STEPS = (
        ("live", 30), ("export", 16), ("old_export", 5), ("truncate", 3), ("bank", 14), ("old_bank", 5), ("intraday", 4), ("match", 14), ("unmatch", 4), ("crash", 5),
    )  # fmt: skip

    def run(self, steps: int) -> None:
        """Live for so many steps; the whole check comes at the end."""
        names, weights = zip(*self._STEPS, strict=True)
        for _ in range(steps):
            step = self.random.choices(names, weights)[0]
            try:
                getattr(self, step)()
                self.compare()
            except Failure:
                raise
            except Exception:
                self.fail(traceback.format_exc())
        self.examine(())

    def live(self) -> None:
        """Some days pass in the world; nothing reaches Encours."""
        world = self.world
        days = self.random.choice([1, 3, 7, 20])
        self.note(f"live {days} days from {world.today}")
        for _ in range(days):
            world.today += timedelta(days=1)
            for happens, chance in (
                (world.sell, 0.35), (world.pay, 0.3), (world.fee, 0.04), (world.book, 0.6), (world.change_draft, 0.1), (world.letter, 0.2), (world.letter_three, 0.02),
                (world.unletter, 0.05), (world.validate, 0.05),
            ):  # fmt: skip
                if self.random.random() < chance:
                    happens()

    def _export(self) -> Delivery | None:
        years = sorted({entry.on.year for entry in self.world.entries})
        if not years:
            return None
        year = self.random.choice([*years, years[-1], years[-1]])
        file = self.world.ledger_file(year)
        return Delivery(file, "ledger") if file else None

    def export(self) -> None:
        """The accounting program's file of a year; sometimes kept in a drawer for later instead."""
        made = self._export()
        if made is None:
            return
        if self.random.random() < 0.3:
            self.note(f"keep for later: {made.file.about} ({made.file.name})")
            self.drawer.append(made)
        else:
            self.deliver(made)

    def old_export(self) -> None:
        self._from_drawer("ledger")

    def old_bank(self) -> None:
        self._from_drawer("bank")

    def _from_drawer(self, kind: str) -> None:
        kept = [delivery for delivery in self.drawer if delivery.kind == kind]
        if kept:
            made = self.random.choice(kept)
            renamed = File(f"copie-{made.file.name}", made.file.data, made.file.about + ", from the drawer")
            self.deliver(Delivery(renamed, made.kind, made.lines, made.first, made.last, made.intraday))

    def truncate(self) -> None:
        """A file that was cut off on its way."""
        made = self._export()
        if made is None:
            return
        data = made.file.data
        cut = self.random.randint(len(data) // 3, len(data) - 1)
        while data[cut] & 0xC0 == 0x80 or b"\r\n" not in data[:cut]:
            cut += 1
        # What a reader may still take for a whole line (a cut after the amounts: what follows may be left out) is no truncation.
        tail = data[:cut].rsplit(b"\r\n", 1)[1]
        if tail and tail.count(b"|") >= 15:
            cut -= len(tail)
        if data[cut - 1 : cut] == b"\r":
            cut += 1
        if data[:cut].count(b"\r\n") < 2:
            return
        self.deliver(Delivery(File(made.file.name, data[:cut], f"{made.file.about}, cut at byte {cut}"), "ledger"))

    def _bank(self, intraday: bool = False) -> Delivery | None:
        world = self.world
        last = world.today - timedelta(days=0 if intraday else self.random.choice([0, 1, 5]))
        first = last if intraday else last - timedelta(days=self.random.choice([0, 6, 30, 60]))
        upto = None
        if intraday:
            upto = max(1, sum(1 for movement in world.movements if movement.on == last) - self.random.choice([0, 1]))
        file = world.statement(first, last, intraday, upto)
        if file is None:
            return None
        listed = [movement for movement in world.movements if first <= movement.on <= last][:upto]
        lines = [
            BankLine(movement.on, movement.minor, movement.name, f"{movement.n}" if world.references else movement.text)
            for movement in listed
        ]
        # A day's lines are complete once the day is over.
        if not intraday and last >= world.today:
            world.today += timedelta(days=1)
        return Delivery(file, "bank", lines, first, last, intraday)

    def bank(self) -> None:
        made = self._bank()
        if made is None:
            return
        self.drawer.append(made)
        if self.random.random() < 0.8:
            self.deliver(made)

    def intraday(self) -> None:
        if self.world.format == "camt":
            made = self._bank(intraday=True)
            if made is not None:
                self.deliver(made)

    def match(self) -> None:
        self.note("match")
        match_company(self.company, "simulator", today=self.world.today)
        self.auditor.match()

    def unmatch(self) -> None:
        """A person takes a match back."""
        scope = Scope(self.company.organization_id, self.company.id, "a person")
        with tenant(scope.organization_id) as cursor:
            cursor.execute(
                """
                SELECT m.id, m.letter_no, c.code FROM match m JOIN customer c ON c.organization_id = m.organization_id AND c.id = m.customer_id
                 WHERE m.decided_by <> 'reversal' AND NOT EXISTS (SELECT 1 FROM match_undo u WHERE u.organization_id = m.organization_id AND u.match_id = m.id) ORDER BY c.code, m.letter_no
                """
            )
            found = cursor.fetchall()
            if not found:
                return
            match, letter, customer = self.random.choice(found)
            self.note(f"unmatch letter {letter} of {customer}")
            at = record_now(cursor, scope)
            list_to_undo(cursor)
            cursor.execute("INSERT INTO undo_match VALUES (%s)", [match])
            undo_matches(cursor, scope, recorded_at=at, reason="not theirs", by_person=True)
        self.touched.add(customer)

    def crash(self) -> None:
        """The program dies at a statement of an import or of a matching run; nothing of it is left."""
        made = self.random.choice([self._export, self._bank, lambda: None])()
        statement = self.random.randint(1, 60)
        self.note(f"crash at statement {statement} of {made.file.about if made else 'matching'}")
        try:
            with crashing(statement):
                if made is None:
                    match_company(self.company, "simulator", today=self.world.today)
                else:
                    self._import(made)
        except Crash:
            return
        if made is None:
            self.auditor.match()
        else:
            self._audit(made, None)

    # --- delivering and comparing -------------------------------------------------------------------------------------------------

    def deliver(self, made: Delivery) -> None:
        reverse_missing = made.kind == "ledger" and self.random.random() < 0.1
        self.note(f"deliver {made.file.about} ({made.file.name}){' --reverse-missing' if reverse_missing else ''}")
        state = self._import(made, reverse_missing=reverse_missing)
        self._audit(made, state, reverse_missing=reverse_missing)

    def _import(self, made: Delivery, *, reverse_missing: bool = False) -> str:
        self.last = made
        options = ImportOptions(today=self.world.today, reverse_missing=reverse_missing)
        report = import_file(self.company, "simulator", io.BytesIO(made.file.data), made.file.name, options)
        self.issues = [issue.say("en") for issue in report.issues if issue.severity == "error"]
        return report.state

    def _audit(self, made: Delivery, state: str | None, *, reverse_missing: bool = False) -> None:
        if made.kind == "ledger":
            expected = self.auditor.ledger(made.file.data, reverse_missing=reverse_missing)
        else:
            expected = self.auditor.statement(made.lines, made.first, made.last, made.file.data, intraday=made.intraday)
        if state is not None and state != expected:
            self.fail(f"{made.file.name}: Encours says {state}, the auditor {expected} ({self.issues})")
        if made.kind == "ledger" and expected == "committed":
            self._letters_hold(made)

    def _letters_hold(self, made: Delivery) -> None:
        """What the file letters is settled, unless a person had a hand in that customer's matches."""
        live = {
            (customer, document, entry.on, minor): 0
            for entry in self.auditor.entries()
            for (_, customer, minor), document in zip(entry.lines, entry.documents, strict=True)
        }
        for entry in self.auditor.entries():
            for (_, customer, minor), document in zip(entry.lines, entry.documents, strict=True):
                live[customer, document, entry.on, minor] += 1
        opened = self._rows(
            """
            SELECT c.code, i.document_ref, i.effective_on, i.amount_minor, i.open_minor FROM item i JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
             WHERE i.open_minor <> 0
            """
        )
        still_open = {row[:4]: row[4] for row in opened}
        for group in self.auditor.lettered(made.file.data):
            if group[0][0] not in self.touched and all(live.get(line) == 1 for line in group):
                for line in group:
                    if line in still_open:
                        self.fail(f"{line} is lettered by {made.file.name} and still open by {still_open[line]}")

    def compare(self) -> None:
        """The books, as the database says them, against the auditor's."""
        auditor = self.auditor
        owed = dict(self._rows(
            "SELECT c.code, sum(i.open_minor)::bigint FROM item i JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id"
            " GROUP BY 1 HAVING sum(i.open_minor) <> 0"
        ))  # fmt: skip
        balances = dict(self._rows(
            "SELECT left(a.number, 3), sum(l.functional_minor)::bigint FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id"
            " GROUP BY 1 HAVING sum(l.functional_minor) <> 0"
        ))  # fmt: skip
        bank = {
            (on, minor): n
            for on, minor, n in self._rows(
                "SELECT booked_on, amount_minor, count(*) FROM statement_line WHERE withdrawn_at IS NULL GROUP BY 1, 2"
            )
        }
        for what, found, expected in (
            ("customers owe", owed, auditor.receivable()), ("accounts balance", balances, auditor.balances()), ("bank lines", bank, auditor.bank_lines()),
        ):  # fmt: skip
            if found != expected:
                keys = sorted({key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)}, key=str)
                self.fail(f"{what}: " + "; ".join(f"{key} is {found.get(key)}, must be {expected.get(key)}" for key in keys[:8]))
        again = self._rows(
            """
            SELECT DISTINCT m.id, n.id FROM match_undo u JOIN match m ON m.organization_id = u.organization_id AND m.id = u.match_id
              JOIN allocation a ON a.organization_id = m.organization_id AND a.match_id = m.id AND a.reverses_id IS NULL
              JOIN allocation b ON b.organization_id = a.organization_id AND b.debit_item_id = a.debit_item_id AND b.credit_item_id = a.credit_item_id AND b.match_id > a.match_id
              JOIN match n ON n.organization_id = b.organization_id AND n.id = b.match_id
             WHERE u.by_person AND n.decided_by = 'rule' AND n.recorded_at > u.recorded_at
            """
        )
        if again:
            self.fail(f"what a person took back was made again by a rule: (taken back, made again) {again}")
        self.examine(CHEAP)

    def examine(self, only: Any) -> None:
        report = check_books(self.company.organization_id, today=self.world.today, only=only, seal=not only)
        if not report.holds:
            self.fail(
                "\n".join(f"{one.invariant.code}: {one.invariant.say(wrong, 'en')}" for one in report.examined for wrong in one.found.wrong)
            )

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with tenant(self.company.organization_id) as cursor:
            cursor.execute(query)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def note(self, step: str) -> None:
        self.trace.append(step)

    def fail(self, why: str) -> None:
        steps = "\n".join(f"  {n:>3}. {step}" for n, step in enumerate(self.trace, 1))
        raise Failure(
            f"seed {self.seed}, after {len(self.trace)} steps: {why}\n{steps}\nAgain: python -m tests.simulator --seed {self.seed} --steps {{steps}}"
        ) from None


@contextmanager
def crashing(at_statement: int) -> Iterator[None]:
    """Raise at the so-manieth statement that is sent to the database."""
    sent = Counter[str]()

    def count(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        sent["all"] += 1
        if sent["all"] == at_statement:
            raise Crash(f"statement {at_statement}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def live(seed: int, steps: int) -> Life:
    """Live one life from beginning to end; raises Failure."""
    life = Life(seed)
    try:
        life.run(steps)
    except Failure as failure:
        raise Failure(str(failure).replace("{steps}", str(steps))) from None
    return life
