"""What templates may call: words in the reader's language, amounts and dates in the reader's conventions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from encours import __version__
from encours.formats.exports.cells import MINUS, clean, show_cell, show_instant, show_percent
from encours.formats.exports.sums import Part
from encours.formats.exports.svg import aged_bar
from encours.formats.exports.table import Kind
from encours.kernel.currency import decimals
from encours.kernel.wording import LANGUAGES, NARROW_SPACE, Language, Text, show_amount, show_date, show_number
from encours.store.load.aging import AgedRow
from encours.web.shared.assets import asset
from encours.web.shared.import_words import details_of, doubts_of, in_words, kind_word
from encours.web.shared.looks import CHOICES
from encours.web.shared.navigation import BOTTOM, GROUPS
from encours.web.shared.telling import told
from encours.web.words import WORDS
from encours.web.words.imports import FIELDS


def extend(environment: Environment) -> None:
    """Add the office's filters and globals."""
    environment.globals.update(
        say=_say, bar=_bar, program_version=__version__, notices=_notices, details_of=_details, doubts_of=doubts_of, in_words=_in_words, kind_word=_kind_word,
        field_word=_field_word, asset=asset, navigation=GROUPS, navigation_bottom=BOTTOM, looks_choices=CHOICES,
    )  # fmt: skip
    environment.filters.update(
        amount=_amount, money=_money, count=_count, day=_day, instant=_instant, percent=_percent, siren=_siren, told=_told, size=_size, clean=_cleaned, phone=_phone,
        cell=_cell, percent_of=_percent, total_money=_total_money, field_word=_field_word,
    )  # fmt: skip


def language_of(context: Context) -> Language:
    """The language of the page being made."""
    return next(language for language in LANGUAGES if language == context["language"])


@pass_context
def _say(context: Context, key: str, /, **values: object) -> str:
    """The words of a key. A whole number `count` chooses the words for one where there are some, and is written as people write it."""
    language, count = language_of(context), values.get("count")
    if isinstance(count, int):
        values["count"] = show_number(count, 0, language)
        if count == 1 or (language == "fr" and count == 0):
            key = f"{key}.one" if f"{key}.one" in WORDS else key
    return WORDS[key].say(language, **values)


@pass_context
def _told(context: Context, text: Text | str, **values: object) -> str:
    """A text from below, or words that have no language."""
    return clean(text.say(language_of(context), **values) if isinstance(text, Text) else text)


def _cleaned(text: str) -> str:
    return clean(text)


@pass_context
def _amount(context: Context, minor: int | None, currency: str) -> str:
    """Without its currency, which the table says once."""
    return "—" if minor is None else show_number(minor, decimals(currency), language_of(context)).replace("-", MINUS)


@pass_context
def _money(context: Context, minor: int | None, currency: str) -> str:
    return "—" if minor is None else show_amount(minor, currency, language_of(context)).replace("-", MINUS)


@pass_context
def _count(context: Context, number: int | Decimal | None) -> str:
    if number is None:
        return "—"
    if isinstance(number, Decimal):
        shown = number.quantize(Decimal("0.1"))
        return show_number(int(shown.scaleb(1)), 1, language_of(context)).replace("-", MINUS)
    return show_number(number, 0, language_of(context)).replace("-", MINUS)


@pass_context
def _day(context: Context, day: date | str | None) -> str:
    if not day:
        return "—"
    return show_date(date.fromisoformat(day) if isinstance(day, str) else day, language_of(context))


@pass_context
def _instant(context: Context, instant: datetime | None) -> str:
    return "—" if instant is None else show_instant(instant.astimezone(context["here"].zone), language_of(context))


@pass_context
def _percent(context: Context, value: Decimal | float) -> str:
    return show_percent(Decimal(value), language_of(context))


def _siren(number: str) -> str:
    """Nine digits as people read them."""
    return NARROW_SPACE.join((number[:3], number[3:6], number[6:])) if len(number) == 9 and number.isdigit() else number


def _phone(number: str) -> str:
    """A French number as the French read it; others as they were written."""
    digits = number.replace(" ", "").replace(".", "")
    if digits.startswith("+33") and len(digits) == 12 and digits[1:].isdigit():
        digits = "0" + digits[3:]
    if len(digits) == 10 and digits.isdigit() and digits.startswith("0"):
        return "\u00a0".join(digits[at : at + 2] for at in range(0, 10, 2))
    return clean(number)


@pass_context
def _size(context: Context, size: int) -> str:
    french = language_of(context) == "fr"
    for unit, name in ((1 << 20, "Mo" if french else "MB"), (1 << 10, "Ko" if french else "KB")):
        if size >= unit:
            return f"{show_number(size * 10 // unit, 1, language_of(context))}\u00a0{name}"
    return f"{size}\u00a0{'octets' if french else 'bytes'}"


@pass_context
def _cell(context: Context, cell: Any, kind: Kind, currency: str) -> str:
    return show_cell(cell, kind, currency, language_of(context)) or "—"


@pass_context
def _total_money(context: Context, row: AgedRow) -> str:
    return _money(context, row.total_minor, row.currency)


@pass_context
def _field_word(context: Context, name: str) -> str:
    return FIELDS[name].say(language_of(context)) if name in FIELDS else name


@pass_context
def _kind_word(context: Context, kind: str) -> str:
    return kind_word(kind).say(language_of(context))


@pass_context
def _details(context: Context, details: Mapping[str, Any], currency: str) -> list[tuple[str, str]]:
    return details_of(details, currency, language_of(context))


@pass_context
def _in_words(context: Context, text: str) -> str:
    return in_words(text, language_of(context))


@pass_context
def _notices(context: Context) -> Markup:
    """What the last action came to, once."""
    return told(context["request"], context["csrf_input"], language_of(context))


@pass_context
def _bar(context: Context, parts: list[Part], currency: str, title: str, identity: str) -> Markup:
    """The aged bar twice, wide and for a phone; the style shows one. `aged_bar` escapes what it is given."""
    language = language_of(context)
    wide = aged_bar(parts, currency=currency, language=language, title=title, identity=f"{identity}w")
    tall = aged_bar(parts, currency=currency, language=language, title=title, identity=f"{identity}t", width=340, tall=True)
    return Markup('<figure class="wide">{}</figure><figure class="tall">{}</figure>').format(Markup(wide), Markup(tall))
