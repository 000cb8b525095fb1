"""Plans of households at risk: made, followed, let go; who lacks somebody."""

import pytest

from shuoshi.kernel.errors import BadInput
from shuoshi.people.models import Person
from shuoshi.people.moving import Where, leave, move_household, move_person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.warnings.models import Plan
from shuoshi.warnings.planning import end_plan, make_plan, plan_of, plans_within
from shuoshi.warnings.queries import calls_in
from shuoshi.warnings.terms import (
    MayNotCall,
    PlanSaid,
)
from tests.conftest import AT, Cast
from tests.people.making import GRID_1, GRID_2
from tests.posts.making import on
from tests.warnings.making import at_risk, pledged, warned

pytestmark = pytest.mark.usefixtures("_no_switches")


def test_a_plan_ends_when_they_move_and_the_call_goes_along(cast: Cast) -> None:
    on(cast, kind="flood")
    home, alone = at_risk(cast, "搬家的"), at_risk(cast, "一个人搬的")
    warning = warned(cast)
    to = Where(GRID_2, "8 号", AT.date())
    move_household(household_id=home, to=to, by=cast("shuji"), at=AT)
    assert plan_of(home, by=cast("shuji")) is None
    assert {c.path for c in calls_in(warning, by=cast("shuji"))} == {GRID_1, GRID_2}
    with acting(SYSTEM):
        (who,) = Person.objects.filter(household_id=alone).values_list("id", flat=True)
    move_person(
        person_id=who, to=Where(GRID_2, "7 号", AT.date()), tie="head", by=cast("shuji"), at=AT
    )
    assert plan_of(alone, by=cast("shuji")) is None


def test_a_plan_goes_with_the_last_who_lived_there(cast: Cast) -> None:
    home = at_risk(cast)
    with acting(SYSTEM):
        (who,) = Person.objects.filter(household_id=home).values_list("id", flat=True)
    leave(person_id=who, why="moved", on=AT.date(), by=cast("shuji"), at=AT)
    with acting(SYSTEM):
        assert not Plan.objects.filter(household_id=home).exists()


def test_plans_say_who_lacks_and_only_keepers_of_the_register_make_them(cast: Cast) -> None:
    home, other = at_risk(cast), at_risk(cast, "桥头一户")
    for role in ("knocker", "second"):
        pledged(cast, home, role=role)
    found = {p.plan.household_id: p.lacks for p in plans_within(by=cast("shuji"))}
    assert found == {home: (), other: ("knocker", "second")}
    assert [p.plan.household_id for p in plans_within(by=cast("shuji"), lacking=True)] == [other]
    assert plans_within(by=cast("wangge2")) == ()
    with pytest.raises(MayNotCall):
        plans_within(by=cast("aixin"))
    said_ = PlanSaid(frozenset({"flood"}), "", "小学", frozenset())
    with pytest.raises(BadInput) as refused:
        make_plan(household_id=home, said=said_, by=cast("shuji"), at=AT)
    assert refused.value.field == "route"
    end_plan(household_id=home, by=cast("wangge"), at=AT)
    assert plan_of(home, by=cast("shuji")) is None
