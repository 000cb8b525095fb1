"""Conditions are CEL: analysed and tried at installation, evaluated with typed blanks afterwards."""

import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import cel

_log = logging.getLogger(__name__)
_LONGEST = 400
_ERRORS = (ValueError, TypeError, RuntimeError, KeyError, ArithmeticError)
_DEEPEST = 2
_NAMES = frozenset({"form", "matter", "moves", "children", "now", "person", "place"})
_MATTER = {
    "kind": "",
    "stage": "",
    "lot": 0,
    "channel": "",
    "private": False,
    "excluded": "",
    "opened_at": datetime(2026, 1, 1, tzinfo=UTC),
    "stage_since": datetime(2026, 1, 1, tzinfo=UTC),
}
_CHILD = {"closed": False, "programme": "", "link": "", "outcome": "", "explained": ""}
_BLANKS: dict[str, Any] = {
    "text": "",
    "long": "",
    "choice": "",
    "bool": False,
    "date": "",
    "time": "",
    "int": 0,
    "money": 0,
    "unit": "",
    "helper": "",
    "person": "",
    "place": "",
    "rows": [],
}


@lru_cache(maxsize=4096)
def compiled(expression: str) -> Any:
    """The expression, compiled once in a process."""
    return cel.compile(expression)


def blanks(types: Mapping[str, str]) -> dict[str, Any]:
    """A typed blank for each field, so that an absent one is false or empty and never an error."""
    return {name: _BLANKS[kind] for name, kind in types.items()}


def names_of(
    types: Mapping[str, str],
    moves: Iterable[str],
    *,
    form: Mapping[str, Any],
    matter: Mapping[str, Any],
    now: datetime,
    place: Mapping[str, str],
    counts: Mapping[str, int] = MappingProxyType({}),
    children: Iterable[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Every name that a condition may use, with typed blanks for what is absent.

    Shape:   the same whether a matter is being opened or moved: only `counts` and `children` are
             empty at first.
    """
    return {
        "form": blanks(types) | {k: v for k, v in form.items() if v is not None},
        "matter": _MATTER | dict(matter),
        "moves": dict.fromkeys(moves, 0) | dict(counts),
        "children": [dict(child) for child in children],
        "now": now,
        "person": {"age": 0, "kind": ""},
        "place": {"kind": "", "path": ""} | dict(place),
    }


def holds(expression: str, names: Mapping[str, Any]) -> bool:
    """Whether the condition holds; an error makes it false, and the guard says no in words."""
    if expression == "true":
        return True
    try:
        return compiled(expression).execute(_in_utc(names)) is True
    except _ERRORS as error:
        _log.warning("condition '%s' failed: %s", expression, error)
        return False


def _in_utc(names: Mapping[str, Any]) -> dict[str, Any]:
    """The names with every time in UTC, which is all that CEL takes."""
    return {
        name: _in_utc(value)
        if isinstance(value, Mapping)
        else value.astimezone(UTC)
        if isinstance(value, datetime)
        else value
        for name, value in names.items()
    }


def samples(types: Mapping[str, str], moves: tuple[str, ...]) -> list[dict[str, Any]]:
    """Two worlds to try an expression in: everything blank, and everything filled."""
    now = datetime(2026, 1, 5, tzinfo=UTC)
    empty = {
        "form": blanks(types),
        "matter": dict(_MATTER),
        "moves": dict.fromkeys(moves, 0),
        "children": list[dict[str, Any]](),
        "now": now,
        "person": {"age": 0, "kind": ""},
        "place": {"kind": "", "path": ""},
    }
    filled = empty | {
        "form": {name: _filled(kind) for name, kind in types.items()},
        "moves": dict.fromkeys(moves, 2),
        "children": [_CHILD | {"closed": True}, dict(_CHILD)],
        "person": {"age": 70, "kind": "resident"},
        "place": {"kind": "village", "path": "141102100201"},
    }
    return [empty, filled]


def _filled(kind: str) -> Any:
    blank = _BLANKS[kind]
    return {"str": "x", "bool": True, "int": 7, "list": ["x"]}[type(blank).__name__]


def faults_of(expression: str, types: Mapping[str, str], moves: tuple[str, ...]) -> list[str]:
    """What is wrong with a condition: its form, its names, or what it gives on the samples."""
    if len(expression) > _LONGEST:
        return [f"the condition is longer than {_LONGEST} letters"]
    try:
        found = compiled(expression).references()
    except ValueError as error:
        return [f"this is no CEL: {str(error).splitlines()[0]}"]
    macros = sum(expression.count(m) for m in (".map(", ".filter(", ".all(", ".exists("))
    if macros > _DEEPEST:
        return [f"at most {_DEEPEST} loops in one condition"]
    out = [
        f"'{name}' is no name here; known are {', '.join(sorted(_NAMES))}"
        for name in found["variables"]
        if name not in _NAMES and not _is_loop_name(expression, name)
    ]
    return out or _tried(expression, samples(types, moves))


def _is_loop_name(expression: str, name: str) -> bool:
    return any(f"{macro}({name}," in expression for macro in ("map", "filter", "all", "exists"))


def _tried(expression: str, worlds: list[dict[str, Any]]) -> list[str]:
    for world in worlds:
        try:
            given = compiled(expression).execute(world)
        except _ERRORS as error:
            return [f"the condition fails on a sample: {str(error).splitlines()[0]}"]
        if not isinstance(given, bool):
            return [f"the condition gives {type(given).__name__}, not true or false"]
    return []
