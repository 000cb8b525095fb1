"""No emergency is left on behind a test."""

from tests.no_switches import _no_switches

__all__ = ["_no_switches"]
