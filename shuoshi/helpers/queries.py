"""Reading helpers: masked in lists, with what they look after; teams, deployments, hours; and as rows to be matched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q

from shuoshi.helpers.models import Deployment, Helper, HelperKind, Service, Team, TeamMember
from shuoshi.helpers.rules import keeps_some
from shuoshi.helpers.terms import HelperNotFound, MayNotKeep, State, Word
from shuoshi.kernel.texts import Bilingual
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked

PAGE = 50


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of helper."""

    code: str
    name: Bilingual
    duty: bool


@dataclass(frozen=True, slots=True)
class HelperRow:
    """A helper as a page shows them: name and phone masked; `account_id`, `resident`: by which login they see what is
    theirs."""

    id: UUID
    kind: str
    unit_id: UUID
    unit: str
    path: str
    name: str
    phone: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    areas: tuple[str, ...]
    slots: int
    most: int
    reach_m: int | None
    cleared_until: date | None
    since_on: date
    ended_on: date | None
    account_id: UUID | None
    resident: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team: of which unit, under whom (masked), how many, and whether it is out."""

    id: UUID
    unit_id: UUID
    unit: str
    name: str
    leader: str
    members: int
    out: bool


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    """A deployment with both its ends."""

    id: UUID
    path: str
    unit_id: UUID
    unit: str
    team_id: UUID | None
    team: str
    what: str
    skill: str
    many: int
    starts_at: datetime
    ends_at: datetime
    state: State
    asked_at: datetime
    sent_at: datetime | None
    arrived_at: datetime | None
    released_at: datetime | None
    came: int | None
    declined_why: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """Minutes of a helper, and what was said of them."""

    id: UUID
    helper_id: UUID
    helper: str
    path: str
    what: str
    on: date
    minutes: int
    duty: bool
    word: Word
    why: str


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says: whose name, and the confirmed volunteering of a period. Duty is not in it."""

    name: str
    kind: Bilingual
    unit: str
    since_on: date
    until_on: date
    minutes: int
    rows: tuple[ServiceRow, ...]


def kinds() -> tuple[Kind, ...]:
    """The kinds of helpers, in their order. One statement."""
    return tuple(
        Kind(k.code, Bilingual(k.zh, k.en), k.duty)
        for k in HelperKind.objects.order_by("sort", "code")
    )


def helpers_within(
    *, by: Actor, kind: str = "", skill: str = "", after: UUID | None = None, most: int = PAGE
) -> tuple[HelperRow, ...]:
    """Helpers of the reader's range or unit in order of their keys, a page of them or so many. One statement.

    Raises:  MayNotKeep
    """
    _may(by)
    wanted = Helper.objects.filter(ended_on__isnull=True)
    if kind:
        wanted = wanted.filter(kind_id=kind)
    if skill:
        wanted = wanted.filter(skills__contains=[skill])
    if after is not None:
        wanted = wanted.filter(id__gt=after)
    with acting(by):
        return tuple(_row(h) for h in wanted.select_related("unit").order_by("id")[:most])


def helper_shown(helper_id: UUID, *, by: Actor) -> HelperRow:
    """One helper. Raises MayNotKeep, HelperNotFound."""
    _may(by)
    with acting(by):
        found = Helper.objects.filter(id=helper_id).select_related("unit").first()
    if found is None:
        raise HelperNotFound
    return _row(found)


def own_helpers(*, by: Actor) -> tuple[HelperRow, ...]:
    """A resident's own rows as a helper. One statement in a scope."""
    with acting(by):
        return tuple(_row(h) for h in Helper.objects.select_related("unit").order_by("id"))


def teams_within(*, by: Actor) -> tuple[TeamRow, ...]:
    """Teams of the reader's range or unit. One statement in a scope. Raises MayNotKeep."""
    _may(by)
    out = Q(deployments__state__in=(State.SENT, State.ARRIVED))
    with acting(by):
        found = (
            Team.objects.filter(ended_on__isnull=True).select_related("unit", "leader")
            .annotate(many=Count("members", filter=Q(members__until_on__isnull=True), distinct=True),
                      away=Count("deployments", filter=out, distinct=True))
            .order_by("unit__name", "name", "id")
        )  # fmt: skip
        return tuple(
            TeamRow(t.id, t.unit_id, t.unit.name, t.name, mask(Masked.NAME, str(t.leader.name)) if t.leader else "",
                    t.many, t.away > 0)
            for t in found
        )  # fmt: skip


