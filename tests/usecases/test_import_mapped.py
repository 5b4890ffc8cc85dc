"""Tables with anybody's columns, through a mapping that was saved."""

from __future__ import annotations

from datetime import date

import pytest

from encours.formats.tables.issues import MappingRefused
from encours.kernel.refusal import Refusal
from encours.usecases.aging import aged_balance
from encours.usecases.companies import scope_of
from encours.usecases.imports.mappings import MappingUnknown, keep_mapping, mapping_names, named_mapping
from encours.usecases.mapping_proposal import proposal
from tests.fixtures import fixture_path
from tests.usecases.books import assert_sound, csv, give, new_company, query

IBM = "ar-data/ibm-accounts-receivable/train_invoiced_before_2013-07-01.csv"
IBM_MAPPING = {
    "schema": "encours.mapping/1",
    "kind": "invoices",
    "columns": {
        "customerID": "customer_id", "invoiceNumber": "number", "InvoiceDate": "issued_on", "DueDate": "due_on", "InvoiceAmount": "total",
        "Disputed": "disputed", "SettledDate": "paid_on",
    },
    "constants": {"currency": "USD"},
    "decimal_mark": ".",
    "date_order": "MDY",
}  # fmt: skip


def test_a_real_table_of_invoices_ages_to_the_cent_through_a_saved_mapping(fresh_database):
    company = new_company("International")
    scope = scope_of(company, "test")
    keep_mapping(scope, "ibm", IBM_MAPPING)
    report = give(company, fixture_path(IBM).read_bytes(), "train.csv", mapping="ibm")
    assert (report.state, report.kind, report.records, report.created) == ("committed", "invoices", 1930, 1930)
    # An invoice that was settled on the day is closed.
    for day, invoices, minor in ((date(2012, 12, 31), 99, 5_725_06), (date(2013, 3, 31), 94, 5_903_74), (date(2013, 6, 30), 84, 5_119_85)):
        found = aged_balance(scope, day)
        assert all(tie.ties for tie in found.ties)
        total = found.total("USD")
        assert total is not None and total.total_minor == minor
        counted = query(
            company,
            "SELECT count(*) FROM item i WHERE i.kind = 'invoice' AND i.effective_on <= %s AND i.amount_minor > coalesce((SELECT sum(a.amount_minor) FROM allocation a"
            " WHERE a.debit_item_id = i.id AND a.effective_on <= %s), 0)",
            day,
            day,
        )
        assert counted == [(invoices,)]
    again = give(company, fixture_path(IBM).read_bytes() + b"\r\n", "train again.csv", mapping="ibm")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1930)
    assert_sound(company)


def test_a_mapping_is_checked_before_it_is_saved_and_found_by_its_name(fresh_database):
    company = new_company()
    scope = scope_of(company, "test")
    with pytest.raises(MappingRefused):
        keep_mapping(scope, "bad", {**IBM_MAPPING, "kind": "nonsense"})
    with pytest.raises(Refusal):
        keep_mapping(scope, " ", IBM_MAPPING)
    keep_mapping(scope, "ibm", IBM_MAPPING)
    keep_mapping(scope, "ibm", {**IBM_MAPPING, "constants": {"currency": "EUR"}})
    assert mapping_names(scope) == [("ibm", "invoices")] and named_mapping(scope, "ibm")["constants"] == {"currency": "EUR"}
    with pytest.raises(MappingUnknown):
        give(company, csv("a;b", "1;2"), "x.csv", mapping="none")
    assert mapping_names(scope_of(new_company("Other"), "test")) == [], "an organization sees its own"


def test_what_was_imported_by_a_mapping_keeps_it_when_the_mapping_changes(fresh_database):
    company = new_company()
    scope = scope_of(company, "test")
    keep_mapping(scope, "m", {**IBM_MAPPING, "columns": {"n": "number", "c": "customer_id", "d": "issued_on", "t": "total"}})
    give(company, csv("n;c;d;t", "F1;A;12/31/2024;10.50"), "x.csv", mapping="m")
    assert query(company, "SELECT options->'mapping_json'->'columns'->>'t' FROM import") == [("total",)]
    assert query(company, "SELECT amount_minor, currency FROM item") == [(10_50, "USD")]


