"""A good body for every operation of the API that takes something, and who may send it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from shuoshi.accounts.codes import Use, send_code
from shuoshi.accounts.glass import close_glass
from shuoshi.care.pausing import pause
from shuoshi.care.terms import Subject
from shuoshi.helpers.actions import change_helper
from shuoshi.helpers.deploying import note_arrival, send_team
from shuoshi.helpers.teams import join_team
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import local_date, now
from shuoshi.kernel.ids import new_id
from shuoshi.matters.engine import act
from shuoshi.meetings.phone_votes import begin_vote, open_pass, papers
from shuoshi.people.logins import begin_change, begin_login, code_of
from shuoshi.people.registering import register_person
from shuoshi.people.settling import merge
from shuoshi.privacy.switching import switch_off
from shuoshi.reach.queries import forget_switches
from shuoshi.reach.terms import Actor
from shuoshi.rounds.driving import note_stop
from shuoshi.rounds.terms import Came
from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD, RESIDENT, YONGNING
from shuoshi.scenarios.lishi.owning import say_for_owners, walk_owners
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.units.models import Unit
from shuoshi.web.outbox import outbox
from tests.conftest import Rows
from tests.devices.phone import Phone
from tests.probe.world import (
    MARKS,
    World,
    called_together,
    checked,
    never,
)

CAP = (
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><sent>2026-04-13T09:50:00+08:00</sent><msgType>Alert</msgType>'
    "<info><event>暴雨</event></info></alert>"
)
"""A message that says little, and is one."""
REASON = "邻村有人报信，来不及转交"
Body = Mapping[str, Any] | list[Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """A good body, and who may send it; `everybody` may send it of their own accord, to no harm."""

    body: Body | Callable[[], Body] = field(default_factory=dict)
    right: str | None = None
    secret: bool = False
    everybody: bool = False
    shows: str = ""
    before: Callable[[World, Rows], None] = lambda _world, _rows: None


def _day(days: int) -> str:
    return (now() + timedelta(days=days)).date().isoformat()


def _off(world: World, rows: Rows) -> None:
    switch_off(switch_id=world.switch_id, by=actor("zhihui", now()), at=now())
    forget_switches()


def _to_person(world: World, rows: Rows) -> None:
    begin_login(person_id=world.person_id, by=actor("shuji", now(), "village_secretary"), at=now())


def _to_resident(world: World, rows: Rows) -> None:
    resident = actor(RESIDENT[0], now())
    assert resident.person_id
    begin_change(person_id=resident.person_id, phone="00000000000", by=resident, at=now())


def _of_resident(world: World, rows: Rows) -> None:
    resident = actor(RESIDENT[0], now())
    assert resident.person_id
    send_code(code_of(resident.person_id, resident, Use.PROOF), "00000000000", at=now())


def _code() -> dict[str, str]:
    return {"code": outbox().sent()[-1][2]}


def _whole(world: World, rows: Rows) -> None:
    close_glass(glass_id=world.glass_id, by=actor("shuji", now()), at=now())


def _of_the_walk(world: World, rows: Rows) -> None:
    rows("UPDATE channels_offer SET matter_id = %s", world.walk.id)


def _hung(world: World, rows: Rows) -> None:
    rows("UPDATE matters_published SET wall = true")


def _called(world: World, rows: Rows) -> None:
    world.sitting_id = called_together(_body())


def _body() -> UUID:
    return Unit.objects.get(kind="representatives", path=YONGNING).id


def _call() -> Body:
    starts = (now() + timedelta(days=9)).isoformat()
    return {
        "body": str(_body()),
        "title": "会",
        "starts_at": starts,
        "location": "厅",
        "agenda": "通报",
    }


def _to_elector(world: World, rows: Rows) -> None:
    rows("DELETE FROM accounts_code")
    begin_vote(phone="00000000001", at=now())


_TICKET: dict[str, str] = {}


def _polled(world: World, rows: Rows) -> None:
    at = now()
    walk = walk_owners(say_for_owners("电梯老坏，要大修。", at), "tabled")
    chair = actor("yeweihui", at)
    act(matter_id=walk.id, block="ballot", name="convene", answers={}, by=chair, at=now())
    _to_elector(world, rows)
    given = open_pass(phone="00000000001", code=_code()["code"], at=now())
    (paper,) = papers(given, at=now())
    _TICKET.update(ticket=given, voter=str(paper.voter_id), choice="yes")


def _paper() -> Body:
    return dict(_TICKET)


def _registered_as_helper(world: World, rows: Rows) -> None:
    """The helper is registered too, by the same name and phone."""
    by, at = actor("shuji", now(), "village_secretary"), now()
    profile = Profile("medic", "同名演示", "13300009999")
    change_helper(helper_id=world.helper_id, profile=profile, by=by, at=at)
    given = {"name": "同名演示", "phone": "13300009999", "door": "8 号"}
    register_person(given=given, path=YONGNING, sure=True, by=by, at=at)


_STANDS: dict[str, str] = {}


def _which_stands(world: World, rows: Rows) -> None:
    _STANDS["warning"] = str(world.warning_id)


def _a_warning() -> Body:
    at = now()
    return {
        "place": YONGNING, "ladder": "flood", "level": "red", "source": "区气象台", "issued_at": at.isoformat(), "before": _STANDS["warning"],
        "headline": "暴雨红色预警", "text": "马上转移。", "until": (at + timedelta(hours=5)).isoformat(),
    }  # fmt: skip


def _a_step() -> Body:
    at = now()
    return {"id": str(new_id(at)), "step": "home", "at": at.isoformat()}


def _warning_over(world: World, rows: Rows) -> None:
    rows("UPDATE warnings_warning SET ended_at = sent_at, ended_why = 'wrong'")


_TEAM: dict[str, Any] = {}
_SENDS: dict[str, Any] = {}


def _station() -> UUID:
    return Unit.objects.get(kind="community", path=YONGNING).id


def _secretary() -> Actor:
    return actor("shuji", now(), "village_secretary")


def _team(world: World, rows: Rows) -> None:
    _TEAM.clear()
    _TEAM.update(unit=str(_station()), name="二队", leader=str(world.leader_id))
    _SENDS.update(team=str(world.team_id))


def _member(world: World, rows: Rows) -> None:
    join_team(team_id=world.team_id, helper_id=world.helper_id, by=_secretary(), at=now())


def _sent(world: World, rows: Rows) -> None:
    _team(world, rows)
    send_team(deployment_id=world.deployment_id, team_id=world.team_id, by=_secretary(), at=now())


def _arrived(world: World, rows: Rows) -> None:
    _sent(world, rows)
    note_arrival(
        deployment_id=world.deployment_id, came=[world.leader_id], by=_secretary(), at=now()
    )


def _asked() -> Body:
    hours = [(now() + timedelta(hours=h)).isoformat() for h in (1, 5)]
    return {
        "place": YONGNING, "unit": str(_station()), "what": "送菜", "many": 2, "starts_at": hours[0], "ends_at": hours[1],
    }  # fmt: skip


def _move() -> Body:
    return {"place": f"{YONGNING}001", "door": "9 单元 909", "on": _day(0)}


def _merged(world: World, rows: Rows) -> None:
    by = actor("shuji", now(), "village_secretary")
    merge(pair_id=world.pair_id, kept=world.resident_id, by=by, at=now())


def _soon() -> str:
    return (now() + timedelta(days=9)).date().isoformat()


def _asked_again(world: World, rows: Rows) -> None:
    rows("UPDATE care_carer SET state = 'asked' WHERE id = %s", world.carer_id)


_ROLE: dict[str, str] = {"role": "doctor"}


def _another(world: World, rows: Rows) -> None:
    _ROLE["helper"] = str(world.leader_id)


def _unsigned(world: World, rows: Rows) -> None:
    rows("DELETE FROM care_due")
    rows("DELETE FROM care_contract")


def _not_yet(world: World, rows: Rows) -> None:
    rows("UPDATE care_pairing SET agreed_on = NULL, agreed_by = '' WHERE id = %s", world.pairing_id)


def _away(world: World, rows: Rows) -> None:
    ((person, home),) = rows(
        "SELECT person_id, household_id FROM care_pairing WHERE id = %s", world.pairing_id
    )
    by, until = actor("shuji", now(), "village_secretary"), local_date(now() + timedelta(days=9))
    pause(subject=Subject("", person, home), why="away", until=until, by=by, at=now())


def _is_residents(world: World, rows: Rows) -> None:
    who = actor(RESIDENT[0], now()).person_id
    rows("UPDATE care_pairing SET person_id = %s WHERE id = %s", who, world.pairing_id)


_STOP: dict[str, str] = {"kind": "delivery", "what": "送药"}


def _resident(world: World, rows: Rows) -> None:
    _STOP["person"] = str(world.resident_id)


def _was_there(world: World, rows: Rows) -> None:
    rows("UPDATE rounds_stop SET state = 'done', over_at = %s", now())


def _called_off(world: World, rows: Rows) -> None:
    rows("UPDATE rounds_stop SET state = 'off', over_at = %s", now())


def _serves_now(world: World, rows: Rows) -> None:
    rows("UPDATE rosters_turn SET came_at = %s", now() - timedelta(minutes=4))


def _serves_oneself(world: World, rows: Rows) -> None:
    """The resident is who serves, tomorrow, and the other one is asked by nobody yet."""
    who, later = actor(RESIDENT[0], now()).person_id, now() + timedelta(days=1)
    rows("UPDATE helpers_helper SET person_id = %s WHERE id = (SELECT helper_id FROM rosters_member WHERE id = %s)",
         who, world.member_id)  # fmt: skip
    rows("UPDATE rosters_turn SET starts_at = %s, ends_at = %s", later, later + timedelta(hours=8))
    ((_TAKER["taker"],),) = rows("SELECT taker_id::text FROM rosters_swap")


def _not_asked(world: World, rows: Rows) -> None:
    _serves_oneself(world, rows)
    rows("DELETE FROM rosters_swap")


def _asked_of_oneself(world: World, rows: Rows) -> None:
    _serves_oneself(world, rows)
    rows("UPDATE rosters_swap SET state = 'asked', giver_id = taker_id, taker_id = giver_id")


def _unseen(world: World, rows: Rows) -> None:
    rows("UPDATE rosters_turn SET shown = false")


def _nobody_waits(world: World, rows: Rows) -> None:
    rows("DELETE FROM posts_case")


def _taken(world: World, rows: Rows) -> None:
    rows("DELETE FROM posts_handover")


def _ended(world: World, rows: Rows) -> None:
    rows("UPDATE posts_case SET closed_at = opened_at, ended = 'pass'")


def _count_over(world: World, rows: Rows) -> None:
    rows("UPDATE counts_count SET ended_at = starts_at")


_SOMEBODY: dict[str, str] = {}


def _somebody(world: World, rows: Rows) -> None:
    _SOMEBODY["subject"] = str(world.subject_id)


def _reason() -> Body:
    return {"reason": "away", **_SOMEBODY}


def _container_sealed(world: World, rows: Rows) -> None:
    rows("UPDATE counts_container SET sealed_at = opened_at")


def _was_called(world: World, rows: Rows) -> None:
    rows("UPDATE counts_ticket SET called_at = came_at")


def _was_handed(world: World, rows: Rows) -> None:
    rows("UPDATE counts_bag SET handed_at = bagged_at")


_SLOT: dict[str, str] = {}


def _may_book(world: World, rows: Rows) -> None:
    """Nobody has a slot, and the site has some from now on."""
    rows("DELETE FROM counts_booking")
    rows("UPDATE counts_site SET opens_min = 0, closes_min = 1440, slot_min = 5, slot_room = 9")
    start = now().replace(second=0, microsecond=0) + timedelta(minutes=10)
    _SLOT["starts_at"] = (start - timedelta(minutes=start.minute % 5)).isoformat()
    _SLOT["subject"] = str(world.person_id)


def _a_slot() -> Body:
    return dict(_SLOT)


def _a_count() -> Body:
    unit = str(Unit.objects.get(kind="community", path=YONGNING).id)
    return {
        "place": YONGNING, "unit": unit, "name": "新的一轮", "edition": "sampling_2022_03", "lab": str(_station()),
        "starts_at": now().isoformat(), "until": (now() + timedelta(hours=3)).isoformat(),
    }  # fmt: skip


def _a_site() -> Body:
    return {"place": YONGNING, "unit": str(_station()), "name": "新点", "address": "广场"}


def _brought() -> Body:
    """A guest, at the moment it is sent."""
    one = {
        "id": str(new_id(now())), "at": now().isoformat(), "container": str(new_id(now())), "code": "T-0009",
        "most": 10, "fields": {"name": "客", "phone": "13800000000"},
    }  # fmt: skip
    return {"edition": "sampling_2022_03", "members": [one]}


def _sealing() -> Body:
    return {"containers": [{"container": str(new_id(now())), "n": 1, "at": now().isoformat()}]}


def _bag() -> Body:
    one = {"id": str(new_id(now())), "code": "B-0001", "containers": [str(new_id(now()))]}
    return {"bags": [{**one, "at": now().isoformat()}]}


def _passage() -> Body:
    """One as usual, at the moment it is sent."""
    one, at = checked(now(), {}), now().isoformat()
    return {
        "passages": [
            {"id": str(one.id), "at": at, "checks": one.checks, "answers": dict(one.answers)}
        ]
    }


def _is_planned(world: World, rows: Rows) -> None:
    rows("UPDATE rosters_roster SET state = 'planned', planned_revision = revision")


def _later(world: World, rows: Rows) -> None:
    _is_planned(world, rows)
    later = now() + timedelta(days=1)
    rows("UPDATE rosters_turn SET starts_at = %s, ends_at = %s", later, later + timedelta(hours=8))


_TAKER: dict[str, str] = {}


def _values() -> Body:
    return {"values": {"way": "home"}}


def _clash(world: World, rows: Rows) -> None:
    by, at = actor("shuji", now(), "village_secretary"), now()
    note_stop(came=Came(world.stop_id, "not_there"), by=by, at=at)
    said = {"state": "done", "receipt": "self"}
    world.sent_id = world.bring("stop", world.stop_id, said, at)


MEAN = {"kind": "pharmacy", "name": "改名药店", "state": "stopped"}
LOOK = {"fields": ["name"], "purpose": "visit"}
CASES: dict[tuple[str, str], Case] = {
    ("post", "/matters"): Case({"place": YONGNING, "body": "别的事"}, "shuji", everybody=True),
    ("post", "/public/alike"): Case({"place": YONGNING, "body": "公开的一件事"}, everybody=True),
    ("post", "/public/matters/{number}/me-too"): Case({"browser": "a" * 32}, everybody=True),
    ("post", "/public/matters/{number}/offers"): Case(
        {"words": "我能帮"}, RESIDENT[0], before=_hung
    ),
    ("delete", "/me/offers/{offer_id}"): Case({}, RESIDENT[0]),
    ("post", "/matters/{matter_id}/offers/{offer_id}"): Case({"take": True}, "shuji", before=_of_the_walk),
    ("post", "/matters/several"): Case(
        [{"place": YONGNING, "body": "一件"}, {"place": YONGNING, "body": "又一件"}], "wangge", everybody=True
    ),
    ("post", "/sittings"): Case(_call, "shuji"),
    ("post", "/knowledge"): Case(
        {"place": YONGNING, "question": "几点开门", "answer": "八点。", "source": "社区", "review_on": _soon()},
        "zhiban",
    ),
    ("delete", "/knowledge/{entry_id}"): Case({}, "zhiban"),
    ("put", "/sittings/{sitting_id}/roll"): Case({"came": []}, "shuji", before=_called),
    ("post", "/sittings/{sitting_id}/end"): Case({"how": "cancelled"}, "shuji", before=_called),
    ("post", "/public/votes/code"): Case({"phone": "13900000009"}, everybody=True),
    ("post", "/public/votes/pass"): Case(
        lambda: {"phone": "00000000001", **_code()}, everybody=True, before=_to_elector
    ),
    ("post", "/public/votes"): Case(_paper, everybody=True, before=_polled),
    ("post", "/matters/find"): Case({"words": MARKS[0][3:]}, "shuji", shows=MARKS[0]),
    ("post", "/matters/{matter_id}/moves/{name}"): Case({"answers": {"kind": "livelihood"}}, "shuji"),
    ("post", "/matters/{matter_id}/acts/{block}/{name}"): Case({"progress": "换了灯泡"}, "chengban"),
    ("post", "/matters/{matter_id}/files"): Case(secret=True),
    ("post", "/people/find"): Case({"query": MARKS[1]}, "wangge"),
    ("patch", "/people/{person_id}"): Case({"values": {"name": "改名的人"}}, "shuji"),
    ("post", "/people/{person_id}/look"): Case(LOOK, "shuji", shows=MARKS[1]),
    ("post", "/matters/{matter_id}/look"): Case(LOOK, "shuji", shows=MARKS[1]),
    ("post", "/people"): Case({"place": YONGNING, "values": {"name": "新来的人"}}, "shuji"),
    ("post", "/people/{person_id}/phone"): Case({}, "shuji"),
    ("post", "/helpers"): Case(lambda: {"kind": "volunteer", "name": "新演示", "unit": str(_station())}, "shuji"),
    ("put", "/helpers/{helper_id}"): Case({"kind": "medic", "name": "改演示"}, "shuji"),
    ("post", "/helpers/{helper_id}/clearance"): Case(lambda: {"until": _day(30)}, "shuji"),
    ("put", "/helpers/{helper_id}/login"): Case({"account": None}, "shuji"),
    ("put", "/helpers/{helper_id}/resident"): Case({}, "shuji", before=_registered_as_helper),
    ("delete", "/helpers/{helper_id}"): Case({}, "shuji"),
    ("post", "/helpers/{helper_id}/hours"): Case(
        lambda: {"place": YONGNING, "what": "量血压", "on": _day(0), "minutes": 30}, "shuji"
    ),
    ("post", "/hours/{service_id}/confirm"): Case({}, "shuji"),
    ("post", "/hours/{service_id}/refuse"): Case({"why": "没有来"}, "shuji"),
    ("post", "/teams"): Case(lambda: dict(_TEAM), "shuji", before=_team),
    ("delete", "/teams/{team_id}"): Case({}, "shuji"),
    ("put", "/teams/{team_id}/members/{helper_id}"): Case({}, "shuji"),
    ("delete", "/teams/{team_id}/members/{helper_id}"): Case({}, "shuji", before=_member),
    ("put", "/teams/{team_id}/leader/{helper_id}"): Case({}, "shuji", before=_member),
    ("post", "/deployments"): Case(lambda: _asked(), "shuji"),
    ("post", "/deployments/{deployment_id}/send"): Case(lambda: dict(_SENDS), "shuji", before=_team),
    ("post", "/deployments/{deployment_id}/decline"): Case({"why": "都在别处"}, "shuji"),
    ("post", "/deployments/{deployment_id}/off"): Case({"why": "不需要了"}, "shuji"),
    ("post", "/deployments/{deployment_id}/arrive"): Case(lambda: {"came": [_TEAM["leader"]]}, "shuji", before=_sent),
    ("post", "/deployments/{deployment_id}/release"): Case({}, "shuji", before=_arrived),
    ("post", "/services"): Case(
        lambda: {"unit": str(_station()), "skill": "repair", "what": "修水管", "weekly": 3}, "shuji"
    ),
    ("put", "/services/{offered_id}"): Case({"skill": "laundry", "what": "洗", "weekly": 9}, "shuji"),
    ("delete", "/services/{offered_id}"): Case({}, "shuji"),
    ("post", "/goods"): Case(
        lambda: {"unit": str(_station()), "kind": "food", "name": "面", "measure": "袋"}, "shuji"
    ),
    ("post", "/goods/{good_id}/movements"): Case({"way": "bought", "number": 3}, "shuji"),
    ("delete", "/goods/{good_id}"): Case({}, "shuji"),
    ("post", "/means"): Case(lambda: MEAN | {"unit": str(_station()), "place": YONGNING}, "shuji"),
    ("put", "/means/{mean_id}"): Case(MEAN, "shuji"),
    ("delete", "/means/{mean_id}"): Case({}, "shuji"),
    ("post", "/care/parts/{carer_id}/look"): Case({}, "shuji"),
    ("post", "/care/parts/{carer_id}/answer"): Case(lambda: {"yes": True}, "shuji", before=_asked_again),
    ("post", "/care/parts/{carer_id}/leave"): Case({"why": "忙"}, "shuji"),
    ("post", "/care/parts/{carer_id}/stand-in"): Case({"helper": None}, "shuji"),
    ("post", "/care/parts/{carer_id}/visits"): Case(
        lambda: {"id": str(new_id(now())), "way": "home", "outcome": "met", "at": now().isoformat()}, "shuji"
    ),
    ("post", "/care/visits/{visit_id}/raise"): Case({"programme": "need_525", "body": "要洗被子"}, "shuji"),
    ("post", "/pairings"): Case({"scheme": "three_covers", "place": YONGNING}, "shuji"),
    ("post", "/pairings/{pairing_id}/yes"): Case(
        lambda: {"agreed_by": "self", "agreed_on": _day(0)}, "shuji", before=_not_yet
    ),
    ("post", "/pairings/{pairing_id}/carers"): Case(lambda: dict(_ROLE), "shuji", before=_another),
    ("post", "/pairings/{pairing_id}/pause"): Case(lambda: {"why": "away", "until": _day(9)}, "shuji"),
    ("delete", "/pairings/{pairing_id}/pause"): Case({}, "shuji", before=_away),
    ("post", "/pairings/{pairing_id}/contracts"): Case(lambda: {"since": _day(-363)}, "shuji", before=_unsigned),
    ("post", "/pairings/{pairing_id}/end"): Case({"why": "over"}, "shuji"),
    ("post", "/contracts/{contract_id}/end"): Case({}, "shuji"),
    ("post", "/dues/{due_id}/done"): Case(lambda: {"on": _day(0)}, "shuji"),
    ("delete", "/care/visits/{visit_id}"): Case({}, "shuji"),
    ("delete", "/me/care/{pairing_id}"): Case({}, RESIDENT[0], before=_is_residents),
    ("post", "/courses"): Case(
        lambda: {"unit": str(_station()), "whom": "helpers", "what": "急救", "on": _day(0), "hours": 2}, "shuji"
    ),
    ("post", "/courses/{course_id}/trainees"): Case({"name": "乙演示"}, "shuji"),
    ("put", "/trainees/{trainee_id}"): Case({"outcome": "attended"}, "shuji"),
    ("post", "/rosters"): Case(
        lambda: {"place": YONGNING, "name": "新的排班", "pattern": "three_shifts", "starts_on": _day(1), "days": 7}, "shuji"
    ),
    ("put", "/rosters/{roster_id}/rules"): Case({"rest_h": 12}, "shuji"),
    ("delete", "/rosters/{roster_id}"): Case({}, "shuji"),
    ("post", "/rosters/{roster_id}/spots"): Case({"name": "又一个", "people": {"early": 1}}, "shuji"),
    ("put", "/rosters/spots/{spot_id}"): Case({"name": "改过的", "people": {"late": 1}}, "shuji"),
    ("delete", "/rosters/spots/{spot_id}"): Case({}, "shuji", before=_unseen),
    ("post", "/rosters/{roster_id}/members"): Case(lambda: {"helpers": []}, "shuji"),
    ("put", "/rosters/members/{member_id}"): Case({"never": ["night"]}, "shuji"),
    ("delete", "/rosters/members/{member_id}"): Case({}, "shuji", before=_unseen),
    ("post", "/rosters/members/{member_id}/wishes"): Case(lambda: {"on": _day(1), "wants": True}, "shuji"),
    ("delete", "/rosters/members/{member_id}/wishes/{roster_wish_id}"): Case({}, "shuji"),
    ("put", "/rosters/members/{member_id}/turn"): Case({"day": 2}, "shuji"),
    ("post", "/rosters/{roster_id}/plan"): Case({"seconds": 1}, "shuji"),
    ("post", "/rosters/{roster_id}/publish"): Case({}, "shuji", before=_is_planned),
    ("post", "/turns/{turn_id}/begin"): Case({}, "shuji"),
    ("post", "/turns/{turn_id}/end"): Case({}, "shuji", before=_serves_now),
    ("delete", "/turns/{turn_id}/begin"): Case({}, "shuji", before=_serves_now),
    ("put", "/turns/{turn_id}/fixed"): Case({"fixed": False}, "shuji"),
    ("post", "/turns/{turn_id}/swap"): Case(lambda: dict(_TAKER), RESIDENT[0], before=_not_asked),
    ("post", "/swaps/{swap_id}/answer"): Case({"yes": True}, RESIDENT[0], before=_asked_of_oneself),
    ("post", "/swaps/{swap_id}/decide"): Case({"yes": True}, "shuji", before=_later),
    ("delete", "/swaps/{swap_id}"): Case({}, RESIDENT[0], before=_serves_oneself),
    ("post", "/posts"): Case(
        lambda: {"place": YONGNING, "unit": str(_station()), "name": "新点", "site": "路口", "kind": "epidemic"}, "shuji"
    ),
    ("put", "/posts/{post_id}"): Case({"name": "改过的"}, "shuji"),
    ("delete", "/posts/{post_id}"): Case({}, "shuji", before=_nobody_waits),
    ("post", "/posts/{post_id}/passages"): Case(_passage, "shuji"),
    ("post", "/posts/{post_id}/handovers"): Case({"words": "x"}, "shuji", before=_taken),
    ("post", "/posts/{post_id}/incidents"): Case({"kind": "hazard", "body": "护栏坏了"}, "shuji"),
    ("post", "/handovers/{handover_id}/take"): Case({}, "shuji"),
    ("post", "/passages/{passage_id}/objection"): Case({}, "shuji"),
    ("post", "/cases/{case_id}/end"): Case({"ended": "pass"}, "shuji"),
    ("delete", "/cases/{case_id}/end"): Case({}, "shuji", before=_ended),
    ("post", "/registered/{registered_id}/look"): Case({"purpose": "verify"}, "shuji"),
    ("post", "/warnings/read"): Case({"cap": CAP}, "shuji"),
    ("post", "/warnings"): Case(_a_warning, "shuji", before=_which_stands),
    ("post", "/warnings/{warning_id}/end"): Case({"why": "clear"}, "shuji"),
    ("delete", "/warnings/{warning_id}/end"): Case({}, "shuji", before=_warning_over),
    ("post", "/calls/{call_id}/look"): Case({}, "shuji"),
    ("post", "/calls/{call_id}/steps"): Case(_a_step, "shuji"),
    ("delete", "/calls/{call_id}/steps/{step_id}"): Case({}, "shuji"),
    ("put", "/households/{household_id}/plan"): Case(
        {"threats": ["flood"], "route": "往西", "shelter": "学校"}, "shuji"
    ),
    ("delete", "/households/{household_id}/plan"): Case({}, "shuji"),
    ("post", "/counts"): Case(_a_count, "shuji"),
    ("post", "/counts/{count_id}/end"): Case({}, "shuji"),
    ("delete", "/counts/{count_id}/end"): Case({}, "shuji", before=_count_over),
    ("post", "/counts/{count_id}/sites"): Case(_a_site, "shuji"),
    ("post", "/counts/{count_id}/received"): Case({"bags": {"B-0001": 1}}, "aixin"),
    ("post", "/counts/{count_id}/results"): Case({"results": {"T-0001": "negative"}}, "aixin"),
    ("put", "/counts/{count_id}/missing"): Case(_reason, "shuji", before=_somebody),
    ("delete", "/counts/{count_id}/missing/{subject_id}"): Case({}, "shuji"),
    ("post", "/counts/{count_id}/car/{round_id}"): Case({}, "shuji"),
    ("put", "/sites/{site_id}"): Case(_a_site, "shuji"),
    ("delete", "/sites/{site_id}"): Case({}, "shuji", before=_container_sealed),
    ("put", "/sites/{site_id}/ready"): Case({"ready": ["tents"]}, "shuji"),
    ("post", "/sites/{site_id}/members"): Case(_brought, "shuji"),
    ("delete", "/bound/{bound_id}"): Case({}, "shuji"),
    ("post", "/sites/{site_id}/sealed"): Case(_sealing, "shuji"),
    ("post", "/sites/{site_id}/signed"): Case(_sealing, "shuji"),
    ("delete", "/sites/{site_id}/bags/{bag_id}"): Case({}, "shuji"),
    ("delete", "/sites/{site_id}/handed/{bag_id}"): Case({}, "shuji", before=_was_handed),
    ("post", "/sites/{site_id}/again"): Case({}, "shuji"),
    ("post", "/sites/{site_id}/tickets"): Case({}, "shuji"),
    ("post", "/sites/{site_id}/tickets/next"): Case({}, "shuji"),
    ("delete", "/sites/{site_id}/tickets/{ticket}/call"): Case({}, "shuji", before=_was_called),
    ("post", "/sites/{site_id}/bookings"): Case(_a_slot, "shuji", before=_may_book),
    ("delete", "/bookings/{booking_id}"): Case({}, "shuji"),
    ("delete", "/sites/{site_id}/sealed/{container_id}"): Case({}, "shuji", before=_container_sealed),
    ("post", "/sites/{site_id}/bags"): Case(_bag, "shuji"),
    ("post", "/sites/{site_id}/handed"): Case(lambda: {"bags": [str(new_id(now()))], "to": "送样员"}, "shuji"),
    ("post", "/rounds"): Case(
        lambda: {"place": YONGNING, "on": _day(0), "name": "新的一天", "base": "大厅", "base_lat": 37.5, "base_lon": 111.1},
        "shuji",
    ),
    ("post", "/rounds/{round_id}/crews"): Case(lambda: {"name": "二车", "mode": "car", "unit": str(_station())}, "shuji"),
    ("post", "/rounds/{round_id}/stops"): Case(lambda: dict(_STOP), "shuji", before=_resident),
    ("post", "/rounds/{round_id}/copy"): Case(lambda: {"on": _day(3)}, "shuji"),
    ("delete", "/rounds/{round_id}"): Case({}, "shuji"),
    ("post", "/rounds/{round_id}/visits"): Case({}, "shuji"),
    ("post", "/rounds/{round_id}/plan"): Case({"seconds": 1}, "shuji"),
    ("put", "/crews/{crew_id}"): Case(lambda: {"name": "三车", "mode": "foot", "unit": str(_station())}, "shuji"),
    ("post", "/crews/{crew_id}/look"): Case({}, "shuji"),
    ("post", "/crews/{crew_id}/lost"): Case({}, "shuji"),
    ("delete", "/crews/{crew_id}/lost"): Case({}, "shuji"),
    ("put", "/stops/{stop_id}"): Case({"what": "送药", "brings": 1}, "shuji"),
    ("put", "/stops/{stop_id}/crew"): Case({"crew": None}, "shuji"),
    ("delete", "/stops/{stop_id}"): Case({}, "shuji"),
    ("post", "/stops/{stop_id}/again"): Case({}, "shuji", before=_called_off),
    ("post", "/stops/{stop_id}/look"): Case({}, "shuji"),
    ("post", "/stops/{stop_id}/came"): Case({"state": "not_there"}, "shuji"),
    ("delete", "/stops/{stop_id}/came"): Case({}, "shuji", before=_was_there),
    ("post", "/devices"): Case(lambda: {"name": "新手机", "key": Phone().public}, "shuji", everybody=True),
    ("delete", "/devices/{device_id}"): Case({}, "shuji"),
    ("post", "/devices/{device_id}/day"): Case({}, "shuji"),
    ("post", "/devices/{device_id}/records"): Case({"records": []}, everybody=True),
    ("post", "/devices/held/{sent_id}/again"): Case(_values, "shuji"),
    ("post", "/devices/held/{sent_id}/settle"): Case({}, "shuji", before=_clash),
    ("post", "/devices/held/{sent_id}/give-up"): Case({"why": "记错人了"}, "shuji"),
    ("post", "/people/{person_id}/risks"): Case({"group": "lives_alone", "source": "visit"}, "shuji"),
    ("post", "/risks/{risk_id}/review"): Case({}, "shuji"),
    ("post", "/risks/{risk_id}/end"): Case({"why": "over"}, "shuji"),
    ("post", "/households/{household_id}/move"): Case(_move, "shuji"),
    ("post", "/people/{person_id}/move"): Case(_move, "shuji"),
    ("post", "/people/{person_id}/leave"): Case(lambda: {"why": "moved", "on": _day(0)}, "shuji"),
    ("post", "/pairs/{pair_id}/settle"): Case({}, "shuji"),
    ("post", "/pairs/{pair_id}/undo"): Case({}, "shuji", before=_merged),
    ("post", "/censuses"): Case({"place": YONGNING, "sheet": "{csv}"}, "wangge", everybody=True),
    ("post", "/people/{person_id}/login"): Case(_code, "shuji", before=_to_person),
    ("post", "/people/{person_id}/requests"): Case({"kind": "see"}, "shuji"),
    ("put", "/people/{person_id}/consents/{activity}"): Case({"version": 1}, "shuji"),
    ("delete", "/people/{person_id}/consents/{activity}"): Case({}, "shuji"),
    ("post", "/matters/list"): Case(
        {"since": "2026-01-01", "until": _day(1)}, "shuji", everybody=True, shows=MARKS[0]
    ),
    ("post", "/me/proof"): Case({}, RESIDENT[0]),
    ("put", "/me/proof"): Case(_code, RESIDENT[0], before=_of_resident),
    ("post", "/me/phone"): Case({"phone": "00000000000", "password": DEMO_PASSWORD}, RESIDENT[0]),
    ("put", "/me/phone"): Case(_code, RESIDENT[0], before=_to_resident),
    ("delete", "/me/logins"): Case({}, RESIDENT[0]),
    ("post", "/me/export"): Case({}, RESIDENT[0]),
    ("put", "/me/consents/{activity}"): Case({"version": 1}, RESIDENT[0]),
    ("delete", "/me/consents/{activity}"): Case({}, RESIDENT[0]),
    ("post", "/me/requests"): Case({"kind": "explain", "words": "请说明"}, RESIDENT[0]),
    ("post", "/requests/{request_id}/answer"): Case({"granted": True, "words": "好"}, "shuji"),
    ("post", "/emergencies"): Case(
        {"kind": "disaster", "order_number": "2", "legal_basis": "y", "purpose": "y",
         "last_on": _day(3), "keep_days": 1, "drill": True}, "zhihui", before=never,
    ),
    ("post", "/emergencies/{switch_id}/extend"): Case(
        {"last_on": _day(9), "order_number": "3"}, "zhihui"
    ),
    ("post", "/emergencies/{switch_id}/end"): Case({}, "zhihui"),
    ("post", "/emergencies/{switch_id}/delay"): Case(
        {"until": _day(9), "assessment": "评估1号"}, "zhihui", before=_off
    ),
    ("post", "/glass"): Case(
        {"place": "141102001005", "reason": REASON, "minutes": 5}, "shuji", everybody=True
    ),
    ("delete", "/glass/{glass_id}"): Case({}, "shuji"),
    ("post", "/glass/{glass_id}/review"): Case({"right": True}, "shenji", before=_whole),
}  # fmt: skip
