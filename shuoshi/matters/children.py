"""A matter of another programme that a move opens: what goes along, and what stays."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shuoshi.kernel.clock import local
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.worktime import WorkCalendar
from shuoshi.matters.changes import Change
from shuoshi.matters.ground import Ground
from shuoshi.matters.newcomer import Kin, Newcomer, switched_on, written
from shuoshi.matters.sealed import is_sealed, key_of, seal_fields
from shuoshi.matters.terms import Raised, Snapshot
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.queries import current, limits_on
from shuoshi.programmes.schema import Opens
from shuoshi.reach.terms import Actor


def _goes_along(to: Definition, name: str, value: Any) -> bool:
    """Whether a value has its field there; what is sealed goes along only to where it stays so."""
    rule = to.programme.fields.get(name)
    return rule is not None and (bool(rule.sealed) or not is_sealed(value))


def child_of(
    m: Snapshot,
    opens: Opens,
    copied: Mapping[str, Any],
    by: Actor,
    at: datetime,
    calendar: WorkCalendar,
) -> Change:
    """A matter of another programme that a move of `m` opens, at the same place. Two statements, one
    more where that programme is an emergency's.

    Shape:   what an emergency collected stays with it: an ordinary matter that comes of it gets its
             number, no words and no raiser.
    """
    other = current(opens.programme)
    limits = limits_on(other.key, local(at).date())
    units = {k: str(v) for k, v in m.units.items()}
    switched = switched_on(other, m.path, at)
    stays = key_of(m.marks) is not None and switched is None
    words = {"title": f"由 {m.number} 转来", "text": f"由 {m.number} 转来"} if stays else copied
    title = str(words.get("title") or m.title)
    body = str(words.get("text") or (m.body if "text" in opens.copied else title))
    kind = m.kind if m.kind in other.programme.kinds else ""
    known = {} if stays else {k: v for k, v in copied.items() if _goes_along(other, k, v)}
    follows = opens.link in ("continues", "child") and not stays
    new = Newcomer(
        id=new_id(at),
        definition=other,
        ground=Ground(m.place_id, m.place_kind, units, limits, calendar),
        said=Raised(
            other.key, m.path, title, body, kind=kind, channel=m.channel, private=m.private
        ),
        by=by,
        at=at,
        form=seal_fields(other, known, switched.key if switched else None),
        switched=switched,
        kin=Kin(
            m.id,
            m.raiser_id if follows else None,
            opens.link,
            opens.limit,
            copied.get(opens.holder) if opens.holder else None,
        ),
    )
    return written(new, new.names())
