"""Every word that a definition must be able to say, run as a state machine on real PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shuoshi.kernel.errors import NotAllowed
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.worktime import add_limit, add_working_days
from shuoshi.matters.engine import move
from shuoshi.matters.migrating import migrate_running
from shuoshi.matters.public import public_matter
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import NotYet, OwnWork
from shuoshi.matters.timers import sweep
from shuoshi.people.actions import add_household, add_person
from shuoshi.programmes.actions import install
from shuoshi.programmes.queries import forget_current
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.units.queries import work_calendar
from shuoshi.web.rows import board_lines, for_all
from tests.conftest import AT

FILES = Path(__file__).parent / "files"


@pytest.fixture
def tried(world: None, rows: Callable[..., Any]) -> Iterator[None]:
    for name in ("try_part", "try_all"):
        install(file=FILES / f"{name}.yaml", by=SYSTEM, at=AT, path="141102")
    yield
    rows("TRUNCATE matters_matter CASCADE")
    rows("DELETE FROM programmes_version WHERE programme LIKE 'try%%'")
    forget_current()


@pytest.fixture
def case(tried: None, say: Callable[..., Any]) -> Callable[..., Any]:
    def made(**form: Any) -> Any:
        return say(programme="try_all", kind="any", form={"amount": 1, "class": "slow"} | form)

    return made


def matter(walk: Any) -> Any:
    return read_matter(walk.id, by=SYSTEM, at=walk.at)


def test_a_limit_comes_out_of_a_table_row_by_a_field(
    case: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    for code, limit in (("quick", "1 working_days"), ("slow", "10 working_days")):
        walk = case(**{"class": code})
        walk.does(cast("shuji"), "begin", hours=1)
        assert matter(walk).due_at == add_limit(work_calendar(), walk.at, parse_limit(limit))


def test_a_paused_clock_credits_the_stage_and_the_whole(
    case: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = case()
    walk.does(cast("shuji"), "begin", hours=1)
    before = matter(walk)
    walk.does(cast("shuji"), "ask_ruling", hours=1)
    paused = matter(walk)
    assert paused.due_at is None
    walk.does(cast("jiedao"), "rule", hours=72)
    after = matter(walk)
    assert after.stage == "working"
    assert before.due_at
    assert after.due_at == before.due_at + timedelta(days=3), "three working days were paused"
    assert after.overall_due_at == add_working_days(work_calendar(), before.overall_due_at, 3)


def test_counted_approvals_come_from_different_people(
    case: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = case()
    walk.does(cast("shuji"), "begin", hours=1)
    walk.does(cast("shuji"), "grant", hours=1)
    assert matter(walk).stage == "working"
    with pytest.raises(OwnWork):
        walk.does(cast("shuji"), "grant", hours=1)
    walk.does(cast("weiyuan"), "grant", hours=1)
    assert matter(walk).stage == "granted"
    assert (matter(walk).due_at.month, matter(walk).due_at.day) == (5, 11), (
        "the 10th of May is a Sunday"
    )


def test_a_unit_may_not_look_at_its_own_work(
    case: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = case()
    for who, name in (("shuji", "begin"), ("shuji", "grant"), ("weiyuan", "grant")):
        walk.does(cast(who), name, hours=1)
    with pytest.raises(OwnWork):
        walk.does(cast("shuji"), "look", hours=1)
    walk.does(cast("jiedao"), "look", hours=1)
    m = matter(walk)
    assert m.stage == "looked"
    assert m.due_at >= m.overall_due_at, "not before the whole's due time"
    walk.does(cast("jiedao"), "sample", hours=1)
    assert matter(walk).stage == "closed"


def test_a_matter_for_each_row_and_the_parent_waits_for_them(
    case: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk, secretary = case(), cast("shuji")
    walk.does(secretary, "begin", hours=1)
    walk.does(secretary, "share", hours=1, parts=[{"text": "查水管"}, {"text": "查电线"}])
    children = rows("SELECT id, link FROM matters_matter WHERE parent_id = %s ORDER BY id", walk.id)
    assert [link for _, link in children] == ["part", "part"]
    assert rows(
        "SELECT DISTINCT body FROM matters_mattertext t JOIN matters_matter m ON m.id = t.matter_id WHERE m.parent_id = %s ORDER BY 1",
        walk.id,
    ) == [("查水管",), ("查电线",)]
    with pytest.raises(NotYet):
        walk.does(secretary, "grant", hours=1)
    for child, _ in children:
        move(matter_id=child, name="close", answers={}, by=secretary, at=walk.at)
    assert matter(walk).stage == "looked", "made by itself when the last one closed"


def test_an_exclusion_needs_a_second_person_and_carries_its_code(
    case: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = case()
    with pytest.raises(NotYet):
        walk.does(cast("jiedao"), "exclude", hours=1)
    walk.does(cast("shuji"), "ask_exclusion", hours=1, code="beyond_law", reason="不属于职责")
    with pytest.raises(OwnWork):
        walk.does(cast("shuji"), "exclude", hours=1)
    walk.does(cast("jiedao"), "exclude", hours=1)
    assert matter(walk).marks["excluded"] == "beyond_law"


def test_a_deadline_makes_its_move_by_itself(case: Callable[..., Any]) -> None:
    walk = case()
    sweep(at=AT + timedelta(days=5))
    assert matter(walk).outcome == "void"


def test_the_whole_clock_climbs_to_the_unit_above(
    case: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    from shuoshi.notices.actions import deliver

    walk = case(**{"class": "slow"})
    walk.does(cast("shuji"), "begin", hours=1)
    sweep(at=AT + timedelta(days=60))
    m = matter(walk)
    assert m.colour == "red"
    assert m.marks["climbed"] == [0, 1]
    deliver(at=AT + timedelta(days=60))
    street = cast("jiedao").account_id
    assert rows(
        "SELECT count(*) FROM notices_notice WHERE account_id = %s AND template = 'climb_to_parent_unit'",
        street,
    ) == [(1,)]


def test_it_opens_only_while_its_condition_holds_and_once(
    case: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    with pytest.raises(Exception, match="现在不能提交"):
        case(amount=5000)
    walk = case()
    case()
    for who, name in (("shuji", "begin"), ("shuji", "grant"), ("weiyuan", "grant")):
        walk.does(cast(who), name, hours=1)
    with pytest.raises(Exception, match="已经办过一次"):
        case()


def test_a_fault_in_one_version_strands_nothing(
    case: Callable[..., Any], cast: Callable[..., Any], tmp_path: Path
) -> None:
    walk, other = case(), case()
    walk.does(cast("shuji"), "begin", hours=1)
    text = (FILES / "try_all.yaml").read_text(encoding="utf-8")
    text = text.replace("  working: {name", "  doing: {name").replace(
        "[working, granted", "[doing, granted"
    )
    text = text.replace("to: working", "to: doing").replace("from: working", "from: doing")
    text += 'migrate: {"1": {working: doing}}\n'
    file = tmp_path / "try_all.yaml"
    file.write_text(text, encoding="utf-8")
    new = install(file=file, by=SYSTEM, at=AT, path="141102")
    found = migrate_running(programme="try_all", at=walk.at + timedelta(hours=1))
    assert (found.moved, found.stranded) == (2, ())
    assert matter(walk).stage == "doing"
    assert matter(walk).version_id == matter(other).version_id == new.version_id
    walk.at += timedelta(hours=2)
    walk.does(cast("shuji"), "grant", hours=1)


def test_a_household_has_it_once_whoever_of_it_asks(
    tried: None, say: Callable[..., Any], tmp_path: Path
) -> None:
    text = (FILES / "try_all.yaml").read_text(encoding="utf-8")
    file = tmp_path / "try_all.yaml"
    file.write_text(
        text.replace("{of: place, within: 30 days, reached: granted}", "{of: household}"),
        encoding="utf-8",
    )
    install(file=file, by=SYSTEM, at=AT, path="141102")
    doors = [add_household(path=YONGNING, door=door, by=SYSTEM, at=AT) for door in ("101", "102")]
    wife, husband, next_door, homeless = (
        Actor(
            reach=Reach.RESIDENT,
            role="resident",
            person_id=add_person(
                name="试", phone=None, path=YONGNING, by=SYSTEM, at=AT, household_id=door
            ),
        )
        for door in (doors[0], doors[0], doors[1], None)
    )

    def asks(by: Actor) -> Any:
        return say(programme="try_all", kind="any", by=by, form={"amount": 1, "class": "slow"})

    asks(wife)
    for again in (husband, wife):
        with pytest.raises(Exception, match="已经办过一次"):
            asks(again)
    asks(next_door)
    asks(homeless)
    with pytest.raises(Exception, match="已经办过一次"):
        asks(homeless)


def test_a_public_name_says_less_than_the_kind(
    tried: None, say: Callable[..., Any], cast: Callable[..., Any], tmp_path: Path
) -> None:
    text = (FILES / "try_all.yaml").read_text(encoding="utf-8")
    text = text.replace("once_per: {of: place, within: 30 days, reached: granted}\n", "")
    text += (
        "builtin: {release: {by: [village_secretary]}}\n"
        "public: {from: asked, shows: [], public_name: {zh: 帮扶, en: Relief}}\n"
    )
    file = tmp_path / "try_all.yaml"
    file.write_text(text, encoding="utf-8")
    install(file=file, by=SYSTEM, at=AT, path="141102")
    walk = say(programme="try_all", kind="any", form={"amount": 1, "class": "slow"})
    words = {"public_title": "一件帮扶", "public_text": "已经受理。"}
    walk.does(cast("shuji"), "release", **words)
    walk.does(cast("shuji"), "begin")
    shown = public_matter(walk.receipt.number)
    assert (shown.kind, for_all(shown).zh) == ("", "帮扶")
    (line,) = board_lines([shown])
    assert line.tag == "帮扶"


@pytest.mark.parametrize(
    "condition",
    ["place.kind == 'community'", "place.path.startsWith('141102')", "!matter.private", "matter.lot >= 0",
     "matter.stage == 'asked'", "matter.opened_at <= now", "moves.begin == 0", "person.age == 0",
     "children.size() == 0", "matter.channel == 'needs_form'", "matter.excluded == ''"],
)  # fmt: skip
def test_every_name_is_there_when_a_matter_is_opened(
    tried: None, say: Callable[..., Any], tmp_path: Path, condition: str
) -> None:
    text = (FILES / "try_all.yaml").read_text(encoding="utf-8")
    file = tmp_path / "try_all.yaml"
    file.write_text(text.replace('"form.amount < 1000"', f'"{condition}"'), encoding="utf-8")
    install(file=file, by=SYSTEM, at=AT, path="141102")
    assert matter(say(programme="try_all", kind="any", form={"amount": 1, "class": "slow"}))


def test_once_a_person_needs_a_person(tried: None, say: Callable[..., Any], tmp_path: Path) -> None:
    text = (FILES / "try_all.yaml").read_text(encoding="utf-8")
    file = tmp_path / "try_all.yaml"
    file.write_text(text.replace("{of: place,", "{of: person,"), encoding="utf-8")
    install(file=file, by=SYSTEM, at=AT, path="141102")
    with pytest.raises(NotAllowed, match="居民账号"):
        say(programme="try_all", kind="any", form={"amount": 1, "class": "slow"})
