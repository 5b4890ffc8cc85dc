"""No bytes crash the FEC reader: it yields lines and issues, or refuses the file."""

from __future__ import annotations

import io
import tracemalloc
from collections import deque

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.ledgers.fec_text import NAME, Read, read, row, sale, text

from encours.formats.contract import FileRefused
from encours.formats.ledgers.fec import read_fec
from encours.kernel.issue import IssueLog

_VALID = text(*(line for index in range(1, 6) for line in sale(str(index), EcritureLib="Réglé n° 1", EcritureLet="AA", DateLet="20261103")))


def _read_or_refuse(data: bytes) -> Read | None:
    try:
        return read(data)
    except FileRefused:
        return None


@given(st.binary(max_size=2000))
def test_arbitrary_bytes(data: bytes) -> None:
    _read_or_refuse(data)


@given(st.binary(max_size=500))
def test_arbitrary_bytes_after_a_header(data: bytes) -> None:
    _read_or_refuse(text().encode() + data)


@settings(max_examples=300)
@given(
    st.sampled_from(["utf-8", "cp1252", "cp850", "utf-16"]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 3), st.binary(max_size=4)), min_size=1, max_size=6),
)
def test_mutated_files(encoding: str, edits: list[tuple[int, int, bytes]]) -> None:
    data = bytearray(_VALID.encode(encoding))
    for at, removed, added in edits:
        data[at % len(data) : at % len(data) + removed] = added
    result = _read_or_refuse(bytes(data))
    if result is not None:
        summary = result.fec.summary
        assert summary.lines == len(result.lines)
        assert summary.debit_minor == sum(line.debit_minor for line in result.lines)
        for issue in result.log.issues:
            assert issue.say("fr") != issue.say("en")


@given(st.lists(st.text(alphabet="0123456789,.-+ E€'\u00a0", max_size=14), min_size=2, max_size=2))
def test_an_amount_is_never_taken_for_one_with_other_digits(amounts: list[str]) -> None:
    result = read(text(row(Debit=amounts[0], Credit=amounts[1])))
    for line in result.lines:
        for written, minor in ((amounts[0], line.debit_minor), (amounts[1], line.credit_minor)):
            if "E" not in written:
                digits = "".join(character for character in written if character.isdigit()).strip("0")
                assert digits == str(abs(minor)).strip("0")


class _Endless(io.RawIOBase):
    """A seekable file of `lines` lines that is nowhere in memory."""

    def __init__(self, lines: int) -> None:
        head, body = text().encode(), text(*sale()).encode()[len(text()) :]
        self._head, self._block, self._size = head, body, len(head) + lines // 2 * len(body)
        self._at = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        size = min(size, self._size - self._at)
        start, self._at = self._at, self._at + size
        if start < len(self._head):
            repeated = self._head + self._block * (size // len(self._block) + 1)
            return repeated[start : start + size]
        offset = (start - len(self._head)) % len(self._block)
        return (self._block * (size // len(self._block) + 2))[offset : offset + size]


def test_memory_does_not_grow_with_the_file() -> None:
    peaks = []
    for lines in (20_000, 80_000):
        tracemalloc.start()
        fec = read_fec(_Endless(lines), file_name=NAME, log=IssueLog())  # type: ignore[arg-type]  # RawIOBase reads bytes all the same
        deque(fec.lines(), 0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert fec.summary.lines == lines
    assert peaks[1] < 1.2 * peaks[0] + 1_000_000
