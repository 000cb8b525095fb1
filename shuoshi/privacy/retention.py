"""Rules of retention for the rooms below: sessions, the access log, break-glasses, keys that ended."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection

from shuoshi.accounts.caching import forget_counts
from shuoshi.accounts.codes import forget_codes
from shuoshi.journal.partitions import drop_months
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.texts import Bilingual
from shuoshi.people.retention import forget_left, forget_risks, forget_sheets
from shuoshi.privacy.ports import Rule
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM

_YEAR = timedelta(days=366)
_BATCH = 5_000


def erase_rows(sql: str, before: datetime) -> int:
    """Run a DELETE that takes a moment and a size, as engine, in batches, until nothing is left."""
    gone = 0
    while True:
        with acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(sql, [before, _BATCH])
            if not cursor.rowcount:
                return gone
            gone += cursor.rowcount


def call_as_engine(sql: str, *values: datetime | int) -> int:
    """Call a function that erases and says how many."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return int(cursor.fetchone()[0])


def _looks(at: datetime) -> int:
    return call_as_engine("SELECT sealing_forget(%s)", at - 3 * _YEAR)


def _plain(sql: str, before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [before])
        return int(cursor.rowcount)


def _sessions(at: datetime) -> int:
    return _plain("DELETE FROM accounts_session WHERE expire_date < %s", at)


def _attempts(at: datetime) -> int:
    before = at - timedelta(days=1)
    gone = _plain("DELETE FROM axes_accessfailurelog WHERE attempt_time < %s", before)
    _plain(
        "DELETE FROM axes_accessattemptexpiration WHERE access_attempt_id IN "
        "(SELECT id FROM axes_accessattempt WHERE attempt_time < %s)",
        before,
    )
    return gone + _plain("DELETE FROM axes_accessattempt WHERE attempt_time < %s", before)


def _glasses(at: datetime) -> int:
    return _plain(
        "DELETE FROM accounts_glass WHERE ends_at < %s AND reviewed_at IS NOT NULL", at - 3 * _YEAR
    )


def _codes(at: datetime) -> int:
    return forget_codes(at) + forget_counts()


def _keys(at: datetime) -> int:
    return _plain("DELETE FROM accounts_apikey WHERE ended_at < %s", at - 3 * _YEAR)


_CONSENTS = """
DELETE FROM privacy_consent WHERE id IN (
    SELECT id FROM privacy_consent WHERE withdrawn_at < %s LIMIT %s)
"""
_REQUESTS = """
DELETE FROM privacy_request WHERE id IN (
    SELECT id FROM privacy_request WHERE answered_at < %s LIMIT %s)
"""


def _rights(at: datetime) -> int:
    before = at - 3 * _YEAR
    return erase_rows(_CONSENTS, before) + erase_rows(_REQUESTS, before)


def _journal(at: datetime) -> int:
    """Months of the journal that a site keeps no longer, as the owner."""
    if not settings.JOURNAL_MONTHS:
        return 0
    today = local_date(at)
    months = today.year * 12 + today.month - 1 - settings.JOURNAL_MONTHS
    return drop_months(date(months // 12, months % 12 + 1, 1))


_THREE_YEARS = Bilingual("三年", "three years")


def _nothing(at: datetime) -> int:
    """What ends with something else, or stays: nothing for a job to do."""
    return 0


OWN = (
    Rule(
        "journal", Bilingual("日志（只有编号）", "Journal (ids alone)"),
        Bilingual(
            "一直保留，不含个人值；站点设了 SHUOSHI_JOURNAL_MONTHS 的，过了就整月删除",
            "kept, since it holds no personal value; whole months go where a site sets SHUOSHI_JOURNAL_MONTHS",
        ),
        "P", "L03 art 21: at least 6 months; docs/adr/0021", _journal,
    ),
    Rule(
        "households", Bilingual("住户", "Households"),
        Bilingual("住在这里的时候；搬走随迁", "while they live here; moves along"),
        "P", "statutory duty of the community", _nothing,
    ),
    Rule(
        "left", Bilingual("搬走、去世、重复登记的", "Who left, died or was registered twice"),
        Bilingual("一年以后不再算作住户，没有在办的事就删除", "after a year no household; erased with the last matter"),
        "P", "PIPL art 47", forget_left,
    ),
    Rule(
        "risks", Bilingual("需要关照的原因", "Why somebody needs looking after"),
        Bilingual("还需要的时候；结束以后一年", "while it is so; a year after it ended"),
        "P", "PIPL art 19, 28", forget_risks,
    ),
    Rule(
        "censuses", Bilingual("导入的居民表", "Sheets of residents"),
        Bilingual("办完以后七天，条数一年", "seven days after it was taken in; counts a year"),
        "P", "PIPL art 19: shortest necessary", forget_sheets,
    ),
    Rule(
        "accounts", Bilingual("账号和岗位", "Accounts and duties"),
        Bilingual("任职期间，停用以后留名备查", "while in office; closed ones stay for the record"),
        "P", "PIPL art 13(2)", _nothing,
    ),
    Rule(
        "sessions", Bilingual("登录状态", "Sessions"), Bilingual("到期当天", "the day they expire"),
        "P", "PIPL art 19: shortest necessary", _sessions,
    ),
    Rule(
        "codes", Bilingual("发到手机的验证码、当天的次数", "Codes sent to phones, counts of the day"),
        Bilingual("五分钟；次数一天", "five minutes; counts one day"),
        "P", "PIPL art 19: shortest necessary", _codes,
    ),
    Rule(
        "attempts", Bilingual("失败的登录", "Failed logins"), Bilingual("一天", "one day"),
        "P", "PIPL art 19: shortest necessary; the journal keeps ids", _attempts,
    ),
    Rule(
        "looks", Bilingual("查看记录", "Access log"), _THREE_YEARS,
        "P", "L04 art 12 asks 3 years of records of provision; L03 art 21 6 months of logs", _looks,
    ),
    Rule(
        "glasses", Bilingual("破例查看（复核以后）", "Break-glasses, once reviewed"), _THREE_YEARS,
        "P", "as the access log", _glasses,
    ),
    Rule(
        "rights",
        Bilingual("撤回的同意、答复过的申请", "Withdrawn consents, answered requests"),
        _THREE_YEARS, "P", "L04 art 12 asks 3 years of records of provision", _rights,
    ),
    Rule(
        "keys", Bilingual("停用的程序密钥", "Ended keys of programs"), _THREE_YEARS,
        "P", "as the access log", _keys,
    ),
)  # fmt: skip
