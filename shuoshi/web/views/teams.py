"""Teams and where they are sent: asked for, sent, arrived, released; hours that wait for the organiser's word."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shuoshi.accounts.terms import SignedIn
from shuoshi.helpers.deploying import (
    ask_for_help,
    call_off,
    decline,
    note_arrival,
    release,
    send_team,
)
from shuoshi.helpers.figures import volunteered
from shuoshi.helpers.queries import (
    deployments_within,
    helpers_within,
    members_of,
    teams_within,
    waiting_hours,
)
from shuoshi.helpers.serving import confirm_hours, refuse_hours
from shuoshi.helpers.teams import end_team, form_team, join_team, lead_team, leave_team
from shuoshi.helpers.terms import ORGANISERS, Wanted
from shuoshi.kernel.clock import now as clock_now
from shuoshi.kernel.errors import NotAllowed
from shuoshi.places.queries import names_of
from shuoshi.reach.terms import Actor, Reach
from shuoshi.units.queries import units_under
from shuoshi.units.terms import BODIES
from shuoshi.web.answering import Do, Given, answered, chosen_id, for_staff
from shuoshi.web.asking import under_any
from shuoshi.web.helping import (
    helper_options,
    helping,
    keeping,
    moment_of,
    number_of,
    period_of,
    units_of,
    words_of_helpers,
)


@require_http_methods(["GET", "POST"])
@for_staff
def teams_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Teams of my range or unit, with their members; form one."""
    able = helping(signed.actors())
    deeds = _Teams(able)
    does: dict[str, Do] = {
        "form": deeds.form, "join": deeds.join, "leave": deeds.leave, "lead": deeds.lead, "end": deeds.end,
    }  # fmt: skip
    return answered(request, "web/teams.html", lambda: _teams(able), does)


def _teams(able: tuple[Actor, ...]) -> Mapping[str, Any]:
    teams = {t.id: (t, members_of(t.id, by=a)) for a in able for t in teams_within(by=a)}
    helpers = {h.id: h for a in able for h in helpers_within(by=a)}
    return {
        "teams": list(teams.values()), "units": units_of(able),
        "helpers": helper_options(helpers.values()), **words_of_helpers(),
    }  # fmt: skip


class _Teams:
    """What the forms about teams do."""

    def __init__(self, able: tuple[Actor, ...]) -> None:
        self.able = able

    def form(self, given: QueryDict) -> Given:
        unit = chosen_id(given.get("unit"), "unit")
        by = keeping(self.able, unit)
        form_team(
            unit_id=unit, name=given.get("name", ""), leader_id=chosen_id(given.get("leader"), "leader"),
            others=[chosen_id(h, "members") for h in given.getlist("members")], by=by, at=clock_now(),
        )  # fmt: skip
        return _("队伍组好了。")

    def join(self, given: QueryDict) -> Given:
        team, helper = self._both(given)
        under_any(
            self.able, lambda a: join_team(team_id=team, helper_id=helper, by=a, at=clock_now())
        )
        return _("加进来了。")

    def leave(self, given: QueryDict) -> Given:
        team, helper = self._both(given)
        under_any(
            self.able, lambda a: leave_team(team_id=team, helper_id=helper, by=a, at=clock_now())
        )
        return _("退出来了。")

    def lead(self, given: QueryDict) -> Given:
        team, helper = self._both(given)
        under_any(
            self.able, lambda a: lead_team(team_id=team, helper_id=helper, by=a, at=clock_now())
        )
        return _("换了队长。")

    def end(self, given: QueryDict) -> Given:
        team = chosen_id(given.get("team"), "team")
        under_any(self.able, lambda a: end_team(team_id=team, by=a, at=clock_now()))
        return _("队伍解散了。")

    def _both(self, given: QueryDict) -> tuple[UUID, UUID]:
        return chosen_id(given.get("team"), "team"), chosen_id(given.get("helper"), "helper")


