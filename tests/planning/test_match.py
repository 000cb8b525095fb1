"""The best of all needs together, each pair with its reasons, each gap with its own."""

import random
from itertools import product

import pytest

from shuoshi.planning.match.field import Field
from shuoshi.planning.match.solving import cost_of, match, unmatched_urgency
from shuoshi.planning.match.terms import Helper, Need, Reason, Weights, WhyNot
from shuoshi.planning.match.terms import Pair as APair

HERE = (37.52, 111.14)
WEIGHTS = Weights()


def helper(key: str = "h", **more) -> Helper:
    return Helper(
        key, **({"kind": "volunteer", "skills": frozenset({"laundry"}), "spot": HERE} | more)
    )


def need(key: str = "n", **more) -> Need:
    return Need(key, **({"skill": "laundry", "path": "141102003001001", "spot": HERE} | more))


def made_up(seed: int, needs: int, helpers: int) -> tuple[list[Need], list[Helper]]:
    rng = random.Random(seed)
    skills = ["laundry", "repair", "law"]
    keys = [f"h{i:04}" for i in range(helpers)]

    def somewhere() -> tuple[float, float]:
        return HERE[0] + rng.gauss(0, 0.02), HERE[1] + rng.gauss(0, 0.02)

    some = [
        Helper(
            key, rng.choice(["volunteer", "medic"]), frozenset(rng.sample(skills, 2)), somewhere(),
            slots=rng.randrange(1, 8), load=rng.randrange(2), most=rng.randrange(1, 4), cleared=rng.random() < 0.5,
        )
        for key in keys
    ]  # fmt: skip
    return [
        Need(
            f"n{i:05}", rng.choice(skills), "141102003001001", somewhere(), slots=rng.choice([0, 1, 2, 4]),
            urgency=rng.choice([1, 1, 5]), cleared=rng.random() < 0.2, before=rng.choice(["", rng.choice(keys)]),
            refused=frozenset(rng.sample(keys, 1)),
        )
        for i in range(needs)
    ], some  # fmt: skip


def least(needs: list[Need], helpers: list[Helper]) -> int:
    """The cost of the best matching, by trying each."""
    field = Field(helpers)
    judged = [field.judge(n) for n in needs]
    able = [[-1, *(i for i in range(len(helpers)) if j.able[i])] for j in judged]
    best = None
    for way in product(*able):
        if any(way.count(h) > int(field.room[h]) for h in set(way) - {-1}):
            continue
        pairs = [
            APair(n.key, field.suggested(n, j, h))
            for n, j, h in zip(needs, judged, way, strict=True)
            if h >= 0
        ]
        lost = sum(n.urgency for n, h in zip(needs, way, strict=True) if h < 0)
        cost = cost_of(pairs, lost, WEIGHTS)
        best = cost if best is None else min(best, cost)
    return best


@pytest.mark.parametrize("seed", range(20))
def test_it_costs_what_the_best_of_all_ways_costs(seed):
    needs, helpers = made_up(seed, 5, 4)
    assert match(needs, helpers).cost == least(needs, helpers)


def test_every_need_is_matched_once_within_room_or_says_why_not():
    needs, helpers = made_up(7, 400, 60)
    found = match(needs, helpers)
    assert sorted([p.need for p in found.pairs] + [u.need for u in found.unmatched]) == [
        n.key for n in needs
    ]
    of, by = {n.key: n for n in needs}, {h.key: h for h in helpers}
    given: dict[str, int] = {}
    for pair in found.pairs:
        one, other = of[pair.need], by[pair.suggested.helper]
        assert one.skill in other.skills
        assert not one.cleared or other.cleared
        assert not one.slots or one.slots & other.slots
        assert other.key not in one.refused
        given[other.key] = given.get(other.key, 0) + 1
    assert all(many <= by[key].room for key, many in given.items())
    assert {u.why for u in found.unmatched} <= {
        WhyNot.TAKEN,
        WhyNot.HOURS,
        WhyNot.CLEARANCE,
        WhyNot.FULL,
    }
    lost = unmatched_urgency(
        needs, {i: 0 for i, n in enumerate(needs) if n.key in {p.need for p in found.pairs}}
    )
    assert found.cost == cost_of(found.pairs, lost, WEIGHTS)


