"""Objects in which everything that anybody may write is one payload: for the test that no page runs it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db.models import CharField, JSONField, TextField

from shuoshi.accounts.actions import make_key
from shuoshi.accounts.glass import break_glass, review_glass
from shuoshi.accounts.queries import account_called, by_account
from shuoshi.care.caring import answer_carer, ask_carer
from shuoshi.care.contracting import sign
from shuoshi.care.pairing import open_pairing
from shuoshi.care.terms import Subject, Visited, Yes
from shuoshi.care.visiting import record_visit
from shuoshi.channels.actions import offer_help
from shuoshi.channels.robots import WECOM, Robot
from shuoshi.counts.arranging import plan_count, set_up_site
from shuoshi.counts.binding import bind
from shuoshi.counts.custody import bag_up, hand_over_bags, seal_containers, sign_containers
from shuoshi.counts.missing import say_missing
from shuoshi.counts.terms import Bagging, Bound, CountSaid, Sealing, SiteSaid
from shuoshi.devices.deciding import send_again
from shuoshi.devices.enrolling import enrol
from shuoshi.devices.taking_in import take_in as bring_home
from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.deploying import ask_for_help, decline
from shuoshi.helpers.serving import refuse_hours, report_hours
from shuoshi.helpers.teams import form_team
from shuoshi.helpers.terms import Profile, Served, Wanted
from shuoshi.kernel.clock import local_date, now
from shuoshi.kernel.ids import new_id
from shuoshi.knowledge.actions import add_entry
from shuoshi.matters.actions import attach
from shuoshi.matters.engine import act
from shuoshi.matters.opening import open_matter
from shuoshi.matters.pictures import receive
from shuoshi.matters.terms import Raised
from shuoshi.meetings.calling import Call, call_sitting
from shuoshi.meetings.minutes import Held, keep_minutes
from shuoshi.notices.actions import deliver
from shuoshi.notices.addresses import add_address
from shuoshi.notices.keeping import SMS
from shuoshi.notices.ports import ADAPTERS
from shuoshi.people.actions import unmask
from shuoshi.people.registering import register_person
from shuoshi.people.risks import add_risk
from shuoshi.posts.cases import hand_over
from shuoshi.posts.passing import pass_through
from shuoshi.posts.setting_up import open_post
from shuoshi.posts.terms import PostSaid
from shuoshi.privacy.asking import answer, ask, requests_within
from shuoshi.privacy.consenting import give_consent, publish_notice, told_now
from shuoshi.privacy.switching import switch_on
from shuoshi.programmes.actions import set_limit, word
from shuoshi.programmes.fields import LimitCase
from shuoshi.reach.terms import SYSTEM, Actor, Reach
from shuoshi.resources.means import add_mean
from shuoshi.resources.offers import add_offer
from shuoshi.resources.stock import add_good, move_stock
from shuoshi.resources.terms import Moving, Offered, Said, Stocked
from shuoshi.rosters.arranging import add_members, add_spot, start_roster
from shuoshi.rosters.queries import roster_shown
from shuoshi.rosters.terms import Asked, SpotSaid
from shuoshi.rounds.arranging import start_round
from shuoshi.rounds.crews import add_crew
from shuoshi.rounds.driving import note_stop
from shuoshi.rounds.stops import add_stop
from shuoshi.rounds.terms import Came, CrewSaid, Going, Spot, StopSaid
from shuoshi.scenarios.lishi.cast import DISTRICT, LONGSHAN, RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import Walk, actor, go_on, raiser, walk_yishi
from shuoshi.sealing.cipher import seal
from shuoshi.sealing.fields import SealedText
from shuoshi.training.actions import give_course, sign_up
from shuoshi.training.terms import Taught
from shuoshi.units.models import Unit
from tests.browser.not_free import NOT_FREE
from tests.conftest import Rows
from tests.devices.phone import Phone
from tests.probe.warned import warn
from tests.probe.world import checked, on_the_wall
from tests.web.using import photo

X = "<img src=x onerror=xss()><script>xss()</script>'\"`{{7*7}}"
"""What a page must show and not run. It is short, so that it fits a name."""
_LIBRARIES = ("auth_", "axes_", "account_", "mfa_", "procrastinate_", "django_", "bench_")
_LEAST = 60
_BY_MOVES = {
    "matters_mattertext.form",
    "matters_step.answers",
    "matters_published.shown",
    "devices_sent.values",
    "devices_sent.mended",
    "devices_sent.theirs",
}
"""Columns of JSON, which real moves fill."""


def free() -> Iterator[tuple[str, Any]]:
    """The columns that can hold free text: the table's name and the field."""
    for model in apps.get_models():
        table = model._meta.db_table
        for field in model._meta.local_concrete_fields:
            long = field.max_length is None or field.max_length >= _LEAST
            kind = isinstance(field, (TextField, JSONField, SealedText))
            ours = not table.startswith(_LIBRARIES) and f"{table}.{field.column}" not in NOT_FREE
            if ours and (kind or (isinstance(field, CharField) and long)):
                yield table, field


