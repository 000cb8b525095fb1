"""Blanking matters: when their file's retention is over, and at the end of an emergency."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.limits import Limit, LimitUnit, parse_limit
from shuoshi.kernel.texts import Bilingual
from shuoshi.kernel.worktime import WorkCalendar, add_limit
from shuoshi.matters.models import Attachment, Matter
from shuoshi.matters.pictures import path_of
from shuoshi.privacy.ports import Rule
from shuoshi.privacy.retention import call_as_engine
from shuoshi.programmes.models import Version
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_BATCH = 500
_NAME = re.compile(r"[0-9a-f]{32}")
_OVER = """
SELECT id FROM matters_matter
WHERE version_id = ANY(%s) AND closed_at < %s AND closed_at IS NOT NULL AND erased_at IS NULL
  AND NOT marks ? 'switch' ORDER BY closed_at, id LIMIT %s
"""
_OF_SWITCH = """
SELECT id FROM matters_matter
WHERE marks ? 'switch' AND marks->>'switch' = %s AND erased_at IS NULL ORDER BY id LIMIT %s
"""
_COUNTS = """
SELECT programme || '.' || outcome, count(*) FROM matters_matter
WHERE marks ? 'switch' AND marks->>'switch' = %s GROUP BY 1 ORDER BY 1
"""


def erase_over(at: datetime) -> int:
    """Blank closed matters whose programme's retention is over; how many.

    Shape:   by version, since each version of a file says its own; batches of 500.
    """
    by_cutoff: dict[datetime, list[UUID]] = {}
    for version_id in Version.objects.values_list("id", flat=True):
        keep = parse_limit(definition(version_id).programme.retention.limit)
        before = add_limit(WorkCalendar(), at, Limit(-keep.n, keep.unit))
        by_cutoff.setdefault(before, []).append(version_id)
    return sum(_all(_OVER, [ids, before], at) for before, ids in by_cutoff.items())


def erase_of_switch(switch_id: UUID, at: datetime) -> Mapping[str, int]:
    """Blank everything that was opened under an emergency's switch; what is left in counts, by
    programme and outcome."""
    _all(_OF_SWITCH, [str(switch_id)], at)
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_COUNTS, [str(switch_id)])
        return dict(cursor.fetchall())


def _all(sql: str, values: list[Any], at: datetime) -> int:
    gone = 0
    while True:
        with acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(sql, [*values, _BATCH])
            ids = [row[0] for row in cursor.fetchall()]
            if not ids:
                return gone
            cursor.execute("SELECT matters_erase(%s, %s)", [ids, at])
            files = cursor.fetchone()[0]
        _unlink(files)
        gone += len(ids)


def _keys(at: datetime) -> int:
    return call_as_engine("SELECT matters_forget_requests(%s)", at - timedelta(days=30))


def _people(at: datetime) -> int:
    """Let go of people whom nothing keeps and nobody has met for three years; how many."""
    gone, before = 0, add_limit(WorkCalendar(), at, Limit(-36, LimitUnit.MONTHS))
    while here := call_as_engine("SELECT people_over(%s, %s)", before, _BATCH):
        gone += here
    return gone


def _files(at: datetime) -> int:
    """Remove files that belong to no matter: left by a process that died between a file and its row, or
    between an erasure and the disk. A day old at least, so that none is on its way; how many."""
    before, gone = (at - timedelta(days=1)).timestamp(), 0
    for folder in settings.MEDIA_FOLDER.glob("[0-9a-f][0-9a-f]"):
        old = [f for f in folder.iterdir() if f.stat().st_mtime < before]
        ids = [UUID(f.name) for f in old if _NAME.fullmatch(f.name)]
        with acting(SYSTEM):
            rows = Attachment.objects.filter(id__in=ids).values_list("id", flat=True)
            there = {file_id.hex for file_id in rows}
        for file in old:
            if file.name not in there:
                file.unlink(missing_ok=True)
                gone += 1
    return gone


RETENTION = (
    Rule(
        "matters", Bilingual("说的话、表单、图片、说事人", "Words, forms, pictures, raisers of matters"),
        Bilingual("办结以后，按各程序文件的期限", "after closing, by each programme's file"),
        "P", "retention of each file; L09 art 34 for the archive", erase_over,
    ),
    Rule(
        "requests", Bilingual("防重复提交的键", "Keys of requests"), Bilingual("30 天", "30 days"),
        "P", "PIPL art 19: shortest necessary", _keys,
    ),
    Rule(
        "people", Bilingual("没有住户、没有登录、没有事的人", "People without household, login or matter"),
        Bilingual("最后一次登记起三年", "three years after they were last met"),
        "P", "PIPL art 19: shortest necessary", _people,
    ),
    Rule(
        "files", Bilingual("不属于任何事的文件", "Files of no matter"), Bilingual("一天", "one day"),
        "P", "PIPL art 47: erased means the bytes too", _files,
    ),
)  # fmt: skip


def let_go(person_id: UUID, at: datetime) -> None:
    """Take a person out of the matters that they raised; as engine, in the caller's transaction.

    Shape:   what nobody but the parties could read goes as at the end of retention; of what a reviewer
             released for everybody that text stays, with its pictures and the totals of votes. Bytes
             of files go once the transaction stands.
    Raises:  BadInput while one of them is still open
    """
    if Matter.objects.filter(raiser_id=person_id, closed_at__isnull=True).exists():
        raise BadInput("还有没办结的事，办结或者撤回以后再删除。", field="words")
    with connection.cursor() as cursor:
        cursor.execute("SELECT matters_let_go(%s, %s)", [person_id, at])
        files = list(cursor.fetchone()[0])
    transaction.on_commit(lambda: _unlink(files))


def _unlink(files: Iterable[UUID]) -> None:
    for file_id in files:
        (settings.MEDIA_FOLDER / path_of(file_id)).unlink(missing_ok=True)
