"""A reading as plain JSON values, defaults left out: what stands beside each sample."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from encours.formats.contract import Reading
from encours.formats.statements.contract import Balance, RemittedDocument, Statement, StatementLine


def dumped(reading: Reading[Statement]) -> dict[str, Any]:
    """The statements and the issues of a reading."""
    return {
        "encoding": reading.encoding,
        "statements": [plain(statement) for statement in reading.records],
        "issues": [{"code": issue.code, "severity": issue.severity, "line": issue.line, "value": issue.value} for issue in reading.issues],
    }


def plain(value: Statement | StatementLine | Balance | RemittedDocument) -> dict[str, Any]:
    """A value without the fields that have their default."""
    return {
        field.name: _plain(got)
        for field in fields(value)
        if (got := getattr(value, field.name)) != field.default or field.default is MISSING
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, StatementLine | Balance | RemittedDocument):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else value
