"""The switch of an emergency: by whom, by which order, how long, and two that come at once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.privacy.ports import SWITCH_ERASERS
from shuoshi.privacy.switching import (
    AlreadyErased,
    AlreadyOn,
    AlreadyOver,
    _erase,
    delay_erasure,
    extend_switch,
    sweep_switches,
    switch_off,
    switch_on,
)
from shuoshi.reach.queries import forget_switches, switch, switches
from shuoshi.reach.terms import EmergencyOff
from tests.conftest import AT, Cast, Rows
from tests.matters.emergencies import ORDER, call, on


@pytest.fixture(autouse=True)
def _no_switches(world: None, rows: Rows) -> Iterator[None]:
    yield
    rows("DELETE FROM reach_switch")
    forget_switches()


def test_it_is_off_until_somebody_with_that_duty_switches_it_on(cast: Cast) -> None:
    with pytest.raises(EmergencyOff):
        call()
    for name in ("quling", "shuji", "shenji"):
        with pytest.raises(NotAllowed):
            switch_on(**(ORDER | {"last_on": AT.date(), "by": cast(name), "at": AT}))
    on(cast)
    assert call(AT + timedelta(minutes=1)).number
    with pytest.raises(AlreadyOn):
        on(cast)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"kind": "war"}, "kind"), ({"order_number": " "}, "order_number"), ({"purpose": ""}, "purpose"),
     ({"legal_basis": ""}, "legal_basis"), ({"keep_days": 91}, "keep_days"),
     ({"last_on": AT.date() - timedelta(days=1)}, "last_on"),
     ({"last_on": AT.date() + timedelta(days=181)}, "last_on")],
)  # fmt: skip
def test_an_order_that_lacks_something_is_refused(
    cast: Cast, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        on(cast, **given)
    assert refused.value.field == field
    assert switches() == ()


def test_it_is_extended_by_another_order_and_ended_by_hand(cast: Cast) -> None:
    on(cast)
    (own,) = switches()
    by, later = cast("zhihui"), AT.date() + timedelta(days=20)
    with pytest.raises(BadInput):
        extend_switch(switch_id=own.id, last_on=own.last_on, order_number="8号", by=by, at=AT)
    with pytest.raises(NotAllowed):
        extend_switch(switch_id=own.id, last_on=later, order_number="8号", by=cast("quling"), at=AT)
    extend_switch(switch_id=own.id, last_on=later, order_number="8号", by=by, at=AT)
    assert sweep_switches(at=AT + timedelta(days=15)) == (0, 0)
    switch_off(switch_id=own.id, by=by, at=AT + timedelta(days=15))
    with pytest.raises(AlreadyOver):
        switch_off(switch_id=own.id, by=by, at=AT + timedelta(days=15))


def test_erasure_is_put_off_by_an_assessment_alone(cast: Cast) -> None:
    on(cast)
    (own,) = switches()
    by, end = cast("zhihui"), AT + timedelta(days=1)
    switch_off(switch_id=own.id, by=by, at=end)
    until = end.date() + timedelta(days=60)
    with pytest.raises(BadInput):
        delay_erasure(switch_id=own.id, until=until, assessment=" ", by=by, at=end)
    delay_erasure(switch_id=own.id, until=until, assessment="评〔2026〕3号", by=by, at=end)
    assert sweep_switches(at=end + timedelta(days=40)) == (0, 0)
    assert sweep_switches(at=end + timedelta(days=60)) == (0, 1)
    with pytest.raises(AlreadyErased):
        delay_erasure(switch_id=own.id, until=until, assessment="x", by=by, at=end)


def test_a_delay_that_comes_while_the_data_goes_is_told_so(cast: Cast, rows: Rows) -> None:
    switch_id = on(cast, keep_days=1)
    switch_off(switch_id=switch_id, by=cast("zhihui"), at=AT)
    at = AT + timedelta(days=2)
    heard: list[str] = []

    def delayed(_switch: Any, _at: Any) -> dict[str, int]:
        with pytest.raises(AlreadyErased):
            delay_erasure(
                switch_id=switch_id, until=at.date() + timedelta(days=9), assessment="评估1号",
                by=cast("zhihui"), at=at,
            )  # fmt: skip
        heard.append("told")
        return {}

    SWITCH_ERASERS.append(delayed)
    try:
        assert sweep_switches(at=at) == (0, 1)
    finally:
        SWITCH_ERASERS.remove(delayed)
    assert heard == ["told"]


def test_one_that_cannot_be_erased_holds_up_no_other(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    first, at = on(cast, keep_days=1), AT + timedelta(days=9)
    switch_off(switch_id=first, by=cast("zhihui"), at=AT)
    second = on(cast, keep_days=1)
    switch_off(switch_id=second, by=cast("zhihui"), at=AT)

    def broken(switch_id: Any, _at: Any) -> dict[str, int]:
        if switch_id == first:
            raise OSError("disk")
        return {}

    SWITCH_ERASERS.append(broken)
    try:
        assert sweep_switches(at=at) == (0, 1)
    finally:
        SWITCH_ERASERS.remove(broken)
    assert str(first) in caplog.text
    assert (switch(first).erased_at, switch(second).erased_at) == (None, at)
    assert sweep_switches(at=at) == (0, 1), "the next round tries again"


def test_a_delay_that_came_first_is_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_id = on(cast, keep_days=1)
    switch_off(switch_id=switch_id, by=cast("zhihui"), at=AT)
    at = AT + timedelta(days=2)
    until = at.date() + timedelta(days=9)
    delay_erasure(switch_id=switch_id, until=until, assessment="评估1号", by=cast("zhihui"), at=at)
    _erase(switch_id, at)  # a sweep that chose it before the delay
    assert switch(switch_id).erased_at is None
