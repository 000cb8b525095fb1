"""Every page as whoever may see it, and as everybody else: it is theirs alone, and they alone write.

Each page has its case: who may, what they send, what they then see or where it leads. A new page fails
here until it has one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shuoshi.care.caring import ask_carer
from shuoshi.care.pairing import open_pairing
from shuoshi.care.terms import Subject, Yes
from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import local_date, now
from shuoshi.kernel.ids import new_id
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.rounds.crews import add_crew
from shuoshi.rounds.terms import CrewSaid
from shuoshi.scenarios.lishi.cast import DEMO_PASSWORD, RESIDENT, YONGNING
from shuoshi.scenarios.lishi.walking import Walk, actor, walk_yishi
from shuoshi.units.models import Unit
from shuoshi.warnings.models import Caller
from tests.probe.logins import browser
from tests.probe.world import (
    MARKS,
    MEMBERS,
    OBJECTS,
    World,
    address,
    called_together,
    kept,
    leaks,
    on_the_wall,
    routes,
    shown_by,
    strangers,
)
from tests.web.second import with_factor

JUMIN = RESIDENT[0]
ADMIN, SECURITY = ("guanli",), ("anquan",)
LOGIN = "/login"


@dataclass(frozen=True)
class Page:
    """Who may (`right`; None is anybody at all), what they send, what answers.

    Shape:   without `form` it is a GET; `shows` stands in the answer, or `goes` begins where it leads.
             `status` where it is not 200. `only`: nobody else is let in at all; `factor`: who has a second factor sees it; `at` makes
             another address of other objects.
    """

    right: str | None = None
    shows: str = ""
    form: Mapping[str, Any] | None = None
    goes: str = ""
    only: tuple[str, ...] = ()
    everybody: bool = False
    factor: bool = False
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    at: Callable[[World, Callable[..., Walk]], str] | None = None


def _withdrawn(world: World, say: Callable[..., Walk]) -> str:
    return f"/t/{say('要撤回的事。').receipt.secret}/moves/withdraw"


def _evaluated(world: World, say: Callable[..., Walk]) -> str:
    done = walk_yishi(say("办完等评价的事。"), "done")
    return f"/t/{done.receipt.secret}/acts/survey/answer"


def _handled(world: World, say: Callable[..., Walk]) -> str:
    return f"/staff/matters/{walk_yishi(say('要办的事。'), 'executing').id}/acts/progress/report"


def _body(world: World, say: Callable[..., Walk]) -> str:
    return f"/staff/site/rolls/{Unit.objects.get(kind='representatives', path=YONGNING).id}"


def _called_sitting(world: World, say: Callable[..., Walk]) -> str:
    body = Unit.objects.get(kind="representatives", path=YONGNING).id
    return f"/staff/sittings/{called_together(body)}"


def _unit_of(world: World, say: Callable[..., Walk]) -> str:
    return f"/staff/site/ways/{Unit.objects.get(kind='community', path=YONGNING).id}"


def _offered(world: World, say: Callable[..., Walk]) -> str:
    return f"/staff/matters/{world.wish_id}/offers"


def _own_certificate(world: World, say: Callable[..., Walk]) -> str:
    at, who = now(), actor(JUMIN, now()).person_id
    station = Unit.objects.get(kind="community", path=YONGNING).id
    by = actor("shuji", at, "village_secretary")
    mine = add_helper(
        unit_id=station, profile=Profile("medic", "演示"), person_id=who, by=by, at=at
    )
    return f"/my/helping/{mine}/certificate"


def _own_way(world: World, say: Callable[..., Walk]) -> str:
    at = now()
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    by = actor("shuji", at, "village_secretary")
    mine = add_helper(
        unit_id=unit, profile=Profile("volunteer", "演示"), person_id=actor(JUMIN, at).person_id, by=by, at=at
    )  # fmt: skip
    crew = CrewSaid("邻居演示", "foot", unit, mine)
    return f"/my/rounds/{add_crew(round_id=world.round_id, crew=crew, by=by, at=at)}"


def _own_call(world: World, say: Callable[..., Walk]) -> str:
    at = now()
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    by = actor("shuji", at, "village_secretary")
    mine = add_helper(
        unit_id=unit, profile=Profile("official", "演示"), person_id=actor(JUMIN, at).person_id, by=by, at=at
    )  # fmt: skip
    with acting(SYSTEM):
        Caller.objects.create(
            id=new_id(at),
            call_id=world.call_id,
            path=YONGNING,
            unit_id=unit,
            helper_id=mine,
            role="second",
        )
    return f"/my/calls/{world.call_id}"


def _own_counts(world: World, say: Callable[..., Walk]) -> str:
    return f"/my/counts/{actor(JUMIN, now()).person_id}"


def _own_part(world: World, say: Callable[..., Walk]) -> str:
    at, who = now(), actor(JUMIN, now()).person_id
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    by = actor("shuji", at, "village_secretary")
    mine = add_helper(
        unit_id=unit, profile=Profile("party_member", "演示"), person_id=who, by=by, at=at
    )
    covered = open_pairing(
        scheme="three_covers", subject=Subject(path=f"{YONGNING}004"), contact="", by=by, at=at,
        yes=Yes("self", local_date(at)),
    )  # fmt: skip
    part = ask_carer(pairing_id=covered, role="keeper", helper_id=mine, by=by, at=at)
    return f"/my/care/parts/{part}"


def _on_the_wall(world: World, say: Callable[..., Walk]) -> str:
    return f"/m/{on_the_wall(say).receipt.number}/help"


CSV = "姓名,电话\n又登记,13300009999\n".encode()
LOOK = {"do": "look", "fields": ["name", "phone"], "purpose": "visit"}
TODAY = local_date(now()).isoformat()
DAY = (now() + timedelta(days=3)).date().isoformat()
PASSWORD = {"password": DEMO_PASSWORD}
PAGES: dict[str, Page] = {
    "home": Page(shows="说一件事"),
    "board": Page(shows="公开的一件事"),
    "public_matter": Page(shows="公开的一件事"),
    "too": Page(goes="/m/", form={}, everybody=True),
    "alike": Page(form={"place": YONGNING, "body": "公开的一件事"}, shows="公开的一件事"),
    "wall": Page(JUMIN, goes="/t/", form={"place": YONGNING, "body": "想要一个书包", "key": "w"}, everybody=True),
    "help": Page(JUMIN, goes="/m/", form={"words": "我能帮"}, everybody=True, at=_on_the_wall),
    "take_back": Page(JUMIN, goes="/my", form={"offer": "{offer_id}"}, only=(JUMIN,)),
    "answer_offer": Page("shuji", form={"offer": "{offer_id}", "do": "decline"}, goes="/staff/matters/", at=_offered),
    "say": Page(goes="/t/", form={"place": YONGNING, "body": "别的一件事"}, everybody=True),
    "say_as": Page(goes="/t/", form={"place": YONGNING, "body": "想请人看看水管"}, everybody=True),
    "follow": Page(goes="/t/", form={"code": "{secret}"}),
    "track": Page(shows=MARKS[0]),
    "track_move": Page(goes="/t/", form={"reason": "已经好了"}, at=_withdrawn),
    "track_act": Page(goes="/t/", form={"rating": "5", "solved": "yes"}, at=_evaluated),
    "track_file": Page(shows="JFIF"),
    "my": Page(JUMIN, "我说的事", everybody=True),
    "my_data": Page(JUMIN, "我的信息"),
    "my_export": Page(JUMIN, "data.json", form={}),
    "file": Page("shuji", "JFIF"),
    "login": Page(form={"username": "shuji"} | PASSWORD, goes="/staff", everybody=True),
    "password": Page("shuji", "登录", everybody=True),
    "end_login": Page("shuji", form={}, goes="/password", everybody=True),
    "account_login": Page(form={"username": "shuji"} | PASSWORD, goes="/staff", everybody=True),
    "account_logout": Page("shuji", form={}, goes="/", everybody=True),
    "account_inactive": Page(shows="停用"),
    "account_reauthenticate": Page("shuji", form=PASSWORD, goes="/", everybody=True),
    "account_request_login_code": Page(form={"phone": "13900000000"}, goes="/account/code/confirm/"),
    "account_confirm_login_code": Page(goes="/account/code/"),
    "mfa_index": Page("shuji", "第二道验证", everybody=True),
    "mfa_authenticate": Page(goes=LOGIN),
    "mfa_reauthenticate": Page("shuji", "验证", everybody=True, factor=True),
    "mfa_activate_totp": Page("shuji", "<code>", everybody=True),
    "mfa_deactivate_totp": Page("shuji", "<form", everybody=True, factor=True),
    "mfa_view_recovery_codes": Page("shuji", "备用码", everybody=True, factor=True),
    "mfa_generate_recovery_codes": Page("shuji", "备用码", everybody=True, factor=True),
    "mfa_download_recovery_codes": Page("shuji", "\n", everybody=True, factor=True),
    "mfa_list_webauthn": Page("shuji", "通行密钥", everybody=True, factor=True),
    "mfa_add_webauthn": Page("shuji", "通行密钥", everybody=True),
    "mfa_reauthenticate_webauthn": Page("shuji", goes="/account/again/", everybody=True, factor=True),
    "mfa_login_webauthn": Page(shows="challenge", headers={"X-Requested-With": "XMLHttpRequest"}),
    "logout": Page("shuji", form={}, goes="/", everybody=True),
    "look": Page(goes="/", everybody=True),
    "queue": Page("shuji", MARKS[0]),
    "mine": Page("wangge", "我"),
    "notices": Page("shuji", "通知", everybody=True),
    "new": Page("wangge", goes="/staff/matters/", form={"place": YONGNING, "body": "替人说的事", "key": "x"}, everybody=True),
    "visit": Page("wangge", "查询码", form={"place": YONGNING, "n": "1", "0-body": "门口听到的事", "key": "x"}, everybody=True),
    "sittings": Page("wangge", "居民座谈会", everybody=True),
    "figures": Page("shuji", "合计", only=("shuji", "weiyuan", "jiedao", "ducha", "quling")),
    "knowledge": Page("zhiban", "几点停水", everybody=True),
    "topics": Page("shuji", "大家都在说的", only=("shuji", "weiyuan", "jiedao", "ducha", "quling")),
    "handed_on": Page("rexian", "派出的工单", only=("rexian", "fuhe")),
    "push": Page("shuji", form={"do": "stop"}, goes="/staff/notices", everybody=True),
    "push_worker": Page(shows="showNotification"),
    "chat_robot": Page(form={}, status=404, everybody=True),
    "site_ways": Page("guanli", "通知", only=ADMIN, at=_unit_of),
    "call_sitting": Page("shuji", "召集会议", only=("shuji", "weiyuan", "jiedao", "yeweihui")),
    "vote": Page(form={"do": "code", "phone": "13900000008"}, shows="验证码", everybody=True),
    "new_sitting": Page("wangge", goes="/staff/sittings/", form={"place": YONGNING, "title": "居民座谈会", "held_on": TODAY, "attended": "9", "n": "1", "0-body": "会上说的事", "key": "m"}, everybody=True),
    "sitting": Page("shuji", "代表会议", at=_called_sitting),
    "desk": Page("zhiban", "公开的一件事", form={"place": YONGNING, "body": "公开的一件事怎么样了"}, everybody=True),
    "chat": Page("wangge", "群里的话", form={"place": YONGNING, "message": "群里的话"}, everybody=True),
    "sheet": Page("wangge", form={"place": YONGNING, "rows": '[[1, ["需求"]], [2, ["表里的事"]]]', "confirm": "1"}, goes="/staff", everybody=True),
    "blank_sheet": Page("wangge", "PK", everybody=True),
    "posters": Page("wangge", "1号楼", everybody=True),
    "posters_pdf": Page("wangge", "%PDF", everybody=True),
    "find": Page("shuji", MARKS[0], form={"words": MARKS[0][3:]}),
    "list": Page("shuji", MARKS[0], form={"since": "2026-01-01", "until": DAY}),
    "matter": Page("shuji", MARKS[0]),
    "look_at": Page("shuji", MARKS[1], form=LOOK),
    "receipt": Page("wangge", "查询码"),
    "move": Page("shuji", form={"kind": "livelihood", "revision": "1"}, goes="/staff/matters/"),
    "act": Page("chengban", form={"progress": "换了灯泡"}, goes="/staff/matters/", at=_handled),
    "beside": Page("shuji", MARKS[0]),
    "people": Page("wangge", "暗*", form={"query": MARKS[2][-4:]}),
    "register": Page("shuji", form={"name": "新来的人", "place": YONGNING}, goes="/staff/people/"),
    "person": Page("shuji", MARKS[2], form=LOOK),
    "helpers": Page("shuji", "帮*", everybody=True),
    "helper": Page("wangge", "帮*"),
    "helper_certificate": Page("wangge", "%PDF"),
    "teams": Page("shuji", "医护队", everybody=True),
    "deployments": Page("shuji", "上门采样", everybody=True),
    "hours": Page("shuji", "量血压", only=("shuji", "weiyuan", "jiedao")),
    "offers": Page("shuji", "洗被子", everybody=True),
    "goods": Page("shuji", "大米", everybody=True),
    "means": Page("shuji", "药店演示", everybody=True),
    "services": Page(shows="身边的服务"),
    "care_day": Page("shuji", "走访", everybody=True),
    "part": Page("shuji", "户*"),
    "pairings": Page("shuji", "户*", everybody=True),
    "new_pairing": Page("shuji", form={"do": "add", "place": YONGNING, "scheme": "three_covers"}, goes="/staff/care/pairings/"),
    "pairing": Page("shuji", "户*"),
    "contracts": Page("shuji", "签约", everybody=True),
    "care_figures": Page("shuji", "签约的居民", everybody=True),
    "my_care": Page(JUMIN, "谁照看我", everybody=True),
    "my_part": Page(JUMIN, "请您的单位照看", at=_own_part),
    "devices": Page("shuji", "登记过的手机", everybody=True),
    "held": Page("shuji", MARKS[0]),
    "field": Page(shows="登记这台手机"),
    "field_worker": Page(shows="FIELD_FILES"),
    "field_manifest": Page(shows="start_url"),
    "training": Page("shuji", "保洁演示", everybody=True),
    "rounds": Page("shuji", "路线演示", everybody=True),
    "rosters": Page("shuji", "排班演示", everybody=True),
    "posts": Page("shuji", "值守演示", everybody=True),
    "post": Page("shuji", "值守演示"),
    "post_set_up": Page("shuji", "值守演示"),
    "registered_at": Page("shuji", "值守演示"),
    "counts": Page("shuji", "清点演示", everybody=True),
    "count": Page("shuji", "点位演示"),
    "my_counts": Page(JUMIN, "清点", everybody=True),
    "their_counts": Page(JUMIN, "替人约", at=_own_counts),
    "counts_of": Page("shuji", "替人约"),
    "count_missing": Page("shuji", MARKS[0]),
    "count_singles": Page("shuji", "单独再来一次"),
    "count_lab": Page("aixin", "收样", only=("aixin",)),
    "count_site": Page("shuji", "点位演示"),
    "warnings": Page("shuji", "预警演示", everybody=True),
    "warning_told": Page("shuji", goes="/staff/warnings/", everybody=True),
    "warned": Page("shuji", "预警演示"),
    "warned_homes": Page("shuji", MARKS[0]),
    "calls": Page("shuji", "我要叫的户", everybody=True),
    "call": Page("shuji", MARKS[0]),
    "plans": Page("shuji", "小学演示", everybody=True),
    "plan": Page("shuji", "小学演示"),
    "my_warnings": Page(JUMIN, "预警", everybody=True),
    "my_calls": Page(JUMIN, "我要叫的户", everybody=True),
    "my_call": Page(JUMIN, "往东走大路", at=_own_call),
    "roster": Page("shuji", "岗点演示"),
    "roster_spot": Page("shuji", "岗点演示"),
    "roster_member": Page("shuji", "岗点演示"),
    "duty": Page("shuji", "岗点演示", everybody=True),
    "my_duty": Page(JUMIN, "我的班", everybody=True),
    "round": Page("shuji", "送菜演示"),
    "round_sheet": Page("shuji", "送菜演示"),
    "crew": Page("shuji", "车演示"),
    "stop": Page("shuji", "送菜演示"),
    "new_stop": Page("shuji", form={"do": "add", "round": "{round_id}", "person": "{resident_id}", "kind": "delivery", "what": "送药"}, goes="/staff/rounds/"),
    "way": Page("shuji", "车演示"),
    "my_way": Page(JUMIN, "邻居演示", at=_own_way),
    "my_helping": Page(JUMIN, "我帮的忙", everybody=True),
    "my_certificate": Page(JUMIN, "%PDF", at=_own_certificate),
    "household": Page("wangge", "户*"),
    "at_risk": Page("wangge", "行动不便", everybody=True),
    "pairs": Page("wangge", "户*", everybody=True),
    "pair": Page("shuji", "户*"),
    "census": Page("wangge", form={"place": YONGNING, "sheet": "{csv}"}, goes="/staff/people/census", everybody=True),
    "census_blank": Page("wangge", "PK", everybody=True),
    "census_marked": Page("wangge", "PK", only=("wangge",)),
    "looks": Page("shenji", "查看", only=("ducha", "shenji")),
    "requests": Page("shuji", form={"request": "{request_id}", "granted": "true", "words": "好"}, goes="/staff/requests"),
    "emergency": Page("zhihui", form={"do": "off", "switch": "{switch_id}"}, goes="/staff/emergency"),
    "glass": Page("shuji", form={"do": "close", "glass": "{glass_id}"}, goes="/staff/glass"),
    "site": Page("guanli", goes="/staff/site/places/", only=("guanli", "anquan")),
    "site_place": Page("guanli", "永宁", only=ADMIN),
    "site_posts": Page("anquan", "永宁", only=("guanli", "anquan")),
    "site_roll": Page("guanli", "名册", only=ADMIN, at=_body),
    "site_limits": Page("guanli", "时限", only=ADMIN),
    "site_words": Page("guanli", "措辞", only=ADMIN),
    "site_calendar": Page("guanli", "2026", only=ADMIN),
    "site_told": Page("guanli", "告知", only=ADMIN),
    "site_keys": Page("anquan", "密钥", only=SECURITY),
    "demo": Page(shows="shuji"),
    "demo_outbox": Page(shows="短信"),
    "demo_clock": Page(form={"days": "0"}, goes="/", everybody=True),
    "healthz": Page(shows="ok"),
    "components": Page(shows="组件"),
    "programme": Page(shows="说事议事"),
}  # fmt: skip
ELSEWHERE = {"move", "act", "matter"}
NOBODYS = {"mfa_edit_webauthn", "mfa_remove_webauthn"}
"""A passkey: one is made in tests/browser/test_passkeys.py; here it is nobody's, and nobody is let in."""


