"""What the probes try to reach: real objects of one place, every address, everybody of the cast.

Addresses come from the URL table and the OpenAPI document: a new one is covered by being there, and fails
until it has a real object for each of its parameters. Who has no business with an object is asked of
the database: whoever sees none of its rows under any of their reaches.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, connections
from django.urls import URLPattern, URLResolver, get_resolver

from shuoshi.accounts.glass import break_glass
from shuoshi.accounts.queries import account_called, by_account
from shuoshi.care.caring import answer_carer, ask_carer
from shuoshi.care.contracting import sign
from shuoshi.care.pairing import open_pairing
from shuoshi.care.queries import pairing_shown
from shuoshi.care.terms import Subject, Visited, Yes
from shuoshi.care.visiting import record_visit
from shuoshi.channels.actions import offer_help
from shuoshi.counts.arranging import plan_count, set_up_site
from shuoshi.counts.binding import bind
from shuoshi.counts.missing import say_missing
from shuoshi.counts.queueing import take_number
from shuoshi.counts.terms import Bound, CountSaid, SiteSaid
from shuoshi.devices.enrolling import enrol
from shuoshi.devices.taking_in import take_in as bring_home
from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.deploying import ask_for_help
from shuoshi.helpers.serving import report_hours
from shuoshi.helpers.teams import form_team
from shuoshi.helpers.terms import Profile, Served, Wanted
from shuoshi.kernel.clock import local_date, now
from shuoshi.kernel.ids import new_id
from shuoshi.knowledge.actions import add_entry
from shuoshi.matters.actions import attach
from shuoshi.matters.engine import move
from shuoshi.matters.pictures import receive
from shuoshi.matters.queries import holder_of_receipt
from shuoshi.matters.terms import Raised
from shuoshi.meetings.calling import Call, call_sitting
from shuoshi.meetings.minutes import Held, keep_minutes
from shuoshi.people.census import take_in, work_off
from shuoshi.people.queries import person_shown
from shuoshi.people.reading import pairs_within
from shuoshi.people.registering import register_person
from shuoshi.people.risks import add_risk
from shuoshi.posts.cases import hand_over
from shuoshi.posts.passing import pass_through
from shuoshi.posts.setting_up import open_post
from shuoshi.posts.terms import Passing, PostSaid
from shuoshi.privacy.asking import ask
from shuoshi.privacy.switching import switch_on
from shuoshi.reach.queries import forget_switches
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import ANYBODY, Actor
from shuoshi.resources.means import add_mean
from shuoshi.resources.offers import add_offer
from shuoshi.resources.stock import add_good
from shuoshi.resources.terms import Offered, Said, Stocked
from shuoshi.rosters.arranging import add_members, add_spot, start_roster, wish_for
from shuoshi.rosters.queries import roster_shown
from shuoshi.rosters.serving import give_turn
from shuoshi.rosters.terms import Asked, SpotSaid, WishSaid
from shuoshi.rounds.arranging import start_round
from shuoshi.rounds.crews import add_crew
from shuoshi.rounds.stops import add_stop
from shuoshi.rounds.terms import CrewSaid, Going, StopSaid
from shuoshi.scenarios.lishi.cast import CAST, LONGSHAN, RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import Walk, actor, show, walk_yishi
from shuoshi.training.actions import give_course, sign_up
from shuoshi.training.terms import Taught
from shuoshi.units.models import Unit
from shuoshi.web.api import api
from tests.conftest import Rows
from tests.devices.phone import Phone
from tests.probe.warned import warn
from tests.web.using import photo

MEMBERS = (None, *(post.username for post in CAST), "daibiao1", RESIDENT[0])
OBJECTS = {
    "matter_id",
    "file_id",
    "person_id",
    "request_id",
    "switch_id",
    "glass_id",
    "offer_id",
    "entry_id",
    "sitting_id",
    "household_id",
    "pair_id",
    "risk_id",
    "census_id",
    "resident_id",
    "helper_id",
    "team_id",
    "deployment_id",
    "service_id",
    "offered_id",
    "good_id",
    "mean_id",
    "pairing_id",
    "carer_id",
    "visit_id",
    "contract_id",
    "due_id",
    "round_id",
    "crew_id",
    "stop_id",
    "roster_id",
    "spot_id",
    "member_id",
    "roster_wish_id",
    "turn_id",
    "swap_id",
    "post_id",
    "passage_id",
    "case_id",
    "handover_id",
    "registered_id",
    "count_id",
    "site_id",
    "container_id",
    "bound_id",
    "subject_id",
    "booking_id",
    "bag_id",
    "warning_id",
    "call_id",
    "step_id",
    "course_id",
    "trainee_id",
    "device_id",
    "sent_id",
}
_BOOKING = """
INSERT INTO counts_booking (id, count_id, site_id, path, unit_id, subject_id, starts_at, way, booked_at)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, 'worker', %s) RETURNING id
"""
MARKS = ("暗号甲七楼道灯", "暗号乙姓名", "13377774441")
"""Words that stand in the probed objects alone: whoever reads one of them got in."""
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_METHODS = ("get", "post", "put", "patch", "delete")


def called_together(unit_id: UUID) -> UUID:
    """A meeting of a body of Yongning that was called in time for today."""
    at = now()
    call = Call(unit_id, "代表会议", at + timedelta(seconds=30), "议事厅", (), "通报收支")
    return call_sitting(call=call, by=actor("weiyuan", at), at=at - timedelta(days=4))


def on_the_wall(say: Callable[..., Walk]) -> Walk:
    """A wish of Yongning that hangs on the message wall."""
    at = now()
    wish = say("想要一个书包。", programme="small_wish", kind="thing", at=at)
    shown = {"public_title": "想要一个书包", "public_text": "想要一个书包。"}
    for name, answers in (("put_up", {"kind": "thing"}), ("release", shown)):
        move(matter_id=wish.id, name=name, answers=answers, by=actor("weiyuan", at), at=at)
    return wish


def checked(at: Any, answers: dict[str, str], fields: dict[str, str] | None = None) -> Passing:
    """A passage at a post of the epidemic."""
    usual = {"plates": "local", "code": "green", "trip": "clear", "heat": "normal", "way": "here"}
    return Passing(new_id(at), at, "epidemic_2022_03", usual | answers, fields=fields or {})


class World:
    """One private matter of Yongning with its raiser and picture; another matter that a stranger raised."""

    def __init__(self, say: Callable[..., Walk], rows: Rows) -> None:
        at = now()
        self.walk = say(
            f"{MARKS[0]}坏了。",
            at=at,
            name=MARKS[1],
            phone=MARKS[2],
            private=True,
            by=actor("wangge", at),
        )
        raiser, matter_id = holder_of_receipt(self.walk.receipt.secret)
        (self.file_id,) = attach(
            matter_id=matter_id, received=[receive(photo().read())], by=raiser, at=at
        )
        self.public = walk_yishi(say("公开的一件事。", at=at), "reviewed")
        show(self.public)
        self.own_secret = say("别处的一件事。", at=at, path=LONGSHAN).receipt.secret
        (self.person_id,) = rows("SELECT raiser_id FROM matters_matter WHERE id = %s", matter_id)[0]
        secretary, resident = actor("shuji", at), actor(RESIDENT[0], at)
        reason = "邻村有人报信，来不及转交"
        self.glass_id = break_glass(path=LONGSHAN, reason=reason, minutes=30, by=secretary, at=at)
        assert resident.person_id
        self.request_id = ask(
            person_id=resident.person_id, kind="see", words="", by=resident, at=at
        )
        wish = on_the_wall(say)
        self.wish_id = wish.id
        self.offer_id = offer_help(number=wish.receipt.number, words="我能帮", by=resident, at=at)
        line = Raised(
            "shuoshi_yishi",
            YONGNING,
            "",
            f"{MARKS[0]}，会上说的。",
            channel="meeting",
            private=True,
        )
        held = Held(YONGNING, "居民座谈会", local_date(at), "", 9, "", MARKS[0], (line,))
        self.sitting_id = keep_minutes(held=held, by=actor("wangge", at), at=at)
        self.switch_id = switch_on(
            kind="disaster", order_number="1", legal_basis="x", purpose="x", keep_days=1, drill=True,
            last_on=at.date() + timedelta(days=2), by=actor("zhihui", at), at=at,
        )  # fmt: skip
        self.entry_id = add_entry(
            path=YONGNING, question="几点停水", answer="今晚八点到十点。", source="供水公司",
            review_on=at.date() + timedelta(days=30), by=actor("zhiban", at), at=at,
        )  # fmt: skip
        self._register(at)
        self._help(at)
        self._keep(at)
        self._care(at)
        self._serve(at, rows)
        self._check(at)
        self._count(at, rows)
        self.warning_id, self.call_id, self.step_id = warn(self.household_id, MARKS[0], at)
        self._carry(at)
        (self.unit_id,) = rows("SELECT id FROM units_unit WHERE path = %s LIMIT 1", YONGNING)[0]

    def _register(self, at: Any) -> None:
        """Somebody who is registered twice, with a reason to be looked after; a sheet of residents."""
        by = actor("wangge", at)
        given = {"name": "户登记", "phone": "13300001234", "door": "1 单元 101"}
        self.resident_id = register_person(given=given, path=YONGNING, sure=False, by=by, at=at)
        register_person(given=given, path=YONGNING, sure=True, by=by, at=at)
        self.risk_id = add_risk(
            person_id=self.resident_id, group="mobility", note="", source="visit", by=by, at=at
        )
        home = person_shown(self.resident_id, by=by).household_id
        self.household_id = home
        (pair,) = pairs_within(by=by)
        self.pair_id = pair.id
        sheet = "姓名,电话\n表登记,13300005678\n".encode()
        self.census_id = take_in(content=sheet, path=YONGNING, by=by, at=at)
        work_off(at=at)

    def _help(self, at: Any) -> None:
        """A helper and a team of the health station, hours that wait, help that was asked of it."""
        by, station = (
            actor("shuji", at, "village_secretary"),
            Unit.objects.get(kind="community", path=YONGNING).id,
        )
        leader, self.helper_id = (
            add_helper(unit_id=station, profile=Profile("medic", name), by=by, at=at)
            for name in ("领演示", "帮演示")
        )
        self.team_id = form_team(
            unit_id=station, name="医护队", leader_id=leader, others=[], by=by, at=at
        )
        self.leader_id = leader
        hour = timedelta(hours=1)
        wanted = Wanted(YONGNING, "上门采样", 2, at + hour, at + 5 * hour)
        self.deployment_id = ask_for_help(wanted=wanted, unit_id=station, by=by, at=at)
        served = Served(self.helper_id, YONGNING, "量血压", local_date(at), 60)
        self.service_id = report_hours(served=served, by=by, at=at)

    def _keep(self, at: Any) -> None:
        """A service that the community offers, goods in its store, a clinic."""
        by = actor("shuji", at, "village_secretary")
        unit = Unit.objects.get(kind="community", path=YONGNING).id
        laundry, said = Offered("laundry", "洗被子", 5), Said("pharmacy", "药店演示", "running")
        self.offered_id = add_offer(unit_id=unit, offered=laundry, by=by, at=at)
        self.good_id = add_good(unit_id=unit, good=Stocked("food", "大米", "袋"), by=by, at=at)
        self.mean_id = add_mean(unit_id=unit, path=YONGNING, said=said, by=by, at=at)

    def _care(self, at: Any) -> None:
        """Somebody with a family doctor, who was visited; a part that nobody has answered."""
        by, yes = actor("shuji", at, "village_secretary"), Yes("self", local_date(at))
        who = Subject(person_id=self.resident_id)
        pairing = open_pairing(
            scheme="family_doctor", subject=who, contact="", by=by, at=at, yes=yes
        )
        doctor = ask_carer(
            pairing_id=pairing, role="doctor", helper_id=self.helper_id, by=by, at=at
        )
        answer_carer(carer_id=doctor, yes=True, why="", by=by, at=at)
        self.pairing_id, self.carer_id = pairing, doctor
        self.visit_id = record_visit(
            visited=Visited(new_id(at), doctor, "home", "met", at), by=by, at=at
        )
        self.contract_id = sign(pairing_id=pairing, since=local_date(at), by=by, at=at)
        (shown,) = pairing_shown(pairing, by=by, on=local_date(at)).contracts
        self.due_id = shown.dues[0].id
        self._ride(at)

    def _ride(self, at: Any) -> None:
        """A day with a crew and a delivery to whom nobody knows on the map."""
        by = actor("shuji", at, "village_secretary")
        going = Going(YONGNING, local_date(at), "路线演示", "大厅", 37.52, 111.14)
        self.round_id = start_round(going=going, by=by, at=at)
        unit = Unit.objects.get(kind="community", path=YONGNING).id
        self.crew_id = add_crew(
            round_id=self.round_id,
            crew=CrewSaid("车演示", "car", unit, ends_min=24 * 60),
            by=by,
            at=at,
        )
        stop = StopSaid("送菜演示", kind="delivery", person_id=self.resident_id)
        course = Taught("residents", "保洁演示", "cleaning", local_date(at), 2)
        self.course_id = give_course(unit_id=unit, taught=course, by=by, at=at)
        self.trainee_id = sign_up(course_id=self.course_id, name="学演示", by=by, at=at)
        self.stop_id = add_stop(round_id=self.round_id, stop=stop, by=by, at=at)

    def _serve(self, at: Any, rows: Rows) -> None:
        """A roster of two days from today on with two who serve, one of them now; a swap that waits for a word."""
        by, today = actor("shuji", at, "village_secretary"), local_date(at)
        self.roster_id = start_roster(
            asked=Asked(YONGNING, "排班演示", "three_shifts", today, 3), by=by, at=at
        )
        unit = Unit.objects.get(kind="community", path=YONGNING).id
        helpers = [
            add_helper(unit_id=unit, profile=Profile("volunteer", name), by=by, at=at)
            for name in ("值演示", "替演示")
        ]
        spot = SpotSaid("岗点演示", {"early": 1})
        self.spot_id = add_spot(roster_id=self.roster_id, spot=spot, by=by, at=at)
        add_members(roster_id=self.roster_id, helpers=helpers, by=by, at=at)
        members = {m.helper_id: m.id for m in roster_shown(self.roster_id, by=by).members}
        self.member_id, other = (members[h] for h in helpers)
        wish = WishSaid(today, "early", wants=False)
        self.roster_wish_id = wish_for(member_id=self.member_id, wish=wish, by=by, at=at)
        give_turn(
            member_id=self.member_id, day=1, shift="early", spot_id=self.spot_id, by=by, at=at
        )
        ((self.turn_id,),) = rows(
            "UPDATE rosters_turn SET shown = true, starts_at = %s, ends_at = %s RETURNING id",
            at - timedelta(minutes=5), at + timedelta(hours=8),
        )  # fmt: skip
        ((self.swap_id,),) = rows(
            "INSERT INTO rosters_swap (id, roster_id, path, turn_id, giver_id, taker_id, state, asked_at) "
            "VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, 'agreed', %s) RETURNING id",
            self.roster_id, YONGNING, self.turn_id, self.member_id, other, at,
        )  # fmt: skip

    def _check(self, at: Any) -> None:
        """A post in a drill: one who registered, one who waits, one turned back; a shift handed over."""
        switch_on(
            kind="epidemic", order_number="2", legal_basis="x", purpose="x", keep_days=1, drill=True,
            last_on=at.date() + timedelta(days=2), by=actor("zhihui", at), at=at,
        )  # fmt: skip
        by = actor("shuji", at, "village_secretary")
        unit = Unit.objects.get(kind="community", path=YONGNING).id
        said = PostSaid(YONGNING, unit, "值守演示", "路口", "epidemic")
        self.post_id = open_post(said=said, by=by, at=at)
        outside = {"plates": "outside"}
        items = [
            checked(at, outside, {"plate": MARKS[0][:12], "phone": MARKS[2]}),
            checked(at, {"heat": "fever"}),
            checked(at, outside | {"trip": "risk"}),
        ]
        pass_through(post_id=self.post_id, items=items, by=by, at=at)
        self.registered_id, self.case_id, self.passage_id = (i.id for i in items)
        self.handover_id = hand_over(post_id=self.post_id, words="", by=actor("wangge", at), at=at)

    def _count(self, at: Any, rows: Rows) -> None:
        """A count of the drill: one who was counted, a guest, one who is missing."""
        by = actor("shuji", at, "village_secretary")
        unit = Unit.objects.get(kind="community", path=YONGNING).id
        lab = Unit.objects.get(kind="social_org", path=YONGNING).id
        said = CountSaid(
            YONGNING, unit, "清点演示", "sampling_2022_03", at, at + timedelta(hours=20), lab
        )
        self.count_id = plan_count(said=said, by=by, at=at)
        site = SiteSaid(unit, YONGNING, "点位演示", "广场")
        self.site_id = set_up_site(count_id=self.count_id, said=site, by=by, at=at)
        self.container_id, self.subject_id = new_id(at), self.resident_id
        items = [
            Bound(new_id(at), at, self.container_id, "T-0001", 10, self.person_id),
            Bound(
                new_id(at),
                at,
                self.container_id,
                "T-0001",
                10,
                None,
                {"name": MARKS[1], "phone": MARKS[2]},
            ),
        ]
        bind(site_id=self.site_id, edition=said.edition, items=items, by=by, at=at)
        self.bound_id = items[0].id
        self.bag_id = self._bag(unit, at, rows)
        take_number(site_id=self.site_id, first=False, booking_for=None, by=by, at=at)
        ((self.booking_id,),) = rows(
            _BOOKING, self.count_id, self.site_id, YONGNING, unit, self.person_id, at, at
        )
        say_missing(
            count_id=self.count_id,
            subject_id=self.subject_id,
            reason="away",
            note=MARKS[0],
            by=by,
            at=at,
        )

    def _bag(self, unit: UUID, at: Any, rows: Rows) -> UUID:
        """A bag of nothing that waits to be fetched."""
        ((made,),) = rows(
            "INSERT INTO counts_bag (id, count_id, site_id, path, unit_id, code, many, bagged_at, handed_to) "
            "VALUES (gen_random_uuid(), %s, %s, %s, %s, 'B-0009', 1, %s, '') RETURNING id",
            self.count_id, self.site_id, YONGNING, unit, at,
        )  # fmt: skip
        return made

    def _carry(self, at: Any) -> None:
        """A phone of the secretary's, and a visit that it brought home and nobody has accepted."""
        signed = by_account(account_called("shuji"), at)
        assert signed
        self.phone = Phone()
        self.device_id = enrol(name="手机演示", key=self.phone.public, by=signed, at=at)
        self.phone.id = self.device_id
        said = {"outcome": "met", "way": "drone", "words": MARKS[0]}
        self.sent_id = self.bring("visit", self.carer_id, said, at)

    def bring(self, kind: str, subject: UUID, said: Any, at: Any) -> UUID:
        """A record of the secretary's phone that waits for somebody's word."""
        envelope = self.phone.seal(kind, subject, at, said)
        (answer,) = bring_home(device_id=self.device_id, envelopes=[envelope], at=at)
        assert answer.state in ("refused", "clash"), answer
        return envelope.id

    def value(self, name: str, *, right: bool) -> str:
        """A real object for a parameter of an address; what a stranger would put there."""
        found: dict[str, Any] = {
            "matter_id": self.walk.id, "file_id": self.file_id, "person_id": self.person_id,
            "unit_id": self.unit_id, "number": (self.public if right else self.walk).receipt.number, "path": YONGNING,
            "glass_id": self.glass_id, "request_id": self.request_id, "switch_id": self.switch_id, "offer_id": self.offer_id, "entry_id": self.entry_id, "sitting_id": self.sitting_id,
            "household_id": self.household_id, "pair_id": self.pair_id, "risk_id": self.risk_id,
            "census_id": self.census_id, "resident_id": self.resident_id, "helper_id": self.helper_id,
            "offered_id": self.offered_id, "good_id": self.good_id, "mean_id": self.mean_id,
            "pairing_id": self.pairing_id, "carer_id": self.carer_id, "visit_id": self.visit_id,
            "contract_id": self.contract_id, "due_id": self.due_id, "round_id": self.round_id, "crew_id": self.crew_id, "stop_id": self.stop_id,
            "roster_id": self.roster_id, "spot_id": self.spot_id, "member_id": self.member_id,
            "roster_wish_id": self.roster_wish_id, "turn_id": self.turn_id, "swap_id": self.swap_id,
            "post_id": self.post_id, "passage_id": self.passage_id, "case_id": self.case_id,
            "handover_id": self.handover_id, "registered_id": self.registered_id,
            "count_id": self.count_id, "site_id": self.site_id, "container_id": self.container_id,
            "bound_id": self.bound_id, "subject_id": self.subject_id, "booking_id": self.booking_id, "bag_id": self.bag_id,
            "warning_id": self.warning_id, "call_id": self.call_id, "step_id": self.step_id,
            "device_id": self.device_id, "sent_id": self.sent_id, "course_id": self.course_id, "trainee_id": self.trainee_id, "team_id": self.team_id, "deployment_id": self.deployment_id, "service_id": self.service_id,
            "other_id": self.public.id if right else self.walk.id,
            "activity": "sms_notices",
            "secret": self.walk.receipt.secret if right else self.own_secret,
            "key": "shuoshi_yishi", "programme": "shuoshi_yishi", "year": 2026, "name": "accept",
            "block": "survey", "what": "language", "to": "en", "pk": 1, "ticket": 1, "asset": "x.css",
        }  # fmt: skip
        return str(found[name])


