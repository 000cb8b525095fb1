"""Whole numbers as people type them."""

_DIGITS_MOST = 9


def whole(text: str) -> int | None:
    """A whole number of at most nine digits; none for anything else, however long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MOST else None


def whole_or(text: str, otherwise: int) -> int:
    """A whole number, or what stands for anything else."""
    found = whole(text)
    return otherwise if found is None else found
