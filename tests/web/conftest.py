"""Pages live on the test's day; what an administrator changed is put back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from shuoshi.programmes.queries import current, forget_current
from tests.web.using import NOW, client


@pytest.fixture
def at_test_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live on the test's day."""
    for module in ("resident", "work", "house", "opening", "desk"):
        monkeypatch.setattr(f"shuoshi.web.views.{module}.clock_now", lambda: NOW)
    monkeypatch.setattr("shuoshi.web.api.matters.clock_now", lambda: NOW)


@pytest.fixture
def admin(world: None, rows: Callable[..., Any]) -> Iterator[Client]:
    known = [r[0] for r in rows("SELECT path FROM places_place")]
    estates = rows("SELECT path, estate_id FROM places_place WHERE kind = 'building'")
    yield client("guanli")
    rows("TRUNCATE matters_matter CASCADE")
    rows("TRUNCATE places_succession")
    rows("DELETE FROM places_site WHERE name = '试验大厅'")
    rows("UPDATE places_place SET closed_on = NULL")
    for path, estate in estates:
        rows("UPDATE places_place SET estate_id = %s WHERE path = %s", estate, path)
    rows("DELETE FROM places_estate WHERE name = '试验苑'")
    for table in ("places_placename", "places_placecode"):
        rows(
            f"DELETE FROM {table} WHERE place_id IN (SELECT id FROM places_place WHERE path <> ALL(%s))",
            known,
        )
    rows("DELETE FROM places_placename WHERE name = '老永宁'")
    rows("DELETE FROM units_unit WHERE name = '试一试物业'")
    rows("DELETE FROM units_unit WHERE path <> ALL(%s)", known)
    rows("DELETE FROM places_place WHERE path <> ALL(%s)", known)
    rows("DELETE FROM accounts_apikey")
    rows("DELETE FROM units_calendaryear WHERE year = 2027")
    rows(
        "DELETE FROM meetings_member WHERE account_id IN (SELECT id FROM accounts_account WHERE username = 'xinren')"
    )
    rows(
        "DELETE FROM accounts_duty WHERE account_id IN (SELECT id FROM accounts_account WHERE username = 'xinren')"
    )
    rows("DELETE FROM accounts_account WHERE username = 'xinren'")
    rows("DELETE FROM programmes_wording")
    rows("UPDATE programmes_wordingrevision SET revision = revision + 1")
    rows("DELETE FROM units_calendarday WHERE \"on\" = '2027-05-02'")
    rows("DELETE FROM procrastinate_jobs")
    forget_current()
    current("shuoshi_yishi")


KEEPING = frozenset({"account", "give", "end", "reset", "factor", "close", "make"})
"""What the security administrator does: accounts, duties, keys."""
