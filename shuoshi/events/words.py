"""Words under an emergency's key: sealed, opened; what is erased says so."""

from shuoshi.kernel.texts import marked
from shuoshi.sealing.cipher import open_text, seal_text
from shuoshi.sealing.terms import KeyGone

ERASED = marked("（已按期限销毁）")


def seal_word(word: str, key: str, bound_to: str) -> str:
    """A word as it is kept: sealed under an emergency's key; nothing stays nothing."""
    return seal_text(word, purpose=key, bound_to=bound_to) if key and word else ""


def read_sealed(kept: str, bound_to: str) -> str:
    """A kept word as it reads."""
    try:
        return open_text(kept, bound_to=bound_to) if kept else ""
    except KeyGone:
        return ERASED
