"""Remittance advices: read at every door, kept by version, undone, and what matching is told of them."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import typst
from django.db import DatabaseError

from encours.cli.diagnosis_files import write_files
from encours.kernel.normal import reference_key
from encours.kernel.refusal import Refusal
from encours.receivables.matching.contract import RemittanceAdvice, RemittanceLine, SettledDocument
from encours.store.bulk.remittances import record_remittance_uses
from encours.store.load.companies import Company
from encours.store.load.matching import key, load_waiting_lines
from encours.store.load.remittances import load_remittances, load_settled
from encours.store.tenant import Scope, record_now, tenant
from encours.usecases.diagnosis.run import diagnose
from encours.usecases.imports.mail import opened
from encours.usecases.imports.mappings import fitting_mapping, keep_mapping
from encours.usecases.imports.undo import undo_import
from encours.usecases.mapping_proposal import proposal
from encours.usecases.matching import match_company
from tests.formats.mail.test_mail import mail
from tests.taskgraph import SETS, pair_f1, write_tables
from tests.usecases.books import TODAY, assert_sound, csv, fec, give, new_company, query

HEAD = "remittance_id,line_id,sent_on,payer_name,customer_id,currency,total,invoice_reference,amount,discount,memo"
AV1 = (HEAD, "AV-1,L1,2025-04-01,DUPONT SA,DUPONT,EUR,118.00,FA-1,120.00,2.00,", "AV-1,,,,,EUR,,AV-9,-2.00,,retour")
SALES = fec(
    "VE 1 2025-03-01 FA-20250001\n411 DUPONT 120,00\n706 - -120,00", "VE 2 2025-03-05 FA-20250002\n411 MARTIN 240,00\n706 - -240,00"
)


def scope_of(company: Company) -> Scope:
    return Scope(company.organization_id, company.id, "test")


def bank(*rows: str) -> bytes:
    return csv("line_id,booked_on,amount,currency,account_iban,counterparty_name,remittance", *(f"{row}" for row in rows))


IBAN = "FR7630001007941234567890185"
L1, L2 = f"L1,2025-04-02,118.00,EUR,{IBAN},CLIENT DUPONT,VIR", f"L2,2025-04-03,240.00,EUR,{IBAN},CLIENT MARTIN,VIR FA-20250002"


def waiting(company: Company) -> list[RemittanceAdvice]:
    with tenant(company.organization_id) as cursor:
        return load_remittances(cursor, scope_of(company))


def test_an_advice_is_kept_and_matching_reads_it_as_it_was_written(fresh_database):
    company = new_company()
    give(company, SALES, "FEC2025.txt")
    report = give(company, csv(*AV1), "remittances.csv")
    assert (report.kind, report.state, report.records, report.created, report.details) == (
        "remittances",
        "committed",
        2,
        1,
        {"advice_lines": 2},
    )
    assert report.issues == ()
    ((customer,),) = query(company, "SELECT id FROM customer WHERE code = 'DUPONT'")
    lines = (RemittanceLine("FA-1", 120_00, 2_00), RemittanceLine("AV-9", -2_00, 0, "retour"))
    wanted = RemittanceAdvice("AV-1", "EUR", lines, None, date(2025, 4, 1), "DUPONT SA", key(customer), 118_00)
    assert waiting(company) == [wanted], "no file of the bank names lines yet, so any payment may be its own"
    give(company, bank(L2), "bank.csv")
    assert waiting(company) == [], "its line has a name and has not come"
    give(company, bank(L1), "bank2.csv")
    with tenant(company.organization_id) as cursor:
        (line,) = [one.receipt.id for one in load_waiting_lines(cursor, scope_of(company)) if one.line_ref == "L1"]
    (found,) = waiting(company)
    assert found == RemittanceAdvice("AV-1", "EUR", lines, line, date(2025, 4, 1), "DUPONT SA", key(customer), 118_00)
    assert_sound(company)


def test_the_same_advice_adds_nothing_and_another_content_takes_its_place(fresh_database):
    company = new_company()
    assert give(company, csv(*AV1), "a.csv").created == 1
    again = give(company, csv(*AV1) + b"\n", "b.csv")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    changed = give(company, csv(*(row.replace("118.00", "").replace("retour", "avoir de retour") for row in AV1)), "c.csv")
    assert (changed.created, changed.updated, changed.unchanged) == (0, 1, 0)
    (found,) = waiting(company)
    assert found.lines[1].memo == "avoir de retour" and found.total_minor is None
    assert query(company, "SELECT version FROM remittance ORDER BY version") == [(1,), (2,)]
    assert changed.import_id is not None
    undo_import(company, "test", changed.import_id, today=TODAY)
    assert [found.total_minor for found in waiting(company)] == [118_00], "what was said before counts again"
    back = give(company, csv(*(row.replace("118.00", "").replace("retour", "avoir de retour") for row in AV1)), "c.csv")
    assert back.updated == 1 and query(company, "SELECT max(version) FROM remittance") == [(3,)]
    assert_sound(company)


def test_a_preview_and_a_refused_file_write_nothing(fresh_database):
    company = new_company()
    wrong = csv(*(row.replace("118.00", "117.00") for row in AV1))
    report = give(company, wrong, "a.csv")
    assert report.state == "refused" and {issue.code for issue in report.issues if issue.severity == "error"} == {
        "remittance_total_differs"
    }
    assert "118" in report.issues[-1].say("fr") and waiting(company) == []
    left_out = give(company, wrong, "a.csv", skip_bad_rows=True)
    assert (left_out.created, left_out.rejected) == (0, 2)
    taken = give(company, wrong + b"\n", "a.csv", confirmed=frozenset({"remittance_total_differs"}))
    assert taken.created == 1 and waiting(company)[0].total_minor == 117_00


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (("R1,,2025-04-01,A,,EUR,,FA-1,1.00,,", "R1,,2025-04-02,,,EUR,,FA-2,1.00,,"), "remittance_contradicts"),
        (("R1,,,,,EUR,,FA-1,1.00,,", "R1,,,,,USD,,FA-2,1.00,,"), "remittance_contradicts"),
        (("R1,,,,,EUR,,FA-1,1.00,,", "R1,,,,,EUR,,FA-2,1;00,,"), "table-amount"),
        (("R1,,03/04/2025,,,EUR,,FA-1,1.00,,",), "table-date"),
        (("R1,,,,,EUR,,,1.00,,",), "table-value-missing"),
    ],
)
def test_what_contradicts_itself_or_can_be_read_in_two_ways_is_not_guessed(fresh_database, rows, code):
    report = give(new_company(), csv(HEAD, *rows), "a.csv")
    assert report.state == "refused" and code in {issue.code for issue in report.issues if issue.severity == "error"}


def test_a_customer_who_is_not_there_yet_and_documents_unknown_only_wait(fresh_database):
    company = new_company()
    report = give(company, csv(*AV1), "a.csv")
    assert report.state == "committed" and [issue.code for issue in report.issues] == ["remittance_payer_unknown"]
    assert waiting(company)[0].customer is None
    give(company, SALES, "FEC2025.txt")
    assert waiting(company)[0].customer is not None


def test_advices_of_a_table_without_references_are_known_by_their_content(fresh_database):
    company = new_company()
    scope = scope_of(company)
    data = "Votre facture;Retenue;Net payé\nFA-1;palette;118,00\nFA-2;;240,00\nTotal;;358,00\n".encode()
    proposed = proposal(data, "avis.csv", currency="EUR")
    assert (proposed["mapping"]["kind"], proposed["missing"], proposed["questions"]) == ("remittances", [], [])
    mapping = {
        **proposed["mapping"],
        "constants": {"currency": "EUR", "customer_id": "DUPONT"},
        "columns": {**proposed["mapping"]["columns"], "Retenue": "memo"},
    }
    keep_mapping(scope, "dupont", mapping)
    report = give(company, data, "avis.csv", mapping="dupont")
    assert (report.records, report.created) == (3, 1)
    (found,) = waiting(company)
    assert (
        found.id.startswith("content:")
        and found.total_minor == 358_00
        and found.lines == (RemittanceLine("FA-1", 118_00, 0, "palette"), RemittanceLine("FA-2", 240_00))
    )
    assert give(company, data + b"\n", "encore.csv", mapping="dupont").unchanged == 1
    assert give(company, data.replace(b"358", b"359"), "faux.csv", mapping="dupont").state == "refused"
    half = give(company, data.replace(b"118,00", b"x"), "moitie.csv", mapping="dupont", skip_bad_rows=True)
    assert (half.created, half.rejected) == (0, 3) and "remittance_incomplete" in half.issue_counts, "half a list is not a list"
    known = fitting_mapping(scope, data.replace(b"FA-1", b"FA-7"), "avis de mai.csv")
    assert known is not None and known["name"] == "dupont"
    keep_mapping(scope, "martin", {**mapping, "constants": {"currency": "EUR", "customer_id": "MARTIN"}})
    assert fitting_mapping(scope, data, "avis.csv") is None, "two payers write alike: a person says whose it is"


def test_totals_are_compared_with_what_they_add_up(fresh_database):
    company = new_company()
    mapping = {
        "schema": "encours.mapping/1", "kind": "remittances", "columns": {"Avis": "remittance_id", "Facture": "invoice_reference", "Net": "amount"},
        "constants": {"currency": "EUR"}, "decimal_mark": ",", "separator": ";",
    }  # fmt: skip
    rows = ["Avis;Facture;Net", "V1;FA-1;10,00", "V1;FA-2;20,00", "Sous-total;;30,00", "V2;FA-3;5,00", "Total général;;35,00"]
    report = give(company, csv(*rows), "a.csv", mapping_json=mapping)
    assert (report.state, report.created, report.details["advice_lines"], [issue.code for issue in report.issues]) == (
        "committed",
        2,
        3,
        ["table-subtotal"],
    )
    assert [(one.id, one.total_minor) for one in waiting(company)] == [("V1", None), ("V2", None)]
    assert give(company, csv(*rows[:-1], "TOTAL;;36,00"), "b.csv", mapping_json=mapping).state == "refused"
    assert give(company, csv(*rows[:3], "Total;;30,00"), "c.csv", mapping_json=mapping).updated == 1, "now it states its total"
    energy = give(company, csv("Payeur;Facture;Net", "TOTAL ENERGIES;FA-8;10,00", "TOTAL ENERGIES;FA-9;20,00", "Total;;30,00"), "d.csv", mapping_json={**mapping, "columns": {
        "Payeur": "payer_name", "Facture": "invoice_reference", "Net": "amount"}})  # fmt: skip
    assert (energy.state, energy.created, energy.details["advice_lines"]) == ("committed", 1, 2), "who is called Total pays all the same"


PDF = typst.compile(
    b"""*DUPONT* #h(1fr) Avis de paiement
