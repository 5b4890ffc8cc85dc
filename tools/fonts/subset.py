"""Make the fonts that Encours ships: small subsets of IBM Plex that keep the narrow no-break space of French amounts.

The subsets published for the web drop U+202F, so that "1 234,50 €" is drawn with a hole or with another font.
README.md beside this file says where the originals come from. Run once when the originals or the characters change:

    npm pack @ibm/plex-sans@1.1.0 @ibm/plex-mono@2.5.0 && tar -xzf … (one folder each)
    pip install fonttools brotli
    python tools/fonts/subset.py SANS_FOLDER MONO_FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
PRINT = ROOT / "src/encours/adapters/documents/fonts"
WEB = ROOT / "src/encours/web/static/fonts"

FACES = [  # folder argument, original, family, our file, weight
    (0, "IBMPlexSans-Regular", "Encours Sans", "encours-sans-400", 400),
    (0, "IBMPlexSans-Medium", "Encours Sans", "encours-sans-500", 500),
    (0, "IBMPlexSans-SemiBold", "Encours Sans", "encours-sans-600", 600),
    (1, "IBMPlexMono-Regular", "Encours Mono", "encours-mono-400", 400),
]
LATIN = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x218, 0x21C),
    0x1E9E,
    0x192,
    0x18F,
    0x259,
    *range(0x2C6, 0x2C8),
    *range(0x2D8, 0x2DE),
]
PUNCTUATION = [*range(0x2000, 0x200E), *range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2020, 0x2021, 0x2022, 0x2026, 0x202F, 0x2030]
PUNCTUATION += [0x2032, 0x2033, 0x2039, 0x203A, 0x2044, *range(0x2070, 0x208A), *range(0x20A0, 0x20C0), 0x2113, 0x2116, 0x2122]
SIGNS = [*range(0x2190, 0x219A), 0x2212, 0x2215, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265, 0x25CA, 0x2713, 0x274C, 0xFFFD]
GREEK_AND_CYRILLIC = [*range(0x384, 0x3CF), *range(0x400, 0x460), *range(0x490, 0x4FA)]
VIETNAMESE = [0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x300, 0x305), *range(0x306, 0x30D), 0x323, *range(0x1E80, 0x1E86), *range(0x1EA0, 0x1EFA)]
ON_SCREEN = {*LATIN, *PUNCTUATION, *SIGNS}
ON_PAPER = ON_SCREEN | {*GREEK_AND_CYRILLIC, *VIETNAMESE}
"""Paper has no font to fall back on, and customers' names come in every European alphabet."""
NARROW = 170
"""Thousandths of an em. The original's 118 is so narrow that 442 155,36 reads as 442155,36 at table sizes."""


def subset(source: Path, characters: set[int], family: str, weight: int) -> TTFont:
    """The face cut down to `characters`, without hinting, under our own family name.

    "Plex" is a reserved font name (OFL 1.1, clause 3): a modified version may not carry it.
    """
    options = Options(
        hinting=False, layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "zero"], name_IDs=[0, 13, 14], notdef_outline=True
    )
    options.flavor = None
    font = TTFont(source, recalcTimestamp=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    style = {400: "Regular", 500: "Medium", 600: "SemiBold"}[weight]
    postscript = f"{family.replace(' ', '')}-{style}"
    for number, text in {
        1: family,
        2: style,
        3: f"Encours;{postscript}",
        4: f"{family} {style}",
        5: "Version 1.000",
        6: postscript,
    }.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    narrow = font.getBestCmap()[0x202F]
    advance, bearing = font["hmtx"][narrow]
    font["hmtx"][narrow] = (max(advance, NARROW), bearing)
    return font


def ranges(characters: set[int]) -> str:
    """Code points as hexadecimal ranges, one a line."""
    lines: list[list[int]] = []
    for character in sorted(characters):
        if lines and lines[-1][1] == character - 1:
            lines[-1][1] = character
        else:
            lines.append([character, character])
    return "".join(f"{first:04X}-{last:04X}\n" for first, last in lines)


def main(folders: list[str]) -> None:
    covered: set[int] | None = None
    for folder, original, family, name, weight in FACES:
        (source,) = Path(folders[folder]).rglob(f"complete/woff2/{original}.woff2")
        printed = subset(source, ON_PAPER, family, weight)
        printed.flavor = None
        printed.save(PRINT / f"{name}.ttf")
        shown = subset(source, ON_SCREEN, family, weight)
        shown.flavor = "woff2"
        shown.save(WEB / f"{name}.woff2")
        if family == "Encours Sans":
            characters = set(printed.getBestCmap())
            covered = characters if covered is None else covered & characters
    (PRINT / "coverage.txt").write_text(ranges(covered or set()))


if __name__ == "__main__":
    main(sys.argv[1:])
