"""A place in a list as text that an address can carry: signed, so that only places that were given out come back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core import signing

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_SALT = "encours.place"


class PlaceUnreadable(Refusal):
    code = "place_unreadable"
    message = Text(
        en="This place in the list is not one that was given out.", fr="Cet endroit de la liste n'est pas un endroit qui a été donné."
    )
    repair = Text(en="Start again from the first page.", fr="Repartez de la première page.")


def place_text(place: tuple[Any, ...] | None) -> str:
    """The text of a place, '' for none. Numbers, texts, days and instants survive the way there and back."""
    if place is None:
        return ""
    return signing.dumps([_out(value) for value in place], salt=_SALT, compress=True)


def read_place(text: str) -> tuple[Any, ...] | None:
    """The place of a text, None for ''. Raises PlaceUnreadable."""
    if not text:
        return None
    try:
        return tuple(_in(kind, value) for kind, value in signing.loads(text, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise PlaceUnreadable() from error


def _out(value: Any) -> tuple[str, Any]:
    if isinstance(value, datetime):
        return "t", value.isoformat()
    if isinstance(value, date):
        return "d", value.isoformat()
    if isinstance(value, int | str) or value is None:
        return "v", value
    return "v", int(value)


def _in(kind: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if kind == "t" else date.fromisoformat(value) if kind == "d" else value
