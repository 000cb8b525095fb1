"""Residents by a seeded generator, in households of a plausible make and age: nobody in them is anybody."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shuoshi.people.terms import Group, Tie

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Member:
    """One made-up resident: a name nobody bears, a number nobody has, a phone that rings nowhere."""

    name: str
    identity_number: str
    phone: str
    born_on: date
    tie: Tie
    groups: frozenset[Group]


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives behind one door."""

    members: tuple[Member, ...]


_KINDS = (
    ("elder", 8), ("single", 13), ("elders", 11), ("couple", 17), ("family", 34), ("parent", 5), ("three", 12),
)  # fmt: skip
"""Kinds of households and how many of a hundred are of each: sizes near the census of 2020 (one member 25, two 30,
three 21, more 24 of a hundred) [K]."""
_ELDER, _ADULT = (60, 93), (22, 60)


def fake_identity_number(rng: random.Random, n: int, born_on: date | None = None) -> str:
    """An identity number that nobody has: its check character is wrong, and no place has its first six digits, or
    its owner was born in 1899 where no day is said.

    Source:  DOMAIN.md 1.3
    """
    day = born_on or date(1899, rng.randint(1, 12), rng.randint(1, 28))
    place = f"9{n // 1000 % 100_000:05}" if born_on else "141102"
    body = f"{place}{day:%Y%m%d}{n % 1000:03}"
    right = sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11
    return body + _CHECKS[(right + 1) % 11]


def fake_name(rng: random.Random, n: int) -> str:
    """A name that can't be anybody's: a surname and a number."""
    return f"{rng.choice(_SURNAMES)}演示{n:03}"


def households(seed: int, *, first: int, today: date) -> Iterator[Household]:
    """Households without end, the same for the same seed; members are numbered from `first` on."""
    rng, n = random.Random(seed), first
    kinds, weights = [k for k, _w in _KINDS], [w for _k, w in _KINDS]
    while True:
        poor, made = rng.random() < 0.02, []
        ages = _ages(rng, rng.choices(kinds, weights)[0])
        surname = rng.choice(_SURNAMES)
        for age, tie in ages:
            n += 1
            born_on = today - timedelta(days=int(age * 365.25) + rng.randrange(1, 360))
            phone = f"000{n % 10**8:08}" if age >= 14 and rng.random() < 0.8 else ""
            groups = _groups(rng, age, alone=len(ages) == 1, poor=poor)
            number = fake_identity_number(rng, n, born_on)
            own = surname if tie is not Tie.SPOUSE else rng.choice(_SURNAMES)
            made.append(Member(f"{own}演示{n:03}", number, phone, born_on, tie, groups))
        yield Household(tuple(made))


def _ages(rng: random.Random, kind: str) -> list[tuple[int, Tie]]:
    """Who lives together: ages and ties."""
    elder, adult = rng.randint(*_ELDER), rng.randint(*_ADULT)
    if kind == "elder":
        return [(elder, Tie.HEAD)]
    if kind == "single":
        return [(adult, Tie.HEAD)]
    if kind == "elders":
        return [(elder, Tie.HEAD), (max(55, elder - rng.randint(-3, 5)), Tie.SPOUSE)]
    if kind == "couple":
        return [(adult, Tie.HEAD), (max(22, adult - rng.randint(-3, 5)), Tie.SPOUSE)]
    parent = rng.randint(24, 54)
    children = [
        (max(0, parent - rng.randint(23, 33)), Tie.CHILD)
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))
    ]
    young = [
        (parent, Tie.HEAD),
        *([] if kind == "parent" else [(max(22, parent - rng.randint(-3, 4)), Tie.SPOUSE)]),
    ]
    if kind == "three":
        grand = parent + rng.randint(22, 32)
        return [
            *young,
            *children,
            *((min(95, grand + i), Tie.PARENT) for i in range(rng.choice((1, 1, 2)))),
        ]
    return [*young, *children]


def _groups(rng: random.Random, age: int, *, alone: bool, poor: bool) -> frozenset[Group]:
    """Why somebody needs looking after, as often as is plausible; what follows from age is not said here."""
    found = set[Group]()
    if alone and age >= 65:
        found.add(Group.LIVES_ALONE)
    if rng.random() < (0.35 if age >= 65 else 0.05 if age >= 40 else 0.005):
        found.add(Group.DISEASE)
    if rng.random() < (0.4 if age >= 85 else 0.1 if age >= 65 else 0.004):
        found.add(Group.MOBILITY)
    if poor:
        found.add(Group.LOW_INCOME)
    if 6 <= age < 18 and rng.random() < (0.2 if poor else 0.003):
        found.add(Group.YOUNG_IN_NEED)
    return frozenset(found)
