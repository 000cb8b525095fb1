"""Hot topics: texts on one incident stand together, and one person's many letters are no heat."""

from datetime import datetime, timedelta

from shuoshi.likeness.terms import Message
from shuoshi.likeness.topics import topics

FIRST = datetime(2026, 4, 13, 9, 0)


def message(
    n: int, who: str, title: str, body: str = "", votes: int = 0, place: str = ""
) -> Message:
    return Message(str(n), who, title, body or title, FIRST + timedelta(days=n), place, votes)


PLANT = [
    message(0, "a", "丽景新城旁边的搅拌站噪音扰民", "夜里搅拌站一直施工，灰尘和噪音很大。", 3),
    message(3, "b", "投诉丽景新城附近搅拌站污染环境", "搅拌站灰尘很大，睡不着。"),
    message(1, "c", "丽景新城小区搅拌站何时搬走", "搅拌站离小区太近，噪音灰尘都大。"),
]
SAME = [message(n, "d", "请加快轨道交通建设力度", "希望轨道交通早日建成。") for n in range(5, 9)]
OTHER = [message(10, "e", "学校门口没有红绿灯"), message(11, "f", "养老金怎么还没有发")]


def test_texts_on_one_incident_are_one_topic() -> None:
    (topic,) = topics([*OTHER, *PLANT, *SAME])
    assert [m.key for m in topic.messages] == ["0", "1", "3"]
    assert (topic.people, topic.votes) == (3, 3)
    assert (topic.first_at, topic.last_at) == (FIRST, FIRST + timedelta(days=3))
    assert "搅拌站" in topic.name
    assert 4 < topic.heat < 5


def test_one_persons_many_letters_are_no_heat() -> None:
    assert topics(SAME) == []
    (alone,) = topics(SAME, least=1)
    assert (alone.people, alone.heat) == (1, 1.0)


def test_the_hotter_comes_first_and_places_are_named() -> None:
    lamps = [
        message(20 + n, f"p{n}", "永宁路的路灯全都不亮", "永宁路路灯不亮。", place="永宁社区")
        for n in range(5)
    ]
    hot, less = topics([*PLANT, *lamps])
    assert (hot.people, hot.places) == (5, ("永宁社区",))
    assert less.people == 3


def test_nothing_to_group_is_no_fault() -> None:
    assert topics([]) == topics(PLANT[:1]) == topics(OTHER) == []
    assert topics([message(0, "a", "。。"), message(1, "b", "？")]) == []
