"""Helpers, teams under the receiving community, hours that count once confirmed."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from shuoshi.helpers.actions import add_helper, change_helper, clear_helper, end_helper, put_kind
from shuoshi.helpers.certificate import Certificate, pdf_of
from shuoshi.helpers.deploying import (
    ask_for_help,
    call_off,
    decline,
    note_arrival,
    release,
    send_team,
)
from shuoshi.helpers.figures import volunteered
from shuoshi.helpers.matchables import matchable
from shuoshi.helpers.queries import (
    certified,
    deployments_within,
    helper_shown,
    helpers_within,
    hours_of,
    kinds,
    members_of,
    own_helpers,
    teams_within,
    waiting_hours,
)
from shuoshi.helpers.retention import forget_helpers, let_go
from shuoshi.helpers.serving import confirm_hours, refuse_hours, report_hours
from shuoshi.helpers.teams import end_team, form_team, join_team, lead_team, leave_team
from shuoshi.helpers.terms import (
    DeploymentNotFound,
    HelperNotFound,
    InTeamAlready,
    MayNotKeep,
    OwnHours,
    Profile,
    Served,
    ServiceNotFound,
    State,
    TeamNotFound,
    Wanted,
    Word,
    WrongState,
)
from shuoshi.kernel.errors import BadInput, Conflict, NotAllowed
from shuoshi.privacy.exporting import taken_along
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.scenarios.lishi.cast import RESIDENT, YONGNING
from shuoshi.units.models import Unit
from tests.conftest import AT, Cast, Rows

TODAY = date(2026, 4, 13)
HOUR = timedelta(hours=1)


def community() -> UUID:
    return Unit.objects.get(kind="community", path=YONGNING).id


def profile(**more) -> Profile:
    return Profile(**({"kind": "volunteer", "name": "帮演示", "phone": "13900008888"} | more))


def joined(by: Actor, unit: UUID | None = None, **more) -> UUID:
    ids = {k: more.pop(k) for k in ("person_id", "account_id") if k in more}
    return add_helper(unit_id=unit or community(), profile=profile(**more), by=by, at=AT, **ids)


def wanted(**more) -> Wanted:
    given = {
        "path": YONGNING,
        "what": "采样点维持秩序",
        "many": 2,
        "starts_at": AT + HOUR,
        "ends_at": AT + 9 * HOUR,
    }
    return Wanted(**(given | more))


@pytest.fixture
def sent_down(cast: Cast):
    """A team of a department's officials, and the secretary of the community that asks for it."""
    sender = cast("chengban")
    helpers = [joined(sender, sender.unit_id, kind="official", name=f"干部{n}") for n in range(3)]
    team = form_team(
        unit_id=sender.unit_id,
        name="一队",
        leader_id=helpers[0],
        others=helpers[1:],
        by=sender,
        at=AT,
    )
    asked = ask_for_help(wanted=wanted(), unit_id=sender.unit_id, by=cast("shuji"), at=AT)
    return sender, helpers, team, asked


def test_the_kinds_are_a_table_with_the_pages_six_first(cast: Cast) -> None:
    found = kinds()
    assert [k.code for k in found[:6]] == [
        "party_member", "grid_worker", "beat_officer", "medic", "social_org", "volunteer",
    ]  # fmt: skip
    assert next(k for k in found if k.code == "official").duty
    with pytest.raises(MayNotKeep):
        put_kind(
            code="chef", zh="厨师", en="Chef", duty=False, by=cast("shuji"), at=AT, path="141102"
        )


