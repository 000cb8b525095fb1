"""What a record from a phone says, by field: of the right kind, or refused with its field. Pure."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from shuoshi.devices.terms import AHEAD, LATE_HOURS
from shuoshi.kernel.errors import BadInput


def in_time(when: datetime, at: datetime) -> bool:
    """Whether something is young enough to be written down, and its phone's clock not too far ahead."""
    return at - timedelta(hours=LATE_HOURS) <= when <= at + AHEAD


def text_of(values: Mapping[str, Any], name: str) -> str:
    """A text; '' where there is none. Raises BadInput with its field."""
    said = values.get(name) or ""
    if not isinstance(said, str):
        raise BadInput("填写的内容有误。", field=name)
    return said.strip()


def many_of(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Some of the options. Raises BadInput with its field."""
    said = values.get(name) or []
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise BadInput("填写的内容有误。", field=name)
    return tuple(dict.fromkeys(said))


def day_of(values: Mapping[str, Any], name: str) -> date | None:
    """A day; none where it is left empty. Raises BadInput with its field."""
    said = text_of(values, name)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise BadInput("请按 2026-01-31 的样子填日期。", field=name) from None