def filled(form: Mapping[str, Any], world: World, *, right: bool) -> dict[str, Any]:
    """A form with the objects in it; `{glass_id}` and its like are the right one's even for a stranger."""
    own = {"{secret}": world.value("secret", right=right)}
    ids = {f"{{{n}}}": world.value(n, right=True) for n in sorted(OBJECTS)}
    sent = {k: (own | ids).get(v, v) if isinstance(v, str) else v for k, v in form.items()}
    return {k: SimpleUploadedFile("a.csv", CSV) if v == "{csv}" else v for k, v in sent.items()}


def test_every_page_has_its_case() -> None:
    assert {name for name, _pattern, _names in routes()} == set(PAGES) | NOBODYS


ROUTES = [(name, pattern, names) for name, pattern, names in routes() if name in PAGES]


def let_in(name: str, answer: Any, member: str | None) -> bool:
    """Whether an answer lets somebody in: not refused, not absent, not sent to the login. Reading the
    address of a move leads to its matter, and one's own last word from a matter that is gone to the queue."""
    if answer.status_code == 302 and answer.wsgi_request.method == "GET" and name in ELSEWHERE:
        return not answer["Location"].startswith(("/staff", LOGIN))
    if answer.status_code == 302 and member is None:
        return not answer["Location"].startswith(LOGIN)
    if answer.status_code == 302 and name in NOBODYS:
        return not answer["Location"].startswith("/account/again/")
    return answer.status_code not in (403, 404, 405)


