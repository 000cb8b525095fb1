"""Reading posts: those of a range with today's figures, one with all that whoever works there needs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from shuoshi.helpers.queries import names_of_helpers
from shuoshi.kernel.clock import local_date, midnight
from shuoshi.kernel.ids import least_id
from shuoshi.places.queries import names_of
from shuoshi.posts.checks import Checks, checks_called, in_force
from shuoshi.posts.models import Case, Handover, Incident, Passage, Post, Registered, Tally
from shuoshi.posts.rules import may_pass
from shuoshi.posts.sealed import masked, read_word
from shuoshi.posts.terms import (
    GATE,
    OBJECTS_WITHIN,
    REFUSED,
    CaseKind,
    Outcome,
    PostNotFound,
    RegisteredNotFound,
)
from shuoshi.reach.models import Switch
from shuoshi.reach.queries import switch_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, EmergencyOff, SwitchRow
from shuoshi.sealing.actions import log_look
from shuoshi.units.models import Unit

_LAST, _REFUSED, _CASES, _HANDOVERS, _PAGE = 8, 40, 200, 10, 50
_YOUNG = timedelta(days=8)
"""How long ago an id of a passage of the last day may have been made."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many came through: passages by outcome, vehicles, people, decided otherwise, passages by hour of the day."""

    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    vehicles: int = 0
    aboard: int = 0
    decided: int = 0
    hours: Mapping[int, int] = field(default_factory=dict)

    @property
    def passages(self) -> int:
        """All of them."""
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as it is set up, with its figures of a day."""

    id: UUID
    path: str
    place: str
    unit_id: UUID
    unit: str
    name: str
    site: str
    kind: str
    lanes: int
    equipment: str
    phone: str
    leader_id: UUID | None
    leader: str
    spots: tuple[UUID, ...]
    opened_at: datetime
    closed_at: datetime | None
    figures: Figures
    waiting: int


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage counted."""

    id: UUID
    at: datetime
    outcome: Outcome
    checks: str
    rule: int
    vehicles: int
    aboard: int
    lane: int | None
    decided: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """Somebody who waits, or what was decided otherwise."""

    id: UUID
    post_id: UUID
    kind: CaseKind
    outcome: Outcome
    opened_at: datetime
    closed_at: datetime | None
    ended: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A change of shift."""

    id: UUID
    at: datetime
    by: str
    mine: bool
    cases: int
    counts: Mapping[str, int]
    words: str
    taken_at: datetime | None
    taken_by: str


@dataclass(frozen=True, slots=True)
class PostShown:
    """One post: the checks in force today and the emergency that is on, where there are; what came last; who was turned
    back or diverted and may object; who waits."""

    row: PostRow
    checks: Checks | None
    under: SwitchRow | None
    last: tuple[PassageRow, ...]
    refused: tuple[PassageRow, ...]
    cases: tuple[CaseRow, ...]
    handovers: tuple[HandoverRow, ...]
    incidents: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class RegisteredRow:
    """Who registered, masked; by the edition's fields."""

    id: UUID
    at: datetime
    checks: Checks
    fields: Mapping[str, str]


def posts_within(*, by: Actor, on: date, closed: bool = False) -> tuple[PostRow, ...]:
    """The posts that an actor sees, those that were closed too if asked, by place and name, with the figures of a day,
    a drill's only while it runs. Raises MayNotPass."""
    may_pass(by)
    with acting(by) as scope:
        found = Post.objects.order_by("path", "name", "id")
        posts = list(found if closed else found.filter(closed_at__isnull=True))
        scope.write_as_engine()
        rows = _rows(posts, on)
    return _led(rows)


def post_shown(post_id: UUID, *, by: Actor, at: datetime) -> PostShown:
    """One post with what is needed there. Raises MayNotPass, PostNotFound."""
    may_pass(by)
    today = local_date(at)
    with acting(by) as scope:
        post = Post.objects.filter(id=post_id).first()
        if post is None:
            raise PostNotFound
        scope.write_as_engine()
        (row,) = _rows([post], today)
        since, counted = midnight(today), {"post_id": post.id, "switch_id__in": _counted()}
        young = Passage.objects.filter(id__gte=least_id(at - _YOUNG), **counted)
        last = young.filter(at__gte=since).order_by("-received_at", "-id")
        refused = young.filter(at__gt=at - OBJECTS_WITHIN, outcome__in=REFUSED, decided=False)
        of_today = Q(opened_at__gte=since) | Q(closed_at__gte=since)
        cases = Case.objects.filter(Q(closed_at__isnull=True) | of_today, **counted).order_by(
            F("closed_at").desc(nulls_first=True), "opened_at"
        )
        handed = Handover.objects.filter(**counted).order_by("-at")[:_HANDOVERS]
        happened = Incident.objects.filter(
            post_id=post.id, at__gte=since - timedelta(days=7)
        ).order_by("-at")
        try:
            under = switch_at(post.kind, GATE, post.path, at)
        except EmergencyOff:
            under = None
        shown = PostShown(
            row, in_force(post.kind, today), under, tuple(_passage(p) for p in last[:_LAST]),
            tuple(_passage(p) for p in refused.order_by("-at", "-id")[:_REFUSED]),
            tuple(_case(c) for c in cases[:_CASES]),
            tuple(_handover(h, by) for h in handed), tuple(happened.values_list("matter_id", flat=True)[:_LAST]),
        )  # fmt: skip
    (row,) = _led([shown.row])
    return replace(shown, row=row)


