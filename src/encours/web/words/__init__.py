"""Every word that the pages themselves say, by key. Words of the business come from below: kinds, reasons, issues, indicators."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.web.words.cash import CASH
from encours.web.words.clients import CLIENTS
from encours.web.words.figures import FIGURES
from encours.web.words.imports import IMPORTS
from encours.web.words.looks import LOOKS
from encours.web.words.money import MONEY
from encours.web.words.pauses import PAUSES
from encours.web.words.people import PEOPLE
from encours.web.words.review import REVIEW
from encours.web.words.shell import SHELL
from encours.web.words.standing import STANDING
from encours.web.words.trust import TRUST

WORDS: dict[str, Text] = SHELL | LOOKS | IMPORTS | FIGURES | MONEY | REVIEW | CASH | CLIENTS | PAUSES | PEOPLE | STANDING | TRUST
