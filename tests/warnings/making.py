"""A flood over Yongning, households with a plan and somebody who knocks: for tests of warnings.

What a test says otherwise comes as keywords of any type; that is what the ignored types are.
"""

from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.care.caring import answer_carer, ask_carer
from shuoshi.care.models import Pairing
from shuoshi.care.pairing import open_pairing
from shuoshi.care.terms import Subject, Yes
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.warnings.calling import say_step
from shuoshi.warnings.models import Call
from shuoshi.warnings.planning import make_plan
from shuoshi.warnings.relaying import relay_warning
from shuoshi.warnings.terms import PlanSaid, Relayed, Said, Stand
from tests.care.making import TODAY, helper
from tests.conftest import AT, Cast
from tests.people.making import GRID_1, registered

MIN = timedelta(minutes=1)


def household(cast: Cast, name: str = "河边一户", path: str = GRID_1, **more: object) -> UUID:
    """A household of one, registered now."""
    who = registered(cast("shuji"), name, path=path, **{"door": f"{name} 1 号"} | more)
    with acting(SYSTEM):
        home = Person.objects.get(id=who).household_id
    assert home is not None
    return home


def at_risk(cast: Cast, name: str = "河边一户", by: str = "shuji", **more: object) -> UUID:
    """A household with a plan against floods."""
    home = household(cast, name, **more)
    said = PlanSaid(frozenset({"flood"}), "出门往东走大路", "永宁小学", frozenset({"car"}))
    make_plan(household_id=home, said=said, by=cast(by), at=AT)
    return home


def pledged(
    cast: Cast, home: UUID, role: str = "knocker", kind: str = "volunteer", **more: object
) -> UUID:
    """Somebody said yes to knocking there; gives the helper."""
    with acting(SYSTEM):
        there = Pairing.objects.filter(household_id=home, scheme="evacuation").first()
    pairing = there.id if there else open_pairing(
        scheme="evacuation", subject=Subject(household_id=home), contact="女儿 13800002222", by=cast("shuji"), at=AT,
        yes=Yes("family", TODAY),
    )  # fmt: skip
    who = helper(cast, kind, **more)
    carer = ask_carer(pairing_id=pairing, role=role, helper_id=who, by=cast("shuji"), at=AT)
    answer_carer(carer_id=carer, yes=True, why="", by=cast("shuji"), at=AT)
    return who


def warned(cast: Cast, by: str = "shuji", at: datetime = AT, **more: object) -> UUID:
    """An orange warning for Yongning's households with a plan."""
    given = {
        "path": YONGNING, "ladder": "flood", "level": "orange", "whom": "planned", "source": "区气象台",
        "reference": "2026-07", "issued_at": at - 10 * MIN, "headline": "暴雨橙色预警",
        "text": "三小时内降雨量将达五十毫米以上。", "until": at + timedelta(hours=6),
    } | more  # fmt: skip
    return relay_warning(said=Relayed(**given), by=cast(by), at=at)  # type: ignore[arg-type]


def call_at(warning: UUID, home: UUID) -> Call:
    with acting(SYSTEM):
        return Call.objects.get(warning_id=warning, household_id=home)


def said(
    cast: Cast, call: UUID, step: str, by: str = "shuji", at: datetime = AT, role: str | None = None, **more: object
) -> Stand:  # fmt: skip
    """A step of a household, said when it happened unless `came_at` says later."""
    came = more.pop("came_at", at)
    given = {"way": "door", "id": new_id(at)} | more
    one = Said(call_id=call, step=step, at=at, **given)  # type: ignore[arg-type]
    return say_step(said=one, by=cast(by, role), at=came)  # type: ignore[arg-type]
