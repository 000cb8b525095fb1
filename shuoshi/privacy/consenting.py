"""Consent: asked for one activity at a time, under the words of its day, taken back as easily."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import Bilingual
from shuoshi.people.queries import known_of
from shuoshi.people.rules import below
from shuoshi.people.terms import KEEPERS, PersonNotFound
from shuoshi.privacy.models import Consent, NoticeText
from shuoshi.privacy.ports import ACTIVITIES
from shuoshi.privacy.terms import (
    ADULT_FOR_CONSENT,
    Consented,
    NeedsGuardian,
    NoSuchActivity,
    Told,
)
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

_FIRST = date(2020, 1, 1)
_GUARDIAN_MOST, _TEXT_MOST = 60, 2000


def told_now(activity: str, today: date) -> Told:
    """What people are told of an activity today: the site's newest words, else the room's. One
    statement.

    Raises:  NoSuchActivity
    """
    if activity not in ACTIVITIES:
        raise NoSuchActivity
    found = NoticeText.objects.filter(activity=activity, since_on__lte=today).order_by("-version")
    row = found.values_list("version", "zh", "en", "since_on").first()
    if row is None:
        return Told(activity, 1, ACTIVITIES[activity].notice, _FIRST)
    return Told(activity, row[0], Bilingual(row[1], row[2]), row[3])


def told_then(activity: str, version: int) -> Told:
    """What people were told of an activity under one of its versions. One statement.

    Raises:  NoSuchActivity
    """
    if activity not in ACTIVITIES:
        raise NoSuchActivity
    found = NoticeText.objects.filter(activity=activity, version=version)
    row = found.values_list("zh", "en", "since_on").first()
    if row is None:
        return Told(activity, version, ACTIVITIES[activity].notice, _FIRST)
    return Told(activity, version, Bilingual(row[0], row[1]), row[2])


@transaction.atomic
def publish_notice(*, activity: str, zh: str, en: str, by: Actor, at: datetime, path: str) -> int:
    """Tell people of an activity in other words, from today on; gives the version.

    Shape:   running consents keep the version that they were given under.
    Raises:  NoSuchActivity, BadInput
    """
    today = local_date(at)
    for field, text in (("zh", zh), ("en", en)):
        if not text.strip() or len(text) > _TEXT_MOST:
            raise BadInput("请写明，最多 %(most)s 个字。", field=field, most=_TEXT_MOST)
    version = told_now(activity, today).version + 1
    row = NoticeText.objects.create(
        id=new_id(at), activity=activity, version=version, zh=zh.strip(), en=en.strip(),
        since_on=today,
    )  # fmt: skip
    record(kind="privacy.notice_text", subject_id=row.id, path=path, by=by, at=at)
    return version


def _may_speak(person_id: UUID, by: Actor) -> None:
    own = by.role == "resident" and by.person_id == person_id
    if not own and by.role not in KEEPERS:
        raise NotAllowed


def give_consent(
    *, person_id: UUID, activity: str, version: int, by: Actor, at: datetime, guardian: str = ""
) -> None:
    """Record somebody's consent to one activity, under the version that they were shown.

    Shape:   asked for one activity at a time, so a sensitive one is always separate; below fourteen
             the guardian's name and relation stand with it.
    Raises:  NotAllowed, PersonNotFound, NoSuchActivity, NeedsGuardian, BadInput (the words changed
             meanwhile, or it runs already)
    Source:  DOMAIN.md 11.1 (PIPL 14 to 17, 29, 31)
    """
    _may_speak(person_id, by)
    if told_now(activity, local_date(at)).version != version:
        raise BadInput("告知的内容刚刚换了新的，请再看一遍。", field=activity)
    try:
        with acting(by) as scope:
            known = known_of(person_id)
            if known is None:
                raise PersonNotFound
            if below(ADULT_FOR_CONSENT, known.values, local_date(at)) and not guardian.strip():
                raise NeedsGuardian(field="guardian")
            scope.write_as_engine()
            row = Consent.objects.create(
                id=new_id(at), person_id=person_id, path=known.path, activity=activity,
                version=version, given_at=at, recorded_by=by.said,
                guardian=guardian.strip()[:_GUARDIAN_MOST] or None,
            )  # fmt: skip
            record(
                kind="privacy.consent", subject_id=person_id, other_id=row.id, path=known.path,
                by=by, at=at,
            )  # fmt: skip
    except IntegrityError as error:
        if "consent_one_runs" not in str(error):
            raise
        raise BadInput("这一项已经同意过了。", field=activity) from None


def withdraw_consent(*, person_id: UUID, activity: str, by: Actor, at: datetime) -> bool:
    """Take a consent back, from now on; whether there was one that ran. Asked twice it is the same.

    Raises:  NotAllowed, PersonNotFound
    """
    _may_speak(person_id, by)
    with acting(by) as scope:
        known = known_of(person_id)
        if known is None:
            raise PersonNotFound
        scope.write_as_engine()
        running = Consent.objects.filter(
            person_id=person_id, activity=activity, withdrawn_at__isnull=True
        )
        ended = running.update(withdrawn_at=at)
        if ended:
            record(kind="privacy.withdraw", subject_id=person_id, path=known.path, by=by, at=at)
    return bool(ended)


def consents_of(person_id: UUID, *, by: Actor) -> tuple[Consented, ...]:
    """A person's consents, the newest first, under the reader's reach. One statement in a scope.

    Raises:  NotAllowed for who neither is the person nor keeps the register
    """
    _may_speak(person_id, by)
    with acting(by):
        rows = list(Consent.objects.filter(person_id=person_id).order_by("-given_at", "-id"))
    return tuple(
        Consented(c.id, c.activity, c.version, c.given_at, str(c.guardian or ""), c.withdrawn_at)
        for c in rows
    )


def consents_to(person_id: UUID, activity: str) -> bool:
    """Whether somebody's consent to an activity runs now, for a room that asks before it acts, inside
    its own scope as engine. One statement."""
    running = Consent.objects.filter(
        person_id=person_id, activity=activity, withdrawn_at__isnull=True
    )
    return running.exists()
