"""Refusals of everything that is asked for by name or key and is not there."""

from __future__ import annotations

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text


class CustomerUnknown(Refusal):
    code = "customer_unknown"
    message = Text(en="There is no customer “{customer}” in this company.", fr="Cette société n'a pas de client « {customer} ».")
    repair = Text(en="Give the code that the aged balance shows.", fr="Indiquez le code que montre la balance âgée.")


class ItemUnknown(Refusal):
    code = "item_unknown"
    message = Text(en="There is no item “{item}” in this company.", fr="Cette société n'a pas de pièce « {item} ».")
    repair = Text(
        en="Open it from a list again: it may belong to another company.",
        fr="Rouvrez-la depuis une liste : elle appartient peut-être à une autre société.",
    )
