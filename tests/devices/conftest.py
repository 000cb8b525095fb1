"""A day that is put together, as rounds have it."""

from tests.rounds.conftest import day

__all__ = ["day"]
