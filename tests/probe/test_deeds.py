"""Every deed of every page of forms, well filled in, by everybody whose deed it is not: refused, nothing written.

What a page can do is asked of the page: a new deed fails here until somebody has tried it. That whoever
may do it can is shown where the page is tested (tests/web).
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.accounts.terms import LOOKERS, SECOND_FACTOR_ROLES
from shuoshi.kernel.clock import local_date, now
from shuoshi.kernel.ids import new_id
from shuoshi.scenarios.lishi.cast import CAST, LONGSHAN, RESIDENT, YONGNING
from shuoshi.units.models import Unit
from shuoshi.web import answering
from tests.conftest import Rows
from tests.probe.cases import CAP
from tests.probe.logins import browser
from tests.probe.test_pages import PAGES, ROUTES, the_right_one
from tests.probe.world import MEMBERS, World, address, kept, strangers

JUMIN = RESIDENT[0]
SITE = ("guanli", "anquan")
"""Both open the page of posts; to each, what the other does there is no deed at all."""
TODAY = local_date(now()).isoformat()
DAY = (now() + timedelta(days=9)).date().isoformat()
LATER = (now() + timedelta(days=20)).date().isoformat()
Forms = Mapping[str, Mapping[str, Any]]
SOON = (now() + timedelta(hours=13)).strftime("%Y-%m-%dT%H:%M")
A_WARNING = {
    "id": str(new_id(now())),
    "place": YONGNING, "level": "flood:red", "whom": "planned", "source": "区气象台", "headline": "暴雨红色预警",
    "text": "马上转移。", "issued_at": f"{TODAY}T00:00", "until": SOON,
}  # fmt: skip
A_STEP = {"id": str(new_id(now())), "step": "answered", "way": "door"}
CALL: Forms = {"say": A_STEP, "back": {"step": "{step_id}"}, "look": {}}
PERSON: Forms = {
    "look": {"fields": ["name", "phone"], "purpose": "visit"},
    "correct": {"name": "冒名", "phone": "13811112222"},
    "send": {},
    "login": {"code": "123456"},
    "ask": {"kind": "erase", "words": "不要留了"},
    "consent": {"activity": "sms_notices", "version": "1"},
    "withdraw": {"activity": "sms_notices"},
}
OWN: Forms = {name: PERSON[name] for name in ("ask", "consent", "withdraw")} | {
    "phone": {"phone": "13811112222"},
    "code": {"code": "123456"},
    "send_proof": {},
    "proof": {"code": "123456"},
}
MOVE = {"place": YONGNING, "door": "9 单元 909", "on": TODAY, "tie": "head"}
REGISTER: Forms = {
    "risk": {"group": "lives_alone", "source": "visit"},
    "review": {"risk": "{risk_id}"},
    "end": {"risk": "{risk_id}", "why": "over"},
    "move": MOVE,
    "leave": {"why": "moved", "on": TODAY},
}
HOUSEHOLD: Forms = {"move": MOVE, "spot": {"lat": "37.5", "lon": "111.1"}}
PAIR: Forms = {"merge": {"kept": "{resident_id}"}, "two": {}, "undo": {}}
HELPER: Forms = {
    "change": {"kind": "medic", "name": "改演示", "most": "3"},
    "clear": {"until": DAY},
    "hours": {"place": YONGNING, "what": "量血压", "on": TODAY, "minutes": "30"},
    "end": {},
    "login": {"account": ""},
    "resident": {},
}
HELPERS: Forms = {"add": {"unit": "{unit_id}", "kind": "medic", "name": "新演示", "most": "3"}}
TEAMS: Forms = {
    "form": {"unit": "{unit_id}", "name": "三队", "leader": "{helper_id}"},
    "join": {"team": "{team_id}", "helper": "{helper_id}"},
    "lead": {"team": "{team_id}", "helper": "{helper_id}"},
    "leave": {"team": "{team_id}", "helper": "{helper_id}"},
    "end": {"team": "{team_id}"},
}
DEPLOYMENTS: Forms = {
    "ask": {
        "place": YONGNING, "unit": "{unit_id}", "what": "送菜", "many": "2", "starts_at": f"{DAY}T09:00",
        "ends_at": f"{DAY}T12:00",
    },
    "send": {"deployment": "{deployment_id}", "team": "{team_id}"},
    "decline": {"deployment": "{deployment_id}", "why": "都在别处"},
    "arrive": {"deployment": "{deployment_id}", "came": "{helper_id}"},
    "release": {"deployment": "{deployment_id}"},
    "off": {"deployment": "{deployment_id}", "why": "不需要了"},
}  # fmt: skip
OFFERS: Forms = {
    "add": {"unit": "{unit_id}", "skill": "repair", "what": "修水管", "weekly": "3"},
    "change": {"offer": "{offered_id}", "skill": "laundry", "what": "洗", "weekly": "9"},
    "end": {"offer": "{offered_id}"},
}
GOODS: Forms = {
    "add": {"unit": "{unit_id}", "kind": "food", "name": "面", "measure": "袋"},
    "move": {"good": "{good_id}", "way": "bought", "number": "3"},
    "end": {"good": "{good_id}"},
}
MEAN = {"kind": "pharmacy", "name": "改名药店", "state": "stopped"}
MEANS: Forms = {
    "add": {"unit": "{unit_id}", "place": YONGNING, **MEAN},
    "say": {"mean": "{mean_id}", **MEAN},
    "end": {"mean": "{mean_id}"},
}
PART: Forms = {
    "look": {},
    "visit": {"id": "019d8491-2d00-7da5-bbee-e7d5e212268d", "way": "home", "outcome": "met"},
    "yes": {},
    "no": {"why": "不行"},
    "leave": {"why": "忙"},
    "raise": {"visit": "{visit_id}", "programme": "need_525", "body": "要洗被子"},
    "visit_back": {"visit": "{visit_id}"},
}
PAIRING: Forms = {
    "agree": {"agreed_by": "self", "agreed_on": TODAY},
    "ask": {"role": "doctor", "helper": "{helper_id}"},
    "leave": {"carer": "{carer_id}", "why": "忙"},
    "stand_in": {"carer": "{carer_id}", "helper": "{helper_id}", "until": DAY},
    "pause": {"why": "away", "until": DAY},
    "go_on": {},
    "sign": {"since": TODAY},
    "done": {"due": "{due_id}", "on": TODAY},
    "end_contract": {"contract": "{contract_id}"},
    "end": {"why": "over"},
    "visit_back": {"visit": "{visit_id}"},
}
HELD: Forms = {
    "again": {"way": "home", "outcome": "met"},
    "settle": {},
    "drop": {"why": "记错人了"},
}
TRAINING: Forms = {
    "give": {"unit": "{unit_id}", "whom": "helpers", "what": "急救", "on": TODAY, "hours": "2"},
    "sign": {"course": "{course_id}", "name": "乙演示"},
    "tell": {"trainee": "{trainee_id}", "outcome": "passed"},
}
ROUND: Forms = {
    "crew": {"name": "二车", "mode": "car", "unit": "{unit_id}"},
    "lose": {"crew": "{crew_id}"},
    "restore": {"crew": "{crew_id}"},
    "visits": {},
    "drop": {"stop": "{stop_id}"},
    "again": {"stop": "{stop_id}"},
    "plan": {"seconds": "2"},
    "copy": {"on": DAY},
    "delete": {},
}
CREW: Forms = {"mend": {"name": "三车", "mode": "car", "unit": "{unit_id}"}}
STOP: Forms = {
    "mend": {"what": "送药", "opens": "9:00", "closes": "12:00", "crew": "{crew_id}"},
    "drop": {},
}
WAY: Forms = {
    "look": {"stop": "{stop_id}"},
    "note": {"stop": "{stop_id}", "state": "done", "receipt": "self"},
    "back": {"stop": "{stop_id}"},
}
HOURS: Forms = {
    "confirm": {"service": "{service_id}"},
    "refuse": {"service": "{service_id}", "why": "没有来"},
}
MINE: Forms = {
    "hours": {"helper": "{helper_id}", "place": YONGNING, "what": "x", "on": TODAY, "minutes": "9"}
}
EMERGENCY: Forms = {
    "on": {
        "kind": "disaster", "order_number": "9", "legal_basis": "x", "purpose": "x", "last_on": DAY,
        "keep_days": "30", "sure": "true",
    },
    "extend": {"switch": "{switch_id}", "last_on": DAY, "order_number": "9"},
    "off": {"switch": "{switch_id}"},
    "delay": {"switch": "{switch_id}", "until": LATER, "assessment": "x"},
}  # fmt: skip
GLASS: Forms = {
    "break": {"place": LONGSHAN, "reason": "有急事要看一眼", "minutes": "15"},
    "close": {"glass": "{glass_id}"},
    "review": {"glass": "{glass_id}", "right": "true", "words": "看过"},
}
BREAKERS = tuple(post.username for post in CAST if post.role in SECOND_FACTOR_ROLES - LOOKERS)
KNOWLEDGE: Forms = {
    "add": {
        "place": YONGNING,
        "question": "几点开门",
        "answer": "八点。",
        "source": "社区",
        "review_on": DAY,
    },
    "end": {"place": YONGNING, "entry": "{entry_id}"},
}
PLACE: Forms = {
    "place": {"child_name": "第9网格", "child_kind": "grid", "part": "009"},
    "alias": {"alias": "又名"},
    "estate": {"estate_name": "试验苑"},
    "buildings": {"estate": "{unit_id}", "buildings": [YONGNING]},
    "site": {"site_name": "大厅", "site_kind": "hall"},
    "succeed": {"succession": "merged", "after": LONGSHAN, "succeed_on": DAY, "sure": "true"},
}
KEPT_ACCOUNTS: Forms = {
    "account": {"new_username": "xinren", "account_name": "新人"},
    "give": {"username": "jumin", "role": "village_secretary", "unit": "{unit_id}"},
    "end": {"duty": "{duty_id}"},
    "reset": {"reset_username": "shuji", "once": "a"},
    "factor": {"factor_username": "shuji"},
    "close": {"close_username": "shuji"},
}
POSTS: Forms = {"unit": {"unit_name": "试验物业", "unit_kind": "firm"}}
ROLL: Forms = {
    "add": {"username": "shuji"},
    "end": {"member": "{member_id}"},
    "rule": {"quorum": ">=2/3", "majority": ">1/2", "source": "x", "mark": "P", "starts_on": LATER},
    "electors": {},
}
LIMIT = {
    "name": "review",
    "limit": "3 working_days",
    "source": "x",
    "mark": "P",
    "starts_on": LATER,
}
CALENDAR: Forms = {
    "put": {"on": "2026-12-30", "worked": "no", "name": "x"},
    "publish": {"source": "x"},
}
KEYS: Forms = {
    "make": {"username": "shuji", "key_name": "x"},
    "end": {"key": "{unit_id}"},
}
WAYS: Forms = {
    "add": {"way": "wecom", "to": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"},
    "try": {"address": "{unit_id}"},
    "drop": {"address": "{unit_id}"},
}
SITTING: Forms = {
    "roll": {"came": []},
    "open": {"way": "named"},
    "act": {"act": "close", "matter": "{unit_id}"},
    "lapse": {},
    "close": {"minutes": "x"},
    "cancel": {},
}
ROSTER: Forms = {
    "spot": {"name": "又一个", "people-early": "1", "weekdays": "1"},
    "members": {},
    "rules": {"rest_h": "12"},
    "plan": {"seconds": "1"},
    "publish": {},
    "swap": {"swap": "{swap_id}", "yes": "true"},
    "delete": {},
}
ROSTER_MEMBER: Forms = {
    "mend": {"never": "night"},
    "wish": {"on": TODAY, "shift": "late", "wants": "true"},
    "unwish": {"wish": "{roster_wish_id}"},
    "give": {"day": "2", "shift": "early", "spot": "{spot_id}"},
    "fix": {"turn": "{turn_id}", "fixed": "false"},
    "drop": {},
}
POST: Forms = {
    "pass": {
        "passage": "{unit_id}", "ask-plates": "local", "ask-code": "green", "ask-trip": "clear",
        "ask-heat": "normal", "ask-way": "here",
    },
    "object": {"passage": "{passage_id}"},
    "end": {"case": "{case_id}", "ended": "pass"},
    "again": {"case": "{case_id}"},
    "hand_over": {"words": "x"},
    "take": {"handover": "{handover_id}"},
    "incident": {"incident_kind": "hazard", "body": "x", "same": "x"},
}  # fmt: skip
POST_SET_UP: Forms = {
    "mend": {"name": "改过的", "site": "路口", "unit": "{unit_id}", "lanes": "1"},
    "close": {},
}
COUNT_SITE: Forms = {
    "bind": {"member": "{unit_id}", "container": "{container_id}", "code": "T-0001", "most": "10", "subject": "{person_id}"},
    "find": {"text": "张三李四"},
    "unbind": {"member": "{bound_id}"},
    "seal": {"container": "{container_id}", "n": "2"},
    "sign": {"container": "{container_id}", "n": "2"},
    "unseal": {"container": "{container_id}"},
    "bag": {"bag": "{unit_id}", "bag_code": "B-0001", "containers": "{container_id}"},
    "hand": {"bags": "{unit_id}", "to": "x"},
    "ready": {"ready": "tents"},
    "mend": {"name": "改过的", "address": "广场", "unit": "{unit_id}", "stations": "1"},
    "close": {},
    "number": {"first": "on"},
    "unbag": {"bag": "{bag_id}"},
    "take_back": {"bag": "{bag_id}"},
    "reopen": {},
    "next": {},
    "put_back": {"number": "1"},
}  # fmt: skip
BOOKING: Forms = {
    "book": {"site": "{site_id}", "slot": "2026-01-01T00:00+08:00"},
    "cancel": {"booking": "{booking_id}"},
}
A_COUNT: Forms = {
    "plan": {"place": YONGNING, "name": "新的", "edition": "sampling_2022_03", "unit": "{unit_id}", "lab": "{unit_id}"},
}  # fmt: skip
MY_DUTY: Forms = {
    "begin": {"turn": "{turn_id}"},
    "end": {"turn": "{turn_id}"},
    "back": {"turn": "{turn_id}"},
    "ask": {"turn": "{turn_id}", "with": "{member_id}"},
    "answer": {"swap": "{swap_id}", "yes": "true"},
    "off": {"swap": "{swap_id}"},
}
TEXTS = {"zh": "甲", "en": "A"}
DEEDS: tuple[tuple[str, str, tuple[str, ...], Forms], ...] = (
    ("person", "shuji", (), {**PERSON, **REGISTER}),
    ("household", "shuji", (), HOUSEHOLD),
    ("helpers", "shuji", (), HELPERS),
    ("helper", "shuji", (), HELPER),
    ("teams", "shuji", (), TEAMS),
    ("deployments", "shuji", (), DEPLOYMENTS),
    ("hours", "shuji", (), HOURS),
    ("offers", "shuji", (), OFFERS),
    ("goods", "shuji", (), GOODS),
    ("means", "shuji", (), MEANS),
    ("part", "shuji", (), PART),
    ("my_part", JUMIN, (JUMIN,), PART),
    ("pairing", "shuji", (), PAIRING),
    ("new_pairing", "shuji", (), {"add": {"place": YONGNING, "scheme": "three_covers"}}),
    ("contracts", "shuji", (), {"done": {"due": "{due_id}", "on": TODAY}}),
    ("my_care", JUMIN, (JUMIN,), {"decline": {"pairing": "{pairing_id}"}}),
    ("devices", "shuji", (), {"end": {"device": "{device_id}"}}),
    ("held", "shuji", (), HELD),
    ("training", "shuji", (), TRAINING),
    ("rosters", "shuji", (), {"start": {"place": YONGNING, "name": "新的排班", "pattern": "three_shifts", "starts_on": DAY, "days": "7"}}),
    ("roster", "shuji", (), ROSTER),
    ("roster_spot", "shuji", (), {"mend": {"name": "改过的", "people-late": "1", "weekdays": "1"}, "drop": {}}),
    ("roster_member", "shuji", (), ROSTER_MEMBER),
    ("posts", "shuji", (), {"open": {"place": YONGNING, "name": "新点", "site": "路口", "kind": "epidemic", "unit": "{unit_id}"}}),
    ("post", "shuji", (), POST),
    ("post_set_up", "shuji", (), POST_SET_UP),
    ("registered_at", "shuji", (), {"look": {"registered": "{registered_id}", "purpose": "verify"}}),
    ("counts", "shuji", (), A_COUNT),
    ("count", "shuji", (), {"end": {}, "go_on": {}, "site": {"place": YONGNING, "name": "新点", "address": "x", "unit": "{unit_id}"}}),
    ("count_missing", "shuji", (), {"say": {"subject": "{subject_id}", "reason": "away"}, "back": {"subject": "{subject_id}"}, "car": {"round": "{round_id}"}}),
    ("my_counts", JUMIN, (JUMIN,), BOOKING),
    ("their_counts", JUMIN, (JUMIN,), BOOKING),
    ("counts_of", "shuji", (), BOOKING),
    ("count_lab", "aixin", ("aixin",), {"receive": {"codes": "B-1 1"}, "result": {"results": "T-0001", "result": "negative"}}),
    ("count_site", "shuji", (), COUNT_SITE),
    ("warnings", "shuji", (), {"relay": A_WARNING, "read": {"cap_text": CAP}}),
    ("warned", "shuji", (), {"end": {"why": "clear"}, "resume": {}, "renew": A_WARNING}),
    ("call", "shuji", (), CALL),
    ("my_call", JUMIN, (JUMIN,), CALL),
    ("my_warnings", JUMIN, (JUMIN,), {"say": A_STEP | {"call": "{call_id}"}, "back": {"call": "{call_id}", "step": "{step_id}"}}),
    ("plan", "shuji", (), {"make": {"threats": "flood", "route": "往西", "shelter": "学校"}, "end": {}}),
    ("duty", "shuji", (), {"begin": {"turn": "{turn_id}"}, "end": {"turn": "{turn_id}"}, "back": {"turn": "{turn_id}"}}),
    ("my_duty", JUMIN, (JUMIN,), MY_DUTY),
    ("rounds", "shuji", (), {"start": {"place": YONGNING, "name": "新的一天", "on": DAY, "base": "大厅", "base_lat": "37.5", "base_lon": "111.1"}}),
    ("round", "shuji", (), ROUND),
    ("round_sheet", "shuji", (), {"look": {"crew": "{crew_id}"}}),
    ("crew", "shuji", (), CREW),
    ("stop", "shuji", (), STOP),
    ("new_stop", "shuji", (), {"add": {"round": "{round_id}", "person": "{resident_id}", "kind": "delivery", "what": "送药"}}),
    ("way", "shuji", (), WAY),
    ("my_way", JUMIN, (JUMIN,), WAY),
    ("my_helping", JUMIN, (JUMIN,), MINE),
    ("pair", "shuji", (), PAIR),
    ("my_data", JUMIN, (JUMIN,), OWN),
    ("emergency", "zhihui", ("zhihui",), EMERGENCY),
    ("glass", "shuji", BREAKERS, {"break": GLASS["break"]}),
    ("glass", "shuji", ("shuji",), {"close": GLASS["close"]}),
    ("glass", "ducha", ("ducha", "shenji"), {"review": GLASS["review"]}),
    ("requests", "shuji", ("shuji", "jiedao"), {"": {"request": "{request_id}", "granted": "true", "words": "好"}}),
    ("register", "shuji", (), {}),
    ("people", "shuji", (), {}),
    ("looks", "shenji", (), {}),
    ("password", JUMIN, (*(m for m in MEMBERS if m),), {"": {"old": "x", "new": "a-long-pass-word"}, "send_proof": {}, "proof": {"code": "123456"}}),
    ("site_place", "guanli", ("guanli",), PLACE),
    ("site_posts", "anquan", ("anquan",), KEPT_ACCOUNTS),
    ("site_posts", "guanli", ("guanli",), POSTS),
    ("site_roll", "guanli", ("guanli",), ROLL),
    ("site_limits", "guanli", ("guanli",), {"put": LIMIT}),
    ("site_words", "guanli", ("guanli",), {"put": TEXTS}),
    ("site_calendar", "guanli", ("guanli",), CALENDAR),
    ("site_told", "guanli", ("guanli",), {"put": TEXTS | {"activity": "sms_notices"}}),
    ("site_ways", "guanli", ("guanli",), WAYS),
    ("sitting", "shuji", ("shuji", "weiyuan", "jiedao"), SITTING),
    ("site_keys", "anquan", ("anquan",), KEYS),
    ("knowledge", "zhiban", ("zhiban", "shuji", "weiyuan", "jiedao", "ducha"), KNOWLEDGE),
)  # fmt: skip
"""A page, whoever may, everybody else who may too, and what each deed is sent. Without names of others
who may, strangers to the object try it. Pages that only look, and the register, have no deed with a name."""


def where(world: World, say: Any, name: str) -> str:
    pattern, names = next((p, n) for found, p, n in ROUTES if found == name)
    made = PAGES[name].at
    return made(world, say) if made else address(world, pattern, names, right=True)


def objects(world: World, rows: Rows) -> dict[str, str]:
    (duty,), (member,) = rows(
        "(SELECT d.id FROM accounts_duty d JOIN accounts_account a ON a.id = d.account_id"
        " WHERE a.username = 'shuji') UNION ALL"
        " (SELECT m.id FROM meetings_member m JOIN units_unit u ON u.id = m.unit_id"
        " WHERE u.kind = 'representatives' AND u.path = %s LIMIT 1)",
        YONGNING,
    )
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    own = {"{duty_id}": duty, "{member_id}": member, "{unit_id}": unit}
    ids = (
        "glass_id",
        "request_id",
        "switch_id",
        "entry_id",
        "risk_id",
        "resident_id",
        "helper_id",
        "team_id",
        "deployment_id",
        "service_id",
        "offered_id",
        "good_id",
        "mean_id",
        "carer_id",
        "visit_id",
        "contract_id",
        "due_id",
        "pairing_id",
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
        "call_id",
        "step_id",
        "course_id",
        "trainee_id",
        "device_id",
    )
    return {k: str(v) for k, v in own.items()} | {
        f"{{{n}}}": world.value(n, right=True) for n in ids
    }


def refused(answer: Any) -> bool:
    return answer.status_code in (403, 404, 405) or (
        answer.status_code == 302 and answer["Location"].startswith("/login")
    )


def test_nobody_does_what_is_another_persons_to_do(
    probed: World, say: Callable[..., Any], rows: Rows
) -> None:
    readers, outside = {name: browser(name) for name in MEMBERS}, strangers(probed)
    there, before, tried = objects(probed, rows), kept(), 0
    for name, _right, may, forms in DEEDS:
        page = where(probed, say, name)
        before = kept()  # the page may have needed an object of its own
        for do, form in forms.items():
            sent = {k: there.get(v, v) if isinstance(v, str) else v for k, v in form.items()}
            for member in (m for m in MEMBERS if m not in may) if may else outside:
                answer = readers[member].post(page, {"do": do} | sent)
                unknown = name == "site_posts" and member in SITE and answer.status_code == 422
                assert refused(answer) or unknown, (name, do, member, answer.status_code)
                tried += 1
        assert kept() == before, (name, "somebody wrote")
    assert tried > 600


def test_every_deed_of_every_page_is_tried(
    probed: World, say: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[str, set[str]] = {}
    real = answering._done

    def noted(request: Any, does: Mapping[str, Any], tried: str) -> Any:
        found.setdefault(request.resolver_match.url_name, set()).update(does)
        return real(request, does, tried)

    monkeypatch.setattr(answering, "_done", noted)
    known: dict[str, set[str]] = {}
    for name, right, _may, forms in DEEDS:
        known.setdefault(name, set()).update(forms)
        page = PAGES[name]
        c = browser(right) if page.right != right else the_right_one(page)
        assert c.post(where(probed, say, name), {"do": "nothing of the kind"}).status_code in (405, 422)  # fmt: skip
    for name, _pattern, _names in ROUTES:
        if (page := PAGES[name]).form is not None and name not in known:
            wish = {"do": "nothing of the kind"}
            the_right_one(page).post(where(probed, say, name), wish).close()
    left = {n: d - known.get(n, set()) for n, d in found.items()}
    assert {n for n, d in left.items() if d} == {"register", "people", "find", "list", "census"}
    assert all(d == {""} for d in left.values() if d), (
        "one form, tried in tests/probe/test_pages.py"
    )
    assert {n for n, d in known.items() if d} <= set(found)
