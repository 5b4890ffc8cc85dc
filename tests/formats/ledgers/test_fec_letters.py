"""Letters written into the bytes of a FEC: the two columns of the lines that are lettered, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fixtures import fixture_path
from tests.formats.ledgers.blanked import blanked

from encours.formats.contract import FileRefused
from encours.formats.ledgers.fec import letter_columns, letters, read_fec, write_letters
from encours.formats.ledgers.fec.letters import FecLineNotPatched
from encours.kernel.issue import IssueLog
from encours.usecases.lettering.ledger_file import letter_ledger, letters_by_line

NAMES = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
SALE = "VE|Ventes|1|20250301|411000|Clients|DUPONT|Dupont|FA-1|20250301|Société|120,00|0,00|||20250331||"
SOLD = "VE|Ventes|1|20250301|706000|Ventes|||FA-1|20250301|Société|0,00|120,00|||20250331||"
PAID = "BQ|Banque|2|20250402|411000|Clients|DUPONT|Dupont|VIR|20250402|VIR DUPONT|0,00|120,00|||20250430||"
BANK = "BQ|Banque|2|20250402|512000|Banque|||VIR|20250402|VIR DUPONT|120,00|0,00|||20250430||"
LINES = [NAMES, SALE, SOLD, PAID, BANK]
DAY = date(2025, 4, 2)


def patched(data: bytes, wanted: dict[int, tuple[str, date]]) -> bytes:
    out = io.BytesIO()
    write_letters(io.BytesIO(data), out, letter_columns(io.BytesIO(data), "a.txt"), wanted)
    return out.getvalue()


def issues(data: bytes, name: str) -> list[tuple[str, int | None, str | None]]:
    log = IssueLog()
    for _ in read_fec(io.BytesIO(data), file_name=name, log=log).lines():
        pass
    return sorted((one.code, one.line or 0, str(one.value)) for one in log.issues)


def padded(line: str) -> str:
    cells = line.split("|")
    if cells[0] != "JournalCode":
        cells[13], cells[14] = "  ", "        "
    return "|".join(cells)


def reordered(line: str) -> str:
    cells = line.split("|")
    return "|".join([cells[14], *cells[:14], *cells[15:]])


FORMS: dict[str, tuple[Callable[[str], str], str, str, str]] = {
    # what is done to a line, line end, encoding, letter
    "as it should be": (str, "\r\n", "cp1252", "AAA"),
    "line feeds alone": (str, "\n", "utf-8", "AAA"),
    "carriage returns alone": (str, "\r", "cp1252", "AAA"),
    "a mark at the start": (str, "\r\n", "utf-8-sig", "AAA"),
    "tabs": (lambda line: line.replace("|", "\t"), "\n", "cp850", "AAA"),
    "padded": (padded, "\r\n", "cp1252", "AA"),
    "a separator at the end": (lambda line: line + "|", "\n", "cp1252", "AAA"),
    "four more columns": (
        lambda line: line + ("|DateRglt|ModeRglt|NatOp|IdClient" if line == NAMES else "|20250402|CH||"),
        "\n",
        "utf-8",
        "AAA",
    ),
    "quoted": (lambda line: "|".join(f'"{cell}"' for cell in line.split("|")), "\n", "utf-8", "AAA"),
    "other order": (reordered, "\n", "utf-8", "AAA"),
    "the tail left out": (lambda line: line if line == NAMES else line.removesuffix("||"), "\n", "utf-8", "AAA"),
}


@pytest.mark.parametrize(("form", "end", "encoding", "code"), FORMS.values(), ids=FORMS)
def test_only_the_two_columns_change_in_any_form(form: Callable[[str], str], end: str, encoding: str, code: str) -> None:
    data = end.join(form(line) for line in LINES).encode(encoding) + end.encode()
    result = patched(data, {2: (code, DAY), 4: (code, DAY)})
    before, after = data.decode("latin-1").split(end), result.decode("latin-1").split(end)
    assert [n for n, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new] == [2, 4]
    separator = "\t" if "\t" in before[0] else "|"
    names = before[0].replace('"', "").split(separator)
    for old, new in ((before[1], after[1]), (before[3], after[3])):
        changed = [names[place] for place, (a, b) in enumerate(zip(old.split(separator), new.split(separator), strict=True)) if a != b]
        assert sorted(changed) == ["DateLet", "EcritureLet"]
        assert len(new) - len(old) in (0, len(code) + 8)  # in a padded file nothing moves
    lines = {line.line: line for line in read_fec(io.BytesIO(result), file_name="a.txt", log=IssueLog()).lines()}
    assert {n: (line.letter, line.lettered_on) for n, line in lines.items()} == {
        2: (code, DAY),
        3: ("", None),
        4: (code, DAY),
        5: ("", None),
    }
    assert issues(result, "a.txt") == issues(data, "a.txt")
    assert patched(data, {}) == data


def test_a_separator_between_quotation_marks_is_text() -> None:
    quoted = ["|".join(f'"{cell}"' for cell in line.split("|")) for line in LINES]
    quoted[1] = quoted[1].replace("Dupont", "Dupont | Fils")
    result = patched("\n".join(quoted).encode(), {2: ("AAA", DAY)}).decode().split("\n")
    assert result[1] == quoted[1].replace('"120,00"|"0,00"|""|""', '"120,00"|"0,00"|"AAA"|"20250402"')


def test_a_padded_column_says_how_long_a_letter_may_be() -> None:
    data = "\n".join(padded(line) for line in LINES).encode()
    assert letter_columns(io.BytesIO(data), "a.txt").width == 2
    assert letter_columns(io.BytesIO("\n".join(LINES).encode()), "a.txt").width is None
    right = data.replace(b"|0,00|  |        |", b"|0,00| A|20250301|", 1)
    assert letter_columns(io.BytesIO(right), "a.txt").right_aligned
    assert b"|120,00| B|20250402|" in patched(right, {4: ("B", DAY)})


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([NAMES, SALE.replace("|||20250331", "|A|20250301|20250331")], 2),  # lettered already
        ([NAMES, SALE], 7),  # no such line
        ([NAMES, SALE], 1),  # the names of the columns
        ([NAMES, "cut|short"], 2),
    ],
)
def test_a_line_that_cannot_take_a_letter_is_refused(lines: list[str], wanted: int) -> None:
    with pytest.raises(FecLineNotPatched):
        patched("\n".join(lines).encode(), {wanted: ("AAA", DAY)})


def test_a_file_without_room_for_letters_is_refused() -> None:
    narrow = "\n".join("|".join(line.split("|")[:13] + line.split("|")[15:]) for line in LINES)
    with pytest.raises(FileRefused, match="EcritureLet, DateLet"):
        letter_columns(io.BytesIO(narrow.encode()), "a.txt")
    with pytest.raises(FileRefused, match="UTF-16"):
        letter_columns(io.BytesIO("\n".join(LINES).encode("utf-16")), "a.txt")
    with pytest.raises(FileRefused):
        letter_columns(io.BytesIO(b""), "a.txt")


def test_a_line_too_long_for_any_reader_is_copied_as_it_is() -> None:
    data = "\r\n".join([NAMES, "x" * (letters.CHUNK + 200_000), SALE, PAID]).encode()
    assert patched(data, {3: ("AAA", DAY), 4: ("AAA", DAY)}).replace(b"AAA|20250402", b"|") == data
    with pytest.raises(FecLineNotPatched):
        patched(data, {2: ("AAA", DAY)})


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 7), st.lists(st.sampled_from(["\r\n", "\n", "\r", "\r\r\n", "\n\n"]), min_size=5, max_size=5), st.booleans())
def test_lines_are_numbered_as_the_reader_numbers_them_wherever_a_chunk_ends(chunk: int, ends: list[str], last: bool) -> None:
    data = "".join(line + end for line, end in zip(LINES, ends, strict=True)).encode()
    data = data if last else data.rstrip(b"\r\n")
    numbers = {
        line.account[:3] + line.journal_code: line.line for line in read_fec(io.BytesIO(data), file_name="a.txt", log=IssueLog()).lines()
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(letters, "CHUNK", chunk)
        result = patched(data, {numbers["411VE"]: ("AAA", DAY), numbers["411BQ"]: ("AAA", DAY)})
    assert result.replace(b"AAA|20250402", b"|") == data
    assert result.count(b"|AAA|20250402|") == 2


@pytest.mark.parametrize("name", ["111111111FEC20221231.TXT", "000000000FEC20231231.txt"])
@pytest.mark.parametrize("suggested", [False, True], ids=["certain", "suggested too"])
@pytest.mark.parametrize("blank", [False, True], ids=["as published", "letters taken out"])
def test_a_published_ledger_is_lettered_in_its_own_bytes(name: str, suggested: bool, blank: bool) -> None:
    path = fixture_path(f"fec/neolegal-fec/{name}")
    data = blanked(path)[0] if blank else path.read_bytes()
    found = letter_ledger(io.BytesIO(data), name)
    wanted = letters_by_line(found.chosen(suggested=suggested))
    assert wanted
    out = io.BytesIO()
    write_letters(io.BytesIO(data), out, letter_columns(io.BytesIO(data), name), wanted)
    result = out.getvalue()
    before, after = data.split(b"\n"), result.split(b"\n")
    assert {n for n, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new} == set(wanted)
    separator = b"|" if b"|" in before[0] else b"\t"
    place = [name.lower() for name in before[0].split(separator)].index(b"ecriturelet")
    for n, (code, day) in wanted.items():
        old, new = before[n - 1].split(separator), after[n - 1].split(separator)
        assert (old[:place], old[place + 2 :]) == (new[:place], new[place + 2 :])
        assert (new[place].strip(), new[place + 1]) == (code.encode(), f"{day:%Y%m%d}".encode())
        assert separator == b"\t" or len(new[place]) == len(old[place]) == 2
    assert issues(result, name) == issues(data, name)
    # Every letter balances on its account, and none was there before.
    balances: dict[tuple[str, str, str], int] = {}
    for line in read_fec(io.BytesIO(result), file_name=name, log=IssueLog()).lines():
        if line.line in wanted:
            key = (line.account, line.auxiliary, line.letter)
            balances[key] = balances.get(key, 0) + line.debit_minor - line.credit_minor
    assert set(balances.values()) == {0}
    used = {
        (line.account, line.auxiliary, line.letter)
        for line in read_fec(io.BytesIO(data), file_name=name, log=IssueLog()).lines()
        if line.letter
    }
    assert not used & balances.keys()
