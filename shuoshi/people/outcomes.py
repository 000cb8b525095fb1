"""What became of the rows of a census, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shuoshi.kernel.texts import Bilingual, marked


class Became(StrEnum):
    """What became of a row."""

    NEW = "new"
    KNOWN = "known"
    ALIKE = "alike"
    TWICE = "twice"
    ELSEWHERE = "elsewhere"
    FAULT = "fault"


BECAME: Mapping[Became, Bilingual] = {
    Became.NEW: Bilingual("新登记", "Registered"),
    Became.KNOWN: Bilingual("已有登记", "Known already"),
    Became.ALIKE: Bilingual("登记了，疑似重复", "Registered, may be known"),
    Became.TWICE: Bilingual("表里重复", "Twice in the sheet"),
    Became.ELSEWHERE: Bilingual("在别处登记", "Registered elsewhere"),
    Became.FAULT: Bilingual("没有登记", "Not registered"),
}


LEFT = marked("登记过，后来搬走了或者去世了：搬回来的，请用“登记居民”转过来。")


SAYS: Mapping[Became, str] = {
    Became.KNOWN: marked("同一个身份证号已经登记过：原来的保留，缺的补上了。"),
    Became.ALIKE: marked("和已有的登记很像，请在“疑似重复”里看看是不是同一个人。"),
    Became.TWICE: marked("和第 %(other)s 行是同一个人。"),
    Became.ELSEWHERE: marked("这个身份证号在别的地方登记着：搬来了的，请用“登记居民”转过来。"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row's line, what became of it, and why, with the words' values."""

    line: int
    became: Became
    text: str = ""
    values: Mapping[str, Any] | None = None

    def kept(self) -> list[Any]:
        """As a row of JSON."""
        return [
            self.line,
            self.became.value,
            self.text,
            {k: str(v) for k, v in (self.values or {}).items()},
        ]