def actor_of_administrator(at: Any) -> Actor:
    found = by_account(account_called("guanli"), at)
    administrator = found and found.administrator()
    assert administrator
    return administrator


_ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"


class Written:
    """Objects in which everything that can be written is the payload."""

    def __init__(self, say: Callable[..., Walk], rows: Rows) -> None:
        at = now() - timedelta(days=60)
        self.rows, self.kept = rows, list[tuple[str, str, str, str]]()
        self.walk = walk_yishi(say(f"{X}坏了。", at=at, title=X, name="张演示"), "reviewed")
        attach(
            matter_id=self.walk.id,
            received=[receive(photo().read())],
            by=raiser(self.walk.receipt),
            at=at,
        )
        self.walk.does(self.walk.post("shuji"), "release", public_title=X, public_text=X)
        go_on(self.walk, "done", {"decision": X, "result": X})
        words = {"solved": "yes", "rating": "5", "words": X}
        self._acts(self.walk, "survey", "answer", raiser(self.walk.receipt), words)
        self.open = walk_yishi(say(f"{X}还在办。", at=now() - timedelta(days=40)), "executing")
        report = {"progress": X, "effect": X, "problems": X}
        self._acts(self.open, "progress", "report", self.open.post("chengban"), report)
        self.open.does(self.open.post("chengban"), "comment", words=X)
        self._rights(now(), actor("shuji", now()))
        self._ways_in(now(), say)
        deliver(at=now())
        for table, field in free():
            self._fill(table, field)

    def _acts(self, walk: Walk, block: str, name: str, by: Actor, answers: dict[str, str]) -> None:
        walk.wait(timedelta(hours=1))
        act(matter_id=walk.id, block=block, name=name, answers=answers, by=by, at=walk.at)

    def _rights(self, at: Any, secretary: Actor) -> None:
        """Requests, consents, looks, glass, an emergency, a key, a place's names, a site's own words."""
        who = self.rows("SELECT person_id FROM accounts_account WHERE username = %s", RESIDENT[0])
        self.resident_id: Any = who[0][0]
        own = Actor(reach=Reach.RESIDENT, role="resident", person_id=self.resident_id, said=X)
        for kind in ("see", "erase"):
            ask(person_id=self.resident_id, kind=kind, words=X, by=own, at=at)
        first = requests_within(by=secretary)[0]
        answer(request_id=first.id, granted=False, words=X, by=secretary, at=at)
        give_consent(
            person_id=self.resident_id,
            activity=SMS.code,
            version=told_now(SMS.code, at.date()).version,
            by=own,
            at=at,
        )
        auditor, administrator = actor("shenji", at), actor_of_administrator(at)
        glass = break_glass(path=LONGSHAN, reason=X, minutes=30, by=secretary, at=at)
        later = at + timedelta(minutes=30)
        review_glass(glass_id=glass, right=False, words=X, by=auditor, at=later)
        unmask(
            person_id=self.resident_id, fields=["name"], purpose="visit", why=X, by=secretary, at=at
        )
        publish_notice(activity=SMS.code, zh=X, en=X, by=administrator, at=at, path=DISTRICT)
        switch_on(
            kind="disaster", order_number=X, legal_basis=X, purpose=X, keep_days=30, drill=True,
            last_on=at.date() + timedelta(days=3), by=actor("zhihui", at), at=at,
        )  # fmt: skip
        make_key(account_id=account_called("shuji"), name=X, by=SYSTEM, at=at, path=YONGNING)
        word(
            programme="shuoshi_yishi",
            path="name",
            zh=X,
            en=X,
            by=administrator,
            at=at,
            where=DISTRICT,
        )
        limit = LimitCase(limit="9 days", source=X, mark="P")
        soon = at.date() + timedelta(days=2)
        set_limit(
            programme="shuoshi_yishi",
            name="review",
            case=limit,
            starts_on=soon,
            by=administrator,
            at=at,
            path=DISTRICT,
        )

    def _ways_in(self, at: Any, say: Callable[..., Walk]) -> None:
        """An offer to help with what hangs on the wall; an order with the city's number."""
        wish, resident = on_the_wall(say), actor(RESIDENT[0], at)
        offer_help(number=wish.receipt.number, words=X, by=resident, at=at)
        self.rows("UPDATE matters_published SET wall = true")
        self.rows("UPDATE channels_offer SET matter_id = %s", self.walk.id)
        line = Raised("shuoshi_yishi", YONGNING, X, X, channel="meeting")
        held = Held(YONGNING, X, local_date(at), X, 9, X, X, (line,))
        self.sitting_id = keep_minutes(held=held, by=actor("weiyuan", at), at=at)
        body = Unit.objects.get(kind="representatives", path=YONGNING).id
        call = Call(body, X, at + timedelta(seconds=30), X, (), X)
        self.met_id = call_sitting(call=call, by=actor("weiyuan", at), at=at - timedelta(days=4))
        self.rows("UPDATE meetings_sitting SET minutes = %s WHERE id = %s", X, self.met_id)
        ADAPTERS["wecom"] = Robot(WECOM)
        add_address(unit_id=body, way="wecom", to=_ROBOT, by=SYSTEM, at=at, path=YONGNING)
        self.entry_id = add_entry(
            path=YONGNING, question=X, answer=X, source=X, review_on=local_date(at) + timedelta(days=30),
            by=actor("zhiban", at), at=at,
        )  # fmt: skip
        by = actor("wangge", at)
        given = {"name": "户登记", "phone": "13300001234", "door": "1 单元 101"}
        self.registered_id = register_person(given=given, path=YONGNING, sure=False, by=by, at=at)
        register_person(given=given, path=YONGNING, sure=True, by=by, at=at)
        add_risk(
            person_id=self.registered_id, group="mobility", note=X, source="visit", by=by, at=at
        )
        self._help(at)
        self._care(at)
        order = Raised("order_12345", YONGNING, X, X, outside_id=X)
        self.order_id = open_matter(said=order, by=actor("rexian", at), at=at).matter_id

    def _help(self, at: Any) -> None:
        """A helper, their hours, their team, and where it is asked to go."""
        by, station = (
            actor("shuji", at, "village_secretary"),
            Unit.objects.get(kind="community", path=YONGNING).id,
        )
        self.helper_id = add_helper(
            unit_id=station, profile=Profile("medic", "帮演示"), by=by, at=at
        )
        form_team(unit_id=station, name="队", leader_id=self.helper_id, others=[], by=by, at=at)
        hour = timedelta(hours=1)
        wanted = Wanted(YONGNING, X, 2, at + hour, at + 5 * hour)
        asked = ask_for_help(wanted=wanted, unit_id=station, by=by, at=at)
        decline(deployment_id=asked, why=X, by=by, at=at)
        served = Served(self.helper_id, YONGNING, X, local_date(at), 60)
        refuse_hours(service_id=report_hours(served=served, by=by, at=at), why=X, by=by, at=at)

    def _care(self, at: Any) -> None:
        """An offer, goods, a clinic; somebody with a family doctor, who was visited."""
        by = actor("shuji", at, "village_secretary")
        unit, yes = (
            Unit.objects.get(kind="community", path=YONGNING).id,
            Yes("self", local_date(at)),
        )
        add_offer(unit_id=unit, offered=Offered("laundry", X, 5, cost=X), by=by, at=at)
        good = add_good(unit_id=unit, good=Stocked("food", "大米", "袋"), by=by, at=at)
        move_stock(good_id=good, moving=Moving("donated", 3, X, "商户"), by=by, at=at)
        add_mean(
            unit_id=unit,
            path=YONGNING,
            said=Said("pharmacy", "店", "running", opens=X),
            by=by,
            at=at,
        )
        who = Subject(person_id=self.registered_id)
        pairing = open_pairing(
            scheme="family_doctor", subject=who, contact=X[:60], by=by, at=at, yes=yes
        )
        doctor = ask_carer(
            pairing_id=pairing, role="doctor", helper_id=self.helper_id, by=by, at=at
        )
        answer_carer(carer_id=doctor, yes=True, why=X, by=by, at=at)
        record_visit(visited=Visited(new_id(at), doctor, "home", "met", at, X), by=by, at=at)
        sign(pairing_id=pairing, since=local_date(at), by=by, at=at)
        self.pairing_id, self.carer_id = pairing, doctor
        course = give_course(
            unit_id=unit, taught=Taught("residents", X[:100], "", local_date(at), 2), by=by, at=at
        )
        sign_up(course_id=course, name="学演示", by=by, at=at)
        going = Going(YONGNING, local_date(at), X[:60], X[:60], 37.52, 111.14)
        self.round_id = start_round(going=going, by=by, at=at)
        ends = Spot(X[:60], 37.53, 111.15)
        said = CrewSaid(X[:60], "car", unit, start=ends, end=ends)
        self.crew_id = add_crew(round_id=self.round_id, crew=said, by=by, at=at)
        stop = StopSaid(X, kind="delivery", person_id=self.registered_id)
        one = add_stop(round_id=self.round_id, stop=stop, by=by, at=at)
        self.stop_id = one
        note_stop(came=Came(one, "not_there", note=X), by=by, at=at)
        self._serve(by, at)
        self._check()
        self._count()
        home = self.rows("SELECT household_id FROM people_person WHERE id = %s", self.registered_id)
        self.warning_id, self.call_id, self.step_id = warn(home[0][0], X[:100], now())
        self._carry(one, at)

    def _serve(self, by: Any, at: Any) -> None:
        """A roster with a spot and somebody who serves."""
        asked = Asked(YONGNING, X[:60], "three_shifts", local_date(at), 2)
        self.roster_id = start_roster(asked=asked, by=by, at=at)
        self.spot_id = add_spot(
            roster_id=self.roster_id, spot=SpotSaid(X[:60], {"early": 1}), by=by, at=at
        )
        add_members(roster_id=self.roster_id, helpers=[self.helper_id], by=by, at=at)
        self.member_id = roster_shown(self.roster_id, by=by).members[0].id

    def _check(self) -> None:
        """A post in a drill with one who registered, one who waits, a handover."""
        at = now()
        switch_on(
            kind="epidemic", order_number=X[:80], legal_basis="x", purpose="x", keep_days=1, drill=True,
            last_on=at.date() + timedelta(days=2), by=actor("zhihui", at), at=at,
        )  # fmt: skip
        by = actor("shuji", at, "village_secretary")
        unit = Unit.objects.get(kind="community", path=YONGNING).id
        said = PostSaid(YONGNING, unit, X[:60], X[:100], "epidemic", equipment=X[:100])
        self.post_id = open_post(said=said, by=by, at=at)
        items = [
            checked(
                at,
                {"plates": "outside"},
                {"plate": "<b>x</b>", "phone": "13377774441", "goes_to": "<b>x</b>"},
            ),
            checked(at, {"heat": "fever"}),
        ]
        pass_through(post_id=self.post_id, items=items, by=by, at=at)
        hand_over(post_id=self.post_id, words=X[:100], by=by, at=at)

    def _count(self) -> None:
        """A count of that drill: a guest, one who is missing, a bag that was handed over."""
        at, by = now(), actor("shuji", now(), "village_secretary")
        unit = Unit.objects.get(kind="community", path=YONGNING).id
        lab = Unit.objects.get(kind="health_station", path=YONGNING).id
        said = CountSaid(
            YONGNING, unit, X[:60], "sampling_2022_03", at, at + timedelta(hours=20), lab
        )
        self.count_id = plan_count(said=said, by=by, at=at)
        site = SiteSaid(unit, YONGNING, X[:60], X[:100])
        self.site_id = set_up_site(count_id=self.count_id, said=site, by=by, at=at)
        tubes = [new_id(at), new_id(at)]
        guest = {"name": "<b>x</b>", "phone": "13377774441"}
        items = [
            Bound(new_id(at), at, tube, f"T-000{n}", 10, None, guest)
            for n, tube in enumerate(tubes)
        ]
        bind(site_id=self.site_id, edition=said.edition, items=items, by=by, at=at)
        say_missing(
            count_id=self.count_id,
            subject_id=self.resident_id,
            reason="away",
            note=X[:100],
            by=by,
            at=at,
        )
        sealing, bag = [Sealing(tubes[0], 1, at)], new_id(at)
        seal_containers(site_id=self.site_id, items=sealing, by=by, at=at)
        sign_containers(site_id=self.site_id, items=sealing, by=actor("wangge", at), at=at)
        bag_up(site_id=self.site_id, items=[Bagging(bag, "B-0001", (tubes[0],), at)], by=by, at=at)
        hand_over_bags(site_id=self.site_id, bags=[bag], to=X[:40], by=by, at=at)

    def _carry(self, stop_id: UUID, at: Any) -> None:
        """A phone, and a stop of which it says something else than the house: both sides, and what was mended, hold it."""
        signed, phone = by_account(account_called("shuji"), at), Phone()
        assert signed
        phone.id = enrol(name=X[:40], key=phone.public, by=signed, at=at)
        said = {"state": "done", "receipt": "self", "note": X}
        sent = phone.seal("stop", stop_id, at, said)
        bring_home(device_id=phone.id, envelopes=[sent], at=at)
        send_again(sent_id=sent.id, values=said, by=signed, at=at + timedelta(minutes=1))
        self.sent_id = sent.id

    def _fill(self, table: str, field: Any) -> None:
        """Put the payload into a column of every row, to be put back after the test."""
        column = field.column
        if f"{table}.{column}" in _BY_MOVES:
            return
        value: Any = X
        filled = f'"{column}" IS NOT NULL'
        if isinstance(field, SealedText):
            value, filled = seal(X, purpose=field.purpose, bound_to=field.bound_to), "true"
        key, old = field.model._meta.pk.column, f"kept_{len(self.kept)}"
        self.rows(
            f'CREATE TEMP TABLE {old} AS SELECT {key} AS id, "{column}" FROM {table} WHERE {filled}'
        )
        self.kept.append((table, column, key, old))
        self.rows(f'UPDATE {table} SET "{column}" = %s WHERE {filled}', value)

    def put_back(self) -> None:
        """What was there before."""
        for table, column, key, old in self.kept:
            self.rows(
                f'UPDATE {table} t SET "{column}" = k."{column}" FROM {old} k WHERE k.id = t.{key}'
            )
            self.rows(f"DROP TABLE {old}")
        self.rows("DELETE FROM programmes_wording")
        self.rows("UPDATE programmes_wordingrevision SET revision = revision + 1")

    def value(self, name: str, *, right: bool = True) -> str:
        """A real object for a parameter of an address."""
        file_id = uuid4()
        found = {
            "matter_id": self.walk.id, "other_id": self.walk.id, "file_id": file_id, "person_id": self.resident_id, "number": self.walk.receipt.number,
            "secret": self.walk.receipt.secret, "sitting_id": self.sitting_id, "path": YONGNING, "key": "shuoshi_yishi", "programme": "shuoshi_yishi",
            "household_id": self.rows("SELECT household_id FROM people_person WHERE id = %s", self.registered_id)[0][0],
            "pair_id": self.rows("SELECT id FROM people_pair")[0][0], "census_id": uuid4(), "helper_id": self.helper_id,
            "warning_id": self.warning_id, "call_id": self.call_id, "step_id": self.step_id,
            "post_id": self.post_id, "count_id": self.count_id, "site_id": self.site_id, "roster_id": self.roster_id, "spot_id": self.spot_id, "member_id": self.member_id, "round_id": self.round_id, "crew_id": self.crew_id, "stop_id": self.stop_id, "sent_id": self.sent_id, "pairing_id": self.pairing_id, "carer_id": self.carer_id,
            "year": 2026, "name": "accept", "block": "survey", "what": "language", "to": "en", "pk": 1, "asset": "x.css",
            "unit_id": self.rows("SELECT id FROM units_unit WHERE kind = 'representatives' AND path = %s", YONGNING)[0][0],
        }  # fmt: skip
        return str(found[name])
