"""Words of a post under its emergency's key: sealed, masked, opened; what is erased says so."""

from collections.abc import Mapping

from shuoshi.kernel.texts import marked
from shuoshi.posts.checks import Checks
from shuoshi.sealing.cipher import open_text, seal_text
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import KeyGone, Masked

WORDS = "posts.words"
"""What the words of all tables of posts are bound to."""
ERASED = marked("（已按期限销毁）")
_MASKS = {
    "name": Masked.NAME,
    "phone": Masked.PHONE,
    "identity": Masked.IDENTITY,
    "door": Masked.DOOR,
}


def sealed_word(word: str, key: str) -> str:
    """A word as it is kept: sealed under an emergency's key; nothing stays nothing."""
    return seal_text(word, purpose=key, bound_to=WORDS) if key and word else ""


def read_word(kept: str) -> str:
    """A kept word as it reads."""
    try:
        return open_text(kept, bound_to=WORDS) if kept else ""
    except KeyGone:
        return ERASED


def masked(checks: Checks, fields: Mapping[str, str]) -> dict[str, str]:
    """What was registered as a list shows it: a plate by its first two letters, a phone by its ends."""
    rules = checks.registers.fields if checks.registers else {}
    return {
        name: _shown(str(rules[name].sealed) if rules[name].sealed else "", read_word(kept))
        for name, kept in fields.items()
        if name in rules
    }


def _shown(kind: str, value: str) -> str:
    if not kind or value == ERASED:
        return value
    if kind in _MASKS:
        return mask(_MASKS[kind], value)
    return value[:2] + "*" * 4 if len(value) > 3 else "****"
