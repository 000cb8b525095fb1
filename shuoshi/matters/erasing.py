"""Blanking matters: when their file's retention is over, and at the end of an emergency."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.limits import Limit, parse_limit
from shuoshi.kernel.texts import Bilingual
from shuoshi.kernel.worktime import WorkCalendar, add_limit
from shuoshi.matters.models import Matter
from shuoshi.matters.pictures import path_of
from shuoshi.matters.queries import raised_by
from shuoshi.matters.reading import read_matter
from shuoshi.matters.sealed import is_sealed, open_field
from shuoshi.privacy.ports import Rule
from shuoshi.privacy.retention import call_as_engine
from shuoshi.programmes.models import Version
from shuoshi.programmes.queries import definition
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

_BATCH = 500
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
        for file_id in files:
            (settings.MEDIA_FOLDER / path_of(file_id)).unlink(missing_ok=True)
        gone += len(ids)


def _keys(at: datetime) -> int:
    return call_as_engine("SELECT matters_forget_requests(%s)", at - timedelta(days=30))


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
)  # fmt: skip


def let_go(person_id: UUID, at: datetime) -> None:
    """Take a person out of the matters that they raised, which stay without them; as engine.

    Raises:  BadInput while one of them is still open
    """
    own = Matter.objects.filter(raiser_id=person_id)
    if own.filter(closed_at__isnull=True).exists():
        raise BadInput("还有没办结的事，办结或者撤回以后再删除。", field="words")
    own.update(raiser_id=None, secret_hash=None)


def exported(person_id: UUID, by: Actor) -> list[Mapping[str, str]]:
    """The matters that a person raised, as they take them along. Two statements in a scope a matter."""
    out: list[Mapping[str, str]] = []
    for row in raised_by(by):
        m = read_matter(row.id, by=by, at=row.opened_at)
        form = {
            row.definition.fields[n].name.zh: str(open_field(n, v) if is_sealed(v) else v)
            for n, v in m.form.items()
            if n in row.definition.fields
        }
        out.append(
            {
                "编号": m.number,
                "标题": m.title,
                "内容": m.body,
                "时间": local(m.opened_at).isoformat(timespec="minutes"),
                "现在": row.definition.stages[m.stage].name.zh,
                **form,
            }
        )
    return out
