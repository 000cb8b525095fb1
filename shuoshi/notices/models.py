"""Tables of notices."""

from django.db import models
from django.db.models import Q

from shuoshi.notices.terms import UNIT_WAYS, Sent, Way
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose

_OF = ("matter_id", "sitting_id", "pairing_id", "warning_id")


def _only(one: str) -> Q:
    """Of this alone."""
    return Q(**{f"{name}__isnull": name != one for name in _OF})


class Outbox(models.Model):
    """Something to tell of a matter, a sitting, a pairing or a warning, not yet resolved into people."""

    id = models.UUIDField(primary_key=True)
    matter_id = models.UUIDField(null=True)
    sitting_id = models.UUIDField(null=True)
    pairing_id = models.UUIDField(null=True)
    warning_id = models.UUIDField(null=True)
    template = models.CharField(max_length=40)
    audience = models.CharField(max_length=60)
    by = models.CharField(max_length=8)
    at = models.DateTimeField()
    state = models.CharField(max_length=10)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=Q(state="waiting"), name="outbox_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "nobody", "failed"]),
                name="outbox_state",
            ),
            models.CheckConstraint(
                condition=_only("matter_id")
                | _only("sitting_id")
                | _only("pairing_id")
                | _only("warning_id"),
                name="outbox_of_one",
            ),
        ]


class Notice(models.Model):
    """A notice in the house, for one account."""

    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    outbox = models.ForeignKey(Outbox, on_delete=models.PROTECT)
    matter_id = models.UUIDField(null=True)
    sitting_id = models.UUIDField(null=True)
    pairing_id = models.UUIDField(null=True)
    warning_id = models.UUIDField(null=True)
    template = models.CharField(max_length=40)
    number = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account_id", "-at"])]
        constraints = [
            models.UniqueConstraint(fields=["outbox", "account_id"], name="notice_once_a_person")
        ]


class Dispatch(models.Model):
    """One text on its way out of the house to one address; both are blanked once it has fared somehow. One for
    `office` hours, a reminder of a time limit, is tried again in them alone."""

    id = models.UUIDField(primary_key=True)
    outbox = models.ForeignKey(Outbox, on_delete=models.PROTECT, related_name="dispatches")
    way = models.CharField(max_length=8)
    address = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.TEXT)
    text = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.TEXT)
    state = models.CharField(max_length=8, default=Sent.WAITING)
    tries = models.SmallIntegerField(default=0)
    began_at = models.DateTimeField()
    next_at = models.DateTimeField()
    answer = models.CharField(max_length=80, default="")
    office = models.BooleanField(db_default=False, default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=[Sent.WAITING, Sent.SENDING]),
                name="dispatch_due",
            ),
            models.Index(fields=["outbox"], name="dispatch_of_outbox"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in Sent]), name="dispatch_state"
            ),
            models.CheckConstraint(
                condition=Q(way__in=[w.value for w in Way]), name="dispatch_way"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[Sent.WAITING, Sent.SENDING], address__isnull=False)
                | Q(state__in=[Sent.SENT, Sent.FAILED, Sent.UNCLEAR], address__isnull=True),
                name="dispatch_blanked",
            ),
        ]


class UnitAddress(models.Model):
    """Where a unit is told: the robot of its work group, its mailbox. The address is a secret of its own."""

    id = models.UUIDField(primary_key=True)
    unit_id = models.UUIDField()
    way = models.CharField(max_length=8)
    address = SealedText(purpose=Purpose.CONTACT, mask=Masked.TEXT)
    token = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit_id", "token"], name="unit_address_once"),
            models.CheckConstraint(
                condition=Q(way__in=[w.value for w in UNIT_WAYS]), name="unit_address_way"
            ),
        ]


class Subscription(models.Model):
    """A browser that its account wants told: the push service's address and the browser's keys."""

    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    address = SealedText(purpose=Purpose.CONTACT, mask=Masked.TEXT)
    token = models.BinaryField()
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account_id"], name="subscription_of")]
        constraints = [models.UniqueConstraint(fields=["token"], name="subscription_once")]
