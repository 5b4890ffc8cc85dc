"""The FEC reader on small files: one awkward shape met in the wild, or one check of the official tool, per test."""

from __future__ import annotations

from datetime import date

import pytest
from tests.formats.ledgers.fec_text import NAME, read, row, sale, text

from encours.formats.contract import FileRefused
from encours.formats.ledgers.fec.header import FIELDS


def test_a_clean_file_yields_its_lines_and_no_issue() -> None:
    result = read(text(*sale("1"), *sale("2", "12,5")))
    assert [(line.line, line.debit_minor, line.credit_minor) for line in result.lines] == [
        (2, 120000, 0),
        (3, 0, 120000),
        (4, 1250, 0),
        (5, 0, 1250),
    ]
    assert result.codes == set()
    first = result.lines[0]
    assert (first.journal_code, first.entry_number, first.entry_cut, first.effective_on) == ("VE", "1", 0, date(2026, 11, 2))
    assert (first.account, first.auxiliary, first.auxiliary_label, first.letter, first.lettered_on) == (
        "411000",
        "C1",
        "ACHETEUR SAS",
        "",
        None,
    )
    assert (first.original_minor, first.original_currency, first.is_opening) == (None, "", False)
    summary = result.fec.summary
    assert (summary.lines, summary.entries, summary.debit_minor, summary.credit_minor) == (4, 2, 121250, 121250)
    assert (summary.first_on, summary.last_on, summary.receivable_lines, summary.auxiliary_accounts) == (
        date(2026, 11, 2),
        date(2026, 11, 2),
        2,
        1,
    )
    assert (result.fec.siren, result.fec.closing_on) == ("732829320", date(2026, 12, 31))


@pytest.mark.parametrize("separator", ["\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_tab_and_bar_and_every_line_end_read_alike(separator: str, end: str) -> None:
    assert read(text(*sale(), separator=separator, end=end)).lines == read(text(*sale())).lines


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (text(*sale(), separator=";"), "fec-separator-refused"),
        (text(*sale(), separator=","), "fec-separator-refused"),
        (text(*sale()).encode("cp500"), "fec-in-ebcdic"),
        ("<?xml version='1.0'?><comptabilite><exercice/></comptabilite>", "fec-in-xml"),
        ("\r\n".join("\t".join(fields) for fields in sale()), "fec-without-header"),
        ("number,type,customer_id\r\n1,invoice,C1\r\n", "fec-not-a-fec"),
        ("", "fec-not-a-fec"),
        ("\n" * 5000, "fec-not-a-fec"),
        (text(*sale()).replace("EcritureDate", "Quand"), "fec-columns-missing"),
        (text(*sale()).replace("CompteLib", "CompteNum"), "fec-column-twice"),
        (bytes(range(256)) * 100, "fec-not-a-fec"),
    ],
)
def test_what_is_no_fec_is_refused_by_name(content: str | bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(content)
    assert refused.value.code == code
    for language in ("fr", "en"):
        assert NAME in refused.value.say(language) and "{" not in refused.value.say(language)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
        ("mac-roman", "mac-roman"),
        ("utf-16", "utf-16"),
    ],
)
def test_accents_are_read_whatever_the_encoding(encoding: str, named: str) -> None:
    rows = sale(CompAuxLib="Société Générale d’Électricité à Besançon".replace("’", "'"), EcritureLib="Créé n° 1")
    result = read(text(*rows), encoding=encoding)
    assert result.fec.encoding == named
    assert (result.lines[0].auxiliary_label, result.lines[0].label) == ("Société Générale d'Électricité à Besançon", "Créé n° 1")


def test_a_euro_sign_of_iso_8859_15_is_no_currency_sign_of_cp1252() -> None:
    result = read(text(*sale(EcritureLib="Vente à 10 €")), encoding="iso-8859-15")
    assert (result.fec.encoding, result.lines[0].label) == ("iso-8859-15", "Vente à 10 €")


