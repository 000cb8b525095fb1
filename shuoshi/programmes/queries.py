"""Reading programmes. A version never changes, so a process keeps each one it has read."""

import time
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from shuoshi.programmes.definition import Definition
from shuoshi.programmes.loading import parse, parse_questions
from shuoshi.programmes.models import LimitRow, Version
from shuoshi.programmes.terms import ProgrammeNotFound

_FRESH_S = 5.0
_current: dict[str, tuple[float, UUID]] = {}


@lru_cache(maxsize=256)
def definition(version_id: UUID) -> Definition:
    """A version, ready for use. One statement the first time in a process, none afterwards.

    Raises:  ProgrammeNotFound
    """
    version = Version.objects.filter(id=version_id).first()
    if version is None:
        raise ProgrammeNotFound
    programme, _ = parse(version.text, version.programme)
    asked = parse_questions(version.questions, "questions") if version.questions else None
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
        version_id = found.values_list("id", flat=True).first()
        if version_id is None:
            _current.pop(programme, None)
            raise ProgrammeNotFound
        _current[programme] = asked = (time.monotonic(), version_id)
    return definition(asked[1])


def forget_current() -> None:
    """Ask anew: after an installation in this process."""
    _current.clear()


def installed() -> tuple[Definition, ...]:
    """The current version of every programme, by its key. One statement, more when new ones came."""
    found = Version.objects.filter(ended_at__isnull=True).order_by("programme")
    return tuple(definition(v) for v in found.values_list("id", flat=True))


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