def never(world: World, rows: Rows) -> None:
    """As if no emergency had been switched on."""
    rows("DELETE FROM reach_switch")
    forget_switches()


def routes() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every page: its name, its address as a pattern, the names of its parameters."""

    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for entry in resolver.url_patterns:
            here = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, here)
            elif isinstance(entry, URLPattern) and not here.startswith("api/"):
                yield entry.name or here, here, tuple(_PARAMETER.findall(here))

    yield from walk(get_resolver(), "")


def operations() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every operation of the API: method, address, the names of its parameters in the address."""
    document = api.get_openapi_schema()
    for address, methods in document["paths"].items():
        names = tuple(part[1:-1] for part in address.split("/") if part.startswith("{"))
        for method in methods:
            if method in _METHODS:
                yield method, address, names


def address(world: World, pattern: str, names: tuple[str, ...], *, right: bool) -> str:
    """A pattern with real objects in it."""
    out = pattern if pattern.startswith("/") else f"/{pattern}"
    for name in names:
        value = world.value(name, right=right)
        for form in (f"<uuid:{name}>", f"<str:{name}>", f"<int:{name}>", f"{{{name}}}"):
            out = out.replace(form, value)
    assert "<" not in out, out
    assert "{" not in out, out
    return out


def actors_of(username: str | None) -> tuple[Actor, ...]:
    """Everybody that a member of the cast can be."""
    if username is None:
        return (ANYBODY,)
    signed = by_account(account_called(username), now())
    assert signed
    admin = signed.administrator()
    return (*signed.actors(), *((admin,) if admin else ()))