def test_a_helper_is_kept_sealed_and_shown_masked(cast: Cast, rows: Rows) -> None:
    who = joined(cast("shuji"), skills=frozenset({"repair"}), slots=0b101, areas=(YONGNING,))
    shown = helper_shown(who, by=cast("wangge"))
    assert (shown.name, shown.phone, shown.skills) == ("帮*", "139****8888", ("repair",))
    ((name,),) = rows("SELECT encode(name, 'escape') FROM helpers_helper WHERE id = %s", who)
    assert "演示" not in name
    assert who in {h.id for h in helpers_within(by=cast("shuji"), skill="repair")}
    assert who not in {h.id for h in helpers_within(by=cast("shuji"), skill="legal")}
    with pytest.raises(HelperNotFound):
        helper_shown(who, by=cast("wangge2"))
    assert rows("SELECT kind FROM journal_entry WHERE kind = 'helpers.add'") == [("helpers.add",)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"phone": "x"}, "phone"), ({"skills": frozenset({"x"})}, "skills"),
     ({"languages": frozenset({"x"})}, "languages"), ({"slots": 2**21}, "slots"), ({"most": 0}, "most"),
     ({"reach_m": 1}, "reach_m"), ({"kind": "x"}, "kind")],
)  # fmt: skip
def test_a_profile_that_makes_no_sense_is_refused_by_field(cast: Cast, wrong, field) -> None:
    with pytest.raises(BadInput) as error:
        joined(cast("shuji"), **wrong)
    assert error.value.field == field


def test_helpers_are_kept_by_their_place_or_their_own_unit(cast: Cast) -> None:
    with pytest.raises(MayNotKeep):
        joined(cast("wangge2"))
    with pytest.raises(MayNotKeep):
        joined(cast("chengban"))
    with pytest.raises(MayNotKeep):
        joined(cast("quling"))
    mine = joined(cast("chengban"), cast("chengban").unit_id, kind="official")
    assert mine in {h.id for h in helpers_within(by=cast("chengban"))}
    with pytest.raises(HelperNotFound):
        change_helper(helper_id=mine, profile=profile(), by=cast("shuji"), at=AT)


def test_clearance_for_homes_with_children_ends(cast: Cast) -> None:
    who = joined(cast("shuji"))
    with pytest.raises(MayNotKeep):
        clear_helper(helper_id=who, until=TODAY + timedelta(days=9), by=cast("wangge"), at=AT)
    with pytest.raises(BadInput):
        clear_helper(helper_id=who, until=TODAY + timedelta(days=1200), by=cast("shuji"), at=AT)
    clear_helper(helper_id=who, until=TODAY + timedelta(days=9), by=cast("shuji"), at=AT)
    assert helper_shown(who, by=cast("shuji")).cleared_until == TODAY + timedelta(days=9)
    clear_helper(helper_id=who, until=None, by=cast("shuji"), at=AT)
    assert helper_shown(who, by=cast("shuji")).cleared_until is None


def test_one_person_is_one_helper_of_a_unit_and_sees_their_own(cast: Cast) -> None:
    resident = cast(RESIDENT[0])
    who = joined(cast("shuji"), person_id=resident.person_id)
    with pytest.raises(Conflict):
        joined(cast("shuji"), person_id=resident.person_id)
    assert [h.id for h in own_helpers(by=resident)] == [who]
    end_helper(helper_id=who, by=cast("shuji"), at=AT)
    assert joined(cast("shuji"), person_id=resident.person_id) != who


def test_whoever_helps_in_the_district_can_be_matched_across_units(cast: Cast) -> None:
    here = joined(cast("shuji"), areas=(YONGNING,))
    sent = joined(cast("chengban"), cast("chengban").unit_id)
    over = joined(cast("shuji"), areas=("141102001001",))
    end_helper(helper_id=over, by=cast("shuji"), at=AT)
    found = {h.id for h in matchable(f"{YONGNING}001", on=TODAY)}
    assert {here, sent} <= found
    assert over not in found


