"""Helpers, teams, deployments, hours: the same actions as the pages."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Query, Router, Status

from shuoshi.helpers.actions import add_helper, change_helper, clear_helper, end_helper
from shuoshi.helpers.deploying import (
    ask_for_help,
    call_off,
    decline,
    note_arrival,
    release,
    send_team,
)
from shuoshi.helpers.logins import find_resident, name_login
from shuoshi.helpers.queries import (
    deployments_within,
    helper_shown,
    helpers_within,
    hours_of,
    own_helpers,
    teams_within,
    waiting_hours,
)
from shuoshi.helpers.serving import confirm_hours, refuse_hours, report_hours
from shuoshi.helpers.teams import end_team, form_team, join_team, lead_team, leave_team
from shuoshi.helpers.terms import ORGANISERS, Served, Wanted
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.reach.terms import Actor, Reach
from shuoshi.web.api.base import Errors, actors, in_person
from shuoshi.web.asking import under_any
from shuoshi.web.helper_schemas import (
    ArrivedIn,
    AskIn,
    ClearIn,
    DeploymentOut,
    FilterIn,
    HelperIn,
    HelperLoginIn,
    HelperOut,
    HelperWhyIn,
    HoursIn,
    HoursOut,
    ProfileIn,
    SendIn,
    TeamIn,
    TeamOut,
    deployment_out,
    helper_out,
    hours_out,
)
from shuoshi.web.helping import helping, keeping

router = Router(tags=["helpers"])


def _organisers(request: HttpRequest) -> tuple[Actor, ...]:
    able = tuple(
        a for a in in_person(request) if a.role in ORGANISERS and a.reach is Reach.TERRITORIAL
    )
    if not able:
        raise NotAllowed("时长由组织服务的社区确认。")
    return able


@router.get("/helpers", response={200: list[HelperOut], **Errors})
def helpers(request: HttpRequest, given: Query[FilterIn]) -> list[HelperOut]:
    """Helpers of my range or unit, fifty at a time in order of their ids."""
    by = helping(actors(request))[0]
    return [
        helper_out(h)
        for h in helpers_within(by=by, kind=given.kind, skill=given.skill, after=given.after)
    ]


@router.post("/helpers", response={201: dict[str, UUID], **Errors})
def add(request: HttpRequest, given: HelperIn = Body(...)) -> Status:
    """Register a helper who has said yes."""
    by = keeping(helping(in_person(request)), given.unit)
    made = add_helper(
        unit_id=given.unit, profile=given.profile(), person_id=given.person, by=by, at=clock_now()
    )
    return Status(201, {"id": made})


@router.get("/helpers/{uuid:helper_id}", response={200: HelperOut, **Errors})
def one_helper(request: HttpRequest, helper_id: UUID) -> HelperOut:
    """One helper."""
    return helper_out(under_any(helping(actors(request)), lambda a: helper_shown(helper_id, by=a)))


@router.put("/helpers/{uuid:helper_id}", response={204: None, **Errors})
def change(request: HttpRequest, helper_id: UUID, given: ProfileIn = Body(...)) -> Status:
    """Change what is written down of a helper."""
    able = helping(in_person(request))
    under_any(
        able,
        lambda a: change_helper(helper_id=helper_id, profile=given.profile(), by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/helpers/{uuid:helper_id}/clearance", response={204: None, **Errors})
def clear(request: HttpRequest, helper_id: UUID, given: ClearIn = Body(...)) -> Status:
    """Until when a helper may go into homes with children."""
    able = helping(in_person(request))
    under_any(
        able, lambda a: clear_helper(helper_id=helper_id, until=given.until, by=a, at=clock_now())
    )
    return Status(204, None)


@router.put("/helpers/{uuid:helper_id}/login", response={204: None, **Errors})
def login_named(request: HttpRequest, helper_id: UUID, given: HelperLoginIn = Body(...)) -> Status:
    """Who of the unit a helper is, so that they see what is theirs; none takes it back."""
    able, at = helping(in_person(request)), clock_now()
    under_any(
        able, lambda a: name_login(helper_id=helper_id, account_id=given.account, by=a, at=at)
    )
    return Status(204, None)


@router.put("/helpers/{uuid:helper_id}/resident", response={204: None, **Errors})
def resident_found(request: HttpRequest, helper_id: UUID) -> Status:
    """A helper is the registered resident with the same name and phone."""
    able, at = helping(in_person(request)), clock_now()
    under_any(able, lambda a: find_resident(helper_id=helper_id, by=a, at=at))
    return Status(204, None)


@router.delete("/helpers/{uuid:helper_id}", response={204: None, **Errors})
def end(request: HttpRequest, helper_id: UUID) -> Status:
    """Somebody helps no more; their hours stay."""
    able = helping(in_person(request))
    under_any(able, lambda a: end_helper(helper_id=helper_id, by=a, at=clock_now()))
    return Status(204, None)


@router.get("/helpers/{uuid:helper_id}/hours", response={200: list[HoursOut], **Errors})
def hours(request: HttpRequest, helper_id: UUID) -> list[HoursOut]:
    """What a helper served."""
    by, _shown = under_any(helping(actors(request)), lambda a: (a, helper_shown(helper_id, by=a)))
    return [hours_out(s) for s in hours_of(helper_id, by=by)]


@router.post("/helpers/{uuid:helper_id}/hours", response={201: dict[str, UUID], **Errors})
def report(request: HttpRequest, helper_id: UUID, given: HoursIn = Body(...)) -> Status:
    """Report minutes that a helper served."""
    served = Served(helper_id, given.place, given.what, given.on, given.minutes)
    made = under_any(
        helping(in_person(request)), lambda a: report_hours(served=served, by=a, at=clock_now())
    )
    return Status(201, {"id": made})


@router.get("/me/helping", response={200: list[HelperOut], **Errors})
def my_helping(request: HttpRequest) -> list[HelperOut]:
    """As which helper I am registered."""
    return [
        helper_out(h) for a in actors(request) if a.role == "resident" for h in own_helpers(by=a)
    ]


@router.get("/hours", response={200: list[HoursOut], **Errors})
def waiting(request: HttpRequest) -> list[HoursOut]:
    """Hours that wait for my word as the organiser."""
    return [hours_out(s) for s in waiting_hours(by=_organisers(request)[0])]


@router.post("/hours/{uuid:service_id}/confirm", response={204: None, **Errors})
def confirm(request: HttpRequest, service_id: UUID) -> Status:
    """It is so."""
    under_any(
        _organisers(request), lambda a: confirm_hours(service_id=service_id, by=a, at=clock_now())
    )
    return Status(204, None)


@router.post("/hours/{uuid:service_id}/refuse", response={204: None, **Errors})
def refuse(request: HttpRequest, service_id: UUID, given: HelperWhyIn = Body(...)) -> Status:
    """It is not so, and why."""
    able = _organisers(request)
    under_any(
        able, lambda a: refuse_hours(service_id=service_id, why=given.why, by=a, at=clock_now())
    )
    return Status(204, None)


@router.get("/teams", response={200: list[TeamOut], **Errors})
def teams(request: HttpRequest) -> list[TeamOut]:
    """Teams of my range or unit."""
    return [
        TeamOut(id=t.id, unit=t.unit_id, name=t.name, leader=t.leader, members=t.members, out=t.out)
        for t in teams_within(by=helping(actors(request))[0])
    ]


@router.post("/teams", response={201: dict[str, UUID], **Errors})
def form(request: HttpRequest, given: TeamIn = Body(...)) -> Status:
    """Form a team of a unit's helpers under a leader."""
    by = keeping(helping(in_person(request)), given.unit)
    made = form_team(
        unit_id=given.unit,
        name=given.name,
        leader_id=given.leader,
        others=given.members,
        by=by,
        at=clock_now(),
    )
    return Status(201, {"id": made})


