"""Number formats and styles of the workbook."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from encours.formats.exports.palette import LIGHT
from encours.formats.exports.table import Kind
from encours.kernel.currency import decimals
from encours.kernel.wording import Language

_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
FONT = "Calibri"


def amount_format(currency: str, language: Language) -> str:
    """The Excel number format of an amount, in the notation of the file format (a French Excel shows `# ##0,00 €`).

    >>> amount_format("EUR", "fr"), amount_format("EUR", "en"), amount_format("JPY", "en")
    ('#,##0.00\\\\ "€"', '"€"#,##0.00;-"€"#,##0.00', '"JPY"\\\\ #,##0;-"JPY"\\\\ #,##0')
    """
    number = "#,##0" + ("." + "0" * decimals(currency) if decimals(currency) else "")
    symbol = _SYMBOLS.get(currency)
    if language == "fr":
        return f'{number}\\ "{symbol or currency}"'
    prefix = f'"{symbol}"' if symbol else f'"{currency}"\\ '
    return f"{prefix}{number};-{prefix}{number}"


def number_format(kind: Kind, currency: str, language: Language) -> str:
    """The Excel number format of a column."""
    return {
        "text": "@",
        "amount": amount_format(currency, language),
        "date": "dd/mm/yyyy" if language == "fr" else "d mmm yyyy",
        "count": "#,##0",
        "percent": '0.0\\ "%"' if language == "fr" else '0.0"%"',
        "days": "#,##0.##" if language == "en" else "#,##0.0",
    }[kind]


class Styles:
    """The cell styles of one workbook, made once each: Excel allows 64 000 and slows down long before."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def get(self, **properties: object) -> Format:
        """The style with these XlsxWriter properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"font_name": FONT, "font_size": 11, "valign": "top", **properties})
        return self._made[key]

    def cell(self, kind: Kind, currency: str, language: Language, *, bold: bool = False) -> Format:
        """The style of a cell of the table's body, or of its total line where `bold`."""
        right = kind != "text"
        extra = {"bold": True, "top": 1, "top_color": LIGHT["text"]} if bold else {}
        return self.get(num_format=number_format(kind, currency, language), align="right" if right else "left", **extra)

    def header(self, kind: Kind) -> Format:
        """The style of a heading."""
        return self.get(
            bold=True, text_wrap=True, align="left" if kind == "text" else "right", font_color="#FFFFFF", bg_color=LIGHT["primary"]
        )  # fmt: skip