def test_a_lone_degree_sign_decides_for_cp850_and_the_choice_is_told() -> None:
    result = read(text(*sale(EcritureLib="CREAT°")), encoding="cp850")
    assert result.lines[0].label == "CREAT°"
    assert "cp850" in result.issue("encoding-guessed").say("fr")


def test_a_few_broken_bytes_do_not_turn_a_utf8_file_into_mojibake() -> None:
    rows = [line for index in range(30) for line in sale(str(index + 1), EcritureLib="Réglé")]
    data = text(*rows).encode().replace("Réglé".encode(), b"R\xe9gl\xe9", 1)
    result = read(data)
    assert result.lines[-1].label == "Réglé"
    assert result.issue("encoding-mixed").values["count"] == 2


def test_the_trailing_separator_of_every_line_is_no_field() -> None:
    rows = [[*fields, ""] for fields in sale()]
    result = read(text(*rows, header=(*FIELDS, "")))
    assert result.lines == read(text(*sale())).lines
    assert result.codes == {"fec-trailing-separator"}
    assert read(text(*rows)).codes == set()


def test_the_four_fields_of_non_commercial_profits_are_known() -> None:
    rows = [[*fields, "20261102", "CH", "", ""] for fields in sale()]
    result = read(text(*rows, header=(*FIELDS, "DateRglt", "ModeRglt", "NatOp", "IdClient")))
    assert result.codes == set() and len(result.lines) == 2


def test_header_names_are_compared_as_the_checker_does() -> None:
    odd = tuple(
        {"Debit": " DÉBIT ", "Montantdevise": "MontantDevise", "EcritureLib": "ÉCRITURELIB"}.get(field, field.lower()) for field in FIELDS
    )
    assert read(text(*sale(), header=odd)).lines == read(text(*sale())).lines


def test_columns_in_another_order_are_read_and_reported() -> None:
    order = [*range(17, -1, -1)]
    rows = [[fields[index] for index in order] for fields in sale()]
    result = read(text(*rows, header=tuple(FIELDS[index] for index in order)))
    assert result.lines == read(text(*sale())).lines
    assert result.codes == {"fec-column-order"}


def test_a_missing_column_reads_as_blank() -> None:
    rows = [fields[:16] for fields in sale()]
    result = read(text(*rows, header=FIELDS[:16]))
    assert len(result.lines) == 2
    assert result.log.counts == {"fec-column-missing": 2}


def test_padded_fields_and_leading_zeros_are_stripped() -> None:
    rows = [[field.ljust(12) for field in fields] for fields in sale(gross="0000001200,00")]
    assert [line._replace(line=0) for line in read(text(*rows, separator="|")).lines] == [
        line._replace(line=0) for line in read(text(*sale())).lines
    ]


def test_quoted_fields_are_unquoted() -> None:
    rows = [[f'"{field}"' for field in fields] for fields in sale(EcritureLib='3/4"" | x')]
    result = read(text(*rows, separator="|", header=tuple(f'"{field}"' for field in FIELDS)))
    assert result.lines[0].label == '3/4" | x' and result.lines[0].debit_minor == 120000
    assert "fec-quoted" in result.codes


def test_a_quotation_mark_in_a_label_is_a_character() -> None:
    result = read(text(*sale(EcritureLib='"Vis 3/4"" x')))
    assert result.lines[0].label == '"Vis 3/4"" x' and result.codes == set()


@pytest.mark.parametrize(
    ("montant", "sens", "expected"),
    [
        ("12,50", "D", (1250, 0)),
        ("12,50", "c", (0, 1250)),
        ("12,50", "+1", (1250, 0)),
        ("12,50", "-1", (0, 1250)),
        ("-12,50", "D", (-1250, 0)),
    ],
)
def test_montant_and_sens_stand_for_debit_and_credit(montant: str, sens: str, expected: tuple[int, int]) -> None:
    header = tuple({"Debit": "Montant", "Credit": "Sens"}.get(field, field) for field in FIELDS)
    result = read(text(row(Debit=montant, Credit=sens), header=header))
    assert [(line.debit_minor, line.credit_minor) for line in result.lines] == [expected]


