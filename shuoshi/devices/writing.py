"""What a record says as text: read from a phone, kept, read again; nothing that no column or page could hold."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from shuoshi.devices.ports import KINDS
from shuoshi.devices.terms import FIELDS_MOST, MANY_MOST, TEXT_MOST, Written
from shuoshi.kernel.errors import BadInput


def read_record(record_id: UUID, plain: bytes) -> Written:
    """A record as its phone wrote it: kind, subject, captured_at, values. Raises BadInput."""
    try:
        said = json.loads(plain, parse_constant=_none_of_it)
        written = Written(
            record_id, said["kind"], UUID(said["subject"]), datetime.fromisoformat(said["captured_at"]),
            said["values"],
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadInput from None
    known = isinstance(written.kind, str) and written.kind in KINDS
    timed = written.captured_at.tzinfo is not None and 2020 <= written.captured_at.year <= 2120
    if not (known and timed and isinstance(written.values, dict)):
        raise BadInput
    values_fit(written.values)
    return written


def _none_of_it(name: str) -> NoReturn:
    raise ValueError(name)


def values_fit(values: Mapping[str, Any]) -> None:
    """Raises BadInput unless each value is a text, a list of texts, yes or no, or nothing; no more and no longer than a
    form would send."""
    if len(values) > FIELDS_MOST or not all(_fits(v) for v in values.values()):
        raise BadInput
    as_text(values)


def _fits(value: Any) -> bool:
    if isinstance(value, list):
        return len(value) <= MANY_MOST and all(isinstance(v, str) and _fits(v) for v in value)
    return (
        value is None
        or isinstance(value, bool)
        or (isinstance(value, str) and len(value) <= TEXT_MOST)
    )


def as_text(values: Mapping[str, Any]) -> str:
    """A record's values as they are kept. Raises BadInput for what no column holds: NUL, half a character."""
    text = json.dumps(dict(values), ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput from None
    if "\\u0000" in text:
        raise BadInput
    return text


def values_in(text: Any) -> dict[str, Any]:
    """A record's values as they were kept."""
    found: dict[str, Any] = json.loads(str(text)) if text else {}
    return found
