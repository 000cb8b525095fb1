"""What rooms above tell about sealed values that stand elsewhere than in a column of their own."""

from collections.abc import Callable

from shuoshi.sealing.terms import Purpose

RESEALERS: list[Callable[[Purpose], int]] = []
"""Each seals what it keeps of a purpose under the newest key and says how many values it moved."""
