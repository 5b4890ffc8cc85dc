"""Dunning: whom to remind, how, and why."""

from __future__ import annotations

from encours.receivables.dunning.first import MINIMUM_MINOR, OpenItem, Reminder, first_reminders
from encours.receivables.dunning.ladder import FRENCH_B2B, Channel, DunningStep

__all__ = ["FRENCH_B2B", "MINIMUM_MINOR", "Channel", "DunningStep", "OpenItem", "Reminder", "first_reminders"]