def figures_of(post_ids: Iterable[UUID], on: date) -> dict[UUID, Figures]:
    """Figures of posts on a day, as engine in the caller's scope; no drill's beside what is real. One statement."""
    found = Tally.objects.filter(post_id__in=list(post_ids), on=on, switch_id__in=_counted())
    sums = found.values_list("post_id", "outcome", "hour").annotate(
        n=Sum("passages"), v=Sum("vehicles"), a=Sum("aboard"), d=Sum("decided")
    )
    by_post = defaultdict[UUID, list[Figures]](list)
    for post, outcome, hour, n, v, a, d in sums.order_by("post_id", "hour", "outcome"):
        by_post[post].append(Figures({Outcome(outcome): n}, v, a, d, {hour: n}))
    return {post: added(lines) for post, lines in by_post.items()}


def _counted() -> QuerySet[Any]:
    """Switches whose passages count: what is real, and a drill while it runs."""
    return Switch.objects.filter(Q(drill=False) | Q(ended_at__isnull=True)).values("id")


def added(figures: Iterable[Figures]) -> Figures:
    """Several posts' figures as one."""
    all_ = list(figures)
    outcomes, hours = defaultdict[Outcome, int](int), defaultdict[int, int](int)
    for f in all_:
        for o, n in f.outcomes.items():
            outcomes[o] += n
        for h, n in f.hours.items():
            hours[h] += n
    return Figures(
        dict(outcomes), sum(f.vehicles for f in all_), sum(f.aboard for f in all_), sum(f.decided for f in all_),
        dict(hours),
    )  # fmt: skip


def registered_at(
    post_id: UUID, *, by: Actor, before: datetime | None = None
) -> tuple[RegisteredRow, ...]:
    """Who registered at a post, masked, the newest first, fifty a page. Raises MayNotPass, PostNotFound."""
    may_pass(by)
    with acting(by):
        if not Post.objects.filter(id=post_id).exists():
            raise PostNotFound
        found = Registered.objects.filter(post_id=post_id, switch_id__in=_counted())
        found = found.filter(at__lt=before) if before else found
        rows = list(found.order_by("-at", "-id")[:_PAGE])
    return tuple(
        RegisteredRow(
            r.id, r.at, checks_called(r.checks), masked(checks_called(r.checks), r.fields)
        )
        for r in rows
    )


def registered_opened(
    registered_id: UUID, *, purpose: str, by: Actor, at: datetime
) -> dict[str, str]:
    """What somebody registered, in full, the look written down. Raises MayNotPass, RegisteredNotFound, NoPurpose."""
    may_pass(by)
    with acting(by) as scope:
        row = Registered.objects.filter(id=registered_id).first()
        if row is None:
            raise RegisteredNotFound
        scope.write_as_engine()
        log_look(fields=sorted(row.fields), purpose=purpose, path=row.path, by=by, at=at)
    return {name: read_word(kept) for name, kept in row.fields.items()}


def _rows(posts: list[Post], on: date) -> tuple[PostRow, ...]:
    """As engine in the caller's scope. Five statements, however many posts."""
    figures = figures_of([p.id for p in posts], on)
    units = dict(Unit.objects.filter(id__in=[p.unit_id for p in posts]).values_list("id", "name"))
    places = names_of({p.path for p in posts})
    open_ = Case.objects.filter(
        post_id__in=[p.id for p in posts], closed_at__isnull=True, switch_id__in=_counted()
    )
    waiting = defaultdict[UUID, int](int)
    for post in open_.values_list("post_id", flat=True):
        waiting[post] += 1
    return tuple(
        PostRow(
            p.id, p.path, places.get(p.path, ""), p.unit_id, units.get(p.unit_id, ""), p.name, p.site, p.kind, p.lanes,
            p.equipment, p.phone, p.leader_id, "", tuple(p.spots), p.opened_at, p.closed_at,
            figures.get(p.id, Figures()), waiting[p.id],
        )
        for p in posts
    )  # fmt: skip


def _led(rows: Iterable[PostRow]) -> tuple[PostRow, ...]:
    """With the masked names of those who lead. One statement in a scope of its own, none where nobody does."""
    rows = list(rows)
    leaders = {r.leader_id for r in rows if r.leader_id}
    names = names_of_helpers(leaders) if leaders else {}
    return tuple(replace(r, leader=names.get(r.leader_id, "")) if r.leader_id else r for r in rows)


def _passage(p: Passage) -> PassageRow:
    return PassageRow(
        p.id, p.at, Outcome(p.outcome), p.checks, p.rule, p.vehicles, p.aboard, p.lane, p.decided
    )


def _case(c: Case) -> CaseRow:
    return CaseRow(
        c.id, c.post_id, CaseKind(c.kind), Outcome(c.outcome), c.opened_at, c.closed_at, c.ended, read_word(c.who),
        read_word(c.why),
    )  # fmt: skip


def _handover(h: Handover, by: Actor) -> HandoverRow:
    mine = h.by_id is not None and h.by_id == by.account_id
    return HandoverRow(
        h.id, h.at, h.by, mine, h.cases, h.counts, read_word(h.words), h.taken_at, h.taken_by
    )