#table(columns: (auto, 1fr, auto, auto), [Facture], [Motif], [Escompte], [Montant pay\xc3\xa9], [FA-1], [], [2,00], [118,00], [FA-2], [], [], [240,00], [Total], [], [], [358,00])"""
)


def test_the_table_of_a_pdf_is_an_advice_and_a_scan_is_refused_before_columns_are_asked_for(fresh_database):
    company = new_company()
    proposed = proposal(PDF, "avis.pdf", currency="EUR")
    assert proposed["mapping"]["kind"] == "remittances" and not proposed["missing"] and not proposed["questions"]
    report = give(company, PDF, "avis.pdf", mapping_json=proposed["mapping"])
    assert (report.state, report.created) == ("committed", 1)
    assert [(line.reference, line.amount_minor, line.discount_minor) for line in waiting(company)[0].lines] == [
        ("FA-1", 118_00, 2_00),
        ("FA-2", 240_00, 0),
    ]
    for data, code in (
        (PDF + b"\n", "mapping_needed"),
        (typst.compile(b"#rect(fill: red)"), "table-pdf-scan"),
        (b"%PDF-1.4", "table-pdf-damaged"),
    ):
        with pytest.raises(Refusal) as refused:
            give(company, data, "autre.pdf")
        assert refused.value.code == code


CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.05{kind}.001.08"><BkToCstmr{root}><{tag}><Id>S{n}</Id><CreDtTm>2025-04-02T20:00:00</CreDtTm>
<Acct><Id><IBAN>FR7630001007941234567890185</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy="EUR">118.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2025-04-02</Dt></BookgDt><AcctSvcrRef>REF1</AcctSvcrRef><NtryDtls><TxDtls><Amt Ccy="EUR">118.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<RltdPties><Dbtr><Pty><Nm>DUPONT</Nm></Pty></Dbtr></RltdPties><RmtInf>{strd}</RmtInf></TxDtls></NtryDtls></Ntry></{tag}></BkToCstmr{root}></Document>"""
STRD = (
    "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>FA-1</Nb></RfrdDocInf><RfrdDocAmt><DscntApldAmt><Amt Ccy='EUR'>2.00</Amt></DscntApldAmt>"
    "<RmtdAmt Ccy='EUR'>120.00</RmtdAmt></RfrdDocAmt></Strd>"
    "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CREN</Cd></CdOrPrtry></Tp><Nb>AV-9</Nb></RfrdDocInf><RfrdDocAmt><RmtdAmt Ccy='EUR'>2.00</RmtdAmt></RfrdDocAmt></Strd>"
)


def camt(n: int, *, kind: str = "3", root: str = "Stmt", tag: str = "Stmt", strd: str = STRD) -> bytes:
    return CAMT.format(n=n, kind=kind, root=root, tag=tag, strd=strd).encode()


@pytest.mark.parametrize("advice_first", [True, False])
def test_the_list_the_bank_passes_on_is_the_advice_of_its_line_in_whatever_order(fresh_database, advice_first):
    company = new_company()
    notice, statement = camt(1, kind="4", root="DbtCdtNtfctn", tag="Ntfctn"), camt(2, strd="<Ustrd>VIR</Ustrd>")
    for n, data in enumerate((notice, statement) if advice_first else (statement, notice)):
        give(company, data, f"{n}.xml")
    (found,) = waiting(company)
    assert found.lines == (RemittanceLine("FA-1", 120_00, 2_00), RemittanceLine("AV-9", -2_00)) and found.payer_name == "DUPONT"
    with tenant(company.organization_id) as cursor:
        assert found.receipt == load_waiting_lines(cursor, scope_of(company))[0].receipt.id
    again = give(company, camt(3), "full.xml")
    assert again.details["remittances"] == 0 and len(waiting(company)) == 1
    assert_sound(company)


def test_the_list_goes_with_the_statement_that_brought_it(fresh_database):
    company = new_company()
    report = give(company, camt(1), "camt.xml")
    assert report.details["remittances"] == 1 and report.import_id is not None
    undo_import(company, "test", report.import_id, today=TODAY)
    assert waiting(company) == []


def test_an_advice_is_spent_with_its_money_and_waits_again_when_that_is_undone(fresh_database):
    company = new_company()
    give(company, SALES, "FEC2025.txt")
    report = give(company, bank(L1, L2), "bank.csv")
    give(
        company,
        csv(
            HEAD,
            "AV-2,L2,,,,EUR,,FA-20250002,240.00,,",
            "AV-3,,,,MARTIN,EUR,,FA 2025 0002,240.00,,",
            "AV-4,,,,MARTIN,EUR,,FA-20250002,200.00,,",
            "AV-4,,,,MARTIN,EUR,,FA-77,40.00,,",
        ),
        "a.csv",
    )
    assert [one.id for one in waiting(company)] == ["AV-2", "AV-3", "AV-4"]
    match_company(company, "test", today=TODAY)
    assert [one.id for one in waiting(company)] == ["AV-4"], "one document of AV-4 has not come yet"
    assert report.import_id is not None
    undo_import(company, "test", report.import_id, today=TODAY)
    assert [one.id for one in waiting(company)] == ["AV-3", "AV-4"], "the line of AV-2 is gone; it waits for it"
    assert_sound(company)


def test_an_advice_that_explained_a_receipt_explains_no_other(fresh_database):
    company = new_company()
    give(company, SALES, "FEC2025.txt")
    give(company, bank(L1), "bank.csv")
    give(company, csv(HEAD, "AV-1,,,DUPONT,DUPONT,EUR,,FA-20250001,118.00,,"), "a.csv")
    match_company(company, "test", today=TODAY)
    assert len(waiting(company)) == 1, "FA-20250001 is open still"
    ((line,),) = query(company, "SELECT id FROM statement_line")
    for expected in (1, 0):
        with tenant(company.organization_id) as cursor:
            scope = scope_of(company)
            assert (
                record_remittance_uses(cursor, scope, [("AV-1", line), ("NONE", line)], recorded_at=record_now(cursor, scope)) == expected
            )
    assert waiting(company) == []
    assert_sound(company)


def test_advices_of_one_bank_line_are_one_list(fresh_database):
    company = new_company()
    give(company, bank(L1), "bank.csv")
    give(company, csv(HEAD, "R1,L1,,,,EUR,100.00,FA-1,100.00,,", "R2,L1,2025-04-01,,,EUR,18.00,FA-2,18.00,,"), "a.csv")
    (found,) = waiting(company)
    assert (found.id, found.total_minor, found.sent_on, [line.reference for line in found.lines]) == (
        "R1",
        118_00,
        date(2025, 4, 1),
        ["FA-1", "FA-2"],
    )


def test_settled_documents_are_found_by_their_number(fresh_database):
    company = new_company()
    give(company, SALES, "FEC2025.txt")
    give(company, bank(L1, L2), "bank.csv")
    wanted = [reference_key(number) for number in ("FA-20250001", "fa 2025/0002", "FA-3", "")]

    def settled() -> list[SettledDocument]:
        with tenant(company.organization_id) as cursor:
            return load_settled(cursor, scope_of(company), wanted)

    assert settled() == []
    match_company(company, "test", today=TODAY)
    ((customer,),) = query(company, "SELECT id FROM customer WHERE code = 'MARTIN'")
    assert settled() == [SettledDocument(key(customer), "EUR", "FA-20250002", 240_00, date(2025, 4, 3))]


@pytest.mark.parametrize("name", SETS)
def test_the_public_sets_go_through_the_door_of_tables(fresh_database, tmp_path: Path, name: str):
    tables = write_tables(name, tmp_path)
    found = diagnose(tables.files, today=TODAY, currency="USD", language="en")
    assert {outcome.path.name: (outcome.kind, outcome.refusal) for outcome in found.files} == {
        "customers.csv": ("customers", None), "invoices.csv": ("invoices", None), "bank.csv": ("bank-csv", None), "remittances.csv": ("remittances", None),
    }  # fmt: skip
    assert sum(len(issue_counts) for outcome in found.files if (issue_counts := outcome.report.issue_counts if outcome.report else {})) == 0
    assert query(found.company, "SELECT count(*) FROM remittance_line") == [(tables.advice_lines,)]
    write_files(found, tmp_path / "out", "en")
    matches, lines = (
        [row.split(",") for row in (tmp_path / "out" / f"{file}.csv").read_text().splitlines()] for file in ("matches", "lines")
    )
    assert matches[0] == ["line_id", "invoice_number", "amount", "kind", "decision", "rank", "confidence", "rule", "reasons"]
    assert (
        lines[0] == ["line_id", "kind", "payer_customer_id", "applied", "unapplied", "decision", "reasons"]
        and len(lines) == 1 + tables.payments
    )
    assert {row[1] for row in lines[1:]} <= {"receipt", "non_receivable", "duplicate", "return", "on_account", "unknown"}
    assert {row[3] for row in matches[1:]} <= {
        "payment",
        "cash_discount",
        "bank_fee",
        "short_payment",
        "credit_note",
        "penalty",
        "rounding",
        "currency",
    }
    first = {(row[0], row[1]) for row in matches[1:] if row[4] == "automatic" or row[5] == "1"}
    assert pair_f1(first, tables.truth) > 50


def test_a_mail_brings_its_files_to_the_diagnosis_under_its_own_name(fresh_database, tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(SALES)
    (tmp_path / "avis.eml").write_bytes(
        mail("Bonjour", ("avis.csv", csv(*AV1)), ("bank.csv", bank(L1)), ("scan.pdf", typst.compile(b"#rect(fill: red)"))).as_bytes()
    )
    (tmp_path / "vide.eml").write_bytes(mail("Bonjour").as_bytes())
    found = diagnose(sorted(tmp_path.iterdir()), today=TODAY, language="fr")
    shown = {
        outcome.path.relative_to(tmp_path).as_posix(): (outcome.kind, outcome.refusal.code if outcome.refusal else "")
        for outcome in found.files
    }
    assert shown == {
        "a.txt": ("fec", ""), "avis.csv (avis.eml)": ("remittances", ""), "bank.csv (avis.eml)": ("bank-csv", ""), "scan.pdf (avis.eml)": ("pdf", "table-pdf-scan"),
        "vide.eml": ("mail", "mail-empty"),
    }  # fmt: skip
    assert len(waiting(found.company)) == 1


def test_an_import_of_remittances_cannot_be_changed_behind_the_scenes(fresh_database):
    company = new_company()
    give(company, csv(*AV1), "a.csv")
    for statement in (
        "UPDATE remittance SET total_minor = 0", "DELETE FROM remittance_line", "TRUNCATE remittance_use",
        "INSERT INTO remittance_line (organization_id, remittance_id, line_no, amount_minor, reference) SELECT organization_id, id, 9, 1, 'X' FROM remittance",
    ):  # fmt: skip
        with pytest.raises(DatabaseError), tenant(company.organization_id) as cursor:
            cursor.execute(statement)
    other = new_company("Other")
    assert waiting(other) == [] and query(other, "SELECT count(*) FROM remittance") == [(0,)]


def test_the_stream_of_a_mail_is_read_once_per_file() -> None:
    parts = opened("avis.eml", io.BytesIO(mail("x", ("avis.csv", csv(*AV1))).as_bytes()))
    assert [(name, content.read()) for name, content in parts] == [("avis.csv (avis.eml)", csv(*AV1))]
    plain = io.BytesIO(csv(*AV1))
    assert opened("a.csv", plain) == [("a.csv", plain)] and plain.tell() == 0