def test_a_team_has_a_leader_and_members_of_one_unit(cast: Cast, sent_down) -> None:
    sender, helpers, team, _asked = sent_down
    (row,) = [t for t in teams_within(by=sender) if t.id == team]
    assert (row.members, row.leader, row.out) == (3, "干*", False)
    with pytest.raises(InTeamAlready):
        join_team(team_id=team, helper_id=helpers[1], by=sender, at=AT)
    stranger = joined(cast("shuji"))
    with pytest.raises(HelperNotFound):
        join_team(team_id=team, helper_id=stranger, by=sender, at=AT)
    leave_team(team_id=team, helper_id=helpers[0], by=sender, at=AT)
    (row,) = [t for t in teams_within(by=sender) if t.id == team]
    assert (row.members, row.leader) == (2, "")
    lead_team(team_id=team, helper_id=helpers[1], by=sender, at=AT)
    with pytest.raises(HelperNotFound):
        lead_team(team_id=team, helper_id=helpers[0], by=sender, at=AT)
    with pytest.raises(TeamNotFound):
        end_team(team_id=team, by=cast("wangge2"), at=AT)
    end_team(team_id=team, by=sender, at=AT)
    with pytest.raises(TeamNotFound):
        join_team(team_id=team, helper_id=helpers[0], by=sender, at=AT)


def test_asked_sent_arrived_released_under_the_receiving_community(
    cast: Cast, sent_down, rows: Rows
) -> None:
    sender, helpers, team, asked = sent_down
    shuji = cast("shuji")
    (seen,) = deployments_within(by=sender)
    assert (seen.id, seen.state) == (asked, State.ASKED)
    with pytest.raises(MayNotKeep):
        send_team(deployment_id=asked, team_id=team, by=shuji, at=AT)
    send_team(deployment_id=asked, team_id=team, by=sender, at=AT)
    with pytest.raises(WrongState):
        send_team(deployment_id=asked, team_id=team, by=sender, at=AT)
    with pytest.raises(MayNotKeep):
        note_arrival(deployment_id=asked, came=helpers[:2], by=sender, at=AT)
    assert {m.id for m in members_of(team, by=shuji)} == set(helpers)
    with pytest.raises(BadInput):
        note_arrival(deployment_id=asked, came=[], by=shuji, at=AT)
    note_arrival(deployment_id=asked, came=helpers[:2], by=shuji, at=AT + HOUR)
    with pytest.raises(Conflict):
        end_team(team_id=team, by=sender, at=AT)
    release(deployment_id=asked, by=shuji, at=AT + 6.5 * HOUR)
    (seen,) = deployments_within(by=shuji)
    assert (seen.state, seen.came, seen.team) == (State.RELEASED, 2, "一队")
    waits = waiting_hours(by=shuji)
    assert {(s.minutes, s.duty) for s in waits} == {(330, True)}
    for service in waits:
        confirm_hours(service_id=service.id, by=shuji, at=AT + 7 * HOUR)
    assert volunteered(by=shuji, since_on=TODAY, until_on=TODAY) == {
        "volunteering": 0,
        "duty": 660,
        "helpers": 2,
    }
    told = rows("SELECT kind FROM journal_entry WHERE subject_id = %s", asked)
    assert {k for (k,) in told} == {
        "helpers.ask",
        "helpers.sent",
        "helpers.arrived",
        "helpers.released",
    }


def test_a_unit_that_can_send_nobody_says_why(cast: Cast, sent_down) -> None:
    sender, _helpers, _team, asked = sent_down
    with pytest.raises(BadInput):
        decline(deployment_id=asked, why=" ", by=sender, at=AT)
    decline(deployment_id=asked, why="都在别处", by=sender, at=AT)
    (seen,) = deployments_within(by=cast("shuji"))
    assert (seen.state, seen.declined_why) == (State.DECLINED, "都在别处")


def test_a_team_is_in_one_place_at_a_time(cast: Cast, sent_down) -> None:
    sender, _helpers, team, asked = sent_down
    send_team(deployment_id=asked, team_id=team, by=sender, at=AT)
    again = ask_for_help(
        wanted=wanted(starts_at=AT + 3 * HOUR), unit_id=sender.unit_id, by=cast("shuji"), at=AT
    )
    with pytest.raises(WrongState):
        send_team(deployment_id=again, team_id=team, by=sender, at=AT)
    later = ask_for_help(
        wanted=wanted(starts_at=AT + 24 * HOUR, ends_at=AT + 30 * HOUR),
        unit_id=sender.unit_id,
        by=cast("shuji"),
        at=AT,
    )
    send_team(deployment_id=later, team_id=team, by=sender, at=AT)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"what": ""}, "what"), ({"many": 0}, "many"), ({"skill": "x"}, "skill"),
     ({"starts_at": AT - 48 * HOUR}, "starts_at"), ({"ends_at": AT}, "ends_at")],
)  # fmt: skip
def test_what_is_asked_must_make_sense(cast: Cast, wrong, field) -> None:
    with pytest.raises(BadInput) as error:
        ask_for_help(
            wanted=wanted(**wrong), unit_id=cast("chengban").unit_id, by=cast("shuji"), at=AT
        )
    assert error.value.field == field


