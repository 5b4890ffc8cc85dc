"""Codes that change every half minute. RFC 6238 (TOTP) over RFC 4226 (HOTP), HMAC-SHA-1 and six digits, as every authenticator takes them; read 2026-11-22."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
from datetime import datetime
from urllib.parse import quote

import segno

STEP_SECONDS = 30
DIGITS = 6
SEED_BYTES = 20


def code_at(seed: bytes, step: int) -> str:
    """The code of a half minute (RFC 4226 §5.3; the values of its appendix D).

    >>> [code_at(b"12345678901234567890", n) for n in (0, 1, 9)]
    ['755224', '287082', '520489']
    """
    digest = hmac.new(seed, step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_at(instant: datetime) -> int:
    """The half minute of an instant."""
    return int(instant.timestamp()) // STEP_SECONDS


def matching_step(seed: bytes, code: str, instant: datetime, *, after: int) -> int | None:
    """The half minute whose code this is: the present one, or one before or after it, but none up to `after`, whose codes were used (S47)."""
    now = step_at(instant)
    found = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(code_at(seed, step).encode(), code.encode())]
    return next((step for step in found if step > after), None)


def written(seed: bytes) -> str:
    """The seed as people type it: base32 in groups of four.

    >>> written(bytes(20))
    'AAAA AAAA AAAA AAAA AAAA AAAA AAAA AAAA'
    """
    text = base64.b32encode(seed).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(seed: bytes, name: str, issuer: str = "Encours") -> str:
    """What the QR code says."""
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?secret={base64.b32encode(seed).decode().rstrip('=')}&issuer={quote(issuer)}"


def qr_svg(seed: bytes, name: str, label: str) -> str:
    """The QR code as SVG: dark on light in both colour schemes, because cameras want it so."""
    out = io.BytesIO()
    segno.make_qr(address(seed, name), error="m").save(
        out, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False, svgclass="qr", lineclass=None, title=label, omitsize=True, nl=False
    )
    return out.getvalue().decode()
