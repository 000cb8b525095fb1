"""Whom to hand over to: what happened before speaks first, and says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shuoshi.matters.assigning import went_to
from shuoshi.matters.engine import situation
from shuoshi.matters.staging import in_stage
from shuoshi.matters.terms import BadAnswers
from shuoshi.scenarios.lishi.cast import LONGSHAN, YONGNING
from shuoshi.scenarios.lishi.serving import say_need, walk_need
from shuoshi.scenarios.lishi.walking import Walk, walk_yishi
from shuoshi.units.models import Unit
from tests.conftest import AT, Cast, Rows
from tests.web.using import client, text

WENT = "件里"


def test_after_three_of_a_kind_the_unit_that_had_them_stands_first_and_says_why(
    say: Callable[..., Walk], rows: Rows
) -> None:
    for _ in range(2):
        done = walk_yishi(say(), "archived")
    waiting = walk_yishi(say(), "assigning")
    page = f"/staff/matters/{waiting.id}"
    assert WENT not in text(client("shuji").get(page))  # two are no experience
    walk_yishi(say(), "archived")
    shown = text(client("shuji").get(page))
    assert "本社区同类的 3 件里 3 件交给了它" in shown
    went = rows(
        "SELECT u.name FROM matters_step s JOIN units_unit u ON u.id = s.holder_id "
        "WHERE s.matter_id = %s AND s.from_stage = 'assigning'", done.id,
    )  # fmt: skip
    first = shown.index("<ol>", shown.index("可以交给谁"))
    assert shown[first:].startswith(f"<ol><li>{went[0][0]}")


def test_another_kind_and_another_community_are_another_experience(
    say: Callable[..., Walk], cast: Cast
) -> None:
    for _ in range(3):
        walk_yishi(say(), "archived")

    waiting = walk_yishi(say(), "assigning")
    now, _states = situation(waiting.id, by=cast("shuji"), at=waiting.at)
    stage = in_stage(now, "assign", cast("shuji"))
    assert sum(went_to(stage).values()) == 3
    for other in (
        replace(stage, kind="environment"),
        replace(stage, path=LONGSHAN),
        replace(stage, programme="need_525"),
        replace(stage, at=stage.at + timedelta(days=400)),
    ):
        assert went_to(other) == {}


def test_each_move_goes_to_the_kinds_of_units_that_its_file_names(world: None) -> None:
    branch = str(Unit.objects.get(kind="estate_branch", path=YONGNING).id)
    team = str(Unit.objects.get(name="永宁爱心洗护队").id)
    walk = walk_need(say_need("冬天的被子洗不动。", AT), "decided")
    for move, holder, more in (
        ("to_branch", team, {}),
        ("match", branch, {"provider_kind": "social_org"}),
    ):
        with pytest.raises(BadAnswers) as refused:
            walk.does(walk.post("weiyuan"), move, hours=1, holder=holder, **more)
        assert set(refused.value.faults) == {"holder"}
    walk.does(walk.post("weiyuan"), "to_branch", hours=1, holder=branch)
    assert walk.stage() == "sorting"