def test_a_side_that_says_nothing_is_not_guessed() -> None:
    header = tuple({"Debit": "Montant", "Credit": "Sens"}.get(field, field) for field in FIELDS)
    result = read(text(row(Debit="1,00", Credit="X"), header=header))
    assert result.lines == [] and (result.issue("fec-side").line, result.issue("fec-side").value) == (2, "X")


@pytest.mark.parametrize(
    ("written", "minor", "code"),
    [
        ("1200", 120000, None),
        ("1200,5", 120050, None),
        ("1200,5000", 120050, None),
        ("1200.50", 120050, "fec-amount-dot"),
        ("1,200.50", 120050, "fec-amount-dot"),
        ("1 200,50", 120050, "fec-amount-grouped"),
        ("1.200,50", 120050, "fec-amount-grouped"),
        ("1200,50-", -120050, "fec-amount-signed"),
        ("-1200,50", -120050, "fec-amount-signed"),
        ("+1200,50", 120050, "fec-amount-signed"),
        ("1,2005E+3", 120050, "fec-amount-signed"),
        ("1.200", None, "fec-amount-ambiguous"),
        ("1200,505", None, "fec-amount"),
        ("--5,00", None, "fec-amount"),
        ("1,2,3", None, "fec-amount"),
        ("douze", None, "fec-amount"),
        ("١٢,٠٠", None, "fec-amount"),
        ("9" * 60, None, "fec-amount"),
        ("1E99", None, "fec-amount"),
    ],
)
def test_amounts_are_read_or_refused_but_never_guessed(written: str, minor: int | None, code: str | None) -> None:
    result = read(text(row(Debit=written)))
    assert [line.debit_minor for line in result.lines] == ([] if minor is None else [minor])
    if code is None:
        assert not any(found.startswith("fec-amount") for found in result.codes)
    else:
        issue = result.issue(code)
        assert (issue.line, issue.column) == (2, "Debit") and issue.value


@pytest.mark.parametrize(
    ("written", "read_as", "code"),
    [
        ("2026/11/02", date(2026, 11, 2), "fec-date-form"),
        ("2026-11-02", date(2026, 11, 2), "fec-date-form"),
        ("02.11.2026", date(2026, 11, 2), "fec-date-form"),
        ("02112026", date(2026, 11, 2), "fec-date-form"),
        ("20121012", date(2012, 10, 12), "fec-document-date"),
        ("20261302", None, "fec-date"),
        ("20260231", None, "fec-date"),
        ("2 nov.", None, "fec-date"),
        ("18991231", date(1899, 12, 31), "fec-date-year"),
        ("00000000", None, "fec-value-missing-not"),
    ],
)
def test_dates_are_read_in_every_form_the_checker_accepts(written: str, read_as: date | None, code: str) -> None:
    result = read(text(row(PieceDate=written, Debit="1,00")))
    assert result.lines[0].document_on == read_as
    if written != "00000000":
        assert (result.issue(code).line, result.issue(code).column) == (2, "PieceDate")


@pytest.mark.parametrize("written", ["", "00000000", "20260230", "hier"])
def test_a_line_without_accounting_date_is_not_taken(written: str) -> None:
    result = read(text(row(EcritureDate=written, Debit="1,00"), *sale("2")))
    assert [line.line for line in result.lines] == [3, 4]
    assert result.issue("fec-entry-date").line == 2


def test_a_line_without_account_is_not_taken_and_an_odd_account_is_named() -> None:
    result = read(text(row(CompteNum="", Debit="1,00"), row(CompteNum="CLI01", Debit="1,00")))
    assert [line.account for line in result.lines] == ["CLI01"]
    assert result.issue("fec-account-blank").line == 2 and result.issue("fec-account-form").value == "CLI01"


