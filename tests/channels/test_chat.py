"""One message of a chat group at a time, without whoever sent it."""

import pytest

from shuoshi.channels.chat import one_message
from shuoshi.kernel.errors import BadInput

LAMP = "3号楼后面的路灯不亮"


@pytest.mark.parametrize(
    "pasted",
    [
        LAMP,
        f"张三 10:32\n{LAMP}",
        f"张三（2单元） 2026/4/12 10:32:05\n{LAMP}",
        f"张三: 4月12日 上午10:32\n{LAMP}",
        f"—————  2026-04-12  —————\n\n张三  10:32\n{LAMP}\n",
    ],
)
def test_who_sent_it_and_when_is_left_off(pasted: str) -> None:
    assert one_message(pasted) == LAMP


@pytest.mark.parametrize(
    "words",
    [
        "停水通知问一下\n明天上午 9:30",
        "明天上午 9:30",
        "今晚 19:30\n停水了怎么没人说",
        "通知居民：今天停水从 10:30\n到下午",
        "我家停水\n从早上 8:30\n到现在还没来",
        "怎么又停水？\n4-12 10:30\n请告知",
        "请问：\n什么时候来水",
    ],
)
def test_a_time_in_the_words_stays(words: str) -> None:
    assert one_message(words) == words


@pytest.mark.parametrize(
    "pasted",
    [
        "张三 10:32\n路灯不亮\n李四 10:33\n我这边也是",
        "路灯不亮\n李四 10:33\n我这边也是",
        "张三 10:32\n路灯不亮\n李四 10:33",
        "张三:\n下水道返水\n李四:\n我家也是",
    ],
)
def test_two_messages_are_refused_so_that_nobody_elses_words_come_along(pasted: str) -> None:
    with pytest.raises(BadInput, match="一次只贴一条") as refused:
        one_message(pasted)
    assert refused.value.field == "message"


def test_nothing_is_no_message_and_a_book_is_none_either() -> None:
    for empty in ("", " \n ", "———\n"):
        with pytest.raises(BadInput, match="请贴一条消息"):
            one_message(empty)
    for long in ("-" * 600_000, "长" * 5001, "1:" * 100_000):
        with pytest.raises(BadInput, match="最多"):
            one_message(long)
