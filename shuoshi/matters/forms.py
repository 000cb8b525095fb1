"""Reading answers to what a move or a form asks: types, lengths, choices; nothing is saved here."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from shuoshi.kernel.clock import local
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.texts import Bilingual, Worded, marked
from shuoshi.kernel.worktime import WorkCalendar, add_limit
from shuoshi.matters.sealed import came_back
from shuoshi.matters.terms import BadAnswers
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.fields import FieldRule
from shuoshi.sealing.terms import StillMasked

TITLE_MOST, BODY_MOST, TEXT_MOST, LONG_MOST = 80, 5000, 200, 5000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PRIVATE = re.compile(r"(?<!\d)(1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|\d{17}[\dXx])(?!\d)")
_YEARS = (1900, 2199)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
MISSING = marked("这一项必填。")
TOO_LONG = marked("最多 %(most)s 个字，现在有 %(n)s 个。")


def clean(text: str) -> str:
    """A text as it is kept: NFC, no control characters, no marks that turn the line's direction.

    Emoji and right-to-left letters stay; the override marks that could disguise a text go.
    """
    return _BIDI.sub("", _CONTROL.sub("", unicodedata.normalize("NFC", text))).strip()


def private_numbers(text: str) -> list[str]:
    """What looks like a mobile phone's or an identity number in a text."""
    return _PRIVATE.findall(text)


def without_numbers(text: str) -> str:
    """A text with such numbers taken out."""
    return _PRIVATE.sub("***", text)


def options_of(definition: Definition, rule: FieldRule) -> dict[str, Any]:
    """The options of a choice by code."""
    if isinstance(rule.of, dict):
        return dict(rule.of)
    if rule.of == "kinds":
        return dict(definition.programme.kinds)
    table = definition.programme.tables.get((rule.of or "").removeprefix("table:"), {})
    return {code: _said(row.get("name", code)) for code, row in table.items()}


def _said(name: Any) -> Any:
    """A row's name in both languages, or its code."""
    return Bilingual(name["zh"], name["en"]) if isinstance(name, dict) else name


class _Fault(Exception):
    """What is wrong with one answer: a marked text, with what goes into it."""

    def __init__(self, text: str, **values: object) -> None:
        self.worded = Worded(text, values)


def _text(rule: FieldRule, given: Any) -> str:
    if not isinstance(given, str):
        raise _Fault(marked("这一项要写文字。"))
    text = clean(given)
    most = rule.most or (TEXT_MOST if rule.type == "text" else LONG_MOST)
    if len(text) > most:
        raise _Fault(TOO_LONG, most=most, n=len(text))
    if rule.type == "text" and "\n" in text:
        raise _Fault(marked("这一项只能写一行。"))
    return text


def _yes_or_no(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    known = {
        "true": True,
        "on": True,
        "1": True,
        "yes": True,
        "false": False,
        "no": False,
        "0": False,
    }
    if not isinstance(given, str) or given not in known:
        raise _Fault(marked("这一项只答是或否。"))
    return known[given]


def _whole_number(rule: FieldRule, given: Any) -> int:
    try:
        number = int(str(given))
    except ValueError:
        raise _Fault(marked("请填一个整数。")) from None
    if number < 0 or (rule.most is not None and number > rule.most):
        raise _Fault(marked("这个数超出了范围。"))
    return number


def _day(rule: FieldRule, given: Any, at: datetime) -> str:
    try:
        on = date.fromisoformat(str(given))
    except ValueError:
        raise _Fault(marked("请按 2026-01-31 的样子填日期。")) from None
    if not _YEARS[0] <= on.year <= _YEARS[1]:
        raise _Fault(marked("这个日期的年份不对。"))
    if rule.ahead:
        today = local(at).date()
        last = local(add_limit(WorkCalendar(), at, parse_limit(rule.ahead))).date()
        if not today <= on <= last:
            raise _Fault(marked("日期要在 %(first)s 到 %(last)s 之间。"), first=today, last=last)
    return on.isoformat()


def _moment(given: Any) -> str:
    try:
        return datetime.fromisoformat(str(given)).isoformat()
    except ValueError:
        raise _Fault(marked("请填日期和时间。")) from None


def _key(given: Any) -> str:
    try:
        return str(UUID(str(given)))
    except ValueError:
        raise _Fault(marked("请从名单里选。")) from None


def _one(definition: Definition, rule: FieldRule, given: Any, at: datetime) -> Any:
    match rule.type:
        case "text" | "long":
            return _text(rule, given)
        case "choice":
            if not isinstance(given, str) or given not in options_of(definition, rule):
                raise _Fault(marked("请从选项里选。"))
            return given
        case "bool":
            return _yes_or_no(given)
        case "int" | "money":
            return _whole_number(rule, given)
        case "date":
            return _day(rule, given, at)
        case "time":
            return _moment(given)
        case "unit" | "helper" | "person" | "place":
            return _key(given)
        case "rows":
            return _rows(rule, given)


_ROWS_MOST = 200


def _rows(rule: FieldRule, given: Any) -> list[dict[str, str]]:
    if not isinstance(given, list):
        raise _Fault(marked("这一项应当是一张表。"))
    columns = rule.columns or {}
    out = []
    if len(given) > _ROWS_MOST:
        raise _Fault(marked("最多 %(most)s 行。"), most=_ROWS_MOST)
    for row in given:
        if not isinstance(row, Mapping) or not set(row) <= set(columns):
            raise _Fault(marked("表里有认不出的列。"))
        out.append({name: clean(str(row.get(name, "")))[:TEXT_MOST] for name in columns})
    return out


def read_answers(
    definition: Definition,
    asked: Mapping[str, bool],
    given: Mapping[str, Any],
    at: datetime,
    form: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """Answers to the asked fields, checked and shaped; fields that were not asked are left out.

    Shape:   `form` is what is kept so far: a mask that comes back unchanged keeps the sealed value.

    Raises:  BadAnswers, with a worded fault for each field
    """
    out: dict[str, Any] = {}
    faults: dict[str, Worded] = {}
    for name, required in asked.items():
        value = given.get(name)
        if isinstance(value, str):
            value = value.strip()
        if value is None or value == "" or value == []:
            if required:
                faults[name] = Worded(MISSING)
            continue
        rule = definition.fields[name]
        try:
            kept = came_back(rule, name, value, form.get(name)) if rule.sealed else None
            out[name] = kept or _one(definition, rule, value, at)
        except StillMasked as error:
            faults[name] = Worded(error.text)
        except _Fault as fault:
            faults[name] = fault.worded
    if faults:
        raise BadAnswers(faults)
    return out
