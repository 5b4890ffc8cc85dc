"""Approval by another person: asking, deciding, and where a request stands."""

from encours.usecases.approvals.ask import ask
from encours.usecases.approvals.decide import cancel, decide
from encours.usecases.approvals.state import State, requests, state_of

__all__ = ["State", "ask", "cancel", "decide", "requests", "state_of"]
