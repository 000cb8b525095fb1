"""The definition language: what is refused, with file, line, key and remedy; and what ships."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.limits import parse_limit
from shuoshi.matters.engine import settle, situation
from shuoshi.programmes.actions import LIBRARY, install, library, set_limit
from shuoshi.programmes.checking import check, check_files
from shuoshi.programmes.conditions import faults_of, holds
from shuoshi.programmes.fields import LimitCase
from shuoshi.programmes.loading import parse
from shuoshi.programmes.pages import write_pages
from shuoshi.programmes.ports import BLOCKS
from shuoshi.programmes.queries import current, definition
from shuoshi.programmes.terms import BadProgramme
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.walking import walk_yishi
from tests.conftest import AT

YISHI = (LIBRARY / "shuoshi_yishi.yaml").read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    try:
        programme, lines = parse(text, "x.yaml")
    except BadProgramme as bad:
        return [str(fault) for fault in bad.faults]
    return [str(f) for f in check(programme, lines, frozenset({"shuoshi_yishi"})) if not f.warns]


def test_what_ships_has_no_fault(district: None) -> None:
    assert [str(f) for f in check_files(library()) if not f.warns] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("first: said", "first: sayd", "'sayd' is no stage"),
        ("within: review}", "within: revue}", "'revue' is no limit"),
        ("to: reviewed, by: [village_secretary, committee_member]", "to: nowhere, by: [village_secretary]", "'nowhere' is no stage"),
        ("by: [village_secretary, committee_member], asks: [kind, major~, item~]", "by: [king], asks: [kind, major~, item~]", "'king' is no role"),
        ("asks: [kind, major~, item~]", "asks: [colour]", "'colour' is no field"),
        ("asks: [decision], upon: ballot.passed", "asks: [decision], upon: ballot.won", "no block of its stages"),
        ("review: {limit: 7 days, mark: P}", "review: {limit: 7 moons, mark: P}", "'moons' is no unit"),
        ("review: {limit: 7 days, mark: P}", "review: {limit: 7 days, mark: S}", "needs its source"),
        ("review: {limit: 7 days, mark: P}", "review: {limit: 7 days}", "give either a limit with its mark"),
        ("event:next_meeting", "event:full_moon", "no room knows the event"),
        ("progress: {every: report}", "progress: {each: report}", "Extra inputs|Field required"),
        ("progress: {every: report}", "progress: {every: 7 days}", "is no limit; name one"),
        ("open_for: vote", "open_for: votes", "is no limit; name one"),
        ("review: {limit: 7 days, mark: P}", "review: {limit: -7 days, mark: P}", "no time from then on"),
        ("  agreed_on: {type: date,", "  agreed_on: {type: date, sealed: true,", "no clock can read"),
        ("  result: {type: long,", "  days: {type: int, name: {zh: 天, en: Days}}\n  result: {type: long,", "has this field already"),
        ("progress: {every: report}", "dance: {}", "no block of this name"),
        ("{when: \"form.major\", to: proposed}, {to: tabled}", "{to: tabled}, {when: \"form.major\", to: proposed}", "last branch must be free"),
        ("when: \"moves.object > 0\"", "when: \"movez.object > 0\"", "'movez' is no name here"),
        ("when: \"moves.object > 0\"", "when: \"moves.object >\"", "this is no CEL"),
        ("when: \"moves.object > 0\"", "when: \"moves.object + 1\"", "not true or false"),
        ("stages: [said]}", "stages: [said, said]}", "must stand in the bar once"),
        ("not_by: [finish]}\n  uphold", "not_by: [finnish]}\n  uphold", "'finnish' is no move"),
        ("upon: survey.ended}", "upon: deadline.passed}\n  lapse: {name: {zh: 过期, en: Lapsed}, from: said, to: screened_out, upon: deadline.passed}", "may not refuse anybody"),
        ("source: DOMAIN.md 13.1", "source: DOMAIN.md 13.1\non: yes", "not part of the language"),
        ("en: Accept}", "fr: Accepter}", "not part of the language|required"),
        ("first: said", "first: said\nfirst: said", "here twice"),
        ('"+5 working_days"', '"+5 wokring_days"', "is no unit"),
        ("to: district_leader", "to: emperor", "'emperor' is no role"),
        ("template: accepted}", "template: acepted}", "is no template"),
        ("shows: [decision, result]", "shows: [decision, secret]", "'secret' is no field"),
        ("moves:\n", "moves:\n  comment: {name: {zh: 评, en: Say}, from: said, to: \"=\", by: [auditor]}\n", "has this move already"),
    ],
)  # fmt: skip
def test_a_seeded_mistake_is_found_with_its_line(
    district: None, old: str, new: str, says: str
) -> None:
    assert old in YISHI, "the seed must be in the file"
    found = faults(YISHI.replace(old, new, 1))
    import re

    assert any(re.search(says, fault) for fault in found), found
    assert all(re.match(r"x\.yaml:\d+: error: [\w.]+: .+", fault) for fault in found)


@pytest.mark.parametrize("text", ["", "- a\n- b", "a: [", "\t x", "just words"])
def test_what_is_no_programme_is_said_in_one_line(text: str) -> None:
    found = faults(text)
    assert len(found) == 1
    assert found[0].startswith("x.yaml:")


def test_yaml_traps_are_plain_text() -> None:
    text = "programme: x_y\nname: {zh: on, en: no}\nsource: 12:30\n"
    with pytest.raises(BadProgramme) as bad:
        parse(text, "x.yaml")
    assert not any("name.en" in str(f) or "source" in str(f) for f in bad.value.faults)


def test_an_error_in_a_condition_is_false_and_never_an_exception() -> None:
    assert holds("form.a == 'x'", {"form": {"a": "x"}})
    assert not holds("form.b == 'x'", {"form": {}})
    assert not holds("1 / 0 > 1", {})


def test_a_condition_is_capped_in_length_and_nesting() -> None:
    assert "longer" in faults_of("true || " * 100 + "true", {}, ())[0]
    nested = "children.all(a, children.all(b, children.all(c, true)))"
    assert "loops" in faults_of(nested, {}, ())[0]


def test_installing_the_same_text_again_changes_nothing(world: None) -> None:
    before = current("desk_call")
    again = install(file=LIBRARY / "desk_call.yaml", by=SYSTEM, at=AT, path="141102")
    assert again.version_id == before.version_id


def test_a_new_version_leaves_running_matters_on_theirs(
    say: Callable[..., Any], tmp_path: Path, rows: Callable[..., Any]
) -> None:
    walk, old = say(), current("shuoshi_yishi")
    file = tmp_path / "shuoshi_yishi.yaml"
    file.write_text(
        YISHI.replace("review: {limit: 7 days, mark: P}", "review: {limit: 3 days, mark: P}"),
        encoding="utf-8",
    )
    new = install(file=file, by=SYSTEM, at=AT, path="141102")
    try:
        assert new.n == old.n + 1
        assert rows("SELECT version_id FROM matters_matter WHERE id = %s", walk.id) == [
            (old.version_id,)
        ]
        assert definition(old.version_id).programme.limits["review"].limit == "7 days"
        later = say()
        assert rows("SELECT version_id FROM matters_matter WHERE id = %s", later.id) == [
            (new.version_id,)
        ]
    finally:
        install(file=LIBRARY / "shuoshi_yishi.yaml", by=SYSTEM, at=AT, path="141102")


def test_a_sites_own_limit_holds_from_its_day(
    say: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    from shuoshi.kernel.clock import local_date

    case = LimitCase(limit="2 working_days", source="本区规定", mark="P")
    set_limit(
        programme="shuoshi_yishi",
        name="review",
        case=case,
        starts_on=local_date(AT),
        by=SYSTEM,
        at=AT - timedelta(days=1),
        path="141102",
    )
    say()
    ((due,),) = rows("SELECT due_at FROM matters_matter")
    from shuoshi.kernel.worktime import add_limit
    from shuoshi.units.queries import work_calendar

    assert due == add_limit(work_calendar(), AT, parse_limit("2 working_days"))


def test_the_generated_pages_are_the_ones_in_docs(district: None, tmp_path: Path) -> None:
    docs = Path(__file__).parent.parent.parent / "docs" / "reference" / "programmes"
    for file in write_pages(tmp_path):
        assert (docs / file.name).read_text(encoding="utf-8") == file.read_text(encoding="utf-8"), (
            f"run `shuoshi programme pages docs/reference/programmes`: {file.name} differs"
        )


def test_every_template_a_programme_names_is_there() -> None:
    from shuoshi.notices.rules import known_templates

    for file in library():
        programme, _ = parse(file.read_text(encoding="utf-8"), file.name)
        assert {n.template for n in programme.notices} <= known_templates()


@pytest.mark.parametrize(
    "limit",
    [
        "table:x.y by z",
        "-3 working_hours",
        "0 days",
        "event:nothing",
        "field:nothing",
        "field:kind",
    ],
)
def test_a_sites_limit_that_can_not_work_is_refused(world: None, limit: str) -> None:
    case = LimitCase(limit=limit, source="本区规定", mark="P")
    tomorrow = (AT + timedelta(days=1)).date()
    with pytest.raises(BadInput):
        set_limit(
            programme="shuoshi_yishi", name="review", case=case, starts_on=tomorrow, by=SYSTEM,
            at=AT, path="141102",
        )  # fmt: skip


def test_a_sites_limit_does_not_begin_before_tomorrow(world: None) -> None:
    case = LimitCase(limit="3 days", source="本区规定", mark="P")
    with pytest.raises(BadInput, match="明天"):
        set_limit(
            programme="shuoshi_yishi", name="review", case=case, starts_on=AT.date(), by=SYSTEM,
            at=AT, path="141102",
        )  # fmt: skip


def test_one_window_has_one_setting(say: Callable[..., Any]) -> None:
    case = LimitCase(limit="20 days", source="本区规定", mark="P")
    set_limit(
        programme="shuoshi_yishi", name="publish", case=case, starts_on=AT.date(), by=SYSTEM,
        at=AT - timedelta(days=1), path="141102",
    )  # fmt: skip
    walk = walk_yishi(say(), "published")
    now, states = situation(walk.id, by=SYSTEM, at=walk.at)
    stage, state = states["notice"]
    panel = BLOCKS["notice"].panel(stage, state, SYSTEM, walk.at)
    assert panel
    assert abs(panel.rows["ends_at"] - now.matter.due_at) < timedelta(days=1)
    settle(walk.id, at=walk.at + timedelta(days=12))
    assert walk.stage() == "published"
    settle(walk.id, at=panel.rows["ends_at"] + timedelta(minutes=1))
    assert walk.stage() == "assigning"
