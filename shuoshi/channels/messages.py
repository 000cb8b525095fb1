"""Bringing in messages of residents from a CSV: dry run first, a marked sheet of what was refused."""

import csv
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DataError, IntegrityError

from shuoshi.kernel.errors import Refusal
from shuoshi.kernel.sheets import BadSheet, harmless, moment, no_column, read_sheet
from shuoshi.matters.forms import BODY_MOST, clean
from shuoshi.matters.importing import judge_imported, known_outside, open_imported
from shuoshi.matters.opening import IMPORT
from shuoshi.matters.raising import first_line
from shuoshi.matters.terms import BadAnswers, Raised
from shuoshi.reach.terms import SYSTEM

_GUESSES: Mapping[str, tuple[str, ...]] = {
    "id": ("留言编号", "编号", "id", "number", "工单号"),
    "title": ("留言主题", "主题", "标题", "title", "subject"),
    "body": ("留言详情", "内容", "详情", "body", "text", "description"),
    "at": ("留言时间", "时间", "at", "created", "created_at", "created date"),
    "answer": ("答复意见", "答复", "answer", "reply"),
    "answered_at": ("答复时间", "answered_at", "closed", "closed date"),
    "place": ("地点编码", "place", "place_code"),
}
_NEEDED = ("id", "body", "at")
_CHANNEL = IMPORT
_EVERY = 50
_OLDEST = 1970


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What an import did."""

    added: int
    known: int
    refused: int


def _columns(header: list[str], named: Mapping[str, str]) -> dict[str, str]:
    """Which column holds what: as named, or by its usual names."""
    lower = {name.strip().lower(): name for name in header}
    found = {}
    for field, guesses in _GUESSES.items():
        if field in named:
            if named[field] not in header:
                raise no_column(named[field], header)
            found[field] = named[field]
        else:
            hit = next((lower[g.lower()] for g in guesses if g.lower() in lower), None)
            if hit:
                found[field] = hit
    lacking = [field for field in _NEEDED if field not in found]
    if lacking:
        raise BadSheet(
            f"认不出这些列 {', '.join(lacking)}，请用 --column {lacking[0]}=列名 指明 / "
            f"say which column holds them; there are: {', '.join(header)}"
        )
    return found


@dataclass(frozen=True, slots=True)
class _Message:
    said: Raised
    at: datetime
    answer: str
    answered_at: datetime | None


def _message(
    row: Mapping[str, str], columns: Mapping[str, str], path: str, latest: datetime
) -> _Message:
    """One row, judged. Raises ValueError with the reason in both languages."""

    def cell(field: str) -> str:
        return clean(row.get(columns.get(field, "")) or "")

    outside, body = cell("id"), cell("body") or cell("title")
    if not outside:
        raise ValueError("没有编号 / no id")
    if not body:
        raise ValueError("没有内容 / no text")
    if len(body) > BODY_MOST:
        raise ValueError(f"内容超过 {BODY_MOST} 字 / text is too long")
    at = moment(cell("at"))
    answer = cell("answer")
    answered_at = moment(cell("answered_at")) if answer and cell("answered_at") else None
    if at.year < _OLDEST:
        raise ValueError(f"时间早于 {_OLDEST} 年 / before the year {_OLDEST}")
    if at > latest:
        raise ValueError("时间在将来 / the time is in the future")
    if answered_at and answered_at < at:
        answered_at = at
    title = cell("title")[:80] or first_line(body)
    said = Raised(
        settings.SAY_PROGRAMME, cell("place") or path, title, body, channel=_CHANNEL,
        outside_id=outside[:80],
    )  # fmt: skip
    return _Message(said, at, answer, answered_at)


def bring_in(
    *,
    file: Path,
    columns: Mapping[str, str],
    path: str,
    at: datetime,
    dry_run: bool,
    refused_sheet: Path,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> BroughtIn:
    """Bring in every message of a CSV that is not there yet; a bad row never stops the rest.

    Shape:   a row is known by its id; answered ones come as archived with their answer. As
             with every matter nothing of them is public until a reviewer releases it. Refused
             rows go to a sheet with the reason in a first column, ready to be corrected and brought in again.
    Raises:  BadSheet
    """
    header, everything = read_sheet(file)
    found = _columns(header, columns)
    there, began = known_outside(_CHANNEL), time.monotonic()
    added, known, refused = 0, 0, list[dict[str, str]]()
    for n, row in enumerate(everything, start=1):
        try:
            message = _message(row, found, path, at)
            if message.said.outside_id in there:
                known += 1
            else:
                passed = timedelta(seconds=time.monotonic() - began)
                _take(message, at + passed, dry_run)
                there.add(message.said.outside_id or "")
                added += 1
        except (ValueError, Refusal, IntegrityError, DataError) as error:
            said = {k: v or "" for k, v in row.items() if k}
            refused.append({"原因 / why": _why(error), **said})
        if n % _EVERY == 0 or n == len(everything):
            progress(n, len(everything))
    if refused:
        _write(refused_sheet, ["原因 / why", *header], refused)
    return BroughtIn(added, known, len(refused))


def _take(message: _Message, recorded_at: datetime, dry_run: bool) -> None:
    """Open one message, or only judge it."""
    m = message
    if dry_run:
        judge_imported(said=m.said, at=m.at, answer=m.answer, by=SYSTEM)
        return
    open_imported(
        said=m.said, at=m.at, answer=m.answer, answered_at=m.answered_at, recorded_at=recorded_at,
        by=SYSTEM,
    )  # fmt: skip


def _why(error: Exception) -> str:
    if isinstance(error, BadAnswers):
        return "；".join(str(worded) for worded in error.faults.values())
    return str(error).splitlines()[0]


def _write(sheet: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    with sheet.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, header, extrasaction="ignore")
        writer.writeheader()
        for row in rows:
            writer.writerow({k: harmless(v) for k, v in row.items()})
