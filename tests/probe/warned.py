"""A flood in a drill: a household with a plan under a warning, who knocks there, what was said of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from shuoshi.care.caring import answer_carer, ask_carer
from shuoshi.care.pairing import open_pairing
from shuoshi.care.terms import Subject, Yes
from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.ids import new_id
from shuoshi.privacy.switching import switch_on
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.units.models import Unit
from shuoshi.warnings.calling import say_step
from shuoshi.warnings.models import Call
from shuoshi.warnings.planning import make_plan
from shuoshi.warnings.relaying import relay_warning
from shuoshi.warnings.terms import PlanSaid, Relayed, Said


def warn(household: UUID, mark: str, at: Any) -> tuple[UUID, UUID, UUID]:
    """The warning, its call, a step of it that says `mark`."""
    by = actor("shuji", at, "village_secretary")
    switch_on(
        kind="flood", order_number="3", legal_basis="x", purpose="x", keep_days=1, drill=True,
        last_on=at.date() + timedelta(days=2), by=actor("zhihui", at), at=at,
    )  # fmt: skip
    plan = PlanSaid(frozenset({"flood"}), "往东走大路", "小学演示", frozenset({"car"}))
    make_plan(household_id=household, said=plan, by=by, at=at)
    pairing = open_pairing(
        scheme="evacuation", subject=Subject(household_id=household), contact="", by=by, at=at,
        yes=Yes("family", local_date(at)),
    )  # fmt: skip
    who = _knocker(by, at)
    carer = ask_carer(pairing_id=pairing, role="knocker", helper_id=who, by=by, at=at)
    answer_carer(carer_id=carer, yes=True, why="", by=by, at=at)
    said = Relayed(
        YONGNING, "flood", "orange", "planned", "区气象台", "7", at - timedelta(minutes=5), "预警演示",
        "三小时内有暴雨。", at + timedelta(hours=6),
    )  # fmt: skip
    warning = relay_warning(said=said, by=by, at=at)
    with acting(SYSTEM):
        call = Call.objects.get(warning_id=warning, household_id=household).id
    step = Said(new_id(at), call, "arrived", "door", at, where=mark)
    say_step(said=step, by=by, at=at)
    return warning, call, step.id


def _knocker(by: Actor, at: Any) -> UUID:
    """A volunteer of the community."""
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    return add_helper(unit_id=unit, profile=Profile("volunteer", "敲门演示"), by=by, at=at)