def test_nobody_asks_for_another_community_or_touches_its_deployments(
    cast: Cast, sent_down
) -> None:
    _sender, helpers, _team, asked = sent_down
    with pytest.raises(MayNotKeep):
        ask_for_help(wanted=wanted(), unit_id=cast("chengban").unit_id, by=cast("wangge2"), at=AT)
    with pytest.raises(DeploymentNotFound):
        note_arrival(deployment_id=asked, came=helpers, by=cast("wangge2"), at=AT)
    assert deployments_within(by=cast("wangge2")) == ()


def served(helper: UUID, **more) -> Served:
    return Served(
        helper, **({"path": YONGNING, "what": "修水管", "on": TODAY, "minutes": 90} | more)
    )


def test_hours_count_once_the_organiser_confirmed_them_and_nobody_confirms_their_own(
    cast: Cast,
) -> None:
    shuji = cast("shuji")
    who = joined(shuji, account_id=shuji.account_id)
    one = report_hours(served=served(who), by=cast("wangge"), at=AT)
    two = report_hours(served=served(who, minutes=30), by=cast("wangge"), at=AT)
    assert volunteered(by=shuji, since_on=TODAY, until_on=TODAY)["volunteering"] == 0
    with pytest.raises(OwnHours):
        confirm_hours(service_id=one, by=shuji, at=AT)
    with pytest.raises(MayNotKeep):
        confirm_hours(service_id=one, by=cast("wangge"), at=AT)
    with pytest.raises(ServiceNotFound):
        confirm_hours(service_id=one, by=_elsewhere(cast), at=AT)
    confirm_hours(service_id=one, by=cast("weiyuan"), at=AT)
    refuse_hours(service_id=two, why="没有来", by=cast("weiyuan"), at=AT)
    with pytest.raises(Conflict):
        confirm_hours(service_id=two, by=cast("weiyuan"), at=AT)
    assert volunteered(by=shuji, since_on=TODAY, until_on=TODAY) == {
        "volunteering": 90,
        "duty": 0,
        "helpers": 1,
    }
    assert {s.word for s in hours_of(who, by=shuji)} == {Word.CONFIRMED, Word.REFUSED}


def _elsewhere(cast: Cast) -> Actor:
    """An organiser of another community."""
    return replace(cast("weiyuan"), bounds=cast("wangge2").bounds)


def test_a_volunteer_reports_their_own_hours_and_fetches_a_certificate(cast: Cast) -> None:
    resident, shuji = cast(RESIDENT[0]), cast("shuji")
    who = joined(shuji, person_id=resident.person_id, name="演示居民")
    for minutes in (90, 45):
        mine = report_hours(served=served(who, minutes=minutes), by=resident, at=AT)
        confirm_hours(service_id=mine, by=shuji, at=AT)
    report_hours(served=served(who), by=resident, at=AT)
    found = certified(who, since_on=TODAY, until_on=TODAY, by=resident)
    assert (found.name, found.minutes, len(found.rows)) == ("演示居民", 135, 2)
    with pytest.raises(HelperNotFound):
        certified(who, since_on=TODAY, until_on=TODAY, by=cast("wangge2"))
    paper = Certificate(
        "志愿服务证明",
        ("演示居民", "2.3 小时"),
        ("日期", "内容", "分钟"),
        [("1", "修", "9")] * 70,
        "",
    )
    pdf = pdf_of(paper)
    assert pdf.startswith(b"%PDF")
    assert b"/Count 3" in pdf, "seventy rows fill three pages"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"what": " "}, "what"), ({"minutes": 0}, "minutes"), ({"minutes": 1441}, "minutes"),
     ({"on": TODAY + timedelta(days=1)}, "on"), ({"on": TODAY - timedelta(days=93)}, "on")],
)  # fmt: skip
def test_hours_that_make_no_sense_are_refused(cast: Cast, wrong, field) -> None:
    who = joined(cast("shuji"))
    with pytest.raises(BadInput) as error:
        report_hours(served=served(who, **wrong), by=cast("shuji"), at=AT)
    assert error.value.field == field


