"""Kinds of emergency are files; a switch opens what its kind names, and nothing else."""

from datetime import timedelta

import pytest

from shuoshi.events.kinds import kinds_of_events
from shuoshi.kernel.errors import BadInput
from shuoshi.matters.opening import open_matter
from shuoshi.matters.terms import Raised
from shuoshi.privacy.ports import kinds
from shuoshi.privacy.switching import DrillWaits, switch_off, switch_on
from shuoshi.reach.queries import accepting, forget_switches, gates_on, real_on, switches
from shuoshi.reach.terms import EmergencyOff
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Cast, Rows


@pytest.fixture(autouse=True)
def _none_on(rows: Rows) -> object:
    yield
    rows("DELETE FROM reach_switch")
    forget_switches()


def on(cast: Cast, kind: str, **more) -> object:
    said = {
        "order_number": "离应〔2026〕1 号",
        "legal_basis": "突发事件应对法",
        "purpose": "演习用",
        "keep_days": 30,
    }
    last = AT.date() + timedelta(days=5)
    return switch_on(
        kind=kind, last_on=last, by=cast("zhihui"), at=AT, **(said | {"drill": False} | more)
    )


def test_every_file_opens_what_something_waits_for(world: None) -> None:
    known, files = kinds(), kinds_of_events()
    assert {"epidemic", "flood", "gas_leak", "forest_fire"} <= set(files)
    for kind in files:
        assert known[kind].opens, f"{kind} opens nothing"
        for gate in files[kind].opens:
            assert gate in known, f"{kind} opens {gate}, for which nothing waits"


def test_a_flood_opens_what_waits_for_a_disaster(cast: Cast) -> None:
    said = Raised("safe_or_help", YONGNING, "", "水到一楼了。", kind="help", channel="desk")
    with pytest.raises(EmergencyOff):
        open_matter(said=said, by=cast("zhiban"), at=AT)
    flood = on(cast, "flood")
    assert gates_on() == {"disaster", "posts", "counts", "warnings"}
    assert real_on() == {"flood"}
    assert open_matter(said=said, by=cast("zhiban"), at=AT).number
    assert accepting("disaster", YONGNING, captured_at=AT, at=AT).id == flood
    with pytest.raises(EmergencyOff):
        accepting("flood", YONGNING, captured_at=AT, at=AT)
    switch_off(switch_id=flood, by=cast("zhihui"), at=AT + timedelta(hours=1))
    with pytest.raises(EmergencyOff):
        open_matter(said=said, by=cast("zhiban"), at=AT + timedelta(hours=2))


def test_two_at_once_are_kept_apart_and_what_comes_is_kept_as_long_as_either(cast: Cast) -> None:
    flood = on(cast, "flood")
    later = AT + timedelta(hours=1)
    said = {"order_number": "2", "legal_basis": "x", "purpose": "x", "keep_days": 3, "drill": False}
    switch_on(kind="gas_leak", last_on=AT.date(), by=cast("zhihui"), at=later, **said)
    assert {s.kind for s in switches()} == {"flood", "gas_leak"}
    assert accepting("disaster", YONGNING, captured_at=later, at=later).id == flood


def test_nothing_real_is_kept_as_a_drills(cast: Cast) -> None:
    drill = on(cast, "gas_leak", drill=True)
    flood = on(cast, "flood")
    assert {s.id: s.ended_at for s in switches()} == {drill: AT, flood: None}
    with pytest.raises(DrillWaits):
        on(cast, "gas_leak", drill=True)
    assert accepting("disaster", YONGNING, captured_at=AT, at=AT).id == flood


def test_what_no_file_names_is_no_emergency(cast: Cast) -> None:
    with pytest.raises(BadInput) as found:
        on(cast, "volcano")
    assert found.value.field == "kind"
