"""Proving once more who one is before something that cannot be taken back: the password, and the code where there is a second factor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.usecases.account.second_factor import CodeWrong, check_code, has_factor
from encours.usecases.users import sign_in, slowed


class ProofMissing(Refusal):
    code = "proof_missing"
    message = Text(en="This was not proved to be you: nothing was done.", fr="Votre identité n’a pas été prouvée : rien n’a été fait.")
    repair = Text(en="Type your password, and your code where you have a second factor.", fr="Saisissez votre mot de passe, et votre code si vous avez un second facteur.")


def prove(request: Any, user: User, password: str, code: str, *, address: str, now: datetime) -> None:
    """Let nobody pass who cannot say the password and, with a second factor, a fresh code. The demonstration's person has no password to say. Raises ProofMissing, SignInRefused, TooManyTries, CodeWrong."""
    if user.has_usable_password():
        if not password:
            raise ProofMissing
        sign_in(request, user.get_username(), password, address=address, now=now)
    if has_factor(user.pk):
        check_code_slowly(user, code, address=address, now=now)


def check_code_slowly(user: User, code: str, *, address: str, now: datetime) -> None:
    """As `check_code`; wrong codes are counted like wrong passwords, for the account wherever they come from (S47). Raises CodeWrong, TooManyTries."""
    with slowed(f"code {user.pk}", "", now=now) as brake:
        try:
            check_code(user.pk, code, now=now)
        except CodeWrong:
            brake.failed()
            raise
