"""How long notices are kept, and what residents are asked before they get one outside the house."""

from datetime import datetime, timedelta

from shuoshi.kernel.texts import Bilingual
from shuoshi.privacy.ports import Rule
from shuoshi.privacy.retention import erase_rows
from shuoshi.privacy.terms import Activity

_NOTICES = """
DELETE FROM notices_notice WHERE id IN (SELECT id FROM notices_notice WHERE at < %s LIMIT %s)
"""
_DISPATCHES = """
DELETE FROM notices_dispatch WHERE id IN (
    SELECT id FROM notices_dispatch WHERE next_at < %s AND state NOT IN ('waiting', 'sending') LIMIT %s)
"""
_OUTBOX = """
DELETE FROM notices_outbox WHERE id IN (
    SELECT o.id FROM notices_outbox o WHERE o.at < %s AND o.state NOT IN ('waiting', 'sending')
      AND NOT EXISTS (SELECT FROM notices_notice n WHERE n.outbox_id = o.id)
      AND NOT EXISTS (SELECT FROM notices_dispatch d WHERE d.outbox_id = o.id) LIMIT %s)
"""


def _erase(at: datetime) -> int:
    before = at - timedelta(days=366)
    return sum(erase_rows(sql, before) for sql in (_NOTICES, _DISPATCHES, _OUTBOX))


RETENTION = (
    Rule(
        "notices", Bilingual("通知", "Notices"), Bilingual("一年", "one year"),
        "P", "PIPL art 19: shortest necessary", _erase,
    ),
)  # fmt: skip

SMS = Activity(
    "sms_notices",
    Bilingual("短信告知进展", "Progress by SMS"),
    Bilingual(
        "您说的事有了进展，我们按您登记的手机号发短信告诉您。只用于这一件事，由短信网关转发，不给别人。"
        "不同意也不影响办事：登录以后在“我说的事”里看。随时可以在这里撤回。",
        "When your matter moves on we send a text to the phone you registered. It is used for nothing else and goes "
        "through the SMS gateway alone. Without it your matter is handled just the same: log in to follow it. You can "
        "take this back here at any time.",
    ),
)
