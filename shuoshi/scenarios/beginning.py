"""How a district begins: places, the units that answer there, bodies, rules, calendar, programmes.

Everything by public actions; safe to repeat. The demonstration and a real site begin alike.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from shuoshi.kernel.errors import BadInput
from shuoshi.meetings.actions import set_rule
from shuoshi.meetings.models import BodyRule
from shuoshi.meetings.terms import Rule, parse_share
from shuoshi.places.divisions import load_divisions
from shuoshi.places.models import Place
from shuoshi.places.terms import PlaceKind
from shuoshi.programmes.actions import install, library
from shuoshi.reach.terms import SYSTEM
from shuoshi.units.actions import add_units, seed_calendar
from shuoshi.units.models import CalendarYear, Unit
from shuoshi.units.rules import answering_units
from shuoshi.units.terms import UnitKind

_HALF, _TWO_THIRDS = parse_share(">1/2"), parse_share(">=2/3")
_BODY_RULES = (
    Rule(
        UnitKind.REPRESENTATIVES, _TWO_THIRDS, _HALF, False, (10, 25),
        "L09 art 26; days W03; notice and phone P", "C", notice_days=3, phone=True,
    ),
    Rule(UnitKind.TWO_COMMITTEES, _HALF, _HALF, False, (), "DOMAIN 13.1", "P", phone=True),
    Rule(UnitKind.PARTY_BRANCH, _HALF, _HALF, False, (), "DOMAIN 13.1", "P", phone=True),
    Rule(UnitKind.PARTY_MEMBERS, _TWO_THIRDS, _HALF, True, (), "W05; phone P", "S", phone=True),
    Rule(
        UnitKind.RESIDENTS_MEETING, _HALF, _HALF, False, (), "L09 art 21, 22; L10 art 9, 10", "C",
        notice_days=10,
    ),
    Rule(
        UnitKind.HOUSEHOLDS_MEETING, _TWO_THIRDS, _HALF, False, (),
        "L09 art 22: two thirds of the households' representatives", "C", notice_days=10,
    ),
    Rule(
        UnitKind.OWNERS, _TWO_THIRDS, _HALF, False, (), "民法典 278; 物业管理条例 14", "C",
        notice_days=15, by_area=True,
    ),
)  # fmt: skip
Say = Callable[[str], None]


def begin(
    *, divisions: Path, district: str, valid_from: date, at: datetime, say: Say = lambda _: None
) -> None:
    """Make a district ready for its first duty: `district` is the path that its units stand under.

    Raises:  BadInput when the list does not hold the district
    """
    say("区划 / divisions")
    load_divisions(file=divisions, valid_from=valid_from, by=SYSTEM, at=at)
    say("单位与工作日历 / units and calendar")
    add_answering_units(district, at)
    keep_calendar()
    say("程序与议事规则 / programmes and the bodies' rules")
    install_library(district, at)
    keep_body_rules(valid_from, district, at)


def add_answering_units(district: str, at: datetime) -> None:
    """The district's, each street's and each community's unit, and each community's bodies.

    Raises:  BadInput
    """
    there = set(Unit.objects.filter(ended_on__isnull=True).values_list("kind", "path"))
    rows = [row for row in _units_of(district) if (row[0], row[2]) not in there]
    add_units(rows=rows, by=SYSTEM, at=at)


def _units_of(district: str) -> Iterator[tuple[UnitKind, str, str]]:
    own = Place.objects.filter(path=district).first()
    if own is None:
        raise BadInput("名单里没有这个区：%(path)s。", field="district", path=district)
    yield UnitKind.DISTRICT, own.name, district
    for place in Place.objects.filter(path__startswith=district).order_by("path"):
        for kind, said in answering_units(PlaceKind(place.kind)):
            yield kind, place.name + said, place.path


def keep_calendar() -> None:
    """The years that are published, where the calendar is empty: later it is edited by hand."""
    if not CalendarYear.objects.exists():
        seed_calendar()


def install_library(district: str, at: datetime) -> None:
    """The programmes that ship with the house; the same text again changes nothing."""
    for file in library():
        install(file=file, by=SYSTEM, at=at, path=district)


def keep_body_rules(starts_on: date, district: str, at: datetime) -> None:
    """How each kind of body decides, where nothing is said yet."""
    known = set(BodyRule.objects.values_list("kind", flat=True))
    for rule in _BODY_RULES:
        if rule.kind not in known:
            set_rule(rule=rule, starts_on=starts_on, by=SYSTEM, at=at, path=district)
