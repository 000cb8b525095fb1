"""The hash chain over lines of the journal. Pure."""

import hashlib

FIRST = "0" * 64


def chain(before: str, rows: list[tuple[object, ...]]) -> str:
    """The digest of `rows` after `before`: SHA-256 over each row's text in order."""
    digest = before
    for row in rows:
        line = "\x1f".join("" if value is None else str(value) for value in row)
        digest = hashlib.sha256(f"{digest}\x1e{line}".encode()).hexdigest()
    return digest
