"""The sizes above which a file is no bank statement but an accident or an attack, each with its reason."""

from __future__ import annotations

MAX_BYTES = 96 * 1024 * 1024
"""A reader holds its file and the text of it in memory: up to three times these bytes. A camt file of a hundred thousand movements has some 60 MB."""

MAX_MOVEMENTS = 120_000
"""Movements of a file that is held in memory, some two kilobytes each: with the file itself a client process stays under 600 MB. bank.csv is not
held, and has no such limit."""

MAX_UNRECOGNISED_LINES = 1_000
"""A text in whose first thousand lines nothing looks like a record is another kind of file: reading on would only cost time."""

MAX_FIELD = 10_000
"""Characters of one text of a movement. MT940 allows 390 and camt 140 per repeated block; a longer text is cut, and an issue says so."""

MAX_AMOUNT_DIGITS = 15
"""Digits before the decimal mark. SWIFT amounts have 15 characters in all, and 10¹⁵ units of three decimals still fit a 64-bit integer."""

MAX_DEPTH = 64
"""Nested elements of an OFX file. The deepest of the specification are twelve deep; libxml2 bounds the depth of camt itself, at 256."""
