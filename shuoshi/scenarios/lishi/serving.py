"""Walking a need of 525, a small wish and an order of 12345 to a stage, each move by the post whose it is."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from shuoshi.kernel.clock import local
from shuoshi.matters.engine import act, settle
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import Raised
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import DISTRICT, YONGNING
from shuoshi.scenarios.lishi.walking import Walk, actor, evaluate, start
from shuoshi.units.models import Unit

Next = Callable[[Walk, str], None]
"""Makes the next move of a matter that is to come to a stage."""
_COMMITTEE = [("shuji", ""), ("weiyuan", ""), ("zhiban", "")]
_PROVIDER, _BRANCH = "永宁爱心洗护队", "永宁苑小区党支部"


def _unit(name: str) -> str:
    return str(Unit.objects.get(name=name).id)


def _day(walk: Walk, days: int) -> str:
    return (local(walk.at).date() + timedelta(days=days)).isoformat()


def _ended(walk: Walk) -> None:
    """Let the stage's time run out."""
    due = read_matter(walk.id, by=SYSTEM, at=walk.at).due_at
    walk.at = (due or walk.at) + timedelta(minutes=1)
    settle(walk.id, at=walk.at)


def _until(walk: Walk, to: str, way: Mapping[str, Next]) -> Walk:
    """Go along a way until the stage `to`. Raises LookupError where it does not lead there."""
    while (here := walk.stage()) != to:
        if here not in way:
            raise LookupError(to)
        way[here](walk, to)
    return walk


def say_need(
    body: str, at: datetime, kind: str = "laundry", name: str = "", phone: str = ""
) -> Walk:
    """A grid worker writes down at the door what somebody needs."""
    need = Raised(
        "need_525", YONGNING, "", body, kind=kind, channel="visit", name=name, phone=phone
    )
    return start(need, at, actor("wangge", at), "aixin")


def walk_need(walk: Walk, to: str) -> Walk:
    """Walk a need on to the stage `to`."""
    return _until(walk, to, _NEED)


def _collected(walk: Walk, to: str) -> None:
    if to == "not_service":
        walk.does(walk.post("wangge"), "pass_on_as_matter", reason="路灯坏了，归说事议事。")
    else:
        kind = read_matter(walk.id, by=SYSTEM, at=walk.at).kind
        walk.does(walk.post("wangge"), "confirm", kind=kind or "other")


def _confirmed(walk: Walk, to: str) -> None:
    walk.vote("shuji", _COMMITTEE, 0 if to == "refused" else 3)


def _decided(walk: Walk, to: str) -> None:
    if to == "sorting":
        walk.does(walk.post("weiyuan"), "to_branch", holder=_unit(_BRANCH))
    else:
        _match(walk, "weiyuan")


def _match(walk: Walk, post: str) -> None:
    walk.does(walk.post(post), "match", holder=_unit(_PROVIDER), provider_kind="social_org")


def _served(walk: Walk, to: str) -> None:
    if to == "surveyed":
        _ended(walk)
    else:
        evaluate(walk, solved=True, rating=5, words="洗得很干净。")


_NEED: dict[str, Next] = {
    "collected": _collected,
    "confirmed": _confirmed,
    "decided": _decided,
    "sorting": lambda walk, to: _match(walk, "zhibu"),
    "matched": lambda walk, to: walk.does(walk.post("aixin"), "take", planned_on=_day(walk, 2)),
    "accepted": lambda walk, to: walk.does(walk.post("aixin"), "arrive", hours=20),
    "serving": lambda walk, to: walk.does(
        walk.post("aixin"), "serve", hours=1, result="取走、洗净、送回两床被子。"
    ),
    "served": _served,
    "surveyed": lambda walk, to: walk.does(
        walk.post("jiandu"), "approve", finding="上门问过，属实。"
    ),
    "evaluated": lambda walk, to: walk.does(walk.post("shuji"), "file_it"),
}


def say_wish(body: str, at: datetime, *, child: bool = False) -> Walk:
    """A grid worker writes down a wish; a child's shows nothing but its number."""
    wish = Raised("small_wish", YONGNING, "", body, kind="thing", channel="visit", private=child)
    return start(wish, at, actor("wangge", at))


def walk_wish(walk: Walk, to: str) -> Walk:
    """Walk a wish on to the stage `to`."""
    return _until(walk, to, _WISH)


def _wished(walk: Walk, to: str) -> None:
    if to == "not_granted":
        walk.does(walk.post("shuji"), "turn_down", reason="要等学校统一安排，已当面说明。")
    else:
        walk.does(walk.post("wangge"), "put_up", kind="thing")


_WISH: dict[str, Next] = {
    "wished": _wished,
    "waiting": lambda walk, to: walk.does(
        walk.post("wangge"), "pledge", grantor="某机关在职党员", planned_on=_day(walk, 5)
    ),
    "claimed": lambda walk, to: walk.does(
        walk.post("wangge"), "grant", hours=30, result="书包送到了。"
    ),
    "granted": lambda walk, to: walk.does(
        walk.post("wangge"), "thank", hours=10, words="孩子说：谢谢。"
    ),
}


