"""Pages live on the test's day, as in tests/web."""

from tests.web.conftest import at_test_time

__all__ = ["at_test_time"]