def sees(actor: Actor, matter_id: UUID, person_id: UUID) -> bool:
    """Whether the database shows this actor anything of the probed objects."""
    with acting(actor), connection.cursor() as cursor:
        for table, key in (("matters_matter", matter_id), ("people_person", person_id)):
            cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s", [key])
                if cursor.fetchone():
                    return True
    return False


def strangers(world: World) -> list[str | None]:
    """Members of the cast to whom the probed objects do not exist."""
    return [
        name
        for name in MEMBERS
        if not any(sees(a, world.walk.id, world.person_id) for a in actors_of(name))
    ]


_PASSES = frozenset(
    {"accounts_session", "accounts_cache", "web_posted", "journal_entry", "journal_seal"}
)
"""What a try may write: that somebody came, went, was refused. Tables of others' packages pass too."""
_OURS = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND c.relname !~ '^(django|auth|axes|account|socialaccount|procrastinate)_' ORDER BY 1
"""


def kept() -> str:
    """A digest of everything that somebody could have written: every table of ours, and second factors."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_OURS)
        tables = [row[0] for row in cursor.fetchall() if row[0] not in _PASSES]
        assert {"matters_matter", "mfa_authenticator", "reach_switch", "matters_published"} <= set(
            tables
        )
        row = dict.fromkeys(tables, "t::text") | {
            "accounts_account": "(to_jsonb(t) - 'last_login')::text"
        }
        cursor.execute(
            "SELECT array_agg(ARRAY[x, n, h] ORDER BY x) FROM ("
            + " UNION ALL ".join(
                f"SELECT '{t}' AS x, count(*)::text AS n, "
                f"sum(hashtextextended({row[t]}, 0)::numeric)::text AS h FROM {t} t"
                for t in tables
            )
            + ") every"
        )
        return str(cursor.fetchone()[0])


def leaks(answer: Any) -> list[str]:
    """The probed words that an answer holds."""
    shown = shown_by(answer)
    answer.close()
    return [mark for mark in MARKS if mark in shown]


def shown_by(answer: Any) -> str:
    """What an answer shows, decoded: JSON writes a Chinese character as its number."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    plain = content.decode("utf-8", "replace")
    return plain + _ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain)
