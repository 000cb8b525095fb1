"""The one rule file, read once in a process."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from shuoshi.kernel.texts import Bilingual

_FILE = Path(__file__).with_name("rules.yaml")


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def always_told(move: str, *, replies: bool) -> list[tuple[str, str, str]]:
    """(template, audience, way) that the house's rules add at a move of any programme."""
    names = {move, "reply"} if replies else {move}
    return [(r["template"], r["to"], r["by"]) for r in _file()["rules"] if r["at"] in names]


def template(name: str) -> Bilingual:
    """The text of a template; a name that the file lacks says so plainly."""
    found = _file()["templates"].get(name)
    return Bilingual(found["zh"], found["en"]) if found else Bilingual(name, name)


def known_templates() -> frozenset[str]:
    """Names of all templates."""
    return frozenset(_file()["templates"])


def fingerprint(to: str) -> bytes:
    """By what an address is found again: 32 bytes that do not give it away."""
    return sha256(to.encode()).digest()
