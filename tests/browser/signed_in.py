"""Entering the office without typing a password, where signing in is not what is tested."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from tests.web.world import House


def signed_in(house: House, address: str) -> list[Any]:
    """The cookies of the house's accountant."""
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": house.client().cookies[name].value, "url": address}]
