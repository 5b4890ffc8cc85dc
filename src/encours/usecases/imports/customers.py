"""Importing customers.csv: the directory, by the code of each customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from encours.countries.identifiers import is_iban
from encours.countries.registry import countries
from encours.formats.tables.contract import CustomerRow
from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text
from encours.store.bulk.customers import StagedCustomer, stage_customers, write_customers
from encours.store.bulk.due_dates import recompute_due_dates
from encours.usecases.imports.contract import Work
from encours.usecases.imports.due_dates import due_date_of, is_understood
from encours.usecases.imports.tables import TERMS_UNREADABLE, Seen, open_table

_CHECK_IT = Text(
    en="Ask the customer for it again and import the row once more.", fr="Redemandez-le au client puis importez de nouveau la ligne."
)
IBAN_INVALID = IssueKind(
    "iban_invalid",
    "warning",
    Text(
        en="Row {line}: the IBAN “{value}” does not check and was left out.",
        fr="Ligne {line} : l'IBAN « {value} » est invalide et n'a pas été repris.",
    ),
    _CHECK_IT,
)
IDENTIFIER_DOUBTFUL = IssueKind(
    "identifier_doubtful",
    "warning",
    Text(en="Row {line}: “{value}” does not check as {column}; it was kept as it is.", fr="Ligne {line} : « {value} » n'est pas valide ({column}) ; repris tel quel."),
    _CHECK_IT,
)  # fmt: skip
RELATION_MISSING = IssueKind(
    "related_customer_missing",
    "warning",
    Text(
        en="Row {line}: the customer “{value}” named in {column} is neither in the file nor in the books; the link was left out.",
        fr="Ligne {line} : le client « {value} » cité dans {column} n'est ni dans le fichier ni dans les livres ; le lien n'a pas été repris.",
    ),
    Text(en="Import that customer, then this file again.", fr="Importez ce client, puis de nouveau ce fichier."),
)


class CustomerHandler:
    """customers.csv."""

    kind = "customers"

    def stage(self, work: Work, stream: BinaryIO) -> None:
        table = open_table(work, stream)
        self._columns, work.counts.encoding = table.columns, table.encoding
        compared = stage_customers(work.cursor, work.scope, self._checked(work, table.rows), self._columns)
        counts = work.counts
        counts.created, counts.updated, counts.unchanged = compared.created, compared.updated, compared.unchanged
        for line, column, code in compared.missing:
            work.log.add(RELATION_MISSING, line=line, column=column, value=code)

    def commit(self, work: Work) -> None:
        work.progress("write", 0)
        write_customers(work.cursor, work.scope, self._columns)
        work.counts.details["due_dates_changed"] = recompute_due_dates(
            work.cursor, work.scope, recorded_at=work.recorded_at, due_date=due_date_of(work.company)
        )

    def _checked(self, work: Work, rows: Iterator[object]) -> Iterator[StagedCustomer]:
        seen, understood, log = Seen.of(work, "customer_id"), is_understood(work.company), work.log
        country = countries().get(work.company.country)
        identifiers = country.identifiers if country else {}
        for row in rows:
            assert isinstance(row, CustomerRow)
            if not seen.is_new(row.customer_id, row.customer_id, row.line, row[1:]):
                continue
            if row.payment_terms and not understood(row.payment_terms):
                log.add(TERMS_UNREADABLE, line=row.line, column="payment_terms", value=row.payment_terms)
            for column in ("siren", "vat_number"):
                value, known = getattr(row, column), identifiers.get(column)
                if value and known and (column == "siren" or value.upper().startswith(work.company.country)) and not known.is_valid(value):
                    log.add(IDENTIFIER_DOUBTFUL, line=row.line, column=column, value=value)
            ibans = []
            for iban in row.ibans:
                if is_iban(iban):
                    ibans.append("".join(iban.split()).upper().replace("-", ""))
                else:
                    log.add(IBAN_INVALID, line=row.line, column="iban", value=iban)
            yield StagedCustomer(
                row.line, row.customer_id, row.name, "".join(row.siren.split()), "".join(row.vat_number.split()).upper(), row.country, row.language, row.currency, row.email,
                row.phone, row.payment_terms, row.segment, row.credit_limit_minor, row.parent_id, row.payer_id, tuple(ibans), row.aliases,
            )  # fmt: skip