def find_hardship(body: str, at: datetime) -> Walk:
    """A grid worker finds somebody in hard times."""
    found = Raised(
        "condolence_money", YONGNING, "", body, kind="hard_to_move", channel="visit", private=True
    )
    return start(found, at, actor("wangge", at))


def walk_hardship(walk: Walk, to: str) -> Walk:
    """Walk condolence money on to the stage `to`."""
    return _until(walk, to, _HARDSHIP)


def _visits(walk: Walk, to: str) -> None:
    if to == "not_agreed":
        walk.does(walk.post("shuji"), "not_so", reason="家里有固定收入，已说明。")
        return
    for post in ("wangge", "weiyuan"):
        walk.at += timedelta(hours=2)
        seen = {"way": "home", "outcome": "met", "words": "腿脚不便，低保在领。"}
        act(
            matter_id=walk.id, block="visit", name="record", answers=seen, by=walk.post(post), at=walk.at
        )  # fmt: skip


_HARDSHIP: dict[str, Next] = {
    "found": _visits,
    "seen": lambda walk, to: walk.does(
        walk.post("weiyuan"), "propose", kind="hard_to_move", amount=1000, finding="属实。"
    ),
    "proposed": lambda walk, to: walk.does(walk.post("jiedao"), "agree"),
    "agreed": lambda walk, to: walk.does(
        walk.post("wangge"), "pay", paid_on=_day(walk, 0), paid_way="transfer"
    ),
    "paid": lambda walk, to: walk.does(
        walk.post("shuji"), "confirm_paid", words="电话问过，收到了。"
    ),
}


def refer_case(body: str, at: datetime) -> Walk:
    """A grid worker refers somebody, who agreed, to a reviewing team."""
    case = Raised("case_review", YONGNING, "", body, kind="elder", channel="visit", private=True)
    return start(case, at, actor("wangge", at))


def walk_case(walk: Walk, to: str) -> Walk:
    """Walk a case on to the stage `to`."""
    return _until(walk, to, _CASE)


def _reviewed(walk: Walk, to: str) -> None:
    for medic in ("yiwu", "yiwu2"):
        walk.does(walk.post(medic), "answer", answer_code="township_clinic")


_CASE: dict[str, Next] = {
    "referred": lambda walk, to: walk.does(
        walk.post("wangge"), "call_team", holder=_unit("永宁社区卫生服务站"), team="全科、护理", kind="elder"
    ),
    "reviewing": _reviewed,
    "answered": lambda walk, to: walk.does(walk.post("wangge"), "follow_up", result="arrived"),
}  # fmt: skip


def take_order(body: str, at: datetime, outside: str, kind: str = "help") -> Walk:
    """An agent takes an order that came from the city, with the city's number."""
    order = Raised(
        "order_12345", DISTRICT, "", body, kind=kind, channel="city_12345", phone="00000000112",
        outside_id=outside,
    )  # fmt: skip
    return start(order, at, actor("rexian", at))


def walk_order(walk: Walk, to: str) -> Walk:
    """Walk an order on to the stage `to`."""
    return _until(walk, to, _ORDER)


def _does(walk: Walk, who: str, name: str, hours: float, **answers: str) -> None:
    walk.does(actor(who, walk.at), name, hours=hours, **answers)


def _received(walk: Walk, to: str) -> None:
    if to == "diverted":
        _does(walk, "rexian", "divert", 0.1, divert_to="police", reason="有人闹事，已转110。")
    else:
        kind = read_matter(walk.id, by=SYSTEM, at=walk.at).kind
        _does(walk, "rexian", "classify", 0.2, kind=kind, **{"class": "environment"})


def _dispatched(walk: Walk, to: str) -> None:
    if to == "objected":
        _does(walk, "chengban", "object", 1, reason="这条路归交通部门养护。")
    else:
        _does(walk, "chengban", "sign", 1)


def _answered(walk: Walk, to: str) -> None:
    solved = to != "supervised"
    called = {"solved": "yes" if solved else "no", "rating": 5 if solved else 1, "words": ""}
    walk.at += timedelta(hours=30)
    agent = actor("rexian", walk.at)
    act(matter_id=walk.id, block="survey", name="answer", answers=called, by=agent, at=walk.at)


_ORDER: dict[str, Next] = {
    "received": _received,
    "classified": lambda walk, to: _does(
        walk, "rexian", "dispatch", 0.2, holder=str(actor("chengban", walk.at).unit_id)
    ),
    "dispatched": _dispatched,
    "objected": lambda walk, to: _does(walk, "fuhe", "uphold", 1, reason="按派单目录归城管。"),
    "signed": lambda walk, to: _does(walk, "chengban", "contact", 2, words="约好明天去看。"),
    "handling": lambda walk, to: _does(walk, "chengban", "answer", 20, answer="已清理。"),
    "answered": _answered,
}