@pytest.mark.parametrize("missing", ["JournalCode", "JournalLib", "CompteLib", "PieceRef", "PieceDate", "EcritureLib"])
def test_blank_values_that_the_checker_wants_are_counted_by_column(missing: str) -> None:
    rows = [row(**{missing: "", "Debit": "1,00"}), row(**{missing: "", "Credit": "1,00"})]
    result = read(text(*rows))
    assert len(result.lines) == 2
    issue = result.issue("fec-value-missing")
    assert (issue.column, issue.values["count"], issue.line) == (missing, 2, 2)


def test_both_sides_or_none_is_an_anomaly() -> None:
    result = read(text(row(Debit="1,00", Credit="1,00"), row()))
    assert (result.issue("fec-both-sides").line, result.issue("fec-no-amount").line) == (2, 3)


def test_blank_lines_and_the_dos_end_of_file_are_passed_over() -> None:
    body = text(*sale()).replace("\r\n", "\r\n\r\n", 2) + "\x1a"
    result = read(body)
    assert [line.line for line in result.lines] == [3, 5]
    assert (result.issue("fec-blank-line").values["count"], result.codes) == (2, {"fec-blank-line"})


@pytest.mark.parametrize("label", ["a\tb", "a\t", "a\t12,00"])
def test_a_line_of_another_width_is_named_and_not_taken(label: str) -> None:
    result = read(text(*sale("1", gross="5,00", EcritureLib=label), *sale("2")))
    assert [line.entry_number for line in result.lines] == ["2", "2"]
    issue = result.log.issues[0]
    assert (issue.code, issue.line, issue.values["found"], issue.values["expected"]) == ("fec-field-count", 2, 19, 18)


def test_a_line_that_stops_before_the_optional_fields_is_taken() -> None:
    result = read(text(*(fields[:16] for fields in sale())))
    assert len(result.lines) == 2 and result.codes == {"fec-tail-missing"}


def test_an_endless_line_does_not_stop_the_others() -> None:
    result = read(text(row(EcritureLib="x" * 3_000_000, Debit="1,00"), *sale("2")))
    assert [line.line for line in result.lines] == [3, 4]
    assert result.issue("fec-line-too-long").line == 2


def test_nul_characters_are_left_out() -> None:
    result = read(text(*sale(EcritureLib="a\x00b")))
    assert result.lines[0].label == "ab" and result.issue("encoding-nul").values["count"] == 2


def test_an_unbalanced_entry_is_named_wherever_its_lines_stand() -> None:
    first, second = sale("7", "10,00"), sale("8", "20,00")
    second[1][FIELDS.index("Credit")] = "19,00"
    result = read(text(first[0], second[0], first[1], second[1]))
    issue = result.issue("fec-entry-unbalanced")
    assert (issue.line, issue.value, issue.values["journal"]) == (3, "8", "VE")
    assert "1,00" in issue.say("fr") and "€1.00" in result.issue("fec-unbalanced").say("en")
    assert result.log.counts["fec-entry-unbalanced"] == 1 and result.fec.summary.entries == 2


def test_the_same_number_in_two_journals_is_two_entries() -> None:
    result = read(text(*sale("1"), *sale("1", JournalCode="AC", JournalLib="Achats")))
    assert result.fec.summary.entries == 2 and result.codes == set()


@pytest.mark.parametrize(
    ("numbers", "gaps"),
    [
        (["1", "2", "3"], []),
        (["3", "1", "2"], []),
        (["1", "2", "5", "6", "9"], [("2", "5", 2), ("6", "9", 2)]),
        (["VE0009", "VE0010", "VE0012"], [("VE0010", "VE0012", 1)]),
        (["A-1", "B-7"], []),
        (["9", "10", "11"], []),
        (["OD/1", "libre", "autre"], []),
    ],
)
def test_gaps_in_the_numbers_are_named(numbers: list[str], gaps: list[tuple[str, str, int]]) -> None:
    result = read(text(*(line for number in numbers for line in sale(number))))
    found = [(i.values["before"], i.values["after"], i.values["count"]) for i in result.log.issues if i.code == "fec-sequence-gap"]
    assert found == gaps and result.fec.summary.entries == len(numbers)


