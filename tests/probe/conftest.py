"""The probed world, made for a test and put away after it."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from shuoshi.scenarios.lishi.walking import Walk
from shuoshi.web.outbox import outbox
from tests.conftest import Rows
from tests.probe.world import World, never


@pytest.fixture
def probed(say: Callable[..., Walk], rows: Rows) -> Iterator[World]:
    made = World(say, rows)
    cache.clear()
    outbox().file.unlink(missing_ok=True)
    yield made
    never(made, rows)
    rows("DELETE FROM accounts_apikey WHERE name LIKE 'probe-%%'")
    rows("DELETE FROM mfa_authenticator")
    rows("DELETE FROM accounts_account WHERE username ~ '^r[0-9]{10}$'")
    rows("UPDATE accounts_account SET phone_unproved = false")
