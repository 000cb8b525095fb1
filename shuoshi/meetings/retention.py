"""How long it is kept who voted how."""

from datetime import datetime

from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Rule
from shuoshi.privacy.retention import call_as_engine


def _erase(at: datetime) -> int:
    return call_as_engine("SELECT meetings_erase()")


RETENTION = (
    Rule(
        "votes", Bilingual("谁投了什么票", "Who voted how"),
        Bilingual("和所议的事一起", "with the matter voted on"),
        "P", "as the matter; its totals stay", _erase,
    ),
)  # fmt: skip
