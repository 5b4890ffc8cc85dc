"""Users: who may work on a company's books, and getting through the door."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.companies import Company
from encours.store.save.events import record_event
from encours.store.tenant import Scope, directory, tenant
from encours.store.users import (
    ROLES,
    Member,
    Role,
    count_failures,
    forget_failures,
    load_members,
    load_roles,
    record_failure,
    save_membership,
)

__all__ = ["ROLES", "Member", "Role", "create_user", "demo_link", "enter_by_link", "load_roles", "members", "set_password", "sign_in"]

WINDOW = timedelta(minutes=15)
TRIES_BY_NAME = 5
TRIES_BY_ADDRESS = 50
LINK_SECONDS = 600
_SALT = "encours.demo-link"


class UserExists(Refusal):
    code = "user_exists"
    message = Text(en="There is already a user “{name}”.", fr="Il existe déjà un utilisateur « {name} ».")
    repair = Text(
        en="Choose another name; “encours user create --existing” lets this user into the company.",
        fr="Choisissez un autre nom ; « encours user create --existing » ouvre la société à cet utilisateur.",
    )


class UserUnknown(Refusal):
    code = "user_unknown"
    message = Text(en="There is no user “{name}”.", fr="Il n'y a pas d'utilisateur « {name} ».")
    repair = Text(en="List them with “encours user list”.", fr="Affichez-les avec « encours user list ».")


class UserNameUnusable(Refusal):
    code = "user_name_unusable"
    message = Text(en="“{name}” cannot be a user's name.", fr="« {name} » ne peut pas être un nom d'utilisateur.")
    repair = Text(
        en="Use letters, digits and @ . + - _, up to 150 of them; an e-mail address is a good choice.",
        fr="Employez des lettres, des chiffres et @ . + - _, 150 au plus ; une adresse électronique convient bien.",
    )


class PasswordTooWeak(Refusal):
    code = "password_too_weak"
    message = Text(en="This password is too easy to guess.", fr="Ce mot de passe est trop facile à deviner.")
    repair = Text(
        en="Use at least 12 characters that are no common password and not the user's name.",
        fr="Employez au moins 12 caractères, qui ne soient ni un mot de passe courant ni le nom de l'utilisateur.",
    )


class SignInRefused(Refusal):
    code = "sign_in_refused"
    message = Text(en="The name or the password is wrong.", fr="Le nom ou le mot de passe est inexact.")
    repair = Text(
        en="Try again; an administrator can set a new password with “encours user password”.",
        fr="Réessayez ; un administrateur peut définir un nouveau mot de passe avec « encours user password ».",
    )


class TooManyTries(Refusal):
    code = "too_many_tries"
    message = Text(en="Too many attempts failed.", fr="Trop de tentatives ont échoué.")
    repair = Text(en="Wait {minutes} minutes, then try again.", fr="Attendez {minutes} minutes, puis réessayez.")


@dataclass(frozen=True, slots=True)
class Created:
    """A new user. `password` is the generated one, told once and kept nowhere; '' where it was given."""

    user_id: int
    name: str
    password: str


def create_user(
    company: Company, name: str, *, role: Role, actor: str, now: datetime, password: str = "", existing: bool = False
) -> Created:
    """Create a user and let it into the company's organization; without a password one is generated. `existing` lets in a user that exists.

    Raises UserExists, UserUnknown, UserNameUnusable, PasswordTooWeak.
    """
    user: User | None = User.objects.filter(username=name).first()
    if existing and user is None:
        raise UserUnknown(name=name)
    if not existing and user is not None:
        raise UserExists(name=name)
    generated = ""
    if user is None:
        user = User(username=name)
        try:
            User.username_validator(name)
        except ValidationError as error:
            raise UserNameUnusable(name=name[:80]) from error
        if not name or len(name) > 150:
            raise UserNameUnusable(name=name[:80])
        generated = "" if password else secrets.token_urlsafe(15)
        _set(user, password or generated)
        user.save()
    with tenant(company.organization_id) as cursor:
        save_membership(cursor, company.organization_id, user.pk, role)
        record_event(
            cursor,
            Scope(company.organization_id, 0, actor),
            "UserAdmitted",
            occurred_on=now.date(),
            subjects=[f"usr_{user.pk}"],
            payload={"role": role},
        )
    return Created(user.pk, name, generated)


def members(company: Company) -> list[Member]:
    """The users of the company's organization."""
    return load_members(company.organization_id)


def set_password(company: Company, name: str, password: str = "") -> str:
    """Give a user of the company's organization a new password, generated where none is given; returns the generated one.

    Ends the user's sessions. Raises UserUnknown, PasswordTooWeak.
    """
    user_id = find_member(company, name).user_id
    user = User.objects.get(pk=user_id)
    generated = "" if password else secrets.token_urlsafe(15)
    _set(user, password or generated)
    user.save(update_fields=["password"])
    return generated


def find_member(company: Company, name: str) -> Member:
    """The user of that name in the company's organization. Raises UserUnknown."""
    found = next((member for member in load_members(company.organization_id) if member.name == name), None)
    if found is None:
        raise UserUnknown(name=name)
    return found


def _set(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordTooWeak() from error
    user.set_password(password)


def sign_in(request: Any, name: str, password: str, *, address: str, now: datetime) -> User:
    """The user of that name and password. After five failures of a name from one address, or fifty of an address, in a quarter of an hour, nobody is let in.

    Raises SignInRefused, TooManyTries.
    """
    both = _subject(name.strip().lower(), address)
    alone = _subject(address)
    with directory() as cursor:
        by_both, by_address = count_failures(cursor, [both, alone], since=now - WINDOW)
    if by_both >= TRIES_BY_NAME or by_address >= TRIES_BY_ADDRESS:
        raise TooManyTries(minutes=int(WINDOW.total_seconds() // 60))
    user = authenticate(request, username=name, password=password)
    with directory() as cursor:
        if user is None:
            record_failure(cursor, [both, alone], at=now, keep=WINDOW)
        else:
            forget_failures(cursor, both)
    if not isinstance(user, User):
        raise SignInRefused()
    return user


def _subject(*parts: str) -> bytes:
    """What failures are counted by; hashed, so that the table tells nobody who comes from where."""
    return hashlib.sha256("\0".join(parts).encode()).digest()


def demo_link(user_id: int) -> str:
    """The path of a page that signs the user in, once, within ten minutes. The page answers only on a server that listens to this machine alone."""
    user = User.objects.get(pk=user_id)
    return f"/enter/{signing.dumps([user.pk, _state(user)], salt=_SALT)}"


def enter_by_link(token: str) -> User | None:
    """The user of a link that is fresh and was not used yet."""
    try:
        user_id, state = signing.loads(token, salt=_SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user if user is not None and secrets.compare_digest(_state(user), str(state)) else None


def _state(user: User) -> str:
    """What changes when the user signs in, so that a link used once is worth nothing."""
    seen = user.last_login.isoformat() if user.last_login else ""
    return hashlib.sha256(f"{user.pk} {seen} {user.password}".encode()).hexdigest()
