"""The aged bar as an accessible SVG, drawn on the server and usable in a page, a mail or a PDF.

Colour never carries the meaning alone: each part has a pattern, a gap to its neighbours, a line to its own label with
heading, amount and share, and the whole has a title and a description in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from encours.formats.exports.cells import clean, show_percent
from encours.formats.exports.palette import of_age
from encours.formats.exports.sums import Part
from encours.formats.exports.words import COLON
from encours.kernel.wording import Language, Text, show_amount

GAP = 2
BAR = 30
FONT = "Encours Sans, system-ui, sans-serif"
_PATTERNS = (
    "",
    '<path d="M0 8L8 0" stroke="{ink}" stroke-width="1.2"/>',
    '<circle cx="4" cy="4" r="1.3" fill="{ink}"/>',
    '<path d="M0 0L8 8M0 8L8 0" stroke="{ink}" stroke-width="1"/>',
    '<path d="M2 0V8M6 0V8" stroke="{ink}" stroke-width="1"/>',
    '<path d="M0 2H8M0 6H8" stroke="{ink}" stroke-width="1"/>',
)
NEGATIVE = Text(en="negative, not drawn", fr="négatif, non tracé")


def aged_bar(
    parts: Sequence[Part], *, currency: str, language: Language, title: str, identity: str, width: int = 960, tall: bool = False
) -> str:
    """The parts as one stacked bar, `width` units wide; `tall` puts the labels one under the other, for a phone.

    `identity` makes the ids unique within a page. The result holds no script and no style, so that any
    content-security policy lets it through; fills have the class `age-N`, for a page that has dark colours.
    """
    positive = sum(max(part.amount_minor, 0) for part in parts)
    shares = [_share(part, positive) if all(other.amount_minor >= 0 for other in parts) else None for part in parts]
    labels = [_Label(part, currency, share, language) for part, share in zip(parts, shares, strict=True)]
    spans = _spans(parts, positive, width)
    height = 44 + 26 * len(parts) if tall else 112
    drawn = [_bar(part, span, identity) for part, span in zip(parts, spans, strict=True) if span]
    place = _tall_labels if tall else _wide_labels
    described = "; ".join(label.sentence for label in labels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{identity}-t {identity}-d" font-family="{FONT}" font-size="13" fill="currentColor">'
        f'<title id="{identity}-t">{escape(clean(title))}</title><desc id="{identity}-d">{escape(described)}</desc>'
        f"<defs>{''.join(_pattern(part.age, identity) for part in parts)}</defs>"
        f"{''.join(drawn)}{place(parts, labels, spans, width, identity)}</svg>"
    )


class _Label:
    def __init__(self, part: Part, currency: str, share: Decimal | None, language: Language) -> None:
        self.heading = clean(part.heading.say(language))
        self.amount = show_amount(part.amount_minor, currency, language).replace("-", "\u2212")
        self.share = NEGATIVE.say(language) if part.amount_minor < 0 else "" if share is None else show_percent(share, language)
        self.sentence = f"{self.heading}{COLON.say(language)}{self.amount}{f' ({self.share})' if self.share else ''}"


def _share(part: Part, positive: int) -> Decimal | None:
    return Decimal(part.amount_minor) * 100 / positive if positive else None


def _spans(parts: Sequence[Part], positive: int, width: int) -> list[tuple[Decimal, Decimal] | None]:
    """Start and length of each drawn part. A part worth a cent is still 2 units wide, or it could not be seen."""
    shown = [part for part in parts if part.amount_minor > 0]
    room = width - GAP * max(len(shown) - 1, 0) - 2 * len(shown)
    at = Decimal(0)
    spans: list[tuple[Decimal, Decimal] | None] = []
    for part in parts:
        if part.amount_minor <= 0:
            spans.append(None)
            continue
        length = (2 + Decimal(part.amount_minor) * room / positive).quantize(Decimal("0.01"))
        spans.append((at, length))
        at += length + GAP
    return spans


def _pattern(age: int, identity: str) -> str:
    motif = _PATTERNS[min(age, len(_PATTERNS) - 1)].format(ink="#FFFFFF")
    if not motif:
        return ""
    return f'<pattern id="{identity}-p{age}" width="8" height="8" patternUnits="userSpaceOnUse" stroke-opacity="0.55" fill-opacity="0.7">{motif}</pattern>'


def _swatch(x: Decimal | int, y: int, width: Decimal | int, height: int, age: int, identity: str) -> str:
    box = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    over = f'<rect {box} fill="url(#{identity}-p{age})"/>' if _PATTERNS[min(age, len(_PATTERNS) - 1)] else ""
    return f'<rect {box} class="age-{min(age, 5)}" fill="{of_age(age)}"/>{over}'


def _bar(part: Part, span: tuple[Decimal, Decimal], identity: str) -> str:
    return _swatch(span[0], 0, span[1], BAR, part.age, identity)


def _wide_labels(
    parts: Sequence[Part], labels: Sequence[_Label], spans: Sequence[tuple[Decimal, Decimal] | None], width: int, identity: str
) -> str:
    """Labels in equal columns under the bar; a line joins each to its part. Both keep their order, so no two lines cross."""
    column = Decimal(width) / max(len(parts), 1)
    out = []
    for index, (part, label, span) in enumerate(zip(parts, labels, spans, strict=True)):
        x = (column * index).quantize(Decimal("0.01"))
        if span:
            centre = (span[0] + span[1] / 2).quantize(Decimal("0.01"))
            out.append(
                f'<path d="M{centre} {BAR + 2}V{BAR + 7}L{x + 5} {BAR + 19}V{BAR + 24}" fill="none" stroke="currentColor" stroke-opacity="0.45"/>'
            )
        out.append(_swatch(x, BAR + 26, 10, 10, part.age, identity))
        out.append(f'<text x="{x + 16}" y="{BAR + 36}">{escape(label.heading)}</text>')
        out.append(f'<text x="{x}" y="{BAR + 56}" font-size="14" font-weight="600">{escape(label.amount)}</text>')
        out.append(f'<text x="{x}" y="{BAR + 74}" fill-opacity="0.8">{escape(label.share)}</text>')
    return "".join(out)


def _tall_labels(
    parts: Sequence[Part], labels: Sequence[_Label], spans: Sequence[tuple[Decimal, Decimal] | None], width: int, identity: str
) -> str:
    """Labels one under the other, amounts and shares aligned to the right."""
    out = []
    for index, (part, label) in enumerate(zip(parts, labels, strict=True)):
        y = BAR + 30 + 26 * index
        out.append(_swatch(0, y - 11, 12, 12, part.age, identity))
        out.append(f'<text x="20" y="{y}">{escape(label.heading)}</text>')
        out.append(f'<text x="{width - 62}" y="{y}" text-anchor="end" font-weight="600">{escape(label.amount)}</text>')
        out.append(f'<text x="{width}" y="{y}" text-anchor="end" fill-opacity="0.8">{escape(label.share)}</text>')
    return "".join(out)
