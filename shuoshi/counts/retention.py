"""How long counts are kept: who was where until the emergency is erased, figures beyond it; what people take along."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model, Sum, Value
from django.db.models.functions import Greatest

from shuoshi.counts.editions import edition_called
from shuoshi.counts.keeping import read_word
from shuoshi.counts.models import (
    Bag,
    Booking,
    Container,
    Count,
    Counted,
    Expected,
    Guest,
    Member,
    Missing,
    Single,
    Site,
    Tally,
    Ticket,
)
from shuoshi.kernel.texts import Bilingual
from shuoshi.people.models import Person
from shuoshi.privacy.ports import Row, Rule
from shuoshi.reach.partitions import drop_days
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.rounds.models import Stop
from shuoshi.rounds.terms import Kind

_KEPT = timedelta(days=90)
_BATCH = 5_000
_IN_CONTAINERS: tuple[type[Model], ...] = (Single, Guest, Member)
_OF_COUNT: tuple[type[Model], ...] = (Counted, Missing, Booking, Container, Bag)


def erase_of_switch(switch_id: UUID, at: datetime) -> Mapping[str, int]:
    """Delete who was counted, missing, in which container, and the containers; what is left in figures. A drill leaves
    none."""
    with acting(SYSTEM):
        counts = list(Count.objects.filter(switch_id=switch_id).values_list("id", "drill"))
        ids = [i for i, _drill in counts]
        containers = Container.objects.filter(count_id__in=ids).values_list("id", flat=True)
        inside = list(containers)
        left = Tally.objects.filter(count_id__in=ids).aggregate(n=Sum("counted"), g=Sum("guests"))
    for table in _IN_CONTAINERS:
        for n in range(0, len(inside), _BATCH):
            _delete(table, container_id__in=inside[n : n + _BATCH])
    for table in _OF_COUNT:
        _delete(table, count_id__in=ids)
    _delete(Ticket, site__count_id__in=ids)
    with acting(SYSTEM):
        for name, path in Count.objects.filter(id__in=ids).values_list("name", "path"):
            area = bounds_of(path)
            stops = Stop.objects.filter(kind=Kind.SAMPLING, what=name)
            stops.filter(path__gte=area.lo, path__lt=area.hi).delete()
        Count.objects.filter(id__in=ids, ended_at__isnull=True).update(
            ended_at=Greatest(Value(at), "starts_at")
        )
    drills = [i for i, drill in counts if drill]
    with acting(SYSTEM):
        for table in (Tally, Expected, Site):
            table.objects.filter(count_id__in=drills).delete()
        Count.objects.filter(id__in=drills).update(before=None)
        Count.objects.filter(before_id__in=drills).update(before=None)
        Count.objects.filter(id__in=drills).delete()
    if drills or not counts:
        return {}
    return {"counts.counted": left["n"] or 0, "counts.guests": left["g"] or 0}


def _delete(table: type[Model], **of: object) -> None:
    """In batches, so that no lock is held long."""
    while True:
        with acting(SYSTEM):
            found = table._default_manager.filter(**of)
            some = list(found.values_list("pk", flat=True)[:_BATCH])
            if not some:
                return
            table._default_manager.filter(pk__in=some)._raw_delete("default")


def forget_members(at: datetime) -> int:
    """Days of members that ended ninety days ago, as the owner; how many days."""
    return drop_days("counts_member", (at - _KEPT).date())


def _nothing(at: datetime) -> int:
    """What goes with its emergency: nothing for a job to do."""
    return 0


def counted_of(person_id: UUID, by: Actor) -> list[Row]:
    """In which counts somebody was counted, missing and why, or is to come again alone; nothing for whoever does not
    see them under their own reach."""
    with acting(by) as scope:
        seen = Person.objects.filter(id=person_id).exists()
        scope.write_as_engine()
        mine = {"subject_id": person_id}
        found = list(Counted.objects.filter(**mine).order_by("id")) if seen else []
        missing = list(Missing.objects.filter(**mine).order_by("id")) if seen else []
        alone = list(Single.objects.filter(**mine).order_by("id")) if seen else []
        of = (
            {c.count_id for c in found}
            | {m.count_id for m in missing}
            | {s.count_id for s in alone}
        )
        names = dict(Count.objects.filter(id__in=of).values_list("id", "name"))
        editions = dict(Count.objects.filter(id__in=of).values_list("id", "edition"))
        members = {m.id: m.at for m in Member.objects.filter(id__in=[c.id for c in found])}
    rows: list[Row] = [
        [(_COUNT, names[c.count_id]), (_WHEN, members[c.id].isoformat() if c.id in members else "")] for c in found
    ]  # fmt: skip
    for m in missing:
        reason = edition_called(editions[m.count_id]).missing.get(m.reason)
        said = Bilingual(reason.name.zh, reason.name.en) if reason else m.reason
        rows.append(
            [
                (_COUNT, names[m.count_id]),
                (_WHY, said),
                (_NOTE, read_word(m.note)),
                (_WHEN, m.at.isoformat()),
            ]
        )
    return rows + [[(_COUNT, names[s.count_id]), (_ALONE, s.asked_at.isoformat())] for s in alone]


_COUNT, _WHEN = Bilingual("清点", "Count"), Bilingual("时间", "When")
_WHY, _NOTE = Bilingual("没清点到的原因", "Why missing"), Bilingual("说明", "Note")
_ALONE = Bilingual("要单独再来一次，从", "To come again alone, since")


def let_go(person_id: UUID, at: datetime) -> None:
    """Let a person go out of counts, as engine in the caller's scope; figures stay."""
    Single.objects.filter(subject_id=person_id).update(subject_id=None)
    Missing.objects.filter(subject_id=person_id).delete()
    Booking.objects.filter(subject_id=person_id).delete()
    Counted.objects.filter(subject_id=person_id).delete()
    Member.objects.filter(subject_id=person_id).update(subject_id=None)


RULES = (
    Rule(
        "counted", Bilingual("谁清点到、没清点到，在哪一管（单）里", "Who was counted or missing, in which container"),
        Bilingual("应急结束、保留的天数过了当天，连钥匙一起", "the day its emergency is erased, with its key"), "C",
        "L05 art 85", _nothing,
    ),
    Rule(
        "members",
        Bilingual("谁在哪一管（单）里，应急还没结束的", "Who is in which container, while the emergency goes on"),
        Bilingual("九十天", "ninety days"), "P", "PIPL art 19; the days are ours", forget_members,
    ),
)  # fmt: skip
