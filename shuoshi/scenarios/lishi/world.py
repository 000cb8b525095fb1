"""Building the district: places, units, the cast, rolls, programmes. Everything by public actions."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from shuoshi.accounts.actions import give_duty, give_one_password, open_account
from shuoshi.accounts.models import Account
from shuoshi.meetings.actions import put_on_roll
from shuoshi.meetings.electors import Owner, set_roll
from shuoshi.people.actions import add_person
from shuoshi.places.actions import add_estate, add_place, add_site, name_also, put_in_estate
from shuoshi.places.divisions import load_divisions
from shuoshi.places.models import Estate, Place
from shuoshi.places.terms import PlaceKind
from shuoshi.reach.rules import bounds_of
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.beginning import (
    add_answering_units,
    install_library,
    keep_body_rules,
    keep_calendar,
)
from shuoshi.scenarios.lishi.cast import (
    BINHE,
    CAST,
    DEMO_PASSWORD,
    DEPARTMENTS,
    DISTRICT,
    FENGSHAN,
    REPRESENTATIVES,
    RESIDENT,
    YONGNING,
)
from shuoshi.scenarios.lishi.filling import CENTRE, Job, fill
from shuoshi.scenarios.lishi.households import fake_identity_number
from shuoshi.units.actions import add_unit, add_units
from shuoshi.units.models import Unit
from shuoshi.units.terms import UnitKind

DIVISIONS = Path(__file__).with_name("divisions.csv")
CODES_FROM = date(2023, 6, 30)
DUTIES_FROM = date(2022, 1, 1)
_HELPING = [
    (UnitKind.HOTLINE, "离石区12345", DISTRICT),
    (UnitKind.SOCIAL_ORG, "永宁爱心洗护队", YONGNING),
    (UnitKind.HEALTH_STATION, "永宁社区卫生服务站", YONGNING),
    (UnitKind.POLICE_STATION, "滨河派出所", BINHE),
]
_RESIDENTS = 130
"""How many live in the buildings of the reference community."""
Say = Callable[[str], None]


def _is_there() -> bool:
    return Account.objects.filter(username=CAST[0].username).exists()


def load_world(*, at: datetime, say: Say = lambda _: None) -> bool:
    """Build the district if it is not there; returns whether it was built."""
    if _is_there():
        return False
    say("区划 / divisions")
    load_divisions(file=DIVISIONS, valid_from=CODES_FROM, by=SYSTEM, at=at)
    _local_places(at)
    _estate_and_hall(at)
    say("单位与工作日历 / units and calendar")
    add_answering_units(DISTRICT, at)
    add_units(rows=[(UnitKind.DEPARTMENT, n, DISTRICT) for n in DEPARTMENTS], by=SYSTEM, at=at)
    add_units(rows=_HELPING, by=SYSTEM, at=at)
    _estates_units(at)
    keep_calendar()
    say("程序 / programmes")
    install_library(DISTRICT, at)
    keep_body_rules(DUTIES_FROM, DISTRICT, at)
    say("岗位 / posts")
    _cast(at)
    return True


def _local_places(at: datetime) -> None:
    """What the list of 2023 lacks: 中央公园 community, an alias, grids and buildings of Yongning."""
    add_place(
        parent_path=FENGSHAN, kind=PlaceKind.COMMUNITY, name="中央公园社区", by=SYSTEM, at=at,
        aliases=("中央公园",),
    )  # fmt: skip
    name_also(path="141102003", alias="莲花街道", by=SYSTEM, at=at)
    for n in range(1, 5):
        grid = add_place(
            parent_path=YONGNING, kind=PlaceKind.GRID, name=f"永宁第{n}网格", part=f"{n:03}",
            by=SYSTEM, at=at,
        )  # fmt: skip
        for b in range(1, 4):
            add_place(
                parent_path=grid.path, kind=PlaceKind.BUILDING, name=f"{b}号楼", part=f"{b:05}",
                by=SYSTEM, at=at,
            )  # fmt: skip


def _estate_and_hall(at: datetime) -> None:
    """An estate of Yongning over the first two grids, and the hall where its people meet."""
    estate = add_estate(name="永宁苑", community=YONGNING, by=SYSTEM, at=at)
    put_in_estate(estate_id=estate, buildings=_buildings()[:6], by=SYSTEM, at=at)
    add_site(name="永宁社区服务大厅", kind="hall", path=YONGNING, by=SYSTEM, at=at)
    add_site(name="永宁议事厅", kind="meeting_room", path=YONGNING, by=SYSTEM, at=at)


def _estates_units(at: datetime) -> None:
    """The branch of the estate, and the assembly of its owners with its roll."""
    estate = Estate.objects.get(name="永宁苑").id
    for kind, said in (
        (UnitKind.ESTATE_BRANCH, "永宁苑小区党支部"), (UnitKind.OWNERS, "永宁苑业主大会"),
    ):  # fmt: skip
        made = add_unit(kind=kind, name=said, path=YONGNING, estate_id=estate, by=SYSTEM, at=at)
    keeper = replace(SYSTEM, bounds=bounds_of(YONGNING))
    owners = [
        Owner(f"{b}号楼{door}", f"业主{n}号", f"0000000{n:04}", 6000 + 900 * n)
        for n, (b, door) in enumerate([(b, door) for b in (1, 2, 3) for door in (101, 201, 301)], 1)
    ]
    set_roll(unit_id=made.id, owners=owners, by=keeper, at=at)


def _department(name: str) -> UUID:
    return Unit.objects.get(kind=UnitKind.DEPARTMENT, name=name).id


def _post(username: str, name: str, role: str, path: str, unit: UUID, at: datetime) -> UUID:
    account = open_account(username=username, name=name, password=None, by=SYSTEM, at=at, path=path)
    give_duty(
        account_id=account,
        role=role,
        path=path,
        unit_id=unit,
        by=SYSTEM,
        at=at,
        starts_on=DUTIES_FROM,
    )
    return account


def _cast(at: datetime) -> None:
    found = Unit.objects.exclude(kind=UnitKind.DEPARTMENT)
    units = {(UnitKind(u.kind), u.path): u.id for u in found}
    accounts: dict[str, UUID] = {}
    for post in CAST:
        unit = (
            _department(post.unit_name)
            if post.unit_name
            else units[UnitKind(post.unit[0]), post.unit[1]]
        )
        accounts[post.username] = _post(post.username, post.name.zh, post.role, post.path, unit, at)
    fill(Job(YONGNING, _RESIDENTS, 500, 141102, CENTRE), at)
    deputies = _rolls(units, YONGNING, at, accounts)
    signing_in = {*accounts.values(), *deputies, _resident(at)}
    give_one_password(account_ids=signing_in, password=DEMO_PASSWORD)


def _buildings() -> list[str]:
    found = Place.objects.filter(path__startswith=YONGNING, kind=PlaceKind.BUILDING)
    return list(found.order_by("path").values_list("path", flat=True))


def _resident(at: datetime) -> UUID:
    person = add_person(
        name="演示居民", phone="00000000000", path=YONGNING, by=SYSTEM, at=at,
        identity_number=fake_identity_number(random.Random(1), 1),
    )  # fmt: skip
    return open_account(
        username=RESIDENT[0], name=RESIDENT[1].zh, password=None, by=SYSTEM, at=at, path=YONGNING,
        person_id=person,
    )  # fmt: skip


def _rolls(
    units: dict[tuple[UnitKind, str], UUID],
    path: str,
    at: datetime,
    accounts: dict[str, UUID],
    prefix: str = "",
) -> list[UUID]:
    """Representatives, party members and the two committees of a community, on their rolls; gives the logins that are
    made for it."""
    body = units[UnitKind.REPRESENTATIVES, path]
    members = units[UnitKind.PARTY_MEMBERS, path]
    deputies = [
        _post(f"{prefix}daibiao{n}", f"代表{n}号", "representative", path, body, at)
        for n in range(1, REPRESENTATIVES + 1)
    ]
    for n, account in enumerate(deputies):
        _on_roll(body, account, path, at)
        if n < 6:
            give_duty(
                account_id=account, role="party_member", path=path, unit_id=members, by=SYSTEM,
                at=at, starts_on=DUTIES_FROM,
            )  # fmt: skip
            _on_roll(members, account, path, at)
    for kind in (UnitKind.TWO_COMMITTEES, UnitKind.PARTY_BRANCH):
        for username in ("shuji", "weiyuan", "zhiban"):
            _on_roll(units[kind, path], accounts[username], path, at)
    return deputies


def _on_roll(unit: UUID, account: UUID, path: str, at: datetime) -> None:
    put_on_roll(
        unit_id=unit, account_id=account, starts_on=DUTIES_FROM, by=SYSTEM, at=at, path=path
    )


@transaction.atomic
def staff_community(path: str, at: datetime) -> None:
    """Give another community the posts that its matters need; they can't sign in."""
    prefix = f"{path}."
    if Account.objects.filter(username=f"{prefix}shuji").exists():
        return
    units = {(UnitKind(u.kind), u.path): u.id for u in Unit.objects.filter(path=path)}
    own = units[UnitKind.COMMUNITY, path]
    accounts = {
        name: _post(prefix + name, title, role, path, own, at)
        for name, title, role in (
            ("shuji", "书记", "village_secretary"),
            ("weiyuan", "委员", "committee_member"),
            ("zhiban", "值班员", "desk_worker"),
        )
    }
    _rolls(units, path, at, accounts, prefix)
    street = path[:9]
    if not Account.objects.filter(username=f"{street}.jiedao").exists():
        unit = Unit.objects.get(kind=UnitKind.TOWNSHIP, path=street).id
        _post(f"{street}.jiedao", "街道审核员", "township_reviewer", street, unit, at)
