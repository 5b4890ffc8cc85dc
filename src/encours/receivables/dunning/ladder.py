"""A ladder of reminders: from how many days late on which step, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from encours.kernel.wording import Text

Channel = Literal["email", "call", "registered_letter", "internal"]


@dataclass(frozen=True, slots=True)
class DunningStep:
    """One rung: reached `from_days` after the due date (negative: before). `minimum_minor` is the least amount of an item it is worth.

    `firm` marks the steps that no first contact goes beyond: a debtor who never heard from us is not put on formal notice.
    """

    code: str
    from_days: int
    name: Text
    channel: Channel
    minimum_minor: int = 0
    firm: bool = False


FRENCH_B2B: tuple[DunningStep, ...] = (
    DunningStep(
        "courtesy", -7, Text(en="Courtesy note before the due date", fr="Rappel de courtoisie avant échéance"), "email", minimum_minor=50000
    ),
    DunningStep("reminder_1", 3, Text(en="Friendly reminder", fr="Première relance"), "email"),
    DunningStep("call", 10, Text(en="Phone call", fr="Appel téléphonique"), "call"),
    DunningStep("reminder_2", 15, Text(en="Firm reminder", fr="Relance ferme"), "email", firm=True),
    DunningStep("escalation", 25, Text(en="Reminder from management", fr="Relance de la direction"), "email", firm=True),
    DunningStep("formal_notice", 35, Text(en="Formal notice", fr="Mise en demeure"), "registered_letter", firm=True),
    DunningStep("credit_hold", 45, Text(en="Credit hold", fr="Blocage du crédit"), "internal", firm=True),
    DunningStep("placement", 60, Text(en="Hand over to collection", fr="Remise au recouvrement"), "internal", firm=True),
)
"""The default ladder between French businesses: D−7 for 500 and more, D+3, D+10, D+15, D+25, D+35, D+45, D+60."""