def test_who_only_looks_on_writes_nothing(cast: Cast) -> None:
    who = joined(cast("shuji"))
    with pytest.raises(NotAllowed):
        report_hours(served=served(who), by=cast("shenji"), at=AT)


def test_who_helps_takes_their_hours_along_and_goes_when_they_ask(cast: Cast, rows: Rows) -> None:
    resident, shuji = cast(RESIDENT[0]), cast("shuji")
    who = joined(shuji, person_id=resident.person_id)
    report_hours(served=served(who), by=shuji, at=AT)
    held = taken_along(resident.person_id, by=resident)["helping"]
    assert {"志愿者", "修水管"} <= {v for row in held for v in row.values()}
    with acting(SYSTEM):
        let_go(resident.person_id, AT)
    assert own_helpers(by=resident) == ()
    assert rows("SELECT person_id, phone, ended_on FROM helpers_helper") == [(None, None, TODAY)]


def test_three_years_after_somebody_stopped_nothing_of_them_is_left(cast: Cast, rows: Rows) -> None:
    who = joined(cast("shuji"))
    report_hours(served=served(who), by=cast("shuji"), at=AT)
    end_helper(helper_id=who, by=cast("shuji"), at=AT)
    assert forget_helpers(AT + timedelta(days=1000)) == 0
    assert forget_helpers(AT + timedelta(days=1100)) == 1
    assert rows("SELECT count(*) FROM helpers_service") == [(0,)]


def test_hours_of_a_team_that_is_still_out_wait_for_its_release(
    cast: Cast, sent_down, rows: Rows
) -> None:
    sender, helpers, team, asked = sent_down
    send_team(deployment_id=asked, team_id=team, by=sender, at=AT)
    note_arrival(deployment_id=asked, came=helpers[:1], by=cast("shuji"), at=AT)
    ((service,),) = rows("SELECT id FROM helpers_service")
    assert waiting_hours(by=cast("shuji")) == ()
    with pytest.raises(Conflict):
        confirm_hours(service_id=service, by=cast("shuji"), at=AT)


def test_what_is_asked_or_sent_can_be_called_off_until_somebody_is_there(
    cast: Cast, sent_down
) -> None:
    sender, helpers, team, asked = sent_down
    send_team(deployment_id=asked, team_id=team, by=sender, at=AT)
    with pytest.raises(BadInput):
        call_off(deployment_id=asked, why="", by=cast("shuji"), at=AT)
    call_off(deployment_id=asked, why="没有人来", by=cast("shuji"), at=AT)
    end_team(team_id=team, by=sender, at=AT)
    with pytest.raises(WrongState):
        note_arrival(deployment_id=asked, came=helpers, by=cast("shuji"), at=AT)


def test_a_resident_who_organises_confirms_not_their_own(cast: Cast, rows: Rows) -> None:
    resident, shuji = cast(RESIDENT[0]), cast("shuji")
    who = joined(shuji, person_id=resident.person_id)
    mine = report_hours(served=served(who), by=resident, at=AT)
    with pytest.raises(OwnHours):
        confirm_hours(service_id=mine, by=replace(shuji, account_id=resident.account_id), at=AT)


def test_a_day_has_twenty_four_hours_and_an_organiser(cast: Cast) -> None:
    who = joined(cast("shuji"))
    report_hours(served=served(who, minutes=1000), by=cast("shuji"), at=AT)
    for wrong in ({"minutes": 500}, {"path": "141102"}):
        with pytest.raises(BadInput):
            report_hours(served=served(who, **wrong), by=cast("shuji"), at=AT)
