"""Customers and contacts in: by their keys, in any order, and only what the table says."""

from __future__ import annotations

from datetime import date

from tests.usecases.books import assert_sound, csv, fec, give, new_company, query

FULL = "customer_id,name,siren,vat_number,country,language,currency,email,phone,iban,payment_terms,parent_id,payer_id,credit_limit,segment,aliases"
DUPONT = "DUPONT,Dupont SA,732829320,FR44732829320,FR,fr,EUR,compta@dupont.fr,+33 1 23,FR1420041010050500013M02606;DE89 3704 0044 0532 0130 00,NET45,GROUPE,GROUPE,1500.00,gold,Dupont et fils;DPT"
GROUPE = "GROUPE,Groupe Dupont,,,,,,,,,,,,,,"


def test_customers_are_created_whole_and_parents_may_come_later_in_the_file(fresh_database):
    company = new_company()
    report = give(company, csv(FULL, DUPONT, GROUPE), "customers.csv")
    assert (report.state, report.created, dict(report.issue_counts)) == ("committed", 2, {})
    assert query(
        company,
        "SELECT c.code, c.name, c.name_key, p.siren, p.vat_number, c.payment_terms, c.credit_limit_minor, o.code, y.code FROM customer c JOIN party p ON p.id = c.party_id"
        " LEFT JOIN customer o ON o.id = c.parent_id LEFT JOIN customer y ON y.id = c.payer_id ORDER BY 1",
    ) == [
        ("DUPONT", "Dupont SA", "DUPONT SA", "732829320", "FR44732829320", "NET45", 1500_00, "GROUPE", "GROUPE"),
        ("GROUPE", "Groupe Dupont", "GROUPE DUPONT", "", "", "", None, None, None),
    ]  # fmt: skip
    assert query(company, "SELECT iban FROM customer_iban ORDER BY 1") == [("DE89370400440532013000",), ("FR1420041010050500013M02606",)]
    assert query(company, "SELECT alias FROM customer_alias ORDER BY 1") == [("DPT",), ("Dupont et fils",)]
    again = give(company, csv(FULL, GROUPE, DUPONT), "again.csv")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_what_a_table_does_not_say_stays_as_it_is(fresh_database):
    company = new_company()
    give(company, csv(FULL, DUPONT, GROUPE), "customers.csv")
    report = give(company, csv("customer_id,name,phone", "DUPONT,Dupont SAS,99"), "phones.csv")
    assert (report.created, report.updated) == (0, 1)
    assert query(
        company, "SELECT name, phone, email, payment_terms, credit_limit_minor, parent_id IS NULL FROM customer WHERE code = 'DUPONT'"
    ) == [("Dupont SAS", "99", "compta@dupont.fr", "NET45", 1500_00, False)]
    assert query(company, "SELECT count(*) FROM customer_iban") == [(2,)]


def test_accounts_that_the_file_no_longer_has_go_and_learned_ones_stay(fresh_database):
    company = new_company()
    give(company, csv(FULL, DUPONT, GROUPE), "customers.csv")
    with_learned(company, "FR7630006000011234567890189")
    report = give(company, csv("customer_id,name,iban", "DUPONT,Dupont SA,FR1420041010050500013M02606"), "2.csv")
    assert report.updated == 1
    assert query(company, "SELECT iban FROM customer_iban ORDER BY 1") == [
        ("FR1420041010050500013M02606",),
        ("FR7630006000011234567890189",),
    ]


def with_learned(company, iban):
    query(
        company, "INSERT INTO customer_iban SELECT organization_id, id, %s, 'learned' FROM customer WHERE code = 'DUPONT' RETURNING 1", iban
    )


