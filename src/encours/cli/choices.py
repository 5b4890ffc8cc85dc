"""Options that take one of a few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

T = TypeVar("T", bound=str)


class ChoiceUnknown(Refusal):
    code = "choice_unknown"
    message = Text(en="{option} cannot be “{value}”.", fr="{option} ne peut pas être « {value} ».")
    repair = Text(en="Choose one of: {choices}.", fr="Choisissez parmi : {choices}.")


def choice(option: str, value: str, choices: Sequence[T]) -> T:
    """The choice that an option names. Raises ChoiceUnknown."""
    found = next((one for one in choices if one == value), None)
    if found is None:
        raise ChoiceUnknown(option=option, value=value, choices=", ".join(choices))
    return found
