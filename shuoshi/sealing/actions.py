"""Writing the access log; rotating keys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection

from shuoshi.journal.actions import record
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.ids import new_id
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.sealing.cipher import seal, sealed_under, unseal
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.keys import current, destroy, make, ring
from shuoshi.sealing.models import Access
from shuoshi.sealing.ports import RESEALERS
from shuoshi.sealing.terms import KEPT_FOR_PHONES, Look, NoPurpose, Purpose

_BATCH = 500


def log_look(
    *,
    fields: Sequence[str],
    purpose: str,
    path: str,
    by: Actor,
    at: datetime,
    person_id: UUID | None = None,
    matter_id: UUID | None = None,
    why: str = "",
) -> UUID:
    """Write who looks at what and why, in the transaction that reads it, as engine.

    Shape:   call it before the values are shown: without the line nothing is shown.
    Raises:  NoPurpose unless `purpose` is one of the list
    """
    if purpose not in set(Look):
        raise NoPurpose
    line = Access.objects.create(
        id=new_id(at), at=at, person_id=person_id, matter_id=matter_id, fields=list(fields),
        purpose=purpose, why=why[:200], account_id=by.account_id, duty_id=by.duty_id,
        glass_id=by.glass_id, role=by.role, said_by=by.said, path=path,
    )  # fmt: skip
    record(
        kind="sealing.look", subject_id=person_id or matter_id or line.id, other_id=line.id,
        path=path, by=by, at=at,
    )  # fmt: skip
    return line.id


def rotate(*, purpose: Purpose, by: Actor, at: datetime) -> int:
    """Make a purpose's next key; from now on it seals. Values follow by `reseal`.

    Shape:   the new version. Both versions open while values move.
    """
    current(purpose)  # a purpose that never sealed gets its first
    made = make(purpose)
    with acting(SYSTEM):
        record(
            kind="sealing.rotate", subject_id=new_id(at), path=settings.DISTRICT_CODE, by=by, at=at
        )
    return made.version


def sealed_columns(purpose: str) -> list[SealedText]:
    """The columns whose values are sealed under a purpose."""
    return [
        field
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedText) and field.purpose == purpose
    ]


def reseal(purpose: Purpose) -> int:
    """Seal every value of a purpose that an older key holds under the newest; returns how many.

    Shape:   batches of 500 in transactions of their own, each value only if nobody changed it
             meanwhile; safe to stop and to run again. What an emergency's key sealed stays there.
    """
    moved = sum(_reseal_column(field) for field in sealed_columns(purpose))
    return moved + sum(resealer(purpose) for resealer in RESEALERS)


def is_stale(value: bytes, purpose: str) -> bool:
    """Whether a value of this purpose waits for its newest key."""
    under = sealed_under(value)
    return under == ("", 0) or (under[0] == purpose and under[1] != current(purpose).version)


def _anew(field: SealedText, old: bytes) -> bytes:
    plain = unseal(old, bound_to=field.bound_to)
    return seal(plain, purpose=field.purpose, bound_to=field.bound_to)


def _reseal_column(field: SealedText) -> int:
    table, column, moved, after = field.model._meta.db_table, field.column, 0, UUID(int=0)
    while True:
        with acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {column} FROM {table} WHERE id > %s ORDER BY id LIMIT %s",
                [after, _BATCH],
            )
            rows = [(row, value and bytes(value)) for row, value in cursor.fetchall()]
            if not rows:
                return moved
            stale = [(i, old) for i, old in rows if old and is_stale(old, field.purpose)]
            if stale:
                cursor.execute(
                    f"UPDATE {table} t SET {column} = n.anew "
                    "FROM unnest(%s::uuid[], %s::bytea[], %s::bytea[]) AS n(id, old, anew) "
                    f"WHERE t.id = n.id AND t.{column} = n.old",
                    [[i for i, _ in stale], [old for _, old in stale],
                     [_anew(field, old) for _, old in stale]],
                )  # fmt: skip
                moved += cursor.rowcount
            after = rows[-1][0]


def retire(*, purpose: Purpose, by: Actor, at: datetime) -> int:
    """Destroy a purpose's older keys, after `reseal` found nothing left under them; returns how many.

    Raises:  BadInput while values still wait, or phones may
    """
    if reseal(purpose):
        raise BadInput("还有值在旧密钥下，已经转了一遍，请再试一次。")
    newest = current(purpose).version
    made = datetime.fromisoformat(current(purpose).made_at)
    if purpose is Purpose.PHONE and at - made < KEPT_FOR_PHONES:
        raise BadInput("手机上可能还有用旧密钥封的记录，新密钥用满一个月以后再销毁旧的。")
    older = tuple(v for v in ring()[purpose] if v != newest)
    with acting(SYSTEM):
        record(
            kind="sealing.retire", subject_id=new_id(at), path=settings.DISTRICT_CODE, by=by, at=at
        )
    return destroy(purpose, older)
