"""The second factor: an authenticator's codes, and ten codes on paper for the day it is lost."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.second_factor import (
    count_recovery_codes,
    delete_factor,
    load_factor,
    note_step,
    save_recovery_codes,
    save_seed,
    use_recovery_code,
)
from encours.store.tenant import directory
from encours.usecases.account.told import tell_everywhere
from encours.usecases.account.totp import SEED_BYTES, matching_step
from encours.usecases.letters import FACTOR_ADDED, FACTOR_REMOVED
from encours.usecases.vault import seal, unseal

RECOVERY_CODES = 10
_PURPOSE = "second factor"


class CodeWrong(Refusal):
    code = "code_wrong"
    message = Text(en="This code is wrong, or was used already.", fr="Ce code est inexact ou a déjà servi.")
    repair = Text(
        en="Wait for the next code of your authenticator, and check that its clock is right.",
        fr="Attendez le code suivant de votre application, et vérifiez que son horloge est juste.",
    )


class NoFactor(Refusal):
    code = "no_second_factor"
    message = Text(en="There is no second factor to change.", fr="Il n’y a pas de second facteur à modifier.")
    repair = Text(en="Set one up first.", fr="Configurez-en d’abord un.")


@dataclass(frozen=True, slots=True)
class FactorState:
    """Where a user's second factor stands. `seed` is there only while it waits for its first code."""

    is_on: bool
    since: datetime | None
    recovery_left: int
    seed: bytes | None


def factor_state(user_id: int) -> FactorState:
    """The user's second factor as the account page shows it."""
    with directory() as cursor:
        found, left = load_factor(cursor, user_id), count_recovery_codes(cursor, user_id)
    if found is None or found.since is not None:
        return FactorState(found is not None, found.since if found else None, left, None)
    return FactorState(False, None, left, unseal(found.seed, _purpose(user_id)))


def begin_factor(user_id: int) -> None:
    """Make a seed for the user's authenticator; it asks for nothing until its first code is given."""
    with directory() as cursor:
        save_seed(cursor, user_id, seal(secrets.token_bytes(SEED_BYTES), _purpose(user_id)))


def confirm_factor(user_id: int, code: str, *, now: datetime, delivers: bool) -> list[str]:
    """Put the second factor into force by its first code; returns the recovery codes, told this once. Raises NoFactor, CodeWrong."""
    with directory() as cursor:
        found = load_factor(cursor, user_id, lock=True)
        if found is None or found.since is not None:
            raise NoFactor
        step = matching_step(unseal(found.seed, _purpose(user_id)), _digits(code), now, after=found.last_step)
        if step is None:
            raise CodeWrong
        note_step(cursor, user_id, step, since=now)
        codes = _new_codes(cursor, user_id)
    tell_everywhere(user_id, "SecondFactorAdded", FACTOR_ADDED, now=now, delivers=delivers)
    return codes


def renew_recovery_codes(user_id: int) -> list[str]:
    """Ten new recovery codes in place of the old ones, told this once. Raises NoFactor."""
    with directory() as cursor:
        found = load_factor(cursor, user_id)
        if found is None or found.since is None:
            raise NoFactor
        return _new_codes(cursor, user_id)


def remove_factor(user_id: int, *, now: datetime, delivers: bool, actor: str = "") -> None:
    """Take the second factor away. Raises NoFactor."""
    with directory() as cursor:
        was_on = delete_factor(cursor, user_id)
    if not was_on:
        raise NoFactor
    tell_everywhere(user_id, "SecondFactorRemoved", FACTOR_REMOVED, now=now, delivers=delivers, actor=actor)


def has_factor(user_id: int) -> bool:
    """Whether signing in asks this user for a code."""
    with directory() as cursor:
        found = load_factor(cursor, user_id)
    return found is not None and found.since is not None


def check_code(user_id: int, code: str, *, now: datetime) -> None:
    """Use up a code of the authenticator, or a recovery code. Raises CodeWrong."""
    with directory() as cursor:
        found = load_factor(cursor, user_id, lock=True)
        if found is None or found.since is None:
            raise CodeWrong
        step = matching_step(unseal(found.seed, _purpose(user_id)), _digits(code), now, after=found.last_step)
        if step is not None:
            note_step(cursor, user_id, step, since=None)
        elif not use_recovery_code(cursor, user_id, _digest(user_id, code)):
            raise CodeWrong


def _new_codes(cursor: Any, user_id: int) -> list[str]:
    codes = ["-".join((secrets.token_hex(4), secrets.token_hex(4))) for _ in range(RECOVERY_CODES)]
    save_recovery_codes(cursor, user_id, [_digest(user_id, code) for code in codes])
    return codes


def _digest(user_id: int, code: str) -> bytes:
    """Sixty-four random bits need no slow hash."""
    plain = "".join(character for character in code.lower() if character in "0123456789abcdef")
    return hashlib.sha256(f"recovery {user_id} {plain}".encode()).digest()


def _digits(code: str) -> str:
    return "".join(code.split())


def _purpose(user_id: int) -> str:
    """A seed copied onto another user's row opens nothing."""
    return f"{_PURPOSE} {user_id}"
