"""Finding matters by what was said: under each reach, after erasure, and what everybody may find."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shuoshi.kernel.bigrams import asked_for, lexemes
from shuoshi.matters.erasing import erase_over
from shuoshi.matters.searching import NoWords, search, search_board
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import Actor, Reach
from shuoshi.scenarios.lishi.cast import DISTRICT, LONGSHAN, YONGNING
from shuoshi.scenarios.lishi.walking import Walk, go_on, raiser, walk_yishi
from tests.conftest import AT, CLUSTER, Cast, Rows

ALL = bounds_of(DISTRICT)


def numbers(text: str, *actors: Actor, **rest: Any) -> list[str]:
    return [f.row.number for f in search(text, actors, **rest).rows]


def board(text: str) -> list[str]:
    return [m.number for m in search_board(text, lo=ALL.lo, hi=ALL.hi).rows]


def kinds(text: str, kind: str) -> list[str]:
    return [m.number for m in search_board(text, lo=ALL.lo, hi=ALL.hi, kind=kind).rows]


def test_what_was_said_is_found_by_its_words_as_they_stand(
    say: Callable[..., Walk], cast: Cast
) -> None:
    walk = say("3号楼二单元LED路灯不亮了。")
    say("楼道堆了杂物，灯下走不过去。")
    own = cast("shuji")
    for text in ("路灯", "路灯不亮", "灯不亮 3号楼", "led路灯", "了", "LED"):
        assert walk.receipt.number in numbers(text, own), text
    assert numbers("路灯", own) == [walk.receipt.number]
    for text in ("亮不", "灯路", "路灯 杂物", "13号楼"):
        assert numbers(text, own) == [], text


def test_the_newest_come_first_and_pages_go_on_by_key(say: Callable[..., Walk], cast: Cast) -> None:
    walks = [say(f"第{n}盏路灯坏了。", at=AT + timedelta(minutes=n)) for n in range(5)]
    wished = [w.receipt.number for w in reversed(walks)]
    first = search("路灯", [cast("shuji")], most=2)
    second = search("路灯", [cast("shuji")], after=first.after, most=2)
    third = search("路灯", [cast("shuji")], after=second.after, most=2)
    found = [f.row.number for page in (first, second, third) for f in page.rows]
    assert found == wished
    assert third.after is None


def test_each_reach_finds_its_own_and_no_other(say: Callable[..., Walk], cast: Cast) -> None:
    here, there = say("这里的井盖丢了。"), say("那里的井盖丢了。", path=LONGSHAN)
    handed = walk_yishi(say("交办的井盖丢了。"), "assigned")
    everything = {w.receipt.number for w in (here, there, handed)}
    assert set(numbers("井盖", cast("quling"))) == everything
    assert set(numbers("井盖", cast("jiedao"))) == everything
    assert set(numbers("井盖", cast("wangge"))) == everything - {there.receipt.number}
    assert numbers("井盖", cast("wangge2")) == [there.receipt.number]
    assert numbers("井盖", cast("chengban")) == [handed.receipt.number]
    assert numbers("井盖", cast("chengban2")) == []
    assert numbers("井盖", raiser(here.receipt)) == [], "a receipt opens one matter and finds none"


def test_a_resident_finds_what_they_raised(say: Callable[..., Walk], rows: Rows) -> None:
    say("别人的水管漏了。")
    own = say("我家的水管漏了。", name="张演示")
    (person,) = rows("SELECT raiser_id FROM matters_matter WHERE id = %s", own.id)[0]
    who = Actor(reach=Reach.RESIDENT, role="resident", person_id=person)  # type: ignore[arg-type]
    assert numbers("水管", who) == [own.receipt.number]


def test_bounds_that_are_empty_find_nothing(say: Callable[..., Walk]) -> None:
    say("井盖丢了。")
    for reach in (Reach.TERRITORIAL, Reach.HOLDING, Reach.RESIDENT, Reach.TOKEN, Reach.PUBLIC):
        assert numbers("井盖", Actor(reach=reach, role="x")) == [], reach


def test_no_reach_reads_the_words_themselves(say: Callable[..., Walk]) -> None:
    say("井盖丢了。")
    from tests.reach.test_policies import as_app, scope

    for role in ("territorial", "holding", "resident", "token", "public"):
        with as_app() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            scope(connection, role, lo=YONGNING, hi="141102001010")
            connection.execute("SELECT count(*) FROM matters_sought")


def test_what_was_done_is_found_and_sealed_fields_are_not(
    say: Callable[..., Walk], cast: Cast
) -> None:
    walk = go_on(walk_yishi(say(), "reviewed"), "done", {"result": "换了声控开关。"})
    assert numbers("声控开关", cast("shuji")) == [walk.receipt.number]
    found = search("声控开关", [cast("shuji")]).rows[0]
    assert found.piece == "楼道灯坏了三天。"


def test_names_and_phones_of_raisers_find_nothing(say: Callable[..., Walk], cast: Cast) -> None:
    say("灯坏了，电话13377770000。", name="张演示", phone="13377770000")
    assert numbers("张演示", cast("shuji")) == []
    with pytest.raises(NoWords):
        search("13377770000", [cast("shuji")])


def test_what_was_erased_is_found_no_more(say: Callable[..., Walk], cast: Cast, rows: Rows) -> None:
    walk = say("要销毁的井盖。")
    walk.does(raiser(walk.receipt), "withdraw", reason="不用了")
    assert numbers("井盖", cast("shuji")) == [walk.receipt.number]
    assert erase_over(AT + timedelta(days=365 * 40)) == 1
    assert numbers("井盖", cast("shuji")) == []
    assert rows("SELECT count(*) FROM matters_sought") == [(0,)]


def test_everybody_finds_released_words_alone_and_only_while_they_are_shown(
    say: Callable[..., Walk], cast: Cast
) -> None:
    walk = walk_yishi(say("三号楼王家门口的路灯坏了。"), "reviewed")
    assert board("路灯") == []
    walk.does(cast("shuji"), "release", public_title="楼道照明", public_text="楼道路灯坏了。")
    assert board("路灯") == board("楼道照明") == [walk.receipt.number]
    assert board("王家门口") == []
    assert kinds("路灯", "livelihood") == [walk.receipt.number]
    assert kinds("路灯", "hazard") == kinds("路灯", "'\\%") == []
    walk.does(cast("jiandu"), "hide", reason="写了门牌")
    assert board("路灯") == []


def test_a_matter_of_another_kind_is_found_under_it(say: Callable[..., Walk], cast: Cast) -> None:
    walk = walk_yishi(say("路灯坏了。"), "reviewed")
    walk.does(cast("shuji"), "release", public_title="照明", public_text="路灯坏了。")
    walk.does(cast("shuji"), "give_back", reason="归错类")
    walk.does(cast("shuji"), "accept", kind="environment")
    assert kinds("路灯", "livelihood") == []
    assert kinds("路灯", "environment") == [walk.receipt.number]


_MANY = """
INSERT INTO words_tried (matter_id, path, opened_at, words)
SELECT gen_random_uuid(), '141102001009', timestamptz '2026-01-01' + n * interval '1 minute',
       CASE WHEN n %% %s = 0 THEN '路灯'::tsvector ELSE '水管'::tsvector END
