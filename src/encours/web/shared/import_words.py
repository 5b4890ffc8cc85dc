"""What an import's report says, as a page words it: kinds, figures, and remedies that name a tick instead of an option of the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from encours.kernel.wording import Language, Text, show_amount, show_date, show_number
from encours.usecases.imports.remittances import TOTAL_DIFFERS
from encours.usecases.imports.statements import TWIN
from encours.web.words import WORDS

DOUBTS = (TWIN.code, TOTAL_DIFFERS.code)
"""Errors that a person may overrule after a look."""
_FLAGS = {"--skip-bad-rows": "imports.flag_skip", "--reverse-missing": "imports.flag_reverse", "--mapping": "imports.flag_mapping"}


def kind_word(kind: str) -> Text:
    """The name of a kind of file."""
    return WORDS.get(f"kind.{kind}") or Text(en=kind, fr=kind)


def details_of(details: Mapping[str, Any], currency: str, language: Language) -> list[tuple[str, str]]:
    """The figures of a report that have a name, with their values."""
    flat = {
        key: value
        for name, value in details.items()
        for key, value in (value.items() if name == "ledger" and isinstance(value, Mapping) else [(name, value)])
    }
    shown = []
    for name, value in flat.items():
        label = WORDS.get(f"detail.{name}")
        if label is not None and value is not None and value != "":
            shown.append((label.say(language), _value(name, value, str(flat.get("currency", currency)), language)))
    return shown


def _value(name: str, value: Any, currency: str, language: Language) -> str:
    if name.endswith("_minor") and isinstance(value, int):
        return show_amount(value, currency, language)
    if isinstance(value, int):
        return show_number(value, 0, language)
    if name.endswith(("_on", "_start")):
        return show_date(date.fromisoformat(str(value)), language)
    return str(value)


def doubts_of(shown: Mapping[str, Any], options: Mapping[str, Any]) -> list[str]:
    """The doubts a person may accept: those found, and those accepted before."""
    found = {group["code"] for group in shown.get("groups", [])} | set(options.get("confirmed", ()))
    return [code for code in DOUBTS if code in found]


def in_words(text: str, language: Language) -> str:
    """A remedy with the page's own controls in the place of the command line's options."""
    text = re.sub(r"--confirm [a-z_]+", WORDS["imports.flag_confirm"].say(language), text)
    for flag, key in _FLAGS.items():
        text = text.replace(flag, WORDS[key].say(language))
    return text