@require_http_methods(["GET", "POST"])
@for_staff
def deployments_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Help that was asked for: at the asking community, and at the unit that sends."""
    able = helping(signed.actors())
    deeds = _Deployments(able)
    does: dict[str, Do] = {
        "ask": deeds.ask, "send": deeds.send, "decline": deeds.decline, "arrive": deeds.arrive,
        "release": deeds.release, "off": deeds.off,
    }  # fmt: skip
    return answered(request, "web/deployments.html", lambda: _deployments(able), does)


def _deployments(able: tuple[Actor, ...]) -> Mapping[str, Any]:
    found = {d.id: (a, d) for a in able for d in deployments_within(by=a)}
    names = names_of(d.path for _a, d in found.values())
    teams = [t for a in able for t in teams_within(by=a)]
    kept = {a: {i for i, _name in units_of([a])} for a in able}
    rows = []
    for a, d in found.values():
        receives = a.reach is Reach.TERRITORIAL and a.bounds.holds(d.path)
        sends = str(d.unit_id) in kept[a]
        members = (
            members_of(d.team_id, by=a) if receives and d.state == "sent" and d.team_id else ()
        )
        own = [(str(t.id), t.name) for t in teams if t.unit_id == d.unit_id]
        rows.append(
            {
                "d": d,
                "place": names.get(d.path, ""),
                "receives": receives,
                "sends": sends,
                "members": members,
                "teams": own,
            }
        )
    asks = [a for a in able if a.reach is Reach.TERRITORIAL]
    top = asks[0].bounds.lo[:6] if asks else ""
    units = [(str(u.id), u.name) for u in units_under(top) if u.kind not in BODIES] if asks else []
    return {
        "rows": rows,
        "asks": bool(asks),
        "here": asks[0].bounds.lo if asks else "",
        "units": units,
        **words_of_helpers(),
    }


class _Deployments:
    """What the forms about deployments do."""

    def __init__(self, able: tuple[Actor, ...]) -> None:
        self.able = able

    def ask(self, given: QueryDict) -> Given:
        place = given.get("place", "")
        by = next((a for a in self.able if a.bounds.holds(place)), self.able[0])
        wanted = Wanted(
            place, given.get("what", ""), number_of(given.get("many", ""), "many"),
            moment_of(given.get("starts_at", ""), "starts_at"), moment_of(given.get("ends_at", ""), "ends_at"),
            given.get("skill", ""),
        )  # fmt: skip
        ask_for_help(
            wanted=wanted, unit_id=chosen_id(given.get("unit"), "unit"), by=by, at=clock_now()
        )
        return _("请求发出去了，对方派出队伍会显示在这里。")

    def send(self, given: QueryDict) -> Given:
        one, team = self._one(given), chosen_id(given.get("team"), "team")
        under_any(
            self.able, lambda a: send_team(deployment_id=one, team_id=team, by=a, at=clock_now())
        )
        return _("队伍派出去了，听接收的社区安排。")

    def decline(self, given: QueryDict) -> Given:
        one = self._one(given)
        under_any(
            self.able,
            lambda a: decline(deployment_id=one, why=given.get("why", ""), by=a, at=clock_now()),
        )
        return _("回复了。")

    def arrive(self, given: QueryDict) -> Given:
        one, came = self._one(given), [chosen_id(h, "came") for h in given.getlist("came")]
        under_any(
            self.able, lambda a: note_arrival(deployment_id=one, came=came, by=a, at=clock_now())
        )
        return _("记下了，时长从现在算。")

    def release(self, given: QueryDict) -> Given:
        one = self._one(given)
        under_any(self.able, lambda a: release(deployment_id=one, by=a, at=clock_now()))
        return _("撤回了，时长等您确认。")

    def off(self, given: QueryDict) -> Given:
        one = self._one(given)
        under_any(
            self.able,
            lambda a: call_off(deployment_id=one, why=given.get("why", ""), by=a, at=clock_now()),
        )
        return _("取消了。")

    def _one(self, given: QueryDict) -> UUID:
        return chosen_id(given.get("deployment"), "deployment")


@require_http_methods(["GET", "POST"])
@for_staff
def hours_page(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Hours that wait for my word as the organiser; how many were confirmed this year."""
    able = tuple(
        a for a in signed.actors() if a.role in ORGANISERS and a.reach is Reach.TERRITORIAL
    )
    if not able:
        raise NotAllowed("时长由组织服务的社区确认。")

    def confirm(given: QueryDict) -> Given:
        for one in given.getlist("service"):
            service = chosen_id(one, "service")
            under_any(able, lambda a, s=service: confirm_hours(service_id=s, by=a, at=clock_now()))  # type: ignore[misc]
        return _("确认了。")

    def refuse(given: QueryDict) -> Given:
        service = chosen_id(given.get("service"), "service")
        under_any(
            able,
            lambda a: refuse_hours(
                service_id=service, why=given.get("why", ""), by=a, at=clock_now()
            ),
        )
        return _("记下了：没有确认。")

    def show() -> Mapping[str, Any]:
        since, until = period_of("", "")
        rows = {s.id: s for a in able for s in waiting_hours(by=a)}
        return {
            "rows": list(rows.values()), **words_of_helpers(),
            "sums": volunteered(by=able[0], since_on=since, until_on=until),
        }  # fmt: skip

    return answered(request, "web/hours.html", show, {"confirm": confirm, "refuse": refuse})