def test_the_urgent_get_the_helper_that_two_want():
    found = match([need("can_wait"), need("urgent", urgency=9)], [helper()])
    assert [p.need for p in found.pairs] == ["urgent"]
    assert found.unmatched[0].why is WhyNot.TAKEN


def test_a_need_that_gets_none_of_the_nearest_is_looked_further_for():
    needs = [need(f"n{i}") for i in range(6)]
    helpers = [helper(f"h{i}", spot=(HERE[0] + i / 1000, HERE[1])) for i in range(6)]
    found = match(needs, helpers, Weights(candidates=1))
    assert len(found.pairs) == 6


def test_load_is_shared():
    found = match([need("a"), need("b")], [helper("x", most=5), helper("y", most=5)])
    assert {p.suggested.helper for p in found.pairs} == {"x", "y"}


def test_who_came_before_comes_again_unless_far_away():
    near, known = helper("near"), helper("known", spot=(HERE[0] + 0.01, HERE[1]))
    (first, *_) = Field([near, known]).suggest(need(before="known"))
    assert first.helper == "known"
    assert Reason.BEFORE in {b.reason for b in first.because}
    (first, *_) = Field([near, helper("known", spot=(HERE[0] + 0.1, HERE[1]))]).suggest(
        need(before="known")
    )
    assert first.helper == "near"


def test_it_says_why_it_suggests():
    (one,) = Field([helper(slots=0b110, tags=frozenset({"woman"}), load=1, most=4)]).suggest(
        need(slots=0b011, likes=frozenset({"woman"}), wishes=frozenset({"h"}))
    )
    said = {b.reason: b.number for b in one.because}
    assert said == {
        Reason.SKILL: 0, Reason.WISHED: 0, Reason.LIKED: 1, Reason.NEAR: 0, Reason.IN_TIME: 1, Reason.FREE: 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "has", "why"),
    [
        ({"skill": "law"}, {}, WhyNot.SKILL),
        ({"kinds": frozenset({"medic"})}, {}, WhyNot.KIND),
        ({"path": "141102004"}, {"areas": (("141102003", "141102004"),)}, WhyNot.AREA),
        ({"spot": (HERE[0] + 1, HERE[1])}, {"reach_m": 5_000}, WhyNot.TOO_FAR),
        ({"language": "jin"}, {"languages": frozenset({"mandarin"})}, WhyNot.LANGUAGE),
        ({"cleared": True}, {}, WhyNot.CLEARANCE),
        ({"slots": 0b01}, {"slots": 0b10}, WhyNot.HOURS),
        ({"refused": frozenset({"h"})}, {}, WhyNot.REFUSED),
        ({}, {"load": 2, "most": 2}, WhyNot.FULL),
    ],
)
def test_nobody_is_a_reason_with_its_numbers(asked, has, why):
    one, others = need(**asked), [helper(**has), helper("no_skill", skills=frozenset())]
    found = match([one], others)
    assert not found.pairs
    assert found.unmatched[0].why is why
    assert found.unmatched[0].left_before[WhyNot.SKILL] == 2
    if why is not WhyNot.SKILL:
        assert found.unmatched[0].left_before[why] == 1


def test_areas_are_ranges_of_paths_and_no_area_is_everywhere():
    two = helper("two", areas=(("141102001", "141102002"), ("141102003", "141102004")))
    everywhere = helper("everywhere")
    field = Field([two, everywhere])
    for path, who in [
        ("141102003001", {"two", "everywhere"}), ("141102001", {"two", "everywhere"}),
        ("141102002", {"everywhere"}), ("141102004", {"everywhere"}), ("1411", {"everywhere"}),
    ]:  # fmt: skip
        assert {s.helper for s in field.suggest(need(path=path))} == who


def test_who_lives_nobody_knows_where_is_not_left_out():
    assert Field([helper(spot=None)]).suggest(need())
    assert Field([helper()]).suggest(need(spot=None))


def test_nobody_at_all_and_nothing_asked_are_answers_too():
    assert match([], [helper()]).pairs == ()
    assert match([need()], []).unmatched[0].why is WhyNot.SKILL


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: need(urgency=0),
        lambda: helper(load=-1),
        lambda: Weights(load=-1),
        lambda: Weights(candidates=0),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
