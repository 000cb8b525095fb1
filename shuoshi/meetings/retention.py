"""How long it is kept who voted how."""

from datetime import datetime, timedelta

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.texts import Bilingual
from shuoshi.meetings.models import Attendance, Elector
from shuoshi.privacy.ports import Rule
from shuoshi.privacy.retention import call_as_engine, erase_rows
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM


def _erase(at: datetime) -> int:
    return call_as_engine("SELECT meetings_erase()")


_ATTENDEES = """
UPDATE meetings_sitting SET attendees = NULL, minutes = '' WHERE id IN (
    SELECT id FROM meetings_sitting WHERE recorded_at < %s AND (attendees IS NOT NULL OR minutes <> '') LIMIT %s)
"""


def _erase_minutes(at: datetime) -> int:
    before = at - timedelta(days=3 * 366)
    with acting(SYSTEM):
        gone, _of = Attendance.objects.filter(sitting__recorded_at__lt=before).delete()
    return gone + erase_rows(_ATTENDEES, before)


def _erase_electors(at: datetime) -> int:
    """Whoever left a roll a year ago keeps their votes, which nobody else can name."""
    before = local_date(at - timedelta(days=366))
    with acting(SYSTEM):
        left = Elector.objects.filter(ends_on__lt=before, n__gt=0)
        return left.update(n=0, name="", door="", phone=None, token=None)


RETENTION = (
    Rule(
        "votes", Bilingual("谁投了什么票", "Who voted how"),
        Bilingual("和所议的事一起", "with the matter voted on"),
        "P", "as the matter; its totals stay", _erase,
    ),
    Rule(
        "sittings", Bilingual("座谈会的纪要和到会的人", "Minutes and who came to a meeting"),
        Bilingual("三年，会议和它的事还在", "three years; the meeting and its matters stay"),
        "P", "PIPL art 19: shortest necessary", _erase_minutes,
    ),
    Rule(
        "electors", Bilingual("议事名册上没有账号的人", "Those on a roll without an account"),
        Bilingual("离开名册一年后", "a year after they left the roll"),
        "P", "PIPL art 19: shortest necessary", _erase_electors,
    ),
)  # fmt: skip
