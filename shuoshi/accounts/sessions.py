"""Sessions in the database; loading one brings the account and today's duties along."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Rows
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from shuoshi.accounts.models import Account, Session
from shuoshi.accounts.terms import DutyRow, SignedIn
from shuoshi.kernel.clock import local_date, now
from shuoshi.sealing.cipher import open_text, seal_text
from shuoshi.sealing.terms import KeyGone, Purpose, SealBroken

BOUND = "accounts_session.session_data"
BEGAN = "began"
_WRITTEN_EVERY = timedelta(minutes=5)
DUTIES = """
SELECT coalesce(json_agg(json_build_array(d.id, d.role, d.path, d.unit_id, u.name, d.glass)
                         ORDER BY length(d.path) DESC, d.path, d.role, d.id), '[]'::json)
FROM (SELECT id, role, path, unit_id, NULL::uuid AS glass FROM accounts_duty
      WHERE account_id = a.id AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s)
      UNION ALL
      SELECT g.duty_id, 'break_glass', g.path, g.unit_id, g.id FROM accounts_glass g
      JOIN accounts_duty h ON h.id = g.duty_id
      WHERE g.account_id = a.id AND g.begins_at <= %s AND g.ends_at > %s
        AND h.starts_on <= %s AND (h.ends_on IS NULL OR h.ends_on > %s)) d
JOIN units_unit u ON u.id = d.unit_id
"""
"""The duties of account `a` at a time: takes the local day twice, the moment twice, the local day twice."""
_WHO = f"""
SELECT s.session_data, s.expire_date, a.id, a.username, a.name, a.person_id, a.password,
       CASE WHEN a.id IS NOT NULL THEN ({DUTIES}) END, a.given_at
FROM accounts_session s LEFT JOIN accounts_account a ON a.id = s.account_id AND a.is_active
WHERE s.session_key = %s AND s.expire_date > %s
"""


def signed_in_from(row: tuple[Any, ...], given_at: datetime | None = None) -> SignedIn:
    """Build it from (id, username, name, person_id, duties)."""
    account_id, username, name, person_id, duties = row
    return SignedIn(
        account_id,
        username,
        name,
        person_id,
        tuple(
            DutyRow(UUID(d[0]), d[1], d[2], UUID(d[3]), d[4], UUID(d[5]) if d[5] else None)
            for d in duties
        ),
        given_at,
    )


class SessionStore(Rows):
    """The store that Django's session middleware uses."""

    signed_in: SignedIn | None = None
    expires: datetime | None = None
    password: str = ""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        at = now()
        today: date = local_date(at)
        with connection.cursor() as cursor:
            cursor.execute(
                _WHO, [today, today, at, at, today, today, self.session_key, timezone.now()]
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        self.expires = row[1]
        if row[2] is not None:
            self.signed_in = signed_in_from((*row[2:6], row[7]), given_at=row[8])
            self.password = row[6]
        found: dict[str, Any] = self.decode(row[0])
        return found

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Sealed: while somebody comes in by a code, it holds their phone and that code."""
        return seal_text(json.dumps(session_dict), purpose=Purpose.LOGIN, bound_to=BOUND)

    def decode(self, session_data: str) -> dict[str, Any]:  # type: ignore[override] # ours is text
        """What was sealed; nothing where its key is gone: whoever it was logs in again."""
        try:
            found: dict[str, Any] = json.loads(open_text(session_data, bound_to=BOUND))
        except (KeyGone, SealBroken):
            return {}
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        account = data.get(SESSION_KEY)
        if account:
            data.setdefault(BEGAN, timezone.now().timestamp())
        row = cast(Session, super().create_model_instance(data))
        row.account_id = UUID(str(account)) if account else None
        if account:
            row.expire_date = min(row.expire_date, self._idle_until(data))
        return row

    @staticmethod
    def _idle_until(data: dict[str, Any]) -> datetime:
        """When a login ends that is not used: after the idle time, and after its whole time in any
        case."""
        whole = datetime.fromtimestamp(data[BEGAN], UTC) + timedelta(
            seconds=settings.SESSION_COOKIE_AGE
        )
        return min(timezone.now() + timedelta(seconds=settings.SESSION_IDLE_S), whole)

    def keep_alive(self) -> None:
        """Put the end of a login that is used off; written at most every five minutes."""
        if self.signed_in is None or self.expires is None or BEGAN not in self:
            return
        until = self._idle_until({BEGAN: self[BEGAN]})
        if until - self.expires > _WRITTEN_EVERY:
            Session.objects.filter(session_key=self.session_key).update(expire_date=until)

    def trusted(self) -> SignedIn | None:
        """Who is signed in, if the session was made with the password that holds now."""
        made_with = self.get(HASH_SESSION_KEY, "")
        if self.signed_in is None or not made_with:
            return None
        holds = Account(password=self.password).get_session_auth_hash()
        return self.signed_in if constant_time_compare(made_with, holds) else None
