"""A day of deliveries by its pages: for tests of rounds."""

from datetime import timedelta
from uuid import UUID

from shuoshi.kernel.clock import local_date, now
from shuoshi.people.homes import place_on_map
from shuoshi.people.queries import person_shown
from shuoshi.people.registering import register_person
from shuoshi.rounds.making import work_off
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.scenarios.lishi.walking import actor
from shuoshi.units.models import Unit
from tests.web.using import client, text

DAY = (local_date(now()) + timedelta(days=1)).isoformat()


def does(who: str, page: str, do: str, status: int = 302, /, **given) -> str:
    answer = client(who).post(page, {"do": do} | given)
    assert answer.status_code == status, text(answer)[-3000:]
    return str(answer["Location"]) if status == 302 else text(answer)


def unit(kind: str = "community") -> str:
    return str(Unit.objects.get(kind=kind, path=YONGNING).id)


def home(n: int) -> UUID:
    by, at = actor("wangge", now()), now()
    given = {"name": f"住{n}演示", "phone": f"1390000{n:04}", "door": f"{n} 单元 101"}
    who = register_person(given=given, path=f"{YONGNING}001", sure=True, by=by, at=at)
    household = person_shown(who, by=by).household_id
    assert household
    place_on_map(
        household_id=household, lat=f"{37.52 + 0.002 * n:.4f}", lon=f"{111.14 + 0.001 * (n % 3):.4f}", by=by, at=at
    )  # fmt: skip
    return who


def a_day() -> str:
    """A day with a car of the laundry and four deliveries, not planned yet."""
    given = {
        "place": YONGNING,
        "name": "周一送菜",
        "on": DAY,
        "base": "社区大厅",
        "base_lat": "37.52",
        "base_lon": "111.14",
    }
    page = does("shuji", "/staff/rounds", "start", **given)
    does(
        "shuji",
        page,
        "crew",
        name="洗护车",
        mode="car",
        unit=unit("social_org"),
        room="20",
        rests="true",
    )
    for n in range(4):
        stop = {
            "round": page.rsplit("/", 1)[1],
            "person": str(home(n)),
            "kind": "delivery",
            "what": "送菜",
            "brings": "2",
        }
        does("shuji", f"/staff/rounds/stop?person={stop['person']}", "add", **stop)
    return page


def planned(page: str) -> None:
    does("shuji", page, "plan", seconds="2")
    assert "正在排" in text(client("shuji").get(page))
    assert work_off(at=now()) == 1
