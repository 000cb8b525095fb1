"""Households of the reference community by a seeded generator: nobody in them is anybody."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from shuoshi.people.actions import add_household, add_person
from shuoshi.reach.terms import SYSTEM

A_BUILDING = 4
_SEED = 141102
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"


@dataclass(frozen=True, slots=True)
class Member:
    """One made-up resident: a name nobody bears, a number nobody has, a phone that rings nowhere."""

    name: str
    identity_number: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives behind one door of a building."""

    path: str
    door: str
    members: tuple[Member, ...]


def fake_identity_number(rng: random.Random, n: int) -> str:
    """An identity number that nobody has: born in 1899, with a wrong check character.

    Source:  DOMAIN.md 1.3
    """
    body = f"1411021899{rng.randint(1, 12):02}{rng.randint(1, 28):02}{n % 1000:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    right = sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[(right + 1) % 11]


def fake_name(rng: random.Random, n: int) -> str:
    """A name that can't be anybody's: a surname and a number."""
    return f"{rng.choice(_SURNAMES)}演示{n:03}"


def households(buildings: Iterable[str], *, each: int = A_BUILDING) -> Iterator[Household]:
    """The same households for the same buildings, each of one to four members."""
    rng, n = random.Random(_SEED), 500  # numbers below are the raisers'
    for path in buildings:
        for door in range(1, each + 1):
            surname, members = rng.choice(_SURNAMES), list[Member]()
            for place in range(rng.choice((1, 2, 2, 3, 3, 4))):
                n += 1
                phone = f"000{n:08}" if place < 2 else None
                number = fake_identity_number(rng, n)
                members.append(Member(f"{surname}演示{n:03}", number, phone))
            yield Household(path, f"{door}01室", tuple(members))


def load_households(buildings: Iterable[str], at: datetime) -> int:
    """Add their members; returns how many."""
    added = 0
    for household in households(buildings):
        home = add_household(path=household.path, door=household.door, by=SYSTEM, at=at)
        for member in household.members:
            add_person(
                name=member.name, phone=member.phone, path=household.path, by=SYSTEM, at=at,
                identity_number=member.identity_number, household_id=home,
            )  # fmt: skip
            added += 1
    return added