def test_doubts_are_said_and_never_stop_the_file(fresh_database):
    company = new_company()
    report = give(
        company,
        csv(
            "customer_id,name,siren,iban,payment_terms,parent_id",
            "A,A,123456789,FR00BAD,selon accord,NOBODY",
            "B,B,,,30 jours fin de mois,B",
        ),
        "c.csv",
    )
    assert report.state == "committed"
    assert dict(report.issue_counts) == {
        "identifier_doubtful": 1,
        "iban_invalid": 1,
        "terms_not_understood": 1,
        "related_customer_missing": 1,
    }
    assert query(company, "SELECT code, payment_terms, parent_id FROM customer ORDER BY 1") == [
        ("A", "selon accord", None),
        ("B", "30 jours fin de mois", None),
    ]
    for issue in report.issues:
        assert issue.line and issue.column and issue.value and issue.say("fr") != issue.say("en")


def test_a_code_twice_with_other_content_stops_the_file(fresh_database):
    company = new_company()
    report = give(company, csv("customer_id,name", "A,A", "B,B", "A,Other"), "c.csv")
    assert report.state == "refused" and report.issue_counts["row_twice"] == 1
    assert query(company, "SELECT count(*) FROM customer") == [(0,)]
    assert give(company, csv("customer_id,name", "A,A", "B,B", "A,Other"), "c.csv", skip_bad_rows=True).created == 2


def test_changed_terms_move_the_due_dates_that_rest_on_them(fresh_database):
    company = new_company()
    give(company, fec("VE 1 2024-03-01 FA-1\n411 DUPONT 120,00 A\n706 - -120,00", "BQ 2 2024-03-09 V\n512 - 120,00\n411 DUPONT -120,00 A",
                      "VE 3 2024-03-02 FA-2\n411 DUPONT 10,00\n706 - -10,00"), "FEC.txt")  # fmt: skip
    head = "number,type,customer_id,issued_on,due_on,currency,total,payment_terms"
    give(company, csv(head, "FA-2,invoice,DUPONT,2024-03-02,2024-12-31,EUR,10.00,"), "invoices.csv")
    assert dues(company) == [("FA-1", date(2024, 3, 31), "assumed"), ("FA-2", date(2024, 12, 31), "file")]
    give(company, csv("customer_id,name,payment_terms", "DUPONT,Dupont,NET10"), "c.csv")
    # What was only assumed is known now, settled or not; what the file stated stays.
    assert dues(company) == [("FA-1", date(2024, 3, 11), "terms"), ("FA-2", date(2024, 12, 31), "file")]
    report = give(company, csv("customer_id,name,payment_terms", "DUPONT,Dupont,NET20"), "c2.csv")
    assert report.details["due_dates_changed"] == 0
    assert dues(company)[0] == ("FA-1", date(2024, 3, 11), "terms"), "a settled item keeps the terms it was settled under"
    assert_sound(company)


def dues(company):
    return query(company, "SELECT document_ref, due_on, due_source FROM item WHERE kind = 'invoice' ORDER BY 1")


def test_contacts_are_known_by_customer_role_and_address(fresh_database):
    company = new_company()
    give(company, csv("customer_id,name", "A,A"), "c.csv")
    head = "customer_id,role,name,email,language,phone"
    report = give(company, csv(head, "A,accounting,Ann,ann@a.fr,fr,1", "A,buyer,Bob,bob@a.fr,en,2"), "contacts.csv")
    assert (report.state, report.created) == ("committed", 2)
    changed = give(
        company,
        csv("customer_id,role,name,email", "A,accounting,Anne,ann@a.fr", "A,buyer,Bob,bob@a.fr", "A,buyer,Zoe,not an address"),
        "contacts2.csv",
    )
    assert (changed.created, changed.updated, changed.unchanged, changed.issue_counts["email_doubtful"]) == (1, 1, 1, 1)
    assert query(company, "SELECT name, language, phone FROM contact ORDER BY id LIMIT 2") == [("Anne", "fr", "1"), ("Bob", "en", "2")]
    stranger = give(company, csv(head, "X,buyer,Bob,bob@x.fr,en,2", "A,buyer,Carl,carl@a.fr,,"), "contacts3.csv")
    assert stranger.state == "refused" and stranger.issue_counts["customer_not_found"] == 1
    assert (
        give(company, csv(head, "X,buyer,Bob,bob@x.fr,en,2", "A,buyer,Carl,carl@a.fr,,"), "contacts3.csv", skip_bad_rows=True).created == 1
    )
