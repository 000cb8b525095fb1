"""Ladders as files; CAP messages as sources send them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from pydantic import ValidationError

from shuoshi.warnings.cap import NoAlert, read_cap
from shuoshi.warnings.ladders import FOLDER, Ladder, ladders
from shuoshi.warnings.rules import Asked, Told, climbs_at, settled, standing
from shuoshi.warnings.terms import Stand, Step, Wants
from tests.conftest import AT

MIN = timedelta(minutes=1)
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>14110241600000_20260413</identifier><sender>141102</sender>
  <sent>2026-04-13T09:50:00+08:00</sent><status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>
  <references>{refers}</references>
  <info><language>en-US</language><event>Rain</event><headline>Heavy rain</headline>
    <urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty></info>
  <info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency>
    <severity>{severity}</severity><certainty>Likely</certainty><expires>2026-04-13T15:50:00+08:00</expires>
    <senderName>离石区气象台</senderName><headline>离石区气象台发布暴雨橙色预警</headline>
    <description>三小时内降雨量将达五十毫米以上。</description><instruction>请做好防范。</instruction>
    <area><areaDesc>离石区</areaDesc><geocode><valueName>行政区划代码</valueName><value>{code}</value></geocode></area>
  </info>
</alert>"""


def cap(**more: str) -> bytes:
    given = {
        "status": "Actual",
        "kind": "Alert",
        "refers": "",
        "severity": "Orange",
        "code": "141102000000",
    } | more
    return CAP.format(**given).encode()


def test_every_ladder_of_the_house_is_whole() -> None:
    assert set(ladders()) == {"flood", "gas_leak", "forest_fire"}
    for ladder in ladders().values():
        for text in (ladder.name, *ladder.needs.values(), *(s.name for s in ladder.stays.values())):
            assert text.zh
            assert text.en


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "epidemic"}, "no kind of emergency"), ({"scheme": "six_cover_one"}, "no scheme of households"),
        ({"rungs": [{"after_min": 5, "to": ["carers"]}, {"after_min": 5, "to": ["carers"]}]}, "later"),
        ({"rungs": [{"after_min": 5, "to": ["mayor"]}]}, "no role"),
        ({"levels": {"red": {"wants": "move", "answer_min": 5}}}, "minutes"),
        ({"levels": {"purple": {"wants": "know", "answer_min": 5}}}, "blue"),
    ],
)  # fmt: skip
def test_a_ladder_that_leads_nowhere_is_refused(change: dict[str, object], said: str) -> None:
    raw = yaml.safe_load((FOLDER / "flood.yaml").read_text("utf-8"))
    with pytest.raises(ValidationError, match=said):
        Ladder.model_validate(raw | change)


def test_rungs_come_one_after_the_other() -> None:
    flood = ladders()["flood"]
    assert [climbs_at(flood, AT, n) for n in range(4)] == [AT, AT + 10 * MIN, AT + 20 * MIN, None]


def test_how_somebody_stands_does_not_hang_on_what_came_in_first() -> None:
    told = [
        Told(Step.TRIED, AT), Told(Step.ANSWERED, AT + MIN), Told(Step.STAYS, AT + 2 * MIN, why="refused"),
        Told(Step.HELP, AT + 3 * MIN), Told(Step.MOVED, AT + 4 * MIN, people=2),
        Told(Step.ARRIVED, AT + 5 * MIN, where="校"), Told(Step.HOME, AT + 6 * MIN),
    ]  # fmt: skip
    for n in range(len(told) + 1):
        assert standing(told[:n]) == standing(reversed(told[:n]))
    stands = [standing(told[:n]).stand for n in range(len(told) + 1)]
    assert stands == [
        "waiting",
        "waiting",
        "answered",
        "answered",
        "answered",
        "moved",
        "arrived",
        "home",
    ]
    flood = ladders()["flood"]
    asked = Asked(flood, Wants.MOVE, 2, over=False)
    assert [settled(standing(told[:n]), asked) for n in range(8)] == [False] * 6 + [True, False]
    assert settled(standing(told), replace(asked, over=True)), "home after the end"
    assert not settled(standing(told[:6]), replace(asked, people=3)), "one was left behind"
    assert settled(standing(told[:2]), replace(asked, wants=Wants.KNOW))
    assert standing([Told(Step.TRIED, AT)]).stand is Stand.WAITING


def test_a_message_fills_the_form() -> None:
    alert = read_cap(cap())
    assert (alert.message, alert.exercise, alert.ladder, alert.level) == (
        "Alert",
        False,
        "flood",
        "orange",
    )
    assert alert.source == "离石区气象台"
    assert alert.codes == ("141102",)
    assert alert.text == "三小时内降雨量将达五十毫米以上。\n请做好防范。"
    assert alert.until == datetime(2026, 4, 13, 7, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("severity", "level"), [("Extreme", "red"), ("Severe", "orange"), ("Moderate", "yellow"), ("Minor", "blue"),
                            ("RED", "red"), ("Unknown", "")],
)  # fmt: skip
def test_severities_are_colours(severity: str, level: str) -> None:
    assert read_cap(cap(severity=severity)).level == level


def test_an_exercise_an_update_and_a_street_are_told_apart() -> None:
    alert = read_cap(
        cap(
            status="Exercise",
            kind="Update",
            refers="141102,A1,2026-04-13T08:00:00+08:00",
            code="141102001000",
        )
    )
    assert (alert.exercise, alert.message, alert.refers, alert.codes) == (
        True,
        "Update",
        ("A1",),
        ("141102001",),
    )


BOMB = (
    b'<!DOCTYPE a [<!ENTITY x "y">]><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">&x;</alert>'
)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"not xml", b"<alert/>", BOMB, cap(kind="Ack"), b"x" * 300_000,
        cap().replace(b"2026-04-13T09:50:00+08:00", b"yesterday"),
        cap().replace(b"2026-04-13T09:50:00+08:00", b"9999-12-31T23:00:00+08:00"),
        cap().replace(b"2026-04-13T09:50:00+08:00", b"0001-01-01T00:00:00+14:00"), b'<?xml version="1.0" encoding="nope"?><alert/>',
        b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><msgType>Alert</msgType></alert>',
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_in_one_sentence(raw: bytes) -> None:
    with pytest.raises(NoAlert) as refused:
        read_cap(raw)
    assert refused.value.field == "cap"