@router.delete("/teams/{uuid:team_id}", response={204: None, **Errors})
def disband(request: HttpRequest, team_id: UUID) -> Status:
    """A team ends."""
    under_any(
        helping(in_person(request)), lambda a: end_team(team_id=team_id, by=a, at=clock_now())
    )
    return Status(204, None)


@router.put("/teams/{uuid:team_id}/members/{uuid:helper_id}", response={204: None, **Errors})
def join(request: HttpRequest, team_id: UUID, helper_id: UUID) -> Status:
    """A helper joins a team."""
    able = helping(in_person(request))
    under_any(able, lambda a: join_team(team_id=team_id, helper_id=helper_id, by=a, at=clock_now()))
    return Status(204, None)


@router.delete("/teams/{uuid:team_id}/members/{uuid:helper_id}", response={204: None, **Errors})
def leave(request: HttpRequest, team_id: UUID, helper_id: UUID) -> Status:
    """A helper leaves a team."""
    able = helping(in_person(request))
    under_any(
        able, lambda a: leave_team(team_id=team_id, helper_id=helper_id, by=a, at=clock_now())
    )
    return Status(204, None)


@router.put("/teams/{uuid:team_id}/leader/{uuid:helper_id}", response={204: None, **Errors})
def lead(request: HttpRequest, team_id: UUID, helper_id: UUID) -> Status:
    """A member leads the team."""
    able = helping(in_person(request))
    under_any(able, lambda a: lead_team(team_id=team_id, helper_id=helper_id, by=a, at=clock_now()))
    return Status(204, None)


