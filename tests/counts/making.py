"""A sampling of a community with an epidemic on, a site, people of two grids: for tests of counts.

What a test says otherwise comes as keywords of any type; that is what the ignored types are.
"""

from datetime import datetime, timedelta
from uuid import UUID

from shuoshi.counts.arranging import plan_count, set_up_site
from shuoshi.counts.binding import BoundOut, bind
from shuoshi.counts.terms import Bound, CountSaid, SiteSaid
from shuoshi.kernel.ids import new_id
from shuoshi.people.models import Person
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.care.making import unit
from tests.conftest import AT, Cast
from tests.people.making import GRID_1

EDITION = "sampling_2022_03"
GUEST = {"name": "过路人", "phone": "13800000009"}


def a_count(cast: Cast, name: str = "第一轮", by: str = "shuji", **more: object) -> UUID:
    """A round in Yongning, begun an hour ago, whose results the health station finds."""
    given = {
        "path": YONGNING, "unit_id": unit("community"), "edition": EDITION, "starts_at": AT - timedelta(hours=1),
        "until": AT + timedelta(hours=20), "lab_id": unit("health_station"),
    } | more  # fmt: skip
    return plan_count(said=CountSaid(name=name, **given), by=cast(by), at=AT)  # type: ignore[arg-type]


def a_site(cast: Cast, count: UUID, name: str = "广场", path: str = GRID_1, **more: object) -> UUID:
    given = {"unit_id": unit("community"), "address": "小广场", "stations": 2} | more
    said = SiteSaid(path=path, name=name, **given)  # type: ignore[arg-type]
    return set_up_site(count_id=count, said=said, by=cast("shuji"), at=AT - timedelta(hours=2))


def tube(at: datetime = AT) -> UUID:
    return new_id(at)


def one(
    subject: UUID | None, container: UUID, code: str = "T-0001", at: datetime = AT, **more: object
) -> Bound:
    """Somebody for a tube of ten."""
    given = {"most": 10, "fields": {} if subject else GUEST} | more
    return Bound(new_id(at), at, container, code, subject=subject, **given)  # type: ignore[arg-type]


def bound(
    cast: Cast, site: UUID, *items: Bound, by: str = "wangge", at: datetime = AT, edition: str = EDITION
) -> tuple[BoundOut, ...]:  # fmt: skip
    return bind(site_id=site, edition=edition, items=items, by=cast(by), at=at)


def residents(many: int, path: str = YONGNING) -> list[UUID]:
    """So many of those who are registered there."""
    with acting(SYSTEM):
        found = Person.objects.filter(path__startswith=path, left_on__isnull=True).order_by("id")
        return list(found.values_list("id", flat=True)[:many])
