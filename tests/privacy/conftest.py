"""A made-up resident with a login."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from shuoshi.accounts.actions import open_account
from shuoshi.people.actions import add_person
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Rows


@pytest.fixture
def person(world: None, rows: Rows) -> Iterator[UUID]:
    """A made-up resident with a login."""
    made = add_person(name="蒋有权", phone="13500008888", path=YONGNING, by=SYSTEM, at=AT)
    account = open_account(
        username="youquan", name="蒋有权", password="long-enough-1", by=SYSTEM, at=AT,
        path=YONGNING, person_id=made,
    )  # fmt: skip
    yield made
    rows("DELETE FROM accounts_session")
    rows("DELETE FROM accounts_account WHERE id = %s", account)
