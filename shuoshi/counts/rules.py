"""What a count, a site, a member must look like; who may do what. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.counts.editions import Edition, SiteRule
from shuoshi.counts.terms import (
    ADDRESS_MOST,
    BATCH,
    CONTAINERS_MOST,
    NAME_MOST,
    SERVES_MOST,
    STATIONS_MOST,
    Bound,
    CountSaid,
    MayNotCount,
    MayNotPlan,
    SiteSaid,
    Wrong,
)
from shuoshi.events.duties import leads, works
from shuoshi.events.fields import fields_said
from shuoshi.events.moments import moment_fits
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.lengths import says
from shuoshi.people.terms import FINDERS, MayNotFind
from shuoshi.reach.partitions import id_in_time
from shuoshi.reach.terms import Actor, Reach

_LONGEST = timedelta(days=30)
_SLOT_LEAST, _SLOT_MOST, _ROOM_MOST = 5, 240, 2_000


def may_plan(by: Actor) -> None:
    """Raises MayNotPlan for whoever leads nothing."""
    if not leads(by):
        raise MayNotPlan


def may_count(by: Actor) -> None:
    """Raises MayNotCount for whoever works at no site."""
    if not works(by):
        raise MayNotCount


def may_find(by: Actor) -> None:
    """Raises MayNotCount, and MayNotFind for whoever may not look people up."""
    may_count(by)
    if by.role not in FINDERS or by.reach is not Reach.TERRITORIAL:
        raise MayNotFind


def count_fits(said: CountSaid, at: datetime) -> None:
    """Raises BadInput with its field."""
    says(said.name, "name", NAME_MOST)
    if abs(said.starts_at - at) > _LONGEST:
        raise BadInput("最多 %(most)s 天。", field="starts_at", most=_LONGEST.days)
    if said.until <= said.starts_at:
        raise BadInput("要在开始以后。", field="until")
    if said.until <= at:
        raise BadInput("已经过去了。", field="until")
    if said.until - said.starts_at > _LONGEST:
        raise BadInput("最多 %(most)s 天。", field="until", most=_LONGEST.days)


def site_fits(said: SiteSaid) -> None:
    """Raises BadInput with its field."""
    says(said.name, "name", NAME_MOST)
    says(said.address, "address", ADDRESS_MOST)
    if not 1 <= said.stations <= STATIONS_MOST:
        raise BadInput("写 %(least)s 到 %(most)s。", field="stations", least=1, most=STATIONS_MOST)
    if not 0 <= said.opens_min < said.closes_min <= 24 * 60:
        raise BadInput("要在开始以后。", field="closes")
    if not _SLOT_LEAST <= said.slot_min <= _SLOT_MOST:
        raise BadInput(
            "写 %(least)s 到 %(most)s。", field="slot_min", least=_SLOT_LEAST, most=_SLOT_MOST
        )
    if not 0 <= said.slot_room <= _ROOM_MOST:
        raise BadInput("写 %(least)s 到 %(most)s。", field="slot_room", least=0, most=_ROOM_MOST)
    if len(said.serves) > SERVES_MOST:
        raise BadInput("最多选 %(most)s 个。", field="serves", most=SERVES_MOST)


def ready_fits(ticked: Iterable[str], rule: SiteRule) -> tuple[str, ...]:
    """What of a set-up list is there, in its order. Raises BadInput for what is not on it."""
    given = set(ticked)
    if not given <= set(rule.set_up):
        raise BadInput("请从选项里选。", field="ready")
    return tuple(name for name in rule.set_up if name in given)


def code_fits(code: str, edition: Edition) -> str:
    """A container's code, cleaned. Raises Wrong with its field."""
    said = code.strip()
    least, most = edition.container.code
    if not least <= len(said) <= most or not re.fullmatch("[A-Za-z0-9-]+", said):
        raise Wrong(field="code")
    return said


def batch_fits(
    items: Sequence[Bound], edition: Edition, at: datetime
) -> dict[UUID, Mapping[str, str]]:
    """What is said of the guests of a batch, cleaned, by member.

    Raises:  BadInput: none, too many, one twice, a wrong time, a wrong code, a size that the edition has not; NotNow
    """
    if not 1 <= len(items) <= BATCH:
        raise BadInput("一次最多 %(most)s 条。", most=BATCH)
    if len({i.id for i in items}) < len(items):
        raise BadInput("同一个编号下已经有另一条记录。", field="id")
    sizes, codes = set(edition.container.sizes.values()), dict[UUID, str]()
    guests = dict[UUID, Mapping[str, str]]()
    for item in items:
        id_in_time(item.id, at)
        id_in_time(item.container, at)
        moment_fits(item.at, at)
        if item.most not in sizes:
            raise BadInput("请从选项里选。", field="most")
        if codes.setdefault(item.container, code_fits(item.code, edition)) != item.code.strip():
            raise Wrong(field="code")
        if item.subject is None:
            guests[item.id] = _guest(item, edition)
        elif item.fields:
            raise BadInput("没有这一项。", field=next(iter(item.fields)))
    return guests


def _guest(item: Bound, edition: Edition) -> Mapping[str, str]:
    if not edition.guests:
        raise BadInput("请从名单里选。", field="subject")
    return fields_said(edition.guests, item.fields, ADDRESS_MOST)


def steps_fit(many: int, moments: Iterable[datetime] = (), at: datetime | None = None) -> None:
    """Raises BadInput for a batch of steps with none or too many, or at a wrong time."""
    if not 1 <= many <= CONTAINERS_MOST:
        raise BadInput("一次最多 %(most)s 条。", most=CONTAINERS_MOST)
    for said in moments:
        moment_fits(said, at or said)
