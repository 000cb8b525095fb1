"""Every table is declared once, and the database is as declared."""

from collections.abc import Callable
from typing import Any

import pytest

from shuoshi.reach import declared as house
from shuoshi.reach.declared import Open, declared, differences, tables
from shuoshi.reach.policies import Guarded


def test_every_table_has_its_policies_or_a_written_reason(district: None) -> None:
    assert list(differences()) == []


def test_nothing_is_declared_that_is_not_there(district: None) -> None:
    assert set(declared()) == set(tables())


def test_a_table_that_nobody_declared_is_found(district: None, rows: Callable[..., Any]) -> None:
    rows("CREATE TABLE stray (id uuid)")
    try:
        assert list(differences()) == ["stray: neither guarded nor open with a reason"]
    finally:
        rows("DROP TABLE stray")


@pytest.mark.parametrize(
    ("done", "undone", "says"),
    [
        ("DROP POLICY territorial ON people_person",
         "CREATE POLICY territorial ON people_person FOR SELECT TO shuoshi_territorial USING"
         " (path >= current_setting('shuoshi.lo', true) AND path < current_setting('shuoshi.hi', true))",
         "policies"),
        ("CREATE POLICY wide ON people_person TO shuoshi_public USING (true)",
         "DROP POLICY wide ON people_person", "policies"),
        ("GRANT SELECT ON people_person TO shuoshi_app", "REVOKE SELECT ON people_person FROM shuoshi_app",
         "privileges"),
    ],
)  # fmt: skip
def test_a_database_that_is_otherwise_is_found(
    district: None, rows: Callable[..., Any], done: str, undone: str, says: str
) -> None:
    rows(done.replace("%", "%%"))
    try:
        (line,) = differences()
        assert line.startswith("people_person:")
        assert says in line
    finally:
        rows(undone.replace("%", "%%"))
    assert list(differences()) == []


def test_a_table_that_holds_somebody_is_guarded_or_says_why(
    district: None, rows: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    holding = rows(
        "SELECT DISTINCT c.table_name FROM information_schema.columns c WHERE c.table_schema = 'public'"
        " AND c.column_name IN ('path', 'place_id', 'person_id', 'raiser_id', 'matter_id', 'account_id')"
    )
    known = declared()
    for (table,) in holding:
        found = known.get(table)
        assert found is None or isinstance(found, Guarded) or len(found.why) > 40, table
    monkeypatch.setattr(
        house, "declared", lambda: known | {"people_person": Open("people_person", " ")}
    )
    assert "people_person: open without a reason" in list(differences())
