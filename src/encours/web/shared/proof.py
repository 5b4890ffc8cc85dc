"""Asking once more who somebody is, in the form of what cannot be taken back."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.http import HttpRequest

from encours.usecases.account.identity import prove
from encours.web.shared.place import Here, address_of


def prove_by_form(request: HttpRequest, here: Here) -> User:
    """The user, if the form holds the right password and, with a second factor, a fresh code. Raises as `prove` does."""
    user = User.objects.get(pk=here.user_id)
    prove(request, user, request.POST.get("password", "")[:1000], request.POST.get("code", "")[:100], address=address_of(request), now=datetime.now(UTC))
    return user
