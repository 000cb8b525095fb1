"""Pages live on the test's day."""

import pytest

from tests.web.using import NOW


@pytest.fixture
def at_test_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live on the test's day."""
    for module in ("resident", "work", "house"):
        monkeypatch.setattr(f"shuoshi.web.views.{module}.clock_now", lambda: NOW)
    monkeypatch.setattr("shuoshi.web.api.matters.clock_now", lambda: NOW)
