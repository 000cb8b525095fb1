"""The district filled with residents: grids and buildings for every community, households behind their doors.

Two processes write at once; each takes whole communities, each community a few transactions.
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from multiprocessing import get_context
from uuid import UUID

import django
from django.db import connection

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.people.bulk import NewHousehold, NewPerson, write_households, write_people
from shuoshi.people.models import Household as Home
from shuoshi.people.terms import REVIEW_DAYS
from shuoshi.places.actions import lay_out
from shuoshi.places.models import Place
from shuoshi.places.terms import PlaceKind
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import DISTRICT
from shuoshi.scenarios.lishi.households import Household, households

CENTRE = (37.5240, 111.1390)
"""Where the made-up district has its middle (degrees); nothing in it stands where it is drawn."""
_A_GRID, _A_BUILDING, _BATCH = 900, 90, 400
_COMMUNITY_SHARE = 3.0
"""How many times as many live in a community as in a village."""
_MANY = 2_000


class FilledAlready(Conflict):
    """这里已经有成批的住户了，不再生成。"""


@dataclass(frozen=True, slots=True)
class Job:
    """One community to fill: which, with how many, numbered from where, by which seed."""

    path: str
    residents: int
    first: int
    seed: int
    spot: tuple[float, float]


def fill_district(
    *,
    residents: int,
    seed: int,
    at: datetime,
    workers: int = 2,
    say: Callable[[int], None] = lambda _n: None,
) -> int:
    """Fill every community and village; gives how many residents were made.

    Raises:  FilledAlready where more than a demonstration's households are there
    """
    with acting(SYSTEM):
        if Home.objects.count() > _MANY:
            raise FilledAlready
    made = 0
    jobs = jobs_for(residents, seed)
    if workers == 1:
        for many in (fill(job, at) for job in jobs):
            made += many
            say(many)
        return made
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=django.setup
    ) as pool:
        for many in pool.map(fill, jobs, [at] * len(jobs)):
            made += many
            say(many)
    return made


def jobs_for(residents: int, seed: int) -> list[Job]:
    """How many live where: communities more than villages, the centre of town denser than the edge."""
    kinds = (PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
    places = list(
        Place.objects.filter(path__startswith=DISTRICT, kind__in=kinds, closed_on__isnull=True)
        .order_by("path").values_list("path", "kind")
    )  # fmt: skip
    rng = random.Random(seed)
    shares = [
        (_COMMUNITY_SHARE if k == PlaceKind.COMMUNITY else 1.0) * rng.uniform(0.7, 1.3)
        for _p, k in places
    ]
    jobs, first, whole = [], 1_000, sum(shares)
    for n, ((path, kind), share) in enumerate(zip(places, shares, strict=True)):
        many = round(residents * share / whole)
        jobs.append(Job(path, many, first, seed + n, _spot(n, rural=kind == PlaceKind.VILLAGE)))
        first += many + 10
    return jobs


def _spot(n: int, *, rural: bool) -> tuple[float, float]:
    """A spiral round the centre: communities within some five kilometres, villages up to twenty."""
    far = (0.03 if rural else 0.0) + (0.0110 if rural else 0.0042) * math.sqrt(n + 1)
    turn = n * 2.399963
    return CENTRE[0] + far * math.sin(turn), CENTRE[1] + far * math.cos(turn) * 1.25


def fill(job: Job, at: datetime) -> int:
    """Fill one community: its grids and buildings where it has none, then its doors. Gives how many live there."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    buildings = _buildings(job, at)
    if not buildings or not job.residents:
        return 0
    today, rng, done = local_date(at), random.Random(job.seed), 0
    source = households(job.seed, first=job.first, today=today)
    each = math.ceil(job.residents / len(buildings))
    for path, place_id in buildings:
        spot = _near(job.spot, rng)
        homes = list(_some(source, min(each, job.residents - done)))
        done += sum(len(h.members) for h in homes)
        _write(path, place_id, spot, homes, at)
    with acting(SYSTEM):
        place = Place.objects.get(path=job.path)
        record(kind="people.generate", subject_id=place.id, path=job.path, by=SYSTEM, at=at)
    return done


def _some(source: Iterator[Household], most: int) -> Iterator[Household]:
    """Households until there are so many people."""
    there = 0
    while there < most:
        home = next(source)
        there += len(home.members)
        yield home


def _near(spot: tuple[float, float], rng: random.Random) -> tuple[float, float]:
    return spot[0] + rng.gauss(0, 0.0018), spot[1] + rng.gauss(0, 0.0022)


def _buildings(job: Job, at: datetime) -> list[tuple[str, UUID]]:
    grids = Place.objects.filter(path__startswith=job.path, kind=PlaceKind.GRID)
    if not grids.exists():
        many = max(1, round(job.residents / _A_GRID))
        each = max(1, math.ceil(job.residents / many / _A_BUILDING))
        lay_out(
            community=job.path,
            grids=[(f"第{n}网格", [f"{b}号楼" for b in range(1, each + 1)]) for n in range(1, many + 1)],
            by=SYSTEM, at=at,
        )  # fmt: skip
    found = Place.objects.filter(path__startswith=job.path, kind=PlaceKind.BUILDING).order_by(
        "path"
    )
    return list(found.values_list("path", "id"))


def _write(
    path: str, place_id: UUID, spot: tuple[float, float], homes: Sequence[Household], at: datetime
) -> None:
    """A building's households, in one transaction each few hundred people."""
    rest, review_on = iter(homes), local_date(at) + timedelta(days=REVIEW_DAYS)
    while some := list(islice(rest, _BATCH)):
        made, people = [], []
        for n, home in enumerate(some):
            made.append(
                NewHousehold(
                    new_id(at), place_id, path, f"{n // 6 + 1} 单元 {n % 6 + 1}0{n % 2 + 1}", spot
                )
            )
            people += [
                NewPerson(
                    new_id(at),
                    {"name": m.name, "phone": m.phone, "identity_number": m.identity_number,
                     "born_on": m.born_on.isoformat()},
                    place_id, path, made[-1].id, m.tie, m.groups, review_on=review_on,
                )
                for m in home.members
            ]  # fmt: skip
        with acting(SYSTEM):
            write_households(made, at)
            write_people(people, at)
