"""The settlement policy: how much a payment may differ, what providers keep, where each difference is posted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from encours.api.v1.asked import ERRORS
from encours.api.v1.door import once, place
from encours.api.v1.imports import WRITING
from encours.api.v1.review import Told, Word
from encours.api.v1.schemas import Heading
from encours.receivables.matching.payouts import FeeRate
from encours.receivables.matching.policy import Tolerance
from encours.receivables.matching.settings import MOST_MINOR, Value
from encours.usecases.policy import policy_history, policy_settings, set_policy
from encours.usecases.reports.policy import policy_json, setting_json
from encours.usecases.sealing import seal_all

router = Router(tags=["policy"])
Amount = Annotated[int, Field(ge=0, le=MOST_MINOR)]


class ToleranceIn(Schema):
    """The larger of an amount and a share of the documents, never above the cap. Minor units of the company's currency."""

    absolute_minor: Amount = 0
    permille: int = Field(0, ge=0, le=1000)
    cap_minor: Amount


class FeeIn(Schema):
    """What a provider keeps: a share in hundredths of a percent, and an amount for each payment."""

    basis_points: int = Field(0, ge=0, le=9_999)
    each_minor: Amount = 0


class SettingIn(Schema):
    name: Word = Field(description="As the policy lists it; `fee:` and a provider's name for what a provider keeps.")
    customer_id: Word = Field("", description="The code of a customer whose own word it is.")
    tolerance: ToleranceIn | None = None
    fee: FeeIn | None = None
    number: Annotated[int, Field(ge=0, le=MOST_MINOR)] | None = Field(
        None, description="Days, minor units or thousandths, as the setting is."
    )
    allowed: bool | None = None
    account: Word | None = None
    reason: Told = Field(min_length=1, description="Without any value the word is taken back, and the default counts again.")


class SettingOut(Schema):
    name: str
    kind: str
    customer_id: str | None
    value: Any
    said: bool = Field(description="False: the default.")


class WordOut(Schema):
    name: str
    customer_id: str | None
    before: Any
    after: Any
    actor: str
    reason: str
    recorded_at: datetime


class PolicyOut(Heading):
    settings: list[SettingOut]
    history: list[WordOut]


class SettingSetOut(Heading, SettingOut):
    pass


@router.get(
    "/companies/{company}/policy",
    response={200: PolicyOut, **ERRORS},
    by_alias=True,
    operation_id="get_policy",
    summary="The settlement policy",
)
def policy(
    request: HttpRequest, company: str, customer_id: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = ""
) -> dict[str, Any]:
    """Every setting with what counts now, and who said what before, the last first."""
    here = place(request, company)
    return {
        **here.heading("encours.policy/1"),
        **policy_json(policy_settings(here.scope, customer=customer_id), policy_history(here.scope)),
    }


@router.post(
    "/companies/{company}/policy",
    response={200: SettingSetOut, **WRITING},
    by_alias=True,
    operation_id="set_policy",
    summary="Say what a setting is",
)
def say(request: HttpRequest, company: str, said: SettingIn) -> HttpResponse:
    """From now on; what was recorded stands. Takes an Idempotency-Key."""
    here = place(request, company, writes=True)

    def act() -> dict[str, Any]:
        made = set_policy(
            here.company, here.token.user_name, said.name, _value(said), customer=said.customer_id, reason=said.reason, today=here.today
        )
        seal_all(here.company.organization_id, today=here.today)
        return {**here.heading("encours.policy-setting/1"), **setting_json(made)}

    return once(request, here, request.body, act)


def _value(said: SettingIn) -> Value | None:
    if said.tolerance is not None:
        return Tolerance(said.tolerance.absolute_minor, said.tolerance.permille, said.tolerance.cap_minor)
    if said.fee is not None:
        return FeeRate(said.fee.basis_points, said.fee.each_minor)
    return next((one for one in (said.number, said.allowed, said.account) if one is not None), None)
