"""Reading a TrueType file enough to ask what it holds. Source: OpenType 1.9.1, cmap formats 4 and 12, name table (read 2026-11-22)."""

from __future__ import annotations

import struct


def _tables(font: bytes) -> dict[bytes, bytes]:
    count = struct.unpack_from(">H", font, 4)[0]
    records = [struct.unpack_from(">4sLLL", font, 12 + 16 * index) for index in range(count)]
    return {tag: font[offset : offset + length] for tag, _, offset, length in records}


def characters(font: bytes) -> frozenset[int]:
    """The code points that have a glyph."""
    cmap = _tables(font)[b"cmap"]
    found: set[int] = set()
    for index in range(struct.unpack_from(">H", cmap, 2)[0]):
        platform, _, offset = struct.unpack_from(">HHL", cmap, 4 + 8 * index)
        kind = struct.unpack_from(">H", cmap, offset)[0]
        if kind == 12:
            for group in range(struct.unpack_from(">L", cmap, offset + 12)[0]):
                first, last, _ = struct.unpack_from(">LLL", cmap, offset + 16 + 12 * group)
                found.update(range(first, last + 1))
        elif kind == 4 and platform in (0, 3):
            segments = struct.unpack_from(">H", cmap, offset + 6)[0] // 2
            ends = struct.unpack_from(f">{segments}H", cmap, offset + 14)
            starts = struct.unpack_from(f">{segments}H", cmap, offset + 16 + 2 * segments)
            deltas = struct.unpack_from(f">{segments}H", cmap, offset + 16 + 4 * segments)
            at = offset + 16 + 6 * segments
            for segment, (start, end, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
                shift = struct.unpack_from(">H", cmap, at + 2 * segment)[0]
                for code in range(start, min(end, 0xFFFE) + 1):
                    glyph = code if not shift else struct.unpack_from(">H", cmap, at + 2 * segment + shift + 2 * (code - start))[0]
                    if (glyph + delta) % 65536 and (not shift or glyph):
                        found.add(code)
    return frozenset(found)


def names(font: bytes) -> dict[int, str]:
    """The names by number, of the Windows platform."""
    table = _tables(font)[b"name"]
    _, count, start = struct.unpack_from(">HHH", table, 0)
    found = {}
    for index in range(count):
        platform, _, _, number, length, offset = struct.unpack_from(">HHHHHH", table, 6 + 12 * index)
        if platform == 3:
            found[number] = table[start + offset : start + offset + length].decode("utf-16-be")
    return found