def test_numbers_that_run_over_all_journals_have_no_gap() -> None:
    sales = {"JournalCode": "VE", "JournalLib": "Ventes"}
    bank = {"JournalCode": "BQ", "JournalLib": "Banque"}
    result = read(text(*(line for number in range(1, 9) for line in sale(str(number), **(sales if number % 2 else bank)))))
    assert result.codes == set()


@pytest.mark.parametrize("number", ["0", "", "0000"])
def test_unnumbered_entries_are_cut_where_each_journal_comes_back_to_zero(number: str) -> None:
    bank = {"JournalCode": "BQ", "JournalLib": "Banque"}
    result = read(
        text(
            row(EcritureNum=number, Debit="10,00"),
            row(EcritureNum=number, Debit="5,00", **bank),
            row(EcritureNum=number, Credit="4,00"),
            row(EcritureNum=number),
            row(EcritureNum=number, Credit="6,00"),
            row(EcritureNum=number, Credit="5,00", **bank),
            row(EcritureNum=number, Debit="1,00"),
        )
    )
    assert [(line.journal_code, line.entry_cut) for line in result.lines] == [
        ("VE", 1), ("BQ", 1), ("VE", 1), ("VE", 1), ("VE", 1), ("BQ", 1), ("VE", 2),
    ]  # fmt: skip
    assert result.fec.summary.entries == 3
    assert result.issue("fec-unnumbered").values["count"] == 7
    assert (result.issue("fec-journal-unbalanced").line, result.issue("fec-journal-unbalanced").value) == (8, "VE")


def test_letters_are_grouped_by_auxiliary_account_and_must_balance() -> None:
    result = read(
        text(
            row(Debit="10,00", EcritureLet="AA"),
            row(Credit="10,00", EcritureLet="AA"),
            row(Debit="3,00", EcritureLet="AA", CompAuxNum="C2"),
            row(Credit="2,00", EcritureLet="AA", CompAuxNum="C2"),
            row(Debit="9,00", EcritureLet="ab", CompAuxNum="C2"),
            row(Credit="1,00", CompteNum="401000", CompAuxNum="F1", EcritureLet="AA"),
            row(Debit="1,00", CompteNum="401000", CompAuxNum="F1", EcritureLet="AA"),
            row(Credit="10,00", CompteNum="512000", EcritureLet="ZZ"),
        )
    )
    assert result.fec.summary.letters() == {"customer_groups": 3, "customer_balanced": 1, "supplier_groups": 1, "supplier_balanced": 1}
    assert result.log.counts["fec-letter-unbalanced"] == 1  # a small letter says that it is not complete
    assert "C2" in result.issue("fec-letter-unbalanced").say("fr")


def test_dates_that_contradict_each_other_are_counted() -> None:
    result = read(text(row(Debit="1,00", ValidDate="20261101"), row(Credit="1,00", ValidDate=""), row(Debit="1,00", PieceDate="20990101")))
    assert {"fec-validated-before", "fec-not-validated", "fec-document-date"} <= result.codes
    assert result.issue("fec-document-date").line == 4


@pytest.mark.parametrize(
    ("name", "days", "code"),
    [
        ("732829320FEC20261231.txt", ["20260101", "20261231"], None),
        ("FEC20261231", ["20260101"], None),
        ("732829320FEC20261231.txt", ["20250201", "20261231"], None),
        ("732829320FEC20261231.txt", ["20260101", "20270101"], "fec-name-disagrees"),
        ("732829320FEC20261231.txt", ["20250101", "20251231"], "fec-name-disagrees"),
        ("732829320FEC20261231.txt", ["20241231", "20261231"], "fec-name-disagrees"),
        ("export.txt", ["20260101"], "fec-name"),
        ("732829320FEC20261399.txt", ["20260101"], "fec-name"),
    ],
)
def test_the_financial_year_in_the_name_is_compared_with_the_content(name: str, days: list[str], code: str | None) -> None:
    rows = [line for index, day in enumerate(days, 1) for line in sale(str(index), EcritureDate=day, PieceDate=day, ValidDate="20271231")]
    assert read(text(*rows), name=name).codes == ({code} if code else set())