@router.get("/deployments", response={200: list[DeploymentOut], **Errors})
def deployments(request: HttpRequest) -> list[DeploymentOut]:
    """Deployments at my end, the newest first."""
    return [deployment_out(d) for d in deployments_within(by=helping(actors(request))[0])]


@router.post("/deployments", response={201: dict[str, UUID], **Errors})
def ask(request: HttpRequest, given: AskIn = Body(...)) -> Status:
    """A community asks a unit for people."""
    able = helping(in_person(request))
    by = next((a for a in able if a.bounds.holds(given.place)), able[0])
    wanted = Wanted(
        given.place, given.what, given.many, given.starts_at, given.ends_at, given.skill
    )
    return Status(
        201, {"id": ask_for_help(wanted=wanted, unit_id=given.unit, by=by, at=clock_now())}
    )


@router.post("/deployments/{uuid:deployment_id}/send", response={204: None, **Errors})
def send(request: HttpRequest, deployment_id: UUID, given: SendIn = Body(...)) -> Status:
    """The unit that was asked sends a team."""
    able = helping(in_person(request))
    under_any(
        able,
        lambda a: send_team(deployment_id=deployment_id, team_id=given.team, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/deployments/{uuid:deployment_id}/decline", response={204: None, **Errors})
def cannot(request: HttpRequest, deployment_id: UUID, given: HelperWhyIn = Body(...)) -> Status:
    """The unit that was asked can send nobody, and says why."""
    able = helping(in_person(request))
    under_any(
        able, lambda a: decline(deployment_id=deployment_id, why=given.why, by=a, at=clock_now())
    )
    return Status(204, None)


@router.post("/deployments/{uuid:deployment_id}/off", response={204: None, **Errors})
def off(request: HttpRequest, deployment_id: UUID, given: HelperWhyIn = Body(...)) -> Status:
    """Nobody is needed any more, or nobody came."""
    able = helping(in_person(request))
    under_any(
        able, lambda a: call_off(deployment_id=deployment_id, why=given.why, by=a, at=clock_now())
    )
    return Status(204, None)


@router.post("/deployments/{uuid:deployment_id}/arrive", response={204: None, **Errors})
def arrive(request: HttpRequest, deployment_id: UUID, given: ArrivedIn = Body(...)) -> Status:
    """The receiving community notes who came."""
    able = helping(in_person(request))
    under_any(
        able,
        lambda a: note_arrival(deployment_id=deployment_id, came=given.came, by=a, at=clock_now()),
    )
    return Status(204, None)


@router.post("/deployments/{uuid:deployment_id}/release", response={204: None, **Errors})
def let_go(request: HttpRequest, deployment_id: UUID) -> Status:
    """The receiving community lets the team go."""
    able = helping(in_person(request))
    under_any(able, lambda a: release(deployment_id=deployment_id, by=a, at=clock_now()))
    return Status(204, None)
