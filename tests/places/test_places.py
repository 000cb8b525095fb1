"""Places keep their path; codes and names are dated; duties follow a merger."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from shuoshi.accounts.actions import follow_successions, give_duty
from shuoshi.accounts.queries import by_account
from shuoshi.kernel.errors import BadInput
from shuoshi.matters.following import pass_on
from shuoshi.matters.queries import queue
from shuoshi.matters.reading import read_matter
from shuoshi.places.actions import add_place, succeed
from shuoshi.places.divisions import load_divisions
from shuoshi.places.models import Place
from shuoshi.places.queries import called, place_at, place_page, streets_with_communities, way_to
from shuoshi.places.rules import kind_of, next_local, parent_path, path_of
from shuoshi.places.terms import PathTaken, PlaceKind, PlaceNotFound, SuccessionKind
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import BINHE, DISTRICT, FENGSHAN, LONGSHAN, YONGNING
from shuoshi.scenarios.lishi.walking import walk_yishi
from shuoshi.scenarios.lishi.world import staff_community
from shuoshi.units.actions import add_unit
from shuoshi.units.models import Unit
from shuoshi.units.terms import UnitKind
from tests.conftest import AT


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("140000000000", "14"),
        ("141100000000", "1411"),
        ("141102000000", "141102"),
        ("141102001000", "141102001"),
        ("141102001009", "141102001009"),
    ],
)
def test_a_code_without_its_empty_tail_is_the_path(code: str, path: str) -> None:
    assert path_of(code) == path


@pytest.mark.parametrize("code", ["", "14", "14110200100x", "1411020010091"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="code"):
        path_of(code)


def test_bounds_hold_what_is_under_a_path_and_nothing_beside() -> None:
    b = bounds_of("141102009")
    assert b.holds("141102009")
    assert b.holds("141102009999001")
    assert not b.holds("141102010")
    assert not b.holds("14110200")
    with pytest.raises(ValueError, match="path"):
        bounds_of("")


def test_lishi_has_its_streets_communities_and_villages(district: None) -> None:
    streets = streets_with_communities(DISTRICT, AT.date())
    kinds = [p.kind for s in streets for p in s.places]
    assert len(streets) == 11
    assert kinds.count(PlaceKind.VILLAGE) == 105
    assert kinds.count(PlaceKind.COMMUNITY) == 85 + 1, "and 中央公园, which the list of 2023 lacks"


def test_a_place_without_an_official_code_gets_a_free_local_one(district: None) -> None:
    (found,) = called("中央公园", FENGSHAN)
    assert found.path == FENGSHAN + "901"
    assert [p.name for p in called("莲花街道", DISTRICT)] == ["莲花池街道"]
    assert next_local({"141102002901"}, FENGSHAN) == "141102002902"
    assert parent_path(YONGNING) == BINHE
    assert kind_of("141102001009001", "x") is PlaceKind.GRID


def test_the_way_to_a_building_names_each_level(district: None) -> None:
    names = [p.name for p in way_to(YONGNING + "00100002")]
    assert names == ["离石区", "滨河街道", "永宁社区", "永宁第1网格", "2号楼"]


def test_a_path_is_assigned_once(world: None) -> None:
    with pytest.raises(PathTaken):
        add_place(
            parent_path=BINHE, kind=PlaceKind.COMMUNITY, name="又一个", part="009", by=SYSTEM, at=AT
        )
    with pytest.raises(PlaceNotFound):
        add_place(parent_path="999999999", kind=PlaceKind.COMMUNITY, name="没有", by=SYSTEM, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(path=YONGNING).update(path=LONGSHAN)


def test_loading_again_adds_none_and_bad_rows_are_named(world: None, tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_text(
        "code,name\n141102001009,永宁社区居委会\n12,短\n141102001010,\n", encoding="utf-8"
    )
    loaded = load_divisions(file=file, valid_from=date(2023, 6, 30), by=SYSTEM, at=AT)
    assert (loaded.added, loaded.known) == (0, 1)
    assert [line.split(":")[0] for line in loaded.refused] == [
        "第 3 行 / line 3",
        "第 4 行 / line 4",
    ]


def test_a_newer_list_gives_newer_names_from_its_day_and_tells_what_it_lacks(
    world: None, tmp_path: Path, rows: Callable[..., Any]
) -> None:
    file = tmp_path / "list.csv"
    known = [p.path for p in streets_with_communities(DISTRICT, AT.date())[0].places]
    street = known[0][:9]
    gone = known[-1]
    lines = [f"{street}000,{place_page(street, AT.date()).names[0].text}"] + [
        f"{p},新名{n}社区居委会" for n, p in enumerate(known[:-1])
    ]
    file.write_text("code,name\n" + "\n".join(lines) + "\n", encoding="utf-8")
    before = dict(Place.objects.filter(path__startswith=street).values_list("path", "name"))
    try:
        older = load_divisions(file=file, valid_from=date(2023, 6, 30), by=SYSTEM, at=AT)
        assert older.renamed == 0, "a list of the same day changes nothing"
        found = load_divisions(file=file, valid_from=date(2024, 10, 31), by=SYSTEM, at=AT)
        assert (found.added, found.renamed) == (0, len(known) - 1)
        assert gone in found.absent
        assert place_at(known[0]).name == "新名0社区"
        names = place_page(known[0], AT.date()).names
        assert [(n.from_on, n.to_on) for n in names if n.what == "official"] == [
            (date(2023, 6, 30), date(2024, 10, 31)), (date(2024, 10, 31), None),
        ]  # fmt: skip
        again = load_divisions(file=file, valid_from=date(2024, 10, 31), by=SYSTEM, at=AT)
        assert again.renamed == 0
        assert known[0] in {p.path for p in called(names[0].text, DISTRICT)}, "old names are found"
    finally:
        rows("DELETE FROM places_placename WHERE valid_from_on = '2024-10-31'")
        rows("UPDATE places_placename SET valid_to_on = NULL WHERE valid_to_on = '2024-10-31'")
        for path, name in before.items():
            Place.objects.filter(path=path).update(name=name)


TODAY = AT.date()


@pytest.fixture
def merged(world: None, rows: Callable[..., Any]) -> Any:
    """Record a succession; what it did to the district is undone afterwards."""
    known = [r[0] for r in rows("SELECT id FROM accounts_duty")]

    def record(
        before: str, after: str, on: date = TODAY, kind: SuccessionKind = SuccessionKind.MERGED
    ) -> None:
        succeed(before_path=before, after_path=after, kind=kind, on=on, by=SYSTEM, at=AT)

    yield record
    rows("TRUNCATE places_succession")
    rows("UPDATE places_place SET closed_on = NULL")
    rows("DELETE FROM accounts_duty WHERE id <> ALL(%s)", known)


def test_after_a_merger_duties_reach_the_old_range_and_no_path_changes(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    walk = say(path=LONGSHAN)
    worker = cast("wangge")
    assert queue((worker,)).rows == ()
    succeed(
        before_path=LONGSHAN,
        after_path=YONGNING,
        kind=SuccessionKind.MERGED,
        on=AT.date(),
        by=SYSTEM,
        at=AT,
    )
    try:
        assert follow_successions(by=SYSTEM, at=AT) > 0
        assert follow_successions(by=SYSTEM, at=AT) == 0, "safe to repeat"
        from shuoshi.accounts.queries import by_account

        signed = by_account(worker.account_id, AT)
        assert signed
        assert [row.number for row in queue(signed.actors()).rows] == [walk.receipt.number]
        assert rows("SELECT path FROM matters_matter") == [(LONGSHAN,)]
    finally:
        rows("DELETE FROM accounts_duty WHERE follows_id IS NOT NULL")
        rows("DELETE FROM places_succession")
        rows("UPDATE places_place SET closed_on = NULL")


def test_all_of_shanxi_loads(world: None, shared: Path, rows: Callable[..., Any]) -> None:
    before = rows("SELECT count(*) FROM places_place")[0][0]
    try:
        loaded = load_divisions(
            file=shared / "divisions" / "shanxi_14.csv",
            valid_from=date(2023, 6, 30),
            by=SYSTEM,
            at=AT,
        )
        assert loaded.added + loaded.known == 23_380
        assert loaded.refused == ()
        assert place_at("140105").name == "小店区"
    finally:
        for table in ("places_placecode", "places_placename"):
            rows(
                f"DELETE FROM {table} WHERE place_id IN (SELECT id FROM places_place WHERE path NOT LIKE '141102%%' AND path NOT IN ('14', '1411'))"
            )
        for length in (12, 9, 6, 4):
            rows(
                "DELETE FROM places_place WHERE length(path) = %s AND path NOT LIKE '141102%%' AND path <> '1411'",
                length,
            )
    assert rows("SELECT count(*) FROM places_place")[0][0] == before


def test_a_merger_of_a_day_to_come_closes_nothing_today(
    world: None, say: Callable[..., Any], merged: Callable[..., None]
) -> None:
    merged(LONGSHAN, YONGNING, on=AT.date() + timedelta(days=30))
    assert say(path=LONGSHAN)
    assert LONGSHAN in {
        p.path for s in streets_with_communities(DISTRICT, AT.date()) for p in s.places
    }
    later = AT + timedelta(days=31)
    with pytest.raises(PlaceNotFound):
        say(path=LONGSHAN, at=later)


def test_a_split_closes_nothing(
    world: None, merged: Callable[..., None], say: Callable[..., Any]
) -> None:
    merged(LONGSHAN, YONGNING, kind=SuccessionKind.SPLIT)
    assert say(path=LONGSHAN)


def test_a_place_is_not_taken_over_by_what_it_became(
    world: None, merged: Callable[..., None]
) -> None:
    merged(LONGSHAN, YONGNING)
    with pytest.raises(BadInput, match="撤销"):
        merged(YONGNING, LONGSHAN)


def test_after_a_merger_the_new_community_does_the_work(
    world: None,
    say: Callable[..., Any],
    merged: Callable[..., None],
    cast: Callable[..., Any],
    rows: Callable[..., Any],
) -> None:
    staff_community(LONGSHAN, AT - timedelta(days=20))
    walk = walk_yishi(say(path=LONGSHAN), "assigning")
    merged(LONGSHAN, YONGNING, on=walk.at.date())
    follow_successions(by=SYSTEM, at=walk.at)
    assert pass_on(at=walk.at) == 1
    assert pass_on(at=walk.at) == 0
    own = Unit.objects.get(kind="community", path=YONGNING)
    (duty,) = rows(
        "SELECT d.id FROM accounts_duty d JOIN accounts_account a ON a.id = d.account_id"
        " WHERE a.username = 'shuji' AND d.path = %s AND d.ends_on IS NULL", LONGSHAN,
    )  # fmt: skip
    secretary = next(
        a for a in by_account(cast("shuji").account_id, walk.at).actors() if a.duty_id == duty[0]
    )
    walk.does(secretary, "hand_over", holder=str(own.id))
    walk.does(secretary, "take_up")
    walk.does(secretary, "finish", result="合并后由新社区办好。")
    assert walk.stage() == "done"
    assert read_matter(walk.id, by=SYSTEM, at=walk.at).path == LONGSHAN


def test_who_served_both_places_holds_up_nobody(
    world: None, merged: Callable[..., None], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    both = cast("shuji")
    unit = Unit.objects.get(kind="township", path=BINHE)
    for path in (YONGNING, LONGSHAN):
        give_duty(
            account_id=both.account_id, role="grid_worker", path=path, unit_id=unit.id, by=SYSTEM,
            at=AT, starts_on=AT.date(),
        )  # fmt: skip
    merged(LONGSHAN, YONGNING)
    assert follow_successions(by=SYSTEM, at=AT) > 0
    assert follow_successions(by=SYSTEM, at=AT) == 0


@pytest.mark.parametrize(
    ("parent", "kind", "part"),
    [(BINHE, PlaceKind.COMMUNITY, "7"), (BINHE, PlaceKind.DISTRICT, "777"), (YONGNING, PlaceKind.STREET, "777"),
     (BINHE, PlaceKind.BUILDING, "00001"), (YONGNING, PlaceKind.GRID, None)],
)  # fmt: skip
def test_a_place_stands_where_its_kind_does(
    world: None, parent: str, kind: PlaceKind, part: str | None
) -> None:
    with pytest.raises(BadInput):
        add_place(parent_path=parent, kind=kind, name="甲", part=part, by=SYSTEM, at=AT)


def test_a_second_unit_of_its_kind_and_one_that_does_not_stand_there_are_refused(
    world: None,
) -> None:
    for kind, path in ((UnitKind.COMMUNITY, YONGNING), (UnitKind.COMMUNITY, DISTRICT)):
        with pytest.raises(BadInput):
            add_unit(kind=kind, name="甲", path=path, by=SYSTEM, at=AT)
