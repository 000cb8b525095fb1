"""Journal lines about records from phones."""

from datetime import datetime

from django.conf import settings

from shuoshi.devices.models import Sent
from shuoshi.journal.actions import record
from shuoshi.reach.terms import SYSTEM, Actor


def noted(kind: str, row: Sent, at: datetime, by: Actor = SYSTEM) -> None:
    """What became of a record, in the transaction of the change; one whose subject is gone is the district's."""
    record(
        kind=f"devices.{kind}", subject_id=row.id, other_id=row.subject_id, path=row.path or settings.DISTRICT_CODE,
        by=by, at=at, happened_at=row.captured_at,
    )  # fmt: skip
