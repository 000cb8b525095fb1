"""Where somebody is logged in: seen by themselves, ended by themselves, and by a change of how they log in."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from shuoshi.accounts.actions import path_of
from shuoshi.accounts.models import Session
from shuoshi.accounts.sessions import BEGAN, SessionStore
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import now
from shuoshi.reach.terms import Actor, Reach


@dataclass(frozen=True, slots=True)
class Login:
    """A login that is open: `id` says nothing of its secret, `here` is the one that asks."""

    id: str
    began_at: datetime | None
    ends_at: datetime
    here: bool


def _id(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:16]


def logins_of(account_id: UUID, here: str) -> tuple[Login, ...]:
    """Somebody's open logins, this one first. One statement."""
    rows = Session.objects.filter(account_id=account_id, expire_date__gt=timezone.now())
    found = [
        Login(
            _id(row.session_key), _began(row.session_data), row.expire_date, row.session_key == here
        )
        for row in rows.order_by("-expire_date", "session_key")
    ]
    return tuple(sorted(found, key=lambda row: not row.here))


def _began(data: str) -> datetime | None:
    began = SessionStore().decode(data).get(BEGAN)
    return datetime.fromtimestamp(began, UTC) if began else None


def end_logins(account_id: UUID, *, keep: str, only: str | None = None) -> int:
    """End somebody's other logins, or the one of these with an id; never the one that asks. Gives how many."""
    rows = Session.objects.filter(account_id=account_id).exclude(session_key=keep)
    keys = [k for k in rows.values_list("session_key", flat=True) if only in (None, _id(k))]
    ended = int(Session.objects.filter(session_key__in=keys).delete()[0])
    if ended:
        by = Actor(reach=Reach.PUBLIC, role="anybody", account_id=account_id)
        path = path_of(account_id)
        record(kind="accounts.end_logins", subject_id=account_id, path=path, by=by, at=now())
    return ended
