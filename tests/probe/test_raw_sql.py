"""Raw SQL under every reach, and another's receipt: what the database itself keeps from strangers."""

from django.db import connection, connections

from shuoshi.reach.declared import declared
from shuoshi.reach.policies import READERS, Guarded
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, Reach
from shuoshi.scenarios.lishi.cast import RESIDENT
from tests.probe.world import MARKS, MEMBERS, World, actors_of, strangers
from tests.web.using import client, text

_OURS_WHERE = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"""
JOURNAL = "journal_entry"
"""Whoever keeps accounts and units in a range reads its journal: ids of what was done there, no word of it."""


def test_there_are_strangers_and_the_cast_is_whole(probed: World) -> None:
    names = strangers(probed)
    assert {None, "wangge2", "chengban", "guanli", RESIDENT[0], "daibiao1"} <= set(names)
    assert {"wangge", "shuji", "jiedao", "shenji"}.isdisjoint(names)


def test_raw_sql_shows_strangers_nothing(probed: World) -> None:
    guarded = [g for g in declared().values() if isinstance(g, Guarded)]
    told = (*MARKS, str(probed.walk.id), str(probed.person_id))
    seen_by_right = 0
    for member in MEMBERS:
        outside = member in strangers(probed)
        for one in actors_of(member):
            for table in guarded:
                shown = _everything(one, table.table)
                if outside:
                    kept_back = told if table.table != JOURNAL else MARKS
                    assert not [t for t in kept_back if t in shown], (member, one.role, table.table)
                elif str(probed.walk.id) in shown:
                    seen_by_right += 1
    assert seen_by_right > 10, "the search finds what is there"


def _everything(actor: Actor, table: str) -> str:
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [table])
        if not cursor.fetchone()[0]:
            return ""
        cursor.execute(f"SELECT t::text FROM {table} t")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_no_reach_writes_anything_at_all(probed: World) -> None:
    """What is written is written as engine, through functions that looked under the reach before."""
    with connections["owner"].cursor() as cursor:
        for reach in (*READERS, Reach.PUBLIC):
            for deed in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute(
                    f"{_OURS_WHERE} AND has_table_privilege(%s, c.oid, %s)", [reach, deed]
                )
                assert cursor.fetchall() == [], (reach, deed)
            cursor.execute(
                f"{_OURS_WHERE} AND has_any_column_privilege(%s, c.oid, 'UPDATE')", [reach]
            )
            assert cursor.fetchall() == [], reach
        cursor.execute(
            f"{_OURS_WHERE} AND has_table_privilege(%s, c.oid, 'DELETE')", [Reach.ENGINE]
        )
        assert cursor.fetchall(), "the question finds what there is"


def test_a_stranger_with_their_own_receipt_reads_no_other_file(probed: World) -> None:
    c = client()
    for where in (
        f"/t/{probed.own_secret}/files/{probed.file_id}",
        f"/files/{probed.file_id}",
        f"/t/{'0' * 20}",
    ):
        assert c.get(where).status_code == 404, where
    picture = c.get(f"/t/{probed.walk.receipt.secret}/files/{probed.file_id}")
    assert picture.status_code == 200
    picture.close()
    assert MARKS[0] in text(c.get(f"/t/{probed.walk.receipt.secret}"))
