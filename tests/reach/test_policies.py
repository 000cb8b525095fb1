"""What the database shows under each role, proved with raw SQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connections

from shuoshi.matters.engine import move
from shuoshi.matters.receipts import hash_of
from shuoshi.reach.scope import acting
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from tests.conftest import _SECRETS, CLUSTER

GUARDED = (
    "matters_matter", "matters_mattertext", "matters_step", "matters_attachment", "matters_answer",
    "matters_report", "matters_published", "journal_entry", "people_person", "meetings_ballot",
)  # fmt: skip
NEVER_CHANGED = (
    "matters_step",
    "journal_entry",
    "matters_answer",
    "meetings_vote",
    "matters_request",
    "sealing_access",
)
ROLES = ("territorial", "holding", "resident", "token", "public", "engine")


@contextmanager
def as_app() -> Iterator[psycopg.Connection[Any]]:
    """The app's own login, as the application has it."""
    dsn = CLUSTER.dsn("shuoshi_app", _SECRETS["app"], "shuoshi_test")
    with psycopg.connect(dsn) as connection:
        yield connection


def seen(connection: psycopg.Connection[Any], table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # type: ignore[index]


def scope(connection: psycopg.Connection[Any], role: str, **settings: str) -> None:
    for name in ("lo", "hi", "unit", "person", "token"):
        connection.execute(
            "SELECT set_config(%s, %s, true)", [f"shuoshi.{name}", settings.get(name, "")]
        )
    connection.execute("SELECT set_config('role', %s, true)", [f"shuoshi_{role}"])


def test_the_app_login_itself_may_read_no_guarded_table(say: Callable[..., Any]) -> None:
    say()
    for table in GUARDED:
        with as_app() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            seen(connection, table)


@pytest.mark.parametrize("role", ["territorial", "holding", "resident", "token"])
def test_a_reach_without_bounds_sees_nothing(say: Callable[..., Any], role: str) -> None:
    say()
    with as_app() as connection:
        connection.execute(f"SET ROLE shuoshi_{role}")
        assert seen(connection, "matters_matter") == 0


@pytest.mark.parametrize("role", ["territorial", "holding", "resident", "token"])
def test_bounds_that_were_set_and_reset_show_nothing(say: Callable[..., Any], role: str) -> None:
    walk = say()
    with as_app() as connection:
        with connection.transaction():
            scope(connection, "territorial", lo=YONGNING, hi="141102001010")
            assert seen(connection, "matters_matter") == 1
        with connection.transaction():
            connection.execute("SELECT set_config('role', %s, true)", [f"shuoshi_{role}"])
            assert seen(connection, "matters_matter") == 0
            assert seen(connection, "matters_mattertext") == 0
            assert seen(connection, "matters_step") == 0
    assert walk.receipt.number


def test_a_territory_holds_its_own_and_no_neighbour(say: Callable[..., Any]) -> None:
    here, there = say(), say(path=LONGSHAN)
    with as_app() as connection, connection.transaction():
        scope(connection, "territorial", lo=YONGNING, hi="14110200100:")
        ids = {row[0] for row in connection.execute("SELECT id FROM matters_matter")}
        assert ids == {here.id}
        steps = connection.execute(
            "SELECT count(*) FROM matters_step WHERE matter_id = %s", [there.id]
        )
        assert steps.fetchone() == (0,)


def test_a_receipt_opens_its_own_matter_alone(say: Callable[..., Any]) -> None:
    mine, other = say(), say()
    with as_app() as connection, connection.transaction():
        scope(connection, "token", token=hash_of(mine.receipt.secret))
        assert [r[0] for r in connection.execute("SELECT id FROM matters_matter")] == [mine.id]
    with as_app() as connection, connection.transaction():
        scope(connection, "token", token=hash_of("0" * 32))
        assert seen(connection, "matters_matter") == 0
    assert other.id != mine.id


def test_a_matter_handed_over_leaves_the_givers_holding_reach(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    from shuoshi.scenarios.lishi.walking import walk_yishi

    walk = walk_yishi(say(), "assigned")
    giver = cast("chengban")
    with acting(giver), connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matters_matter")
        assert cursor.fetchone() == (1,)
    move(matter_id=walk.id, name="decline", answers={"reason": "不是我们管"}, by=giver, at=walk.at)
    with acting(giver), connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matters_matter")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM matters_step")
        assert cursor.fetchone() == (0,)
    assert rows("SELECT stage FROM matters_matter") == [("assigning",)]


@pytest.mark.parametrize("table", NEVER_CHANGED)
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_nobody_changes_or_deletes_what_happened(
    say: Callable[..., Any], table: str, verb: str
) -> None:
    say()
    column = {"matters_request": "key", "meetings_vote": "choice"}.get(table, "id")
    for role in (None, *ROLES):
        with as_app() as connection:
            if role:
                connection.execute(f"SET ROLE shuoshi_{role}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(verb.format(table, column))


def test_no_partition_of_the_journal_is_open_to_the_app(rows: Callable[..., Any]) -> None:
    found = rows(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = 'journal_entry'::regclass "
        "AND has_table_privilege('shuoshi_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE')"
    )
    assert found == []


def test_the_apps_roles_own_nothing(rows: Callable[..., Any]) -> None:
    owners = rows(
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class JOIN pg_namespace n "
        "ON n.oid = relnamespace WHERE nspname = 'public'"
    )
    assert owners == [("shuoshi_owner",)]


def test_row_security_is_never_forced(rows: Callable[..., Any]) -> None:
    assert rows("SELECT relname FROM pg_class WHERE relforcerowsecurity") == []


def test_every_policy_of_a_reach_has_two_bounds_or_equality(rows: Callable[..., Any]) -> None:
    said = rows(
        "SELECT tablename, policyname, qual FROM pg_policies WHERE policyname = 'territorial'"
    )
    assert said
    for table, _name, condition in said:
        plain = str(condition)
        assert "EXISTS" in plain or (">=" in plain and "<" in plain), table
        assert "~~" not in plain, f"{table} uses LIKE"
        assert "starts_with" not in plain


def test_a_scope_is_never_nested(cast: Callable[..., Any]) -> None:
    secretary = cast("shuji")
    with acting(secretary), pytest.raises(RuntimeError), acting(secretary):
        pass


def test_the_public_reach_sees_only_what_was_released(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    shown, hidden = say(), say()
    for walk in (shown, hidden):
        walk.does(cast("shuji"), "accept", kind="livelihood")
    shown.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")
    with as_app() as connection, connection.transaction():
        connection.execute("SELECT set_config('role', 'shuoshi_public', true)")
        found = connection.execute("SELECT number FROM matters_published").fetchall()
        assert found == [(shown.receipt.number,)]
    with as_app() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SET ROLE shuoshi_public")
        seen(connection, "matters_matter")
    assert hidden.id != shown.id
