"""Reading programmes. A version never changes, so a process keeps each one it has read."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q, Subquery

from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import EmergencyKind
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.loading import parse, parse_questions, texts_of
from shuoshi.programmes.models import LimitRow, Version, Wording, WordingRevision
from shuoshi.programmes.terms import ProgrammeNotFound
from shuoshi.programmes.wording import QUESTIONS, Said, of_questions

_FRESH_S = 5.0
_current: dict[str, tuple[float, UUID]] = {}
_installed: list[tuple[float, tuple[UUID, ...]]] = []
_REVISION = WordingRevision.objects.filter(id=1).values("revision")


@dataclass(frozen=True, slots=True)
class _Words:
    """The sites' own words as this process knows them, of one revision."""

    revision: int
    of: Mapping[str, Mapping[str, Said]]


_known: list[_Words] = []
"""The latest words, alone: a reader takes the one it finds, whole."""


def _heed(revision: int) -> None:
    """Read the wordings anew when others were saved; definitions are kept by their revision."""
    if _known and _known[0].revision == revision:
        return
    found: dict[str, dict[str, Said]] = {}
    for programme, path, zh, en in Wording.objects.values_list("programme", "path", "zh", "en"):
        found.setdefault(programme, {})[path] = (zh, en)
    _known[:] = [_Words(revision, found)]


def definition(version_id: UUID) -> Definition:
    """A version, ready for use, in the site's own words. One statement the first time in a
    process, none afterwards.

    Raises:  ProgrammeNotFound
    """
    if not _known:
        _heed(WordingRevision.objects.values_list("revision", flat=True).get(id=1))
    return _definition(version_id, _known[0].revision)


@lru_cache(maxsize=256)
def _definition(version_id: UUID, revision: int) -> Definition:
    version = Version.objects.filter(id=version_id).first()
    if version is None:
        raise ProgrammeNotFound
    known = _known[0]
    if known.revision != revision:  # other words came while we read: these are theirs
        return _definition(version_id, known.revision)
    words = known.of.get(version.programme, {})
    programme, _ = parse(version.text, version.programme, words)
    asked = None
    if version.questions:
        asked = parse_questions(version.questions, "questions", of_questions(words))
    return Definition(version.id, version.n, programme, asked)


def current(programme: str) -> Definition:
    """The version that new matters get.

    Shape:   asked of the database at most every five seconds; an older version is as valid as the
             newest, so a matter that just misses an installation is not wrong.
    Raises:  ProgrammeNotFound
    """
    asked = _current.get(programme)
    if asked is None or time.monotonic() - asked[0] > _FRESH_S:
        found = Version.objects.filter(programme=programme, ended_at__isnull=True)
        row = found.values_list("id", Subquery(_REVISION)).first()
        if row is None:
            _current.pop(programme, None)
            raise ProgrammeNotFound
        _heed(row[1])
        _current[programme] = asked = (time.monotonic(), row[0])
    return definition(asked[1])


def forget_current() -> None:
    """Ask anew: after an installation in this process."""
    _current.clear()
    _installed.clear()


def installed() -> tuple[Definition, ...]:
    """The current version of every programme, by its key.

    Shape:   asked of the database at most every five seconds, as `current`; one statement then.
    """
    if not _installed or time.monotonic() - _installed[0][0] > _FRESH_S:
        found = Version.objects.filter(ended_at__isnull=True).order_by("programme")
        rows = list(found.values_list("id", Subquery(_REVISION)))
        if rows:
            _heed(rows[0][1])
        _installed[:] = [(time.monotonic(), tuple(version_id for version_id, _ in rows))]
    return tuple(definition(version_id) for version_id in _installed[0][1])


def every_version() -> tuple[Definition, ...]:
    """Every version of every programme that was ever installed: matters of old ones still run. One
    statement."""
    return tuple(definition(v) for v in Version.objects.order_by("id").values_list("id", flat=True))


def emergency_kinds() -> tuple[EmergencyKind, ...]:
    """The kinds of emergency that installed programmes wait for. At most one statement."""
    return tuple(
        EmergencyKind(d.programme.emergency, (Bilingual(d.programme.name.zh, d.programme.name.en),))
        for d in installed()
        if d.programme.emergency
    )


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text of a programme: where it stands, as the file has it, and in the site's own words."""

    path: str
    file: Said
    own: Said | None


def texts(programme: str) -> tuple[TextRow, ...]:
    """Every text of a programme's current version, in the file's order. Two statements.

    Raises:  ProgrammeNotFound
    """
    version = Version.objects.filter(programme=programme, ended_at__isnull=True).first()
    if version is None:
        raise ProgrammeNotFound
    found = texts_of(version.text)
    if version.questions:
        asked = texts_of(version.questions)
        found |= {f"{QUESTIONS}.{path}": said for path, said in asked.items()}
    own = {
        path: (zh, en)
        for path, zh, en in Wording.objects.filter(programme=programme).values_list(
            "path", "zh", "en"
        )
    }
    return tuple(TextRow(path, said, own.get(path)) for path, said in found.items())


def installed_keys() -> frozenset[str]:
    """Keys of the installed programmes. One statement."""
    return frozenset(
        Version.objects.filter(ended_at__isnull=True).values_list("programme", flat=True)
    )


def limits_on(programme: str, on: date) -> dict[str, str]:
    """The site's own limits of a programme on a day, by name. One statement."""
    rows = LimitRow.objects.filter(programme=programme, valid_from_on__lte=on)
    rows = rows.filter(Q(valid_to_on__isnull=True) | Q(valid_to_on__gt=on))
    return dict(rows.values_list("name", "limit"))


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """A site's own limit, from a day until another."""

    name: str
    limit: str
    source: str
    mark: str
    from_on: date
    to_on: date | None


def limit_rows(programme: str) -> tuple[OwnLimit, ...]:
    """Every limit that the site ever set of a programme, the newest first. One statement."""
    rows = LimitRow.objects.filter(programme=programme).order_by("name", "-valid_from_on", "id")
    names = ("name", "limit", "source", "mark", "valid_from_on", "valid_to_on")
    return tuple(OwnLimit(*row) for row in rows.values_list(*names))
