"""One message out of a residents' chat group: forwarded or pasted by a person, never read by a robot."""

import re

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.texts import marked
from shuoshi.matters.forms import BODY_MOST, TOO_LONG, clean

_DAY = r"(?:\d{2,4}\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
_CLOCK = r"(?:(?:上午|下午|早上|晚上|凌晨|中午)\s?)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_HEAD = re.compile(rf"(?P<who>.{{1,30}}?)\s?[:：]?\s{{1,4}}(?:{_DAY}\s{{1,4}})?{_CLOCK}\s?[:：]?")
_RULE = re.compile(
    rf"[-—–]{{3,40}}\s{{0,4}}(?:{_DAY})?\s{{0,4}}(?:{_CLOCK})?\s{{0,4}}[-—–]{{0,40}}"
)
_NAMED = re.compile(r"[^\s，。？！,?!、；;\d]{1,20}[:：]")
_SENTENCE = re.compile(
    "[，。？！,?!；;]|(?:从|到|至|在|约|今天|明天|昨天|今晚|昨晚|早上|晚上|上午|下午|凌晨|中午|每天)$"
)
_LETTER = re.compile(r"[^\d\s/.:：年月日-]")
_LINE_MOST = 60
SEVERAL = marked("这里有好几条消息。一次只贴一条：别人没有请您转的话不带进来。")


def one_message(pasted: str) -> str:
    """The words of one message as a chat program copies it: who sent it and when is left off.

    Shape:   the heads that WeChat and its like put above a copied message ("张三 4-12 10:32") are known
             by their time, and by being no sentence; two names on lines of their own ("张三：") are two
             messages. A name that stands before the words is for a person to take out.
    Raises:  BadInput where there is more than one message, none, or too many letters
    Source:  SEEDS.md, what must not go wrong, 9
    """
    words = clean(pasted)
    if len(words) > BODY_MOST:
        raise BadInput(TOO_LONG, field="message", most=BODY_MOST, n=len(words))
    lines = [line for line in words.split("\n") if not _is(_RULE, line)]
    while lines and not lines[0].strip():
        lines.pop(0)
    heads = [n for n, line in enumerate(lines) if _is_head(line)]
    if len(lines) > 1 and heads[:1] == [0]:
        lines, heads = lines[1:], heads[1:]
    if (heads and len(lines) > 1) or sum(_is(_NAMED, line) for line in lines) > 1:
        raise BadInput(SEVERAL, field="message")
    words = "\n".join(lines).strip()
    if not words:
        raise BadInput("请贴一条消息。", field="message")
    return words


def _is(form: re.Pattern[str], line: str) -> bool:
    line = line.strip()
    return len(line) <= _LINE_MOST and form.fullmatch(line) is not None


def _is_head(line: str) -> bool:
    """Whether a line says who sent a message and when; a sentence with a time in it does not."""
    line = line.strip()
    found = _HEAD.fullmatch(line) if len(line) <= _LINE_MOST else None
    who = found["who"].strip() if found else ""
    return bool(_LETTER.search(who)) and not _SENTENCE.search(who)