FROM generate_series(1, 5000) n
"""
_FOUND = """
SELECT matters_found('words_tried', '路灯'::tsquery, '', '141102', '141103', %s,
                     timestamptz '9999-01-01', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 26)
"""
_WISHED = """
SELECT array_agg(matter_id) FROM (
    SELECT matter_id FROM words_tried WHERE words @@ '路灯'::tsquery
    ORDER BY opened_at DESC, matter_id DESC LIMIT 26) f
"""


@pytest.mark.parametrize("every", [1, 2, 100, 5001])
def test_common_and_rare_words_are_found_in_the_same_order(rows: Rows, every: int) -> None:
    """Each way of `matters_found`: the index, what it gives too much of, newest first."""
    rows("CREATE TABLE words_tried (LIKE matters_sought INCLUDING ALL)")
    try:
        rows(_MANY, every)
        rows("ANALYZE words_tried")
        wished = rows(_WISHED)
        assert rows(_FOUND, True) == rows(_FOUND, False) == wished
        assert len(wished[0][0] or []) == min(26, 5000 // every)  # type: ignore[arg-type]
        assert rows("SHOW enable_seqscan") == rows("SHOW enable_bitmapscan") == [("on",)]
    finally:
        rows("DROP TABLE words_tried")


def test_the_board_is_searched_by_its_index(say: Callable[..., Walk]) -> None:
    """The policy of everybody is no condition, so the index of words serves under it."""
    from tests.reach.test_policies import as_app, scope

    with as_app() as connection:
        scope(connection, "public")
        connection.execute("SET LOCAL enable_seqscan = off")
        plan = connection.execute(
            "EXPLAIN SELECT 1 FROM matters_publishedsought WHERE words @@ '''路灯'''::tsquery"
        ).fetchall()
    assert "matters_publishedsought_words" in str(plan)


@pytest.fixture(scope="module")
def bare() -> Any:
    with psycopg.connect(CLUSTER.dsn("shuoshi_app", _password(), "shuoshi_test")) as connection:
        yield connection


def _password() -> str:
    from shuoshi.server.home import find_home

    return find_home().secrets()["app"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60), st.text(max_size=20))
@example("x'\\y", "a'); DROP TABLE matters_sought; --")
@example("'路灯':1A <-> b", "路灯':* & !x")
def test_whatever_is_said_or_typed_postgresql_reads_it(
    district: None, bare: Any, text: str, typed: str
) -> None:
    found = bare.execute("SELECT %s::tsvector @@ %s::tsquery", [lexemes([text]), asked_for(typed)])
    assert found.fetchone()[0] in (True, False)
    if asked_for(text):
        own = bare.execute("SELECT %s::tsvector @@ %s::tsquery", [lexemes([text]), asked_for(text)])
        assert own.fetchone()[0], "a text finds itself"
    bare.rollback()