def test_no_page_shows_strangers_anything_or_lets_them_write(probed: World) -> None:
    readers, outside = {name: browser(name) for name in MEMBERS}, strangers(probed)
    tried = 0
    for name, pattern, names in [*ROUTES, *((n, p, a) for n, p, a in routes() if n in NOBODYS)]:
        page = PAGES.get(name, Page(only=("",)))
        wrong, before = address(probed, pattern, names, right=False), kept()
        members = [m for m in MEMBERS if m not in page.only] if page.only else outside
        for member in members:
            form = filled(page.form or {}, probed, right=False)
            for answer in (readers[member].get(wrong), readers[member].post(wrong, form)):
                tried += 1
                assert answer.status_code < 500, (name, member)
                assert leaks(answer) == [], (name, member, wrong)
                if page.only or OBJECTS & set(names):
                    assert not let_in(name, answer, member), (name, member, answer.status_code)
            if "logout" in name or "login" in name:
                readers[member] = browser(member)
        if not page.everybody and "secret" not in names:
            assert kept() == before, (name, "a stranger wrote")
    assert tried > 1200


def the_right_one(page: Page) -> Client:
    c = browser(page.right)
    if page.factor:
        with_factor(c)
    if page.right:
        c.post("/account/again/", PASSWORD)
    return c


def test_every_page_answers_whoever_may(probed: World, say: Callable[..., Walk], rows: Any) -> None:
    dead = []
    for name, pattern, names in ROUTES:
        page = PAGES[name]
        where = page.at(probed, say) if page.at else address(probed, pattern, names, right=True)
        c = the_right_one(page)
        form = filled(page.form, probed, right=True) if page.form is not None else None
        answer = c.get(where, headers=page.headers) if form is None else c.post(where, form)
        if page.goes:
            good = answer.status_code == 302 and answer["Location"].startswith(page.goes)
        else:
            good = answer.status_code == page.status and page.shows in shown_by(answer)
        answer.close()
        if not good:
            dead.append((name, answer.status_code, answer.get("Location")))
        rows("DELETE FROM mfa_authenticator")
        rows("DELETE FROM accounts_cache")  # a code counts once
    assert not dead, "\n".join(map(str, dead))
