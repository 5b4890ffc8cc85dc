"""A column mapping: which column of somebody's table fills which field, and how its cells are written. A value that is kept and shared as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict
from dataclasses import asdict, dataclass, field
from typing import Literal, cast, get_args

from encours.formats.tables.cells import DateOrder
from encours.formats.tables.issues import MappingRefused
from encours.formats.tables.schema import KINDS, SCHEMAS, Kind
from encours.kernel.wording import Text

SCHEMA_ID = "encours.mapping/1"

SignRule = Literal["signed", "inverted", "debit_credit"]
"""How amounts say their direction: by their sign, by the opposite sign, or by two columns mapped to `debit` and `credit` (debit lowers)."""

DEBIT, CREDIT = "debit", "credit"
STATUS = "status"
"""A column of an invoice table that says in words how an invoice stands; `words` say which of STATUSES each word means."""
STATUSES = ("open", "paid", "disputed")
UNSAID: dict[Kind, str] = {"invoices": "type", "remittances": "remittance_id"}
"""Required in the canonical tables, but what nobody else's table says: the sign tells the type, the content tells one advice from another."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns` gives the field of each heading that is read; `constants` the fields that have one value for the whole file, as canonical text.

    `words` translates cells per field ("Yes" → "yes", "Avoir" → "credit_note"), without regard to case. `header_line` is the line of the
    headings; those above it are skipped. `decimal_mark` and `date_order` may be None where no cell needs them. A negative total of an
    invoice that says no type is a credit note. Lines of a remittance that says no `remittance_id` are one advice. An invoice whose `status` is
    paid has nothing open where no column says what is.
    """

    kind: Kind
    columns: Dict[str, str]
    constants: Dict[str, str] = field(default_factory=dict)
    words: Dict[str, Dict[str, str]] = field(default_factory=dict)
    decimal_mark: str | None = None
    date_order: DateOrder | None = None
    sign: SignRule = "signed"
    header_line: int = 1
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    name: str = ""

    def missing(self) -> tuple[str, ...]:
        """The required fields that neither a column nor a constant fills."""
        given = {*self.columns.values(), *self.constants}
        if self.sign == "debit_credit" and {DEBIT, CREDIT} <= given:
            given |= {"amount", "total"}
        if self.kind in UNSAID:
            given.add(UNSAID[self.kind])
        if self.kind == "invoices" and "customer_name" in given:  # a customer may be known by its name alone
            given.add("customer_id")
        return tuple(found.name for found in SCHEMAS[self.kind].fields if found.required and found.name not in given)

    def to_json(self) -> str:
        """The mapping as JSON of the schema `encours.mapping/1`."""
        return json.dumps({"schema": SCHEMA_ID, **asdict(self)}, ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Mapping:
        """The mapping that `to_json` wrote; raises MappingRefused when it is none."""
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            raise _refused("it is no JSON", "ce n’est pas du JSON") from None
        if not isinstance(values, dict) or values.pop("schema", None) != SCHEMA_ID:
            raise _refused(f"its schema is not {SCHEMA_ID}", f"son schéma n’est pas {SCHEMA_ID}")
        unknown = values.keys() - set(cls.__dataclass_fields__)
        if unknown:
            raise _refused(f"unknown key {min(unknown)}", f"clé {min(unknown)} inconnue")
        return _checked(values)


def _checked(values: dict[str, object]) -> Mapping:
    kind = values.get("kind")
    _demand(kind in KINDS, "kind")
    names = SCHEMAS[cast(Kind, kind)].names | {DEBIT, CREDIT} | ({STATUS} if kind == "invoices" else set())
    columns, constants, words = (values.get(key, {}) for key in ("columns", "constants", "words"))
    _demand(_is_text_dict(columns) and set(cast(dict[str, str], columns).values()) <= names, "columns")
    _demand(_is_text_dict(constants) and set(cast(dict[str, str], constants)) <= names, "constants")
    _demand(isinstance(words, dict) and words.keys() <= names and all(map(_is_text_dict, words.values())), "words")
    fields = list(cast(dict[str, str], columns).values())
    for name in fields:
        if fields.count(name) > 1:
            raise _refused(f"the field {name} has two columns", f"le champ {name} a deux colonnes")
    _demand(values.get("decimal_mark") in (None, ",", "."), "decimal_mark")
    _demand(values.get("date_order") in (None, *get_args(DateOrder)), "date_order")
    _demand(values.get("sign", "signed") in get_args(SignRule), "sign")
    line = values.get("header_line", 1)
    _demand(isinstance(line, int) and not isinstance(line, bool) and 1 <= line <= 10_000, "header_line")
    separator = values.get("separator")
    _demand(separator is None or (isinstance(separator, str) and len(separator) == 1 and separator not in '"\r\n'), "separator")
    for key in ("encoding", "sheet"):
        _demand(values.get(key) is None or isinstance(values[key], str), key)
    _demand(isinstance(values.get("name", ""), str), "name")
    return Mapping(**values)  # type: ignore[arg-type]  # each value was checked above


def _is_text_dict(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(part, str) for pair in value.items() for part in pair)


def _demand(fits: bool, key: str) -> None:
    if not fits:
        raise _refused(f"“{key}” has no valid value", f"« {key} » n’a pas de valeur valable")


def _refused(en: str, fr: str) -> MappingRefused:
    return MappingRefused(reason=Text(en=en, fr=fr))