def members_of(team_id: UUID, *, by: Actor) -> tuple[HelperRow, ...]:
    """Who belongs to a team now. One statement in a scope. Raises MayNotKeep."""
    _may(by)
    with acting(by) as scope:
        if (
            not Team.objects.filter(id=team_id).exists()
            and not Deployment.objects.filter(team_id=team_id).exists()
        ):
            return ()
        scope.write_as_engine()  # the receiving community sees who was sent to it
        now = TeamMember.objects.filter(team_id=team_id, until_on__isnull=True)
        return tuple(_row(m.helper) for m in now.select_related("helper__unit").order_by("id"))


def deployments_within(*, by: Actor, open_only: bool = False) -> tuple[DeploymentRow, ...]:
    """Deployments at the reader's end, the newest first, a hundred at most. One statement in a scope."""
    _may(by)
    wanted = Deployment.objects.select_related("unit", "team").order_by("-asked_at", "-id")
    if open_only:
        wanted = wanted.filter(state__in=(State.ASKED, State.SENT, State.ARRIVED))
    with acting(by):
        found = list(wanted[:100])
    teams = _team_names(d.team_id for d in found if d.team_id)
    return tuple(
        DeploymentRow(
            d.id, d.path, d.unit_id, d.unit.name, d.team_id, teams.get(d.team_id, "") if d.team_id else "", d.what,
            d.skill, d.many, d.starts_at, d.ends_at, State(d.state), d.asked_at, d.sent_at, d.arrived_at,
            d.released_at, d.came, d.declined_why,
        )
        for d in found
    )  # fmt: skip


def waiting_hours(*, by: Actor) -> tuple[ServiceRow, ...]:
    """Hours that wait for the reader's word, the oldest first, a hundred at most. One statement in a scope."""
    _may(by)
    with acting(by):
        found = list(
            Service.objects.filter(word=Word.REPORTED)
            .exclude(deployment__state=State.ARRIVED)
            .order_by("reported_at", "id")[:100]
        )
    return _services(found)


def hours_of(helper_id: UUID, *, by: Actor) -> tuple[ServiceRow, ...]:
    """What a helper served, the newest first, a hundred at most. Two statements, one in a scope."""
    with acting(by):
        found = list(Service.objects.filter(helper_id=helper_id).order_by("-on", "-id")[:100])
    return _services(found)


def certified(helper_id: UUID, *, since_on: date, until_on: date, by: Actor) -> Certified:
    """The confirmed volunteering of a helper in a period, for a certificate: for the helper, and whoever keeps them.

    Raises:  HelperNotFound
    """
    with acting(by):
        helper = Helper.objects.filter(id=helper_id).select_related("unit", "kind").first()
        if helper is None:
            raise HelperNotFound
        found = list(
            Service.objects.filter(
                helper_id=helper_id,
                word=Word.CONFIRMED,
                duty=False,
                on__gte=since_on,
                on__lte=until_on,
            ).order_by("on", "id")
        )
    kind = Bilingual(helper.kind.zh, helper.kind.en)
    rows = _services(found)
    return Certified(
        str(helper.name),
        kind,
        helper.unit.name,
        since_on,
        until_on,
        sum(r.minutes for r in rows),
        rows,
    )


def names_of_helpers(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Helpers by their keys, masked, read as engine: for rows of helpers whom the reader's reach may not show. The
    masked phone tells two of one surname apart. One statement in a scope."""
    with acting(SYSTEM):
        return {h.id: _told_apart(h) for h in Helper.objects.filter(id__in=set(ids))}


def _told_apart(h: Helper) -> str:
    phone = mask(Masked.PHONE, str(h.phone)) if h.phone else ""
    return f"{mask(Masked.NAME, str(h.name))} {phone}".rstrip()


def _may(by: Actor) -> None:
    if not keeps_some(by):
        raise MayNotKeep


def _row(h: Helper) -> HelperRow:
    return HelperRow(
        h.id, h.kind_id, h.unit_id, h.unit.name, h.path, mask(Masked.NAME, str(h.name)),
        mask(Masked.PHONE, str(h.phone)) if h.phone else "", tuple(h.skills), tuple(h.languages), tuple(h.areas),
        h.slots, h.most, h.reach_m, h.cleared_until, h.since_on, h.ended_on, h.account_id, h.person_id is not None,
    )  # fmt: skip


def _team_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    with acting(SYSTEM):
        return dict(Team.objects.filter(id__in=list(ids)).values_list("id", "name"))


def _services(found: Iterable[Service]) -> tuple[ServiceRow, ...]:
    rows = list(found)
    names = names_of_helpers(s.helper_id for s in rows)
    return tuple(
        ServiceRow(s.id, s.helper_id, names.get(s.helper_id, ""), s.path, s.what, s.on, s.minutes, s.duty,
                   Word(s.word), s.why)
        for s in rows
    )  # fmt: skip
