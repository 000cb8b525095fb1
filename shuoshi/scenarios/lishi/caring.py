"""The demonstration's care: offers, stock and means; elders under six helpers, a doctor's contract, visits."""

from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.accounts.queries import account_called
from shuoshi.care.caring import answer_carer, ask_carer
from shuoshi.care.contracting import sign
from shuoshi.care.models import Carer
from shuoshi.care.pairing import open_pairing
from shuoshi.care.schemes import schemes
from shuoshi.care.terms import CaseloadFull, Subject, Visited, Yes
from shuoshi.care.visiting import record_visit
from shuoshi.helpers.actions import add_helper
from shuoshi.helpers.matchables import matchable
from shuoshi.helpers.terms import Profile
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import AtRisk, Household
from shuoshi.people.risks import add_risk
from shuoshi.people.terms import Group
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.resources.means import add_mean
from shuoshi.resources.offers import add_offer
from shuoshi.resources.stock import add_good, move_stock
from shuoshi.resources.terms import Moving, Offered, Said, Stocked
from shuoshi.rounds.arranging import ask_plan, start_round
from shuoshi.rounds.crews import add_crew
from shuoshi.rounds.making import work_off
from shuoshi.rounds.stops import add_stop, take_in_visits
from shuoshi.rounds.terms import CrewSaid, Going, StopSaid
from shuoshi.scenarios.lishi.cast import BINHE, YONGNING
from shuoshi.scenarios.lishi.filling import CENTRE
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.units.models import Unit

_ELDERS = 6
_OFFERS = (
    ("social_org", Offered("laundry", "大件洗涤，上门取送", 12)),
    ("social_org", Offered("cleaning", "擦窗、打扫，两人一组", 6)),
    ("health_station", Offered("medical", "上门量血压、换药", 20)),
    ("community", Offered("errand", "代买代办", 30)),
)
_GOODS = (
    (Stocked("food", "大米", "袋", 10), Moving("donated", 40, "春节慰问", "爱心商户")),
    (Stocked("warmth", "棉被", "床", 5), Moving("bought", 4, "区里调拨")),
    (Stocked("protection", "口罩", "包", 50), Moving("bought", 200, "区里调拨")),
)
_MEANS = (
    Said("fever_clinic", "永宁发热诊室（演示）", "running", 6, 2, "8:00–20:00"),
    Said("oxygen", "卫生站吸氧位（演示）", "running", 4, 1, "8:00–18:00"),
    Said("pharmacy", "滨河药店（演示）", "running", 0, 0, "8:00–21:00"),
    Said("vehicle", "转运车（演示）", "planned", 1, 0),
)


def load_care(now: datetime) -> None:
    """Everything of it, by public actions."""
    by = actor("shuji", now)
    _resources(by, now)
    _own_helper(by, now)
    for n, elder in enumerate(_elders()):
        alone = n % 2 == 0
        if alone:
            add_risk(person_id=elder, group="lives_alone", note="", source="visit", by=by, at=now)
        _pair(elder, n, by, now)
    _doctor(by, now)
    _round(by, now)


def _resources(by: Actor, now: datetime) -> None:
    units = {
        kind: Unit.objects.get(kind=kind, path=YONGNING).id
        for kind in ("social_org", "health_station", "community")
    }
    for kind, offered in _OFFERS:
        add_offer(unit_id=units[kind], offered=offered, by=by, at=now)
    for good, moving in _GOODS:
        made = add_good(unit_id=units["community"], good=good, by=by, at=now)
        move_stock(good_id=made, moving=moving, by=by, at=now)
    for said in _MEANS:
        add_mean(unit_id=units["health_station"], path=YONGNING, said=said, by=by, at=now)


def _own_helper(by: Actor, now: datetime) -> None:
    """The grid worker of the cast is a helper too, with an account."""
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    profile = Profile("grid_worker", "永宁网格员", most=20)
    add_helper(unit_id=unit, profile=profile, account_id=account_called("wangge"), by=by, at=now)


def _elders() -> list[UUID]:
    with acting(SYSTEM):
        there = AtRisk.objects.filter(
            group=Group.AGE_80, ended_on__isnull=True, path__startswith=YONGNING
        )
        return list(there.order_by("person_id").values_list("person_id", flat=True)[:_ELDERS])


