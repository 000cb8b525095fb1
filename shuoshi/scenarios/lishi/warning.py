"""The demonstration's households at risk: a plan each, who knocks, who stands in. Nobody is warned before somebody
switches a flood on, as a drill or in earnest."""

from datetime import datetime
from uuid import UUID

from shuoshi.accounts.queries import account_called
from shuoshi.care.caring import answer_carer, ask_carer
from shuoshi.care.pairing import open_pairing
from shuoshi.care.terms import Subject, Yes
from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.models import Helper
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import local_date
from shuoshi.people.models import Household
from shuoshi.people.moving import Where, move_person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.units.models import Unit
from shuoshi.warnings.planning import make_plan
from shuoshi.warnings.terms import PlanSaid

_HOMES = 12
_NEEDS = (
    frozenset[str](),
    frozenset({"car"}),
    frozenset({"wheelchair", "car"}),
    frozenset({"infant"}),
)


def load_plans(now: datetime) -> None:
    """Twelve households beside the river, the resident of the cast among them; two of them lack somebody."""
    by = actor("shuji", now)
    own = _home_of_the_resident(by, now)
    with acting(by):
        near = Household.objects.filter(members__left_on__isnull=True).exclude(id=own)
        found = list(
            near.order_by("path", "id").distinct().values_list("id", flat=True)[: _HOMES - 1]
        )
    homes = [own, *found]
    volunteers = Unit.objects.get(kind="social_org", path=YONGNING).id
    knocks = _grid_worker()
    stands_in = add_helper(
        unit_id=volunteers, profile=Profile("volunteer", "后备演示", most=50), by=by, at=now
    )
    for n, home in enumerate(homes):
        plan = PlanSaid(
            frozenset({"flood"}),
            "出单元门往东走育才路，不走河堤",
            "永宁小学操场（演示）",
            _NEEDS[n % len(_NEEDS)],
        )
        make_plan(household_id=home, said=plan, by=by, at=now)
        who = {"knocker": knocks} | ({"second": stands_in} if n < _HOMES - 2 else {})
        _pledge(home, who, by, now)


def _grid_worker() -> UUID:
    """The grid worker of the cast, as a helper."""
    with acting(SYSTEM):
        return Helper.objects.get(account_id=account_called("wangge"), kind="grid_worker").id


def _home_of_the_resident(by: Actor, now: datetime) -> UUID:
    """The resident of the cast moves into a building, alone."""
    who = actor(RESIDENT[0], now).person_id or UUID(int=0)
    with acting(SYSTEM):
        building = (
            Household.objects.filter(path__startswith=YONGNING).order_by("path", "id")[0].path
        )
    to = Where(building, "9 单元 902", local_date(now))
    return move_person(person_id=who, to=to, tie="head", by=by, at=now)


def _pledge(home: UUID, who: dict[str, UUID], by: Actor, now: datetime) -> None:
    yes = Yes("family", local_date(now))
    pairing = open_pairing(
        scheme="evacuation", subject=Subject(household_id=home), contact="", by=by, at=now, yes=yes
    )
    for role, helper in who.items():
        carer = ask_carer(pairing_id=pairing, role=role, helper_id=helper, by=by, at=now)
        answer_carer(carer_id=carer, yes=True, why="", by=by, at=now)
