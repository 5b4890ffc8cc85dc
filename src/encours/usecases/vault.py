"""Secrets that must be read again are encrypted under a key that is not in the database: AES-256-GCM, one derived key for each purpose (S57)."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_NONCE = 12


class SecretUnreadable(Refusal):
    code = "secret_unreadable"
    message = Text(en="This was encrypted under another key, or altered.", fr="Ceci a été chiffré avec une autre clé, ou altéré.")
    repair = Text(en="Put the secret key of this installation back.", fr="Remettez en place la clé secrète de cette installation.")


def seal(plain: bytes, purpose: str) -> bytes:
    """Encrypt; what was sealed for one purpose opens for no other."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, plain, purpose.encode())


def unseal(sealed: bytes, purpose: str) -> bytes:
    """Decrypt. Raises SecretUnreadable."""
    try:
        return AESGCM(_key(purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise SecretUnreadable from error


def _key(purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"encours " + purpose.encode()).derive(settings.SECRET_KEY.encode())
