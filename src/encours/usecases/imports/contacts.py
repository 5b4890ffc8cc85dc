"""Importing contacts.csv: who answers for what at a customer, by customer, role and mail address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from encours.formats.tables.contract import ContactRow
from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text
from encours.store.bulk.contacts import stage_contacts, write_contacts
from encours.usecases.imports.contract import Work
from encours.usecases.imports.tables import CUSTOMER_UNKNOWN, Seen, open_table

EMAIL_DOUBTFUL = IssueKind(
    "email_doubtful",
    "warning",
    Text(en="Row {line}: “{value}” does not look like a mail address; it was kept.", fr="Ligne {line} : « {value} » ne ressemble pas à une adresse électronique ; elle a été reprise."),
    Text(en="Correct it before anything is sent there.", fr="Corrigez-la avant tout envoi."),
)  # fmt: skip


class ContactHandler:
    """contacts.csv."""

    kind = "contacts"

    def stage(self, work: Work, stream: BinaryIO) -> None:
        table = open_table(work, stream)
        self._columns, work.counts.encoding = table.columns, table.encoding
        counts = work.counts
        counts.created, counts.updated, counts.unchanged, missing = stage_contacts(
            work.cursor, work.scope, self._checked(work, table.rows), self._columns
        )
        for line, code in missing:
            work.log.add(CUSTOMER_UNKNOWN, line=line, column="customer_id", value=code)
        counts.rejected += len(missing)

    def commit(self, work: Work) -> None:
        work.progress("write", 0)
        write_contacts(work.cursor, work.scope, self._columns)

    def _checked(self, work: Work, rows: Iterator[object]) -> Iterator[ContactRow]:
        seen = Seen.of(work, "email")
        for row in rows:
            assert isinstance(row, ContactRow)
            email = row.email.strip()
            name, _, host = email.partition("@")
            if not name or "." not in host or any(character.isspace() for character in email):
                work.log.add(EMAIL_DOUBTFUL, line=row.line, column="email", value=row.email)
            if seen.is_new((row.customer_id, row.role, email), f"{row.customer_id} {row.role} {email}", row.line, row[1:]):
                yield row._replace(email=email)
