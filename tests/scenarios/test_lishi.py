"""The demonstration's matters look like a working week; nothing in them is anybody's."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import islice, pairwise
from typing import Any

import pytest

from shuoshi.kernel.errors import BadInput
from shuoshi.people.rules import read_identity
from shuoshi.people.terms import age_on
from shuoshi.programmes.actions import LIBRARY
from shuoshi.programmes.loading import parse
from shuoshi.scenarios.lishi.filling import jobs_for
from shuoshi.scenarios.lishi.households import (
    fake_identity_number,
    fake_name,
    households,
)
from shuoshi.scenarios.lishi.loading import rows


def test_about_sixty_matters_over_all_kinds_stages_and_streets() -> None:
    found = rows()
    programme, _ = parse((LIBRARY / "shuoshi_yishi.yaml").read_text(encoding="utf-8"), "x")
    assert 55 <= len(found) <= 70
    assert {row.kind for row in found} == set(programme.kinds)
    assert len({row.path[:9] for row in found}) == 11
    walked = {row.stage for row in found}
    assert walked == {
        "said", "reviewed", "tabled", "published", "assigning", "assigned", "executing", "done",
        "archived", "township", "screened_out",
    }  # fmt: skip
    assert Counter(row.body for row in found).most_common(1)[0][1] == 1


def test_private_kinds_are_never_released_by_the_demonstration() -> None:
    assert not [
        row for row in rows() if row.public and row.kind in ("dispute", "hazard", "emergency")
    ]


def test_made_up_persons_can_not_be_anybody() -> None:
    rng = random.Random(1)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for n in range(200):
        number = fake_identity_number(rng, n)
        right = "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11]
        assert number[6:10] == "1899"
        assert number[-1] != right
        assert "演示" in fake_name(rng, n)


def test_households_are_the_same_each_time_and_nobody_in_them_is_anybody() -> None:
    today = date(2026, 4, 13)
    first, again = ([*islice(households(7, first=500, today=today), 400)] for _ in range(2))
    assert first == again
    members = [m for household in first for m in household.members]
    assert len({m.identity_number for m in members}) == len(members)
    assert all(m.identity_number[0] == "9" and "演示" in m.name for m in members)
    assert all(m.phone[:3] in ("000", "") for m in members)
    with pytest.raises(BadInput):
        read_identity(members[0].identity_number)


def test_their_ages_and_sizes_are_plausible() -> None:
    today = date(2026, 4, 13)
    some = [*islice(households(11, first=500, today=today), 4_000)]
    ages = [age_on(m.born_on, today) for h in some for m in h.members]
    share = {lo: sum(lo <= a < lo + 15 for a in ages) / len(ages) for lo in (0, 15, 65, 80)}
    assert 2.2 < len(ages) / len(some) < 3.0
    assert 0.12 < share[0] < 0.28
    assert 0.10 < sum(a >= 65 for a in ages) / len(ages) < 0.20
    assert 0.015 < sum(a >= 80 for a in ages) / len(ages) < 0.05
    assert all(0 <= a < 100 for a in ages)


def test_residents_of_the_reference_community_are_registered_sealed(
    world: None, rows: Callable[..., Any]
) -> None:
    kept = rows("SELECT count(*) FROM people_person WHERE length(path) > 12")[0][0]
    assert kept > 100, "they live in the community's buildings"
    assert rows("SELECT count(*) FROM people_membership WHERE until_on IS NULL")[0][0] == kept
    numbers = rows("SELECT encode(identity_number, 'escape') FROM people_person")
    assert not [n for (n,) in numbers if n and "1899" in n]
    groups = {g for (g,) in rows('SELECT DISTINCT "group" FROM people_atrisk')}
    assert {"age_65", "age_80", "disease"} <= groups


def test_a_district_is_filled_from_its_centre_to_its_villages(world: None) -> None:
    jobs = jobs_for(450_000, 141102)
    assert len(jobs) >= 190
    assert abs(sum(j.residents for j in jobs) - 450_000) < 200
    assert len({j.first for j in jobs}) == len(jobs)
    spans = sorted((j.first, j.first + j.residents) for j in jobs)
    assert all(one[1] <= other[0] for one, other in pairwise(spans)), "numbers do not overlap"
