"""The demonstration's matters look like a working week; nothing in them is anybody's."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from shuoshi.programmes.actions import LIBRARY
from shuoshi.programmes.loading import parse
from shuoshi.scenarios.lishi.cast import YONGNING
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


def test_households_are_the_same_each_time_and_their_numbers_are_sealed(
    world: None, rows: Callable[..., Any]
) -> None:
    buildings = [f"{YONGNING}001{b:05}" for b in range(1, 4)]
    first, again = list(households(buildings)), list(households(buildings))
    assert first == again
    members = [m for household in first for m in household.members]
    assert 12 <= len(members) <= 48
    assert len({m.identity_number for m in members}) == len(members)
    assert {m.identity_number[6:10] for m in members} == {"1899"}
    kept = rows("SELECT count(*) FROM people_person WHERE length(path) > 12")[0][0]
    assert kept > 60, "they live in the community's buildings"
    numbers = rows("SELECT encode(identity_number, 'escape') FROM people_person")
    assert not [n for (n,) in numbers if n and "1899" in n]
