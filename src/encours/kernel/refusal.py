"""A refusal: the business, or a file, says no, with a reason its reader can act on.

A refusal is no defect: it has a stable code, values, a text in both languages and a remedy. The edge words it for its user.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from encours.kernel.wording import Language, Text


class Refusal(Exception):
    """The base of every refusal. A subclass states `code`, `message` and `repair`, and is defined in the module that raises it."""

    code: ClassVar[str]
    message: ClassVar[Text]
    repair: ClassVar[Text]

    def __init__(self, **values: object) -> None:
        self.values: Mapping[str, object] = values
        super().__init__(self.say("en"))

    def say(self, language: Language) -> str:
        """Where, what and why, then the remedy."""
        return f"{self.message.say(language, **self.values)} {self.repair.say(language, **self.values)}"
