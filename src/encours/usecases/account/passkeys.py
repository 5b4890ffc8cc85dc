"""Passkeys (W3C Web Authentication Level 2, read 2026-11-22): a device signs its owner in after asking for finger, face or PIN, and on this site alone.

It stands for password and code together, so the device must verify its user. Recovery codes stay the way back in: a passkey is added to a second factor.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.passkeys import PasskeyRow, delete_passkey, load_passkey, load_passkeys, note_use, save_passkey
from encours.store.tenant import directory
from encours.usecases.account.second_factor import NoFactor, has_factor
from encours.usecases.account.told import tell_everywhere
from encours.usecases.letters import PASSKEY_ADDED, PASSKEY_REMOVED

_MOST = 10
_REQUIRED = UserVerificationRequirement.REQUIRED


class PasskeyRefused(Refusal):
    code = "passkey_refused"
    message = Text(en="This passkey was not accepted.", fr="Cette clé d’accès n’a pas été acceptée.")
    repair = Text(en="Try again, or sign in with password and code.", fr="Réessayez, ou connectez-vous avec le mot de passe et le code.")


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys hold: the host's name, and the address that a browser must come from. Both are the installation's own, never a request's."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a browser is asked: `options` as JSON, and the challenge that its answer must hold."""

    options: str
    challenge: str


def passkeys(user_id: int) -> list[PasskeyRow]:
    """The passkeys of a user."""
    with directory() as cursor:
        return load_passkeys(cursor, user_id)


def begin_passkey(user: User, site: Site) -> Ceremony:
    """Ask a browser to make a passkey. Raises NoFactor, PasskeyRefused where there are ten."""
    if not has_factor(user.pk):
        raise NoFactor
    known = passkeys(user.pk)
    if len(known) >= _MOST:
        raise PasskeyRefused
    made = generate_registration_options(
        rp_id=site.host, rp_name="Encours", user_id=str(user.pk).encode(), user_name=user.get_username(),
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
    )  # fmt: skip
    return Ceremony(options_to_json(made), bytes_to_base64url(made.challenge))


def add_passkey(user: User, site: Site, *, challenge: str, answer: str, name: str, now: datetime, delivers: bool) -> list[int]:
    """Keep the passkey that a browser made; returns the organizations whose mail waits. Raises PasskeyRefused."""
    try:
        made = verify_registration_response(
            credential=answer, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=site.host, expected_origin=site.origin, require_user_verification=True
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    with directory() as cursor:
        if load_passkey(cursor, made.credential_id) is not None:
            raise PasskeyRefused
        save_passkey(
            cursor, user.pk, credential_id=made.credential_id, public_key=made.credential_public_key, sign_count=made.sign_count, name=" ".join(name.split())[:60] or "—", at=now
        )  # fmt: skip
    return tell_everywhere(user.pk, "PasskeyAdded", PASSKEY_ADDED, now=now, delivers=delivers)


def remove_passkey(user: User, handle: str, *, now: datetime, delivers: bool) -> list[int]:
    """Take one of one's own passkeys away. Raises PasskeyRefused."""
    try:
        credential_id = base64url_to_bytes(handle)
    except ValueError as error:
        raise PasskeyRefused from error
    with directory() as cursor:
        if not delete_passkey(cursor, user.pk, credential_id):
            raise PasskeyRefused
    return tell_everywhere(user.pk, "PasskeyRemoved", PASSKEY_REMOVED, now=now, delivers=delivers)


def handle_of(passkey: PasskeyRow) -> str:
    """How a page names a passkey."""
    return bytes_to_base64url(passkey.credential_id)


def begin_sign_in(site: Site) -> Ceremony:
    """Ask a browser for any passkey of this site; it says by itself whose it is."""
    made = generate_authentication_options(rp_id=site.host, user_verification=_REQUIRED)
    return Ceremony(options_to_json(made), bytes_to_base64url(made.challenge))


def sign_in_by_passkey(site: Site, *, challenge: str, answer: str, now: datetime) -> User:
    """The user whose passkey answered. Raises PasskeyRefused."""
    try:
        credential_id = base64url_to_bytes(str(json.loads(answer)["rawId"]))
    except (ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    with directory() as cursor:
        known = load_passkey(cursor, credential_id)
        if known is None:
            raise PasskeyRefused
        try:
            proved = verify_authentication_response(
                credential=answer, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=site.host, expected_origin=site.origin,
                credential_public_key=known.public_key, credential_current_sign_count=known.sign_count, require_user_verification=True,
            )  # fmt: skip
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:
            raise PasskeyRefused from error
        note_use(cursor, credential_id, proved.new_sign_count, now)
    user = User.objects.filter(pk=known.user_id, is_active=True).first()
    if user is None:
        raise PasskeyRefused
    return user