def test_a_table_of_bank_movements_is_a_statement(fresh_database):
    company = new_company()
    mapping = {
        "schema": "encours.mapping/1", "kind": "bank", "columns": {"Date": "booked_on", "Libellé": "remittance", "Débit": "debit", "Crédit": "credit"},
        "constants": {"currency": "EUR"}, "decimal_mark": ",", "date_order": "DMY", "sign": "debit_credit", "separator": ";",
    }  # fmt: skip
    data = "Date;Libellé;Débit;Crédit\n02/04/2025;VIR FA-1;;120,00\n03/04/2025;FRAIS;12,00;\n03/04/2025;FRAIS;12,00;\n04/04/2025;FRAIS;x;\n".encode()
    assert give(company, data, "bank.csv", mapping_json=mapping).state == "refused"
    report = give(company, data, "bank.csv", mapping_json=mapping, skip_bad_rows=True)
    assert (report.kind, report.records, report.created, report.rejected) == ("statement", 4, 3, 1)
    assert query(company, "SELECT amount_minor FROM statement_line ORDER BY id") == [(120_00,), (-12_00,), (-12_00,)]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"%PDF-1.7 factur-x.xml", "invoice.pdf", "einvoice_not_read"),
        (b'<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>', "ubl.xml", "einvoice_not_read"),
        (
            b'<?xml version="1.0"?><CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"/>',
            "credit note.xml",
            "einvoice_not_read",
        ),
        (
            b'<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>',
            "cii.xml",
            "einvoice_not_read",
        ),
        (b"a;b\n1;2\n", "table.csv", "mapping_needed"),
        (b"PK\x03\x04 cut short", "damaged.xlsx", "table-workbook"),
        (b"\x00\x01\x02", "x.bin", "file_unknown"),
    ],
)
def test_what_is_not_imported_is_refused_by_name_with_what_to_do(fresh_database, data, name, code):
    with pytest.raises(Refusal) as refused:
        give(new_company(), data, name)
    assert (
        refused.value.code == code
        and (name in refused.value.say("fr") or code == "table-workbook")
        and refused.value.say("fr") != refused.value.say("en")
    )


def test_a_real_electronic_invoice_is_refused_by_name_in_both_languages(fresh_database):
    company = new_company()
    folder = fixture_path("einvoice")
    others = "order-x", "-CDV-"  # orders and messages about an invoice's life
    files = sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in (".xml", ".pdf") and not any(mark in path.name for mark in others)
    )
    assert len(files) > 300
    for path in files:
        with pytest.raises(Refusal) as refused:
            give(company, path.read_bytes(), path.name)
        told = refused.value.say("en"), refused.value.say("fr")
        assert refused.value.code == "einvoice_not_read", path
        assert path.name in told[0] and "does not read electronic invoices" in told[0] and "invoices.csv" in told[0]
        assert path.name in told[1] and "ne lit pas les factures électroniques" in told[1] and "rien n'en a été repris" in told[1]
    assert query(company, "SELECT count(*) FROM import") == [(0,)]


NAMED_ONLY = b"""Client;Facture;Date;Echeance;TTC
Dupont SARL;F-1;01/03/2026;31/03/2026;120,00
DUPONT  sarl;F-2;15/03/2026;14/04/2026;80,00
Martin;F-3;16/03/2026;15/04/2026;50,00
Leroy;F-4;17/03/2026;16/04/2026;10,00
"""


def test_customers_of_a_table_without_codes_are_those_of_their_name_and_no_guess_is_made_between_two(fresh_database):
    company = new_company()
    mapping = proposal(NAMED_ONLY, "factures.csv", currency="EUR")
    assert not mapping["missing"] and mapping["mapping"]["columns"]["Client"] == "customer_name"
    assert give(company, csv("customer_id,name", "C1,Dupont SARL", "C2,Leroy", "C3,Leroy"), "customers.csv").state == "committed"
    given = {"mapping_json": mapping["mapping"]}
    refused = give(company, NAMED_ONLY, "factures.csv", **given)
    assert refused.state == "refused" and {issue.code: issue.line for issue in refused.issues if issue.severity == "error"} == {
        "customer_name_ambiguous": 5
    }
    report = give(company, NAMED_ONLY, "factures.csv", skip_bad_rows=True, **given)
    assert (report.state, report.created, report.rejected) == ("committed", 3, 1)
    assert [(issue.line, issue.value) for issue in report.issues if issue.code == "customer_named_only"] == [(4, "Martin")]
    found = query(
        company,
        "SELECT c.code, i.document_ref FROM item i JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id ORDER BY 2",
    )
    assert found == [("C1", "F-1"), ("C1", "F-2"), ("Martin", "F-3")]
    again = give(company, NAMED_ONLY + b"\n", "again.csv", skip_bad_rows=True, **given)
    assert (again.created, again.unchanged, again.rejected) == (0, 3, 1)
    assert_sound(company)
