"""How long offers of help are kept."""

from datetime import datetime, timedelta

from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Rule
from shuoshi.privacy.retention import erase_rows

_OFFERS = (
    "DELETE FROM channels_offer WHERE id IN (SELECT id FROM channels_offer WHERE at < %s LIMIT %s)"
)


def _erase(at: datetime) -> int:
    return erase_rows(_OFFERS, at - timedelta(days=366))


RETENTION = (
    Rule(
        "offers", Bilingual("“我能帮”", "Offers to help"), Bilingual("一年", "one year"),
        "P", "PIPL art 19: shortest necessary", _erase,
    ),
)  # fmt: skip
