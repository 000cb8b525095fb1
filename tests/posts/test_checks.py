"""Checks are files: every combination of answers leads to one outcome, with its reason; a faulty file does not load."""

from datetime import date
from itertools import product
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from shuoshi.events.kinds import kinds_of_events
from shuoshi.posts.checks import FOLDER, Checks, checks_called, every_checks, in_force, table_of
from shuoshi.posts.terms import REASONED, ChecksNotFound, NotAnswered, Outcome

FIRST = "epidemic_2022_03"


def outcome(name: str, **answers: str) -> Outcome:
    checks = checks_called(name)
    usual = {ask: rule.usual for ask, rule in checks.asks.items()}
    n = table_of(checks).rule_for(usual | answers)
    return checks.rules[n].then if n < len(checks.rules) else checks.otherwise


def changed(name: str = FIRST, **more: Any) -> Checks:
    return Checks.model_validate(
        yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")) | more
    )


def test_the_usual_car_is_let_through() -> None:
    assert outcome(FIRST) is Outcome.PASS
    assert outcome("forest_gate") is Outcome.PASS


@pytest.mark.parametrize(
    ("answers", "came"),
    [
        ({"code": "red"}, Outcome.REFER),
        ({"code": "red", "heat": "fever"}, Outcome.REFER),
        ({"heat": "fever"}, Outcome.CHECK_HERE),
        ({"code": "yellow"}, Outcome.CHECK_HERE),
        ({"trip": "risk", "plates": "outside"}, Outcome.TURN_BACK),
        ({"trip": "risk", "plates": "outside", "way": "through"}, Outcome.DIVERT),
        ({"trip": "risk"}, Outcome.CHECK_HERE),
        ({"plates": "outside"}, Outcome.REGISTER),
        ({"plates": "outside", "way": "through"}, Outcome.PASS),
    ],
)
def test_the_first_rule_that_holds_decides(answers: dict[str, str], came: Outcome) -> None:
    assert outcome(FIRST, **answers) is came


def test_the_woods_and_the_road() -> None:
    assert outcome("forest_gate", fire="kept") is Outcome.TURN_BACK
    assert outcome("forest_gate", fire="kept", permit="shown") is Outcome.REGISTER
    assert outcome("forest_gate", fire="left") is Outcome.PASS
    assert outcome("closed_road") is Outcome.DIVERT
    assert outcome("closed_road", who="lives") is Outcome.REFER
    assert outcome("closed_road", who="rescue") is Outcome.PASS


@pytest.mark.parametrize("name", sorted(every_checks()))
def test_every_combination_has_one_outcome_and_whoever_is_stopped_hears_why(name: str) -> None:
    checks, table = checks_called(name), table_of(checks_called(name))
    options = [tuple(ask.of) for ask in checks.asks.values()]
    assert len(table.cells) == len(list(product(*options)))
    for cell, chosen in zip(table.cells, product(*options), strict=True):
        assert table.rule_for(dict(zip(checks.asks, chosen, strict=True))) == cell
    for rule in checks.rules:
        assert rule.then not in REASONED or (rule.says and rule.says.zh and rule.says.en)
    assert checks.kind in kinds_of_events()


def test_what_was_not_answered_is_named() -> None:
    with pytest.raises(NotAnswered) as found:
        table_of(checks_called(FIRST)).rule_for({"plates": "local", "code": "blue"})
    assert found.value.field == "code"


RULE = {"when": "ask.code == 'red'", "then": "check_here", "says": {"zh": "查", "en": "x"}}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"rules": [RULE | {"when": "ask.colour == 'red'"}]}, "colour"),
        ({"rules": [RULE | {"when": "ask.code"}]}, "neither yes nor no"),
        ({"rules": [RULE | {"when": "ask.code =="}]}, "ask.code =="),
        ({"rules": [RULE | {"when": "true && " * 60 + "true"}]}, "letters"),
        ({"rules": [RULE, RULE]}, "decides nothing"),
        ({"rules": [RULE | {"says": None}]}, "says no reason"),
        ({"rules": [RULE | {"then": "refer"}]}, "to nobody"),
        ({"registers": None}, "what is written down"),
        ({"appeal": None}, "how to object"),
        ({"otherwise": "turn_back"}, "needs no reason"),
        ({"colour": 1}, "Extra inputs"),
        ({"asks": {f"ask{n}": {"name": {"zh": "x", "en": "x"}, "usual": "aa", "of": {c: {"zh": c, "en": c} for c in ["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh"]}} for n in range(5)}}, "combinations"),
    ],
)  # fmt: skip
def test_a_faulty_file_does_not_load(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as found:
        changed(**wrong)
    assert says in str(found.value)


def test_the_edition_of_a_day_is_the_newest_that_has_come_into_force() -> None:
    assert in_force("epidemic", date(2022, 3, 21)) is None
    assert in_force("epidemic", date(2022, 4, 10)) == checks_called(FIRST)
    assert in_force("heat", date(2026, 1, 1)) is None
    with pytest.raises(ChecksNotFound):
        checks_called("nothing")
