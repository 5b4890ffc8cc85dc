"""Independent readers of the demo's files: deliberately not those of Encours, so that a shared mistake shows."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from lxml import etree

from encours.demo.company import DemoCompany

CAMT = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}


def minor(text: str) -> int:
    whole, _, cents = text.lstrip("-").replace(",", ".").partition(".")
    value = int(whole) * 100 + int((cents or "0").ljust(2, "0"))
    return -value if text.startswith("-") else value


def fec_files(company: DemoCompany) -> list[Path]:
    return [path for path in company.files if "FEC" in path.name]


def fec_rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("iso8859-15")
    header, *lines = (line.split("\t") for line in text.removesuffix("\r\n").split("\r\n"))
    assert all(len(line) == 18 for line in lines)
    return [{**dict(zip(header, line, strict=True)), "minor": minor(line[11]) - minor(line[12])} for line in lines]  # type: ignore[dict-item]


def balances(rows: list[dict[str, str]], *columns: str) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        found[tuple(row[column] for column in columns)] += row["minor"]  # type: ignore[assignment]
    return Counter({key: value for key, value in found.items() if value})


def table(company: DemoCompany, name: str) -> list[dict[str, str]]:
    with (company.folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def camt_files(company: DemoCompany) -> list[Path]:
    return [path for path in company.files if path.name.endswith(".xml")]


def camt_statement(path: Path) -> tuple[int, int, list[tuple[str, int]]]:
    """Opening, closing and (reference, amount) of each entry; checks that a detailed batch adds up."""
    root = etree.parse(str(path)).getroot()

    def signed(element: etree._Element) -> int:
        sign = 1 if element.findtext("c:CdtDbtInd", namespaces=CAMT) == "CRDT" else -1
        return sign * minor(element.findtext("c:Amt", namespaces=CAMT) or "")

    balance = {b.findtext("c:Tp/c:CdOrPrtry/c:Cd", namespaces=CAMT): signed(b) for b in root.iterfind(".//c:Bal", CAMT)}
    entries = []
    for entry in root.iterfind(".//c:Ntry", CAMT):
        amount = signed(entry)
        assert sum(signed(d) for d in entry.iterfind("c:NtryDtls/c:TxDtls", CAMT)) == amount
        entries.append((entry.findtext("c:AcctSvcrRef", namespaces=CAMT) or "", amount))
    return balance["OPBD"], balance["CLBD"], entries


def cfonb_amount(field: str) -> int:
    last = field[13]
    negative = last in "}JKLMNOPQR"
    return (-1 if negative else 1) * int(field[:13] + str(("}JKLMNOPQR" if negative else "{ABCDEFGHI").index(last)))


def cfonb_files(company: DemoCompany) -> list[Path]:
    return [path for path in company.files if "cfonb120" in path.name]


def cfonb_statement(path: Path) -> tuple[int, int, list[tuple[str, int]]]:
    records = path.read_bytes().decode("ascii").removesuffix("\r\n").split("\r\n")
    assert {len(record) for record in records} == {120}
    assert [records[0][:2], records[-1][:2]] == ["01", "07"]
    movements = [(r[104:120].strip(), cfonb_amount(r[90:104])) for r in records if r[:2] == "04"]
    return cfonb_amount(records[0][90:104]), cfonb_amount(records[-1][90:104]), movements