@pytest.mark.parametrize(
    ("code", "label", "accounts", "opening"),
    [
        ("AN", "A nouveaux", ("411000", "101000"), True),
        ("RAN", "Report à nouveau", ("411000", "120000"), True),
        ("X9", "Journal d'ouverture", ("411000", "120000"), True),
        ("AN", "OD54", ("411000", "512000"), True),
        ("AN", "OD54", ("411000", "706000"), False),
        ("AN", "Banque Antin", ("411000", "512000"), False),
        ("VE", "Nouveaux produits", ("411000", "512000"), False),
    ],
)
def test_openings_are_known_by_their_journal_and_hold_balance_sheet_accounts_only(
    code: str, label: str, accounts: tuple[str, str], opening: bool
) -> None:
    journal = {"JournalCode": code, "JournalLib": label, "EcritureDate": "20260101"}
    rows = [row(Debit="5,00", CompteNum=accounts[0], **journal), row(Credit="5,00", CompteNum=accounts[1], **journal)]
    result = read(text(*rows, *sale("2")))
    assert [line.is_opening for line in result.lines] == [opening, opening, False, False]
    assert [line.line for line in result.lines] == [2, 3, 4, 5]
    assert result.fec.summary.opening_lines == 2 * opening


def test_detailed_openings_may_keep_the_dates_of_earlier_years() -> None:
    journal = {"JournalCode": "AD", "JournalLib": "A Nouveaux Détaillés", "EcritureDate": "20210101", "PieceDate": "20210101"}
    rows = [row(Debit="5,00", **journal), row(Credit="5,00", CompteNum="120000", **journal)]
    result = read(text(*rows, *sale("2")))
    assert result.codes == set() and result.fec.summary.first_on == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("amount", "currency", "expected", "code"),
    [
        ("130,00", "USD", (13000, "USD"), None),
        ("130", "JPY", (130, "JPY"), None),
        ("100,00", "EUR", (None, ""), None),
        ("0,00", "", (None, ""), None),
        ("", "USD", (None, ""), None),
        ("130,00", "", (None, ""), "fec-currency-missing"),
        ("1.300", "USD", (None, ""), "fec-currency-amount"),
    ],
)
def test_amounts_in_another_currency_are_kept(amount: str, currency: str, expected: tuple[int | None, str], code: str | None) -> None:
    entry = sale("1", Montantdevise=amount, Idevise=currency)
    result = read(text(*entry))
    assert (result.lines[0].original_minor, result.lines[0].original_currency) == expected
    assert result.codes == ({code} if code else set())


def test_collective_customers_are_told_since_no_debtor_stands_behind_them() -> None:
    takings = read(text(*sale(CompAuxLib="RECETTE CB"), *sale("2", CompAuxNum="C2", CompAuxLib="CLIENTS DIVERS")))
    assert "RECETTE CB" in takings.issue("fec-collective-customers").say("fr")
    assert read(text(*sale(CompAuxLib="RECETTE CB"), *sale("2", CompAuxNum="C2", CompAuxLib="DUPONT"))).codes == set()
    assert read(text(*sale(CompAuxNum="", CompAuxLib=""))).codes == {"fec-no-auxiliary"}


def test_a_file_without_entries_says_so() -> None:
    result = read(text())
    assert result.lines == [] and result.codes == {"fec-no-entries"} and result.fec.summary.entries == 0


def test_every_issue_is_worded_in_both_languages() -> None:
    from encours.formats.ledgers.fec import issues
    from encours.kernel.issue import IssueKind

    kinds = [kind for kind in vars(issues).values() if isinstance(kind, IssueKind)]
    assert len({kind.code for kind in kinds}) == len(kinds) > 30
    for kind in kinds:
        assert kind.message.en != kind.message.fr and kind.message.fr.endswith(".") and kind.repair.fr.endswith(".")