def _pair(elder: UUID, n: int, by: Actor, now: datetime) -> None:
    """One elder under six helpers, most of whom said yes; the first few were visited."""
    began = now - timedelta(days=2)
    yes = Yes("family" if n % 3 else "self", local_date(began))
    pairing = open_pairing(
        scheme="six_cover_one", subject=Subject(person_id=elder), contact="女儿 00000000000", by=by, at=began, yes=yes,
    )  # fmt: skip
    roles = schemes()["six_cover_one"].roles
    for role, rule in roles.items():
        if n == 1 and role == "medic":
            continue
        near = (
            h for h in matchable(YONGNING, on=local_date(now)) if h.unit_path in (YONGNING, BINHE)
        )
        able = [h for h in near if h.kind in rule.kinds]
        helper = max(able, key=lambda h: h.most) if role == "grid_worker" else able[n % len(able)]
        _ask(pairing, role, helper.id, by, began, yes=not (n == 2 and role == "social_org"))
    if n % 2:
        carer = next(c for c in _carers(pairing) if c[1] == "grid_worker")[0]
        words = "精神不错，想有人陪着说说话。"
        met = Visited(
            new_id(now), carer, "home", "met", now - timedelta(hours=5), words, ("lonely",)
        )
        record_visit(visited=met, by=actor("wangge", now), at=now)


def _ask(pairing: UUID, role: str, helper: UUID, by: Actor, at: datetime, *, yes: bool) -> None:
    try:
        carer = ask_carer(pairing_id=pairing, role=role, helper_id=helper, by=by, at=at)
    except CaseloadFull:
        return
    if yes:
        answer_carer(carer_id=carer, yes=True, why="", by=by, at=at)


def _carers(pairing: UUID) -> list[tuple[UUID, str]]:
    with acting(SYSTEM):
        return list(
            Carer.objects.filter(pairing_id=pairing, state="agreed").values_list("id", "role")
        )


def _doctor(by: Actor, now: datetime) -> None:
    """A contract of somebody over 65, signed so long ago that a follow-up is due."""
    with acting(SYSTEM):
        there = AtRisk.objects.filter(group=Group.AGE_65, ended_on__isnull=True, path__startswith=YONGNING)  # fmt: skip
        elder = there.order_by("-person_id").values_list("person_id", flat=True).first()
    if elder is None:
        return
    began = now - timedelta(days=80)
    yes = Yes("self", local_date(began))
    pairing = open_pairing(
        scheme="family_doctor", subject=Subject(person_id=elder), contact="", by=by, at=began, yes=yes
    )  # fmt: skip
    station = Unit.objects.get(kind="health_station", path=YONGNING).id
    medic = add_helper(
        unit_id=station, profile=Profile("medic", "家庭医生演示", most=60), by=by, at=now
    )
    _ask(pairing, "doctor", medic, by, began, yes=True)
    sign(pairing_id=pairing, since=local_date(began), by=by, at=now)


def _round(by: Actor, now: datetime) -> None:
    """Tomorrow's deliveries and visits, for a car and a walker, planned."""
    on = local_date(now) + timedelta(days=1)
    going = Going(YONGNING, on, "明天上门：送菜、走访", "永宁社区服务大厅", *CENTRE)
    made = start_round(going=going, by=by, at=now)
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    for name, mode, room in (("一号车", "car", 40), ("步行一组", "foot", 4)):
        add_crew(round_id=made, crew=CrewSaid(name, mode, unit, room=room), by=by, at=now)
    with acting(SYSTEM):
        homes = list(
            Household.objects.filter(path__startswith=YONGNING, lat__isnull=False)
            .order_by("id").values_list("id", flat=True)[:14]
        )  # fmt: skip
    for n, home in enumerate(homes):
        opens, closes = (9 * 60, 11 * 60) if n % 5 == 0 else (8 * 60, 17 * 60)
        stop = StopSaid("送菜", opens, closes, 8, 1 + n % 3, kind="delivery", household_id=home)
        add_stop(round_id=made, stop=stop, by=by, at=now)
    take_in_visits(round_id=made, by=by, at=now)
    ask_plan(round_id=made, seconds=2, by=by, at=now)
    work_off(at=now)
