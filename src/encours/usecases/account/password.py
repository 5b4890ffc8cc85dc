"""Passwords: changing one's own, and choosing a new one by a link that came by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int, int_to_base36

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.sessions import end_sessions
from encours.store.tenant import directory, tenant
from encours.usecases.account.told import homes, tell_everywhere
from encours.usecases.letters import PASSWORD_CHANGED, RESET
from encours.usecases.mailing import write_mail
from encours.usecases.users import set_new_password


class ResetLinkGone(Refusal):
    code = "reset_link_gone"
    message = Text(en="This link was used, or is too old.", fr="Ce lien a déjà servi ou est trop ancien.")
    repair = Text(en="Ask for a new one on the sign-in page.", fr="Demandez-en un nouveau sur la page de connexion.")


class _ResetTokens(PasswordResetTokenGenerator):
    """A token is worth nothing after a sign-in, a change of password or of address, and after an hour."""

    key_salt = "encours.password-reset"


_TOKENS = _ResetTokens()


def ask_reset(name: str, *, now: datetime, delivers: bool, link: Callable[[str], str]) -> list[int]:
    """Write a reset link to the address of that user, if there is one; the caller says the same either way. Returns the organizations whose mail waits."""
    user = User.objects.filter(username__iexact=name.strip(), is_active=True).first()
    own = homes(user.pk) if user else []
    if user is None or not own or not own[0][1].email:
        return []
    company, member = own[0]
    address = link(f"{int_to_base36(user.pk)}-{_TOKENS.make_token(user)}")
    with tenant(company.organization_id) as cursor:
        values = {"name": member.name, "link": address, "company": company.name}
        write_mail(cursor, company.organization_id, RESET, recipient=member.email, language=member.language, values=values, now=now, delivers=delivers)
    return [company.organization_id]


def user_of_reset(token: str) -> User:
    """Whose link it is; looking at it uses nothing up. Raises ResetLinkGone."""
    number, _, rest = token.partition("-")
    try:
        user = User.objects.filter(pk=base36_to_int(number), is_active=True).first()
    except (ValueError, OverflowError):
        user = None
    if user is None or user.pk >= 2**31 or not _TOKENS.check_token(user, rest):
        raise ResetLinkGone
    return user


def reset_password(token: str, password: str, *, now: datetime, delivers: bool) -> list[int]:
    """Choose a new password by a link; every session of the user ends, the second factor stays. Raises ResetLinkGone, PasswordTooWeak."""
    return _change(user_of_reset(token), password, now=now, delivers=delivers, keep="")


def change_password(user: User, password: str, *, now: datetime, delivers: bool, session_key: str) -> list[int]:
    """Change one's own password; the other sessions end. Raises PasswordTooWeak."""
    return _change(user, password, now=now, delivers=delivers, keep=session_key)


def _change(user: User, password: str, *, now: datetime, delivers: bool, keep: str) -> list[int]:
    set_new_password(user, password)
    user.save(update_fields=["password"])
    with directory() as cursor:
        end_sessions(cursor, user.pk, but=keep)
    return tell_everywhere(user.pk, "PasswordChanged", PASSWORD_CHANGED, now=now, delivers=delivers)
