"""When the emergency is erased nobody can find out who was counted; figures stay, of a drill nothing."""

from datetime import timedelta

import pytest

from shuoshi.counts.boards import board
from shuoshi.counts.custody import seal_containers
from shuoshi.counts.missing import say_missing
from shuoshi.counts.queries import counts_within
from shuoshi.counts.retention import counted_of, erase_of_switch, forget_members, let_go
from shuoshi.counts.terms import Sealing
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from tests.conftest import AT, Cast, Rows
from tests.counts.making import a_count, a_site, bound, one, residents, tube
from tests.posts.making import on

pytestmark = pytest.mark.usefixtures("_no_switches")
_LEFT = "SELECT count(*) FROM counts_{0}"
PERSONAL = ("member", "counted", "guest", "missing", "single", "container", "bag")


def left(rows: Rows, *tables: str) -> dict[str, object]:
    return {t: rows(_LEFT.format(t))[0][0] for t in tables}


@pytest.mark.parametrize("drill", [False, True])
def test_erasure_leaves_figures_and_of_a_drill_nothing(cast: Cast, rows: Rows, drill: bool) -> None:
    switch = on(cast, drill=drill)
    count = a_count(cast)
    site, (a, b, c, *_r), mine = a_site(cast, count), residents(4), tube()
    bound(cast, site, one(a, mine), one(b, mine), one(None, mine))
    say_missing(count_id=count, subject_id=c, reason="away", note="探亲", by=cast("wangge"), at=AT)
    seal_containers(site_id=site, items=[Sealing(mine, 3, AT)], by=cast("wangge"), at=AT)
    gone = erase_of_switch(switch, AT + timedelta(days=4))
    assert left(rows, *PERSONAL) == dict.fromkeys(PERSONAL, 0)
    if drill:
        assert gone == {}
        assert left(rows, "tally", "count", "site", "expected") == dict.fromkeys(
            ("tally", "count", "site", "expected"), 0
        )
    else:
        assert gone == {"counts.counted": 2, "counts.guests": 1}
        assert board(count, by=cast("shuji")).figures.counted == 2


def test_a_drill_is_listed_while_it_runs_alone(cast: Cast) -> None:
    on(cast, drill=True)
    count = a_count(cast)
    (row,) = counts_within(by=cast("wangge"))
    assert (row.id, row.drill) == (count, True)


def test_somebody_takes_along_that_they_were_counted_and_can_be_let_go(
    cast: Cast, rows: Rows
) -> None:
    on(cast)
    count = a_count(cast)
    site, (a, *_r) = a_site(cast, count), residents(2)
    bound(cast, site, one(a, tube()))
    ((_name, when),) = counted_of(a, SYSTEM)
    assert when[1] == AT.isoformat()
    (b, *_more) = residents(4)[2:]
    say_missing(count_id=count, subject_id=b, reason="away", note="探亲", by=cast("wangge"), at=AT)
    ((_name, why, note, _at),) = counted_of(b, SYSTEM)
    assert (str(why[1]), note[1]) == ("不在区里", "探亲")
    with acting(SYSTEM) as scope:
        scope.write_as_engine()
        let_go(a, AT)
    assert counted_of(a, SYSTEM) == []
    assert counted_of(a, cast("wangge2")) == []
    assert rows("SELECT subject_id FROM counts_member") == [(None,)]
    assert board(count, by=cast("shuji")).figures.counted == 1


def test_days_of_members_are_dropped_after_ninety(cast: Cast) -> None:
    on(cast)
    assert forget_members(AT + timedelta(days=91)) > 0
