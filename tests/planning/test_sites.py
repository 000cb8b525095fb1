"""Sites: everybody has one, none holds too many, as few as can be, and people walk as little as brute force finds."""

import itertools
import math
import random

import pytest

from shuoshi.planning.sites.solving import metres, propose
from shuoshi.planning.sites.terms import Home, Proposed, Wanted
from shuoshi.planning.sites.waiting import fewest_stations, mean_wait_min

WANTED = Wanted(2_000, 3_000, 360, 100, 12, 1_200, 30)


def town(rng: random.Random, many: int, most: int = 900) -> list[Home]:
    return [
        Home(f"g{n:02}", rng.randint(200, most), (37.5 + rng.random() / 40, 111.1 + rng.random() / 40))
        for n in range(many)
    ]  # fmt: skip


def holds(homes: list[Home], found: tuple[Proposed, ...], wanted: Wanted = WANTED) -> None:
    """By its own reckoning: everybody once, none too full."""
    people = {h.key: h.people for h in homes if h.people}
    assert sum(p.people for p in found) == sum(people.values())
    assert {k for p in found for k in p.homes} == set(people)
    assert all(p.people <= wanted.most for p in found)
    assert all(p.at in people for p in found)
    for p in found:
        assert ("few" in p.why) == (p.people < wanted.least)
        assert p.staff == math.ceil(p.people / wanted.staff_per)
        assert p.wait_min <= wanted.wait_min


def walked(homes: list[Home], found: tuple[Proposed, ...]) -> float:
    by_key = {h.key: h for h in homes}
    return sum(
        by_key[k].people * metres(by_key[p.at].spot, by_key[k].spot) for p in found for k in p.homes
    )


def best_by_hand(homes: list[Home], wanted: Wanted) -> float:
    """Every way to part few homes among as few sites as there must be, people too few weighed as in the plan."""
    many = math.ceil(sum(h.people for h in homes) / wanted.most)
    best = math.inf
    for places in itertools.combinations(homes, many):
        for choice in itertools.product(range(many), repeat=len(homes)):
            loads = [
                sum(h.people for h, c in zip(homes, choice, strict=True) if c == n)
                for n in range(many)
            ]
            if max(loads) > wanted.most:
                continue
            ways = [metres(places[c].spot, h.spot) for h, c in zip(homes, choice, strict=True)]
            if any(w > wanted.walk_m for w in ways):
                continue
            cost = sum(h.people * w for h, w in zip(homes, ways, strict=True))
            best = min(best, cost + 2_000 * sum(max(0, wanted.least - n) for n in loads))
    return best


@pytest.mark.parametrize("seed", range(4))
def test_brute_force_walks_no_less(seed: int) -> None:
    wanted = Wanted(500, 1_500, 360, 100, 12, 9_000, 30)
    homes = town(random.Random(seed), 6, 600)
    found = propose(homes, wanted, seconds=20)
    holds(homes, found, wanted)
    mine = walked(homes, found) + 2_000 * sum(max(0, wanted.least - p.people) for p in found)
    assert mine <= best_by_hand(homes, wanted) * 1.001 + 1_000


def test_a_community_without_a_map_is_parted_by_neighbours() -> None:
    homes = [Home(f"{n:03}", 700) for n in range(10)]
    found = propose(homes, WANTED)
    holds(homes, found)
    assert len(found) == 3
    assert all(p.farthest_m is None for p in found)
    ordered = [k for p in found for k in p.homes]
    assert ordered == sorted(ordered)


def test_a_home_that_is_too_large_is_parted_and_an_empty_one_needs_nothing() -> None:
    homes = [Home("a", 7_000, (37.5, 111.1)), Home("b", 0, (37.5, 111.1))]
    found = propose(homes, WANTED)
    assert sorted(p.people for p in found) == [2_333, 2_333, 2_334]
    assert propose([], WANTED) == ()
    assert propose([Home("b", 0)], WANTED) == ()


def test_whoever_lives_too_far_has_a_site_of_their_own_and_that_is_said() -> None:
    homes = [Home("a", 2_500, (37.5, 111.1)), Home("b", 100, (37.6, 111.1))]
    assert {p.at: p.why for p in propose(homes, WANTED)} == {"a": (), "b": ("few",)}


def test_one_station_waits_as_the_textbook_says() -> None:
    assert mean_wait_min(30, 60, 1) == pytest.approx(1.0)
    assert mean_wait_min(60, 60, 1) == math.inf
    assert mean_wait_min(90, 60, 2) == pytest.approx(60 * 0.6428571 / 30, rel=1e-5)
    assert fewest_stations(250, 100, 30) == 3
    assert fewest_stations(290, 100, 1) > 3
