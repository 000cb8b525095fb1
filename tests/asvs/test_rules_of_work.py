"""Work keeps its order, its limits and its wholeness (V2)."""

import pytest
from django.db import DatabaseError

from shuoshi.accounts.actions import open_account
from shuoshi.accounts.models import Account
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import DISTRICT, LONGSHAN, YONGNING
from shuoshi.units.models import Unit
from tests.conftest import AT, Rows
from tests.web.using import client, text

_FAILING = """
CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is full'; END $$;
CREATE TRIGGER fails BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION fails()
"""


def test_what_cannot_be_written_down_is_not_done(world: None, rows: Rows) -> None:
    rows(_FAILING)
    try:
        with pytest.raises(DatabaseError, match="the journal is full"):
            open_account(
                username="xinren", name="新人", password="long-enough-1", by=SYSTEM, at=AT,
                path=DISTRICT,
            )  # fmt: skip
        assert not Account.objects.filter(username="xinren").exists()
    finally:
        rows("DROP TRIGGER fails ON journal_entry")
        rows("DROP FUNCTION fails()")
        rows("DELETE FROM accounts_account WHERE username = 'xinren'")


def test_a_duty_fits_its_unit_and_a_unit_its_place(world: None) -> None:
    keeper = client("anquan")
    page = f"/staff/site/posts/{LONGSHAN}"
    own = Unit.objects.get(kind="community", path=LONGSHAN)
    elsewhere = Unit.objects.get(kind="community", path=YONGNING)
    asked = {"do": "give", "username": "wangge2"}
    wrong_kind = keeper.post(page, asked | {"role": "representative", "unit": str(own.id)})
    assert wrong_kind.status_code == 422
    assert "不属于这一类单位" in text(wrong_kind)
    away = keeper.post(page, asked | {"role": "grid_worker", "unit": str(elsewhere.id)})
    assert away.status_code == 422
    assert "请从名单里选" in text(away)
