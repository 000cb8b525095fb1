"""What an upper room does when care changes something of its own; filled in the rooms' apps.py."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

TAKEN_BACK: list[Callable[[UUID, datetime], None]] = []
"""Told the number of a visit that was taken back, as engine in the caller's scope, its pairing's row locked."""
