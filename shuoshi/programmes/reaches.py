"""Programmes hold no place, no person and no matter."""

from shuoshi.reach.declared import Open

_WHY = "The district's own rules and their words: shown to everybody, of no person."
DECLARED = tuple(
    Open(f"programmes_{table}", _WHY)
    for table in ("version", "limitrow", "wording", "wordingrevision")
)
