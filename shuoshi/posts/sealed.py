"""Words of a post under its emergency's key: sealed, masked, opened; what is erased says so."""

from collections.abc import Mapping

from shuoshi.events.fields import fields_masked
from shuoshi.events.words import read_sealed, seal_word
from shuoshi.posts.checks import Checks

WORDS = "posts.words"
"""What the words of all tables of posts are bound to."""


def sealed_word(word: str, key: str) -> str:
    """A word as it is kept: sealed under an emergency's key; nothing stays nothing."""
    return seal_word(word, key, WORDS)


def read_word(kept: str) -> str:
    """A kept word as it reads."""
    return read_sealed(kept, WORDS)


def masked(checks: Checks, fields: Mapping[str, str]) -> dict[str, str]:
    """What was registered as a list shows it."""
    return fields_masked(checks.registers.fields if checks.registers else {}, fields, WORDS)
