"""Installing programmes and setting a site's limits."""

import hashlib
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.programmes.checking import check
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.fields import LimitCase
from shuoshi.programmes.loading import read
from shuoshi.programmes.models import LimitRow, Version, Wording, WordingRevision
from shuoshi.programmes.naming import faults_of_limit
from shuoshi.programmes.queries import current, forget_current, installed_keys, texts
from shuoshi.programmes.terms import BadProgramme
from shuoshi.reach.terms import Actor

_WORDS_MOST = 300
LIBRARY = Path(__file__).parent / "library"


def library() -> tuple[Path, ...]:
    """The programme files that ship with the house, by name."""
    return tuple(sorted(LIBRARY.glob("*.yaml")))


def install(*, file: Path, by: Actor, at: datetime, path: str) -> Definition:
    """Install a programme file as a new version; the same text again changes nothing.

    Locks:   the programme's current version.
    Raises:  BadProgramme, with every fault of the file
    """
    programme, lines, text, asked = read(file)
    faults = [f for f in check(programme, lines, installed_keys(), questions=asked) if not f.warns]
    if faults:
        raise BadProgramme(tuple(faults))
    key = programme.programme
    digest = hashlib.sha256((text + asked).encode()).hexdigest()
    with transaction.atomic():
        now = (
            Version.objects.select_for_update().filter(programme=key, ended_at__isnull=True).first()
        )
        if now is None or now.digest != digest:
            if now is not None:
                Version.objects.filter(id=now.id).update(ended_at=at)
            version = Version.objects.create(
                id=new_id(at),
                programme=key,
                n=(now.n if now else 0) + 1,
                text=text,
                questions=asked,
                digest=digest,
                installed_at=at,
            )
            record(kind="programmes.install", subject_id=version.id, path=path, by=by, at=at)
    forget_current()
    return current(key)


@transaction.atomic
def set_limit(
    *,
    programme: str,
    name: str,
    case: LimitCase,
    starts_on: date,
    by: Actor,
    at: datetime,
    path: str,
) -> None:
    """Give a site's own limit from a day on; what ran before ends that day and stays on record.

    Shape:   from tomorrow on at the earliest: what entered its stage earlier keeps its time.
    Locks:   the limit's current row.
    Raises:  ProgrammeNotFound, BadInput (no such limit, one that can't work in this programme, no
             source, or the day is too early)
    """
    d = current(programme)
    if name not in d.programme.limits:
        raise BadInput("这个程序没有叫 %(name)s 的时限。", field="name", name=name)
    if not (case.source or "").strip():
        raise BadInput("请写出处：哪个文件、哪次会议定的。", field="source")
    if any(faults_of_limit(d, case)):
        raise BadInput(
            "这个时限用不了：写成 5 working_days、7 days 的样子，或者用文件里有的事件、日期、表。",
            field="limit",
        )
    if starts_on <= local_date(at):
        raise BadInput("新的时限最早从明天起用：已经在办的事不改。", field="starts_on")
    open_rows = LimitRow.objects.select_for_update().filter(
        programme=programme, name=name, valid_to_on__isnull=True
    )
    before = open_rows.first()
    if before is not None and before.valid_from_on > local_date(at):
        LimitRow.objects.filter(id=before.id).delete()  # it never held: replaced before its day
        past = LimitRow.objects.filter(programme=programme, name=name)
        past.filter(valid_to_on=before.valid_from_on).update(valid_to_on=None)
        before = open_rows.first()
    if before is not None:
        if before.valid_from_on >= starts_on:
            raise BadInput("新的时限要晚于现行时限的起始日。", field="starts_on")
        LimitRow.objects.filter(id=before.id).update(valid_to_on=starts_on)
    row = LimitRow.objects.create(
        id=new_id(at),
        programme=programme,
        name=name,
        limit=case.limit,
        source=case.source or "",
        mark=case.mark,
        valid_from_on=starts_on,
    )
    record(kind="programmes.set_limit", subject_id=row.id, path=path, by=by, at=at)


@transaction.atomic
def word(
    *, programme: str, path: str, zh: str, en: str, by: Actor, at: datetime, where: str
) -> None:
    """Say one text of a programme in the site's own words, in all its versions; without a new one.

    Shape:   `path` is that of `texts`; the file's own words take the site's away again.
    Locks:   the wording's revision.
    Raises:  ProgrammeNotFound, BadInput (no such text, one that is empty or longer than 300 letters)
    """
    row = next((t for t in texts(programme) if t.path == path), None)
    if row is None:
        raise BadInput("这个程序没有这一处文字：%(path)s。", field="path", path=path)
    said = (zh.strip(), en.strip())
    if not all(said) or max(map(len, said)) > _WORDS_MOST:
        raise BadInput("中文、英文都要写，各最多 %(most)s 个字。", field=path, most=_WORDS_MOST)
    revision = WordingRevision.objects.select_for_update().get(id=1)
    if said == row.file:
        Wording.objects.filter(programme=programme, path=path).delete()
    else:
        Wording.objects.update_or_create(
            programme=programme,
            path=path,
            defaults={"zh": said[0], "en": said[1], "changed_at": at},
            create_defaults={"id": new_id(at), "zh": said[0], "en": said[1], "changed_at": at},
        )
    WordingRevision.objects.filter(id=1).update(revision=revision.revision + 1)
    version = Version.objects.get(programme=programme, ended_at__isnull=True)
    record(kind="programmes.word", subject_id=version.id, path=where, by=by, at=at)
    transaction.on_commit(forget_current)
