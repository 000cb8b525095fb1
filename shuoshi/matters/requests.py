"""What stands around a request to open: how often, what recurs, its key and digest."""

import hashlib
import json
from datetime import datetime

from shuoshi.kernel.errors import NotAllowed
from shuoshi.kernel.limits import Limit, parse_limit
from shuoshi.kernel.worktime import WorkCalendar, add_limit
from shuoshi.matters.changes import Change, iso
from shuoshi.matters.terms import (
    Raised,
)
from shuoshi.programmes.definition import Definition
from shuoshi.reach.terms import Actor
from shuoshi.sealing.keys import current
from shuoshi.sealing.terms import Purpose


def once(d: Definition, said: Raised, by: Actor, at: datetime) -> Change | None:
    """How often it may be opened: looked at in the statement that opens, under a lock of its own.

    Raises:  NotAllowed where it is once a person or household and nobody knows who asks
    """
    rule = d.programme.once_per
    if rule is None:
        return None
    if rule.of != "place" and by.person_id is None:
        raise NotAllowed("这一类每人（每户）限办一次，请用居民账号登录后提交。")
    return {
        "of": rule.of,
        "owner": said.path if rule.of == "place" else str(by.person_id),
        "since": None if rule.within == "life" else iso(_before(at, rule.within)),
        "reached": rule.reached,
    }


def recurs(d: Definition, said: Raised, at: datetime) -> Change | None:
    """Where the file says so, what was finished at the same place is named on the new matter."""
    rule = d.programme.reopen
    if rule is None or "place" not in rule.same:
        return None
    return {
        "since": iso(_before(at, rule.within)),
        "path": said.path,
        "kind": said.kind if "kind" in rule.same else None,
    }


def _before(at: datetime, limit: str) -> datetime:
    ahead = parse_limit(limit)
    return add_limit(WorkCalendar(), at, Limit(-ahead.n, ahead.unit))


def scoped(said: Raised, by: Actor) -> str | None:
    """A key is the sender's own: another account's, or another channel's, is another key."""
    if said.key is None:
        return None
    return hashlib.sha256(f"{by.account_id}|{said.channel}|{said.key}".encode()).hexdigest()


def digest(said: Raised, key: str | None) -> str:
    """What a request said, so that the same key with other content is known: by a keyed hash, under an
    emergency's own `key` where there is one, so that it tells nothing once that key is destroyed."""
    outside = [said.outside_id] if said.outside_id else []
    outside += [str(said.person_id)] if said.person_id else []
    text = json.dumps(
        [*outside, said.programme, said.path, said.channel, said.title, said.body, said.kind, said.private, said.name,
         said.phone, dict(said.form)],
        ensure_ascii=False, sort_keys=True,
    )  # fmt: skip
    return current(key or Purpose.INDEX).token(f"request\x1f{text}").hex()
