"""Whatever the bytes, a statement reader answers with a reading or a named refusal, in bounded time, and reads no other file."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import encours.formats.statements as package
from encours.formats.contract import FileRefused, Reading
from encours.formats.statements.camt import FORMAT as CAMT
from encours.formats.statements.cfonb120.amount import encode_amount
from encours.formats.statements.contract import Statement, StatementFormat
from encours.formats.statements.ofx import FORMAT as OFX
from encours.formats.statements.recognise import read_statements, statement_formats
from encours.kernel.wording import LANGUAGES

FORMATS = statement_formats()
SAMPLES = [path.read_bytes() for path in sorted(Path(package.__path__[0]).glob("*/samples/*")) if path.suffix != ".json"]
OWN = {known.code: [data for data in SAMPLES if known.recognises(data[:4096])] for known in FORMATS}
QUIET = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
MEGABYTE = 2**20


def read(known: StatementFormat, data: bytes) -> Reading[Statement] | None:
    """The reading, its texts formatted as a screen would; None for a refusal. Anything else that is raised fails the test."""
    known.recognises(data[:4096])
    try:
        reading = known.read(data)
    except FileRefused as refused:
        assert all(refused.say(language) for language in LANGUAGES)
        return None
    for issue in reading.issues:
        assert all(issue.say(language) for language in LANGUAGES)
    for statement in reading.records:
        assert statement.account or known.code == "bank-csv"
        assert all(abs(line.amount_minor) < 2**63 for line in statement.lines)
    return reading


@contextmanager
def within(seconds: float) -> Iterator[None]:
    started = time.perf_counter()
    yield
    assert time.perf_counter() - started < seconds


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.code)
class TestEveryReader:
    @QUIET
    @given(data=st.binary(max_size=2000))
    def test_any_bytes(self, known: StatementFormat, data: bytes) -> None:
        read(known, data)

    @QUIET
    @given(seed=st.integers(0, 2**32))
    def test_its_own_samples_damaged(self, known: StatementFormat, seed: int) -> None:
        chance = random.Random(seed)
        read(known, damaged(chance.choice(OWN[known.code]), chance))

    @QUIET
    @given(data=st.sampled_from(SAMPLES), seed=st.integers(0, 2**32))
    def test_anybodys_samples_damaged(self, known: StatementFormat, data: bytes, seed: int) -> None:
        read(known, damaged(data, random.Random(seed)))

    @QUIET
    @given(
        data=st.sampled_from(SAMPLES),
        encoding=st.sampled_from(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"]),
    )
    def test_samples_in_other_encodings(self, known: StatementFormat, data: bytes, encoding: str) -> None:
        read(known, data.decode("latin-1").encode(encoding, "replace"))

    @pytest.mark.parametrize(
        "unit",
        [
            b"\n",
            b"\0",
            b"a",
            b":",
            b"<",
            b"<a>",
            b"<![CDATA[",
            b"<OFX>",
            b"<STMTTRN>",
            b":61:\n",
            b"-\n",
            b'"',
            b",",
            b"01",
            b"05\n",
            b"x\n",
            "é".encode("utf-16"),
        ],
    )
    def test_five_megabytes_of_one_thing(self, known: StatementFormat, unit: bytes) -> None:
        with within(20):
            read(known, unit * (5 * MEGABYTE // len(unit)))

    @pytest.mark.slow
    def test_fifty_megabytes_of_garbage(self, known: StatementFormat) -> None:
        data = random.Random(1).randbytes(50 * MEGABYTE)
        with within(30):
            assert read(known, data) is None


def damaged(data: bytes, chance: random.Random) -> bytes:
    """`data` with bytes changed, parts cut out, repeated or swapped, and sometimes cut short."""
    damaged_data = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(damaged_data) or 1)
        end = min(len(damaged_data), at + chance.randint(1, 80))
        what = chance.randrange(6)
        if what == 0:
            damaged_data[at : at + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            del damaged_data[at:end]
        elif what == 2:
            damaged_data[at:at] = damaged_data[at:end]
        elif what == 3:
            damaged_data[at:at] = chance.choice(
                [b"\0", b"\r", b"\n", b"<", b"&#0;", b":86:", b"-\n", b"?20", b"9" * 40, b'"', b"{x}", "é".encode(), b"\xff"]
            )
        elif what == 4:
            values = list(re.finditer(rb">[^<>\n]+<", damaged_data))
            if values:
                value = chance.choice(values)
                damaged_data[value.start() + 1 : value.end() - 1] = chance.choice(
                    [b"", b"x", b"-1", b"1,5", b"DBIT", b"USD", b"2026-02-30", b"0" * 70]
                )
        else:
            del damaged_data[at:]
    return bytes(damaged_data)


@QUIET
@given(data=st.sampled_from(SAMPLES), seed=st.integers(0, 2**32))
def test_the_front_door_refuses_or_reads(data: bytes, seed: int) -> None:
    with suppress(FileRefused):
        read_statements(damaged(data, random.Random(seed)))


@QUIET
@given(amounts=st.lists(st.integers(-(10**13), 10**13), max_size=20))
def test_a_cfonb_file_written_with_the_sign_table_adds_up(amounts: list[int]) -> None:
    account, total = "20041    01005EUR2 0500013M026", sum(amounts)
    lines = [f"01{account}  191126".ljust(90) + encode_amount(0)]
    lines += [f"04200410101010{'05EUR2 0500013M026'}05201126  201126VIR".ljust(90) + encode_amount(amount) for amount in amounts]
    if abs(total) < 10**14:
        lines.append(f"07{account}  201126".ljust(90) + encode_amount(total))
        _, reading = read_statements("\n".join(lines).encode())
        assert [line.amount_minor for line in reading.records[0].lines] == amounts
        assert reading.issues == ()


ROOT = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
SECRET = "the content of another file"


def _bomb(levels: int = 12) -> str:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, levels))
    return f"<?xml version='1.0'?><!DOCTYPE Document [{entities}]>{ROOT}&a{levels - 1};</Document>"


HOSTILE = {
    "billion laughs": _bomb(),
    "quadratic blow-up": f'<!DOCTYPE d [<!ENTITY a "{"x" * 100_000}">]>{ROOT}{"&a;" * 100_000}</Document>',
    "external entity in a file": f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{{secret}}">]>{ROOT}&x;</Document>',
    "external entity on the network": f'<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>{ROOT}&x;</Document>',
    "parameter entity": f'<!DOCTYPE d [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>{ROOT}</Document>',
    "external document type": f'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">{ROOT}</Document>',
    "document type after a comment": f"<!-- {'x' * 5000} --><?pi ?>\n<!DOCTYPE d []>{ROOT}</Document>",
    "lower-case document type": f"<!doctype d>{ROOT}</Document>",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("attack", HOSTILE)
def test_a_document_type_is_refused_before_anything_is_expanded(attack: str, encoding: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    data = HOSTILE[attack].replace("{secret}", str(secret)).encode(encoding)
    with within(0.05), pytest.raises(FileRefused) as refused:
        CAMT.read(data)
    assert refused.value.code == "camt-doctype"
    assert SECRET not in refused.value.say("en")


@pytest.mark.parametrize("encoding", ["UTF-7", "IBM037", "EBCDIC-CP-FR", "UTF-32", "hz"])
def test_an_encoding_that_could_hide_a_document_type_is_refused(encoding: str) -> None:
    with pytest.raises(FileRefused) as refused:
        CAMT.read(f"<?xml version='1.0' encoding='{encoding}'?>{ROOT}</Document>".encode())
    assert refused.value.code == "camt-encoding"


def test_xinclude_and_schema_addresses_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    sample = next(data for data in SAMPLES if b"camt.053.001.08" in data)
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}" parse="text"/>'
    schema = '<Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd"'
    hostile = sample.replace(b"REGLEMENT NOVEMBRE", include.encode()).replace(b"<Document", schema.encode(), 1)
    reading = read(CAMT, hostile)
    assert reading is not None
    assert SECRET not in repr(reading)
    assert len(reading.records[0].lines) == 6


def test_a_namespace_that_is_no_uri_is_refused_and_breaks_nothing() -> None:
    sample = next(data for data in SAMPLES if b"camt.053.001.08" in data)
    with pytest.raises(FileRefused) as refused:
        CAMT.read(sample.replace(b"tech:xsd", b"tech}:xsd"))
    assert refused.value.code == "camt-not-xml"


def test_deep_nesting_is_refused() -> None:
    with within(1), pytest.raises(FileRefused):
        CAMT.read((ROOT + "<a>" * 100_000).encode())
    with within(1), pytest.raises(FileRefused):
        OFX.read(b"<OFX>" + b"<STMTTRN>" * 100_000)


def test_a_text_longer_than_any_bank_writes_is_refused_or_cut() -> None:
    head, tail = next(data for data in SAMPLES if b"camt.053.001.08" in data).split(b"REGLEMENT NOVEMBRE")
    reading = read(CAMT, head + b"FA " * 5000 + tail)
    assert reading is not None
    assert "statement-text-cut" in {issue.code for issue in reading.issues}
    assert len(reading.records[0].lines[0].remittance) == 10_000
    assert read(CAMT, head + b"x" * (11 * MEGABYTE) + tail) is None


def test_a_thousand_issues_of_one_kind_are_counted_and_not_kept() -> None:
    header = b"line_id,booked_on,amount,currency\n"
    known = next(each for each in FORMATS if each.code == "bank-csv")
    reading = read(known, header + b"1,2026-11-19,1,EUR\n" + b"x,bad,1,EUR\n" * 100_000)
    assert reading is not None
    assert len(reading.issues) == 50
