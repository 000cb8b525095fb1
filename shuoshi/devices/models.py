"""Tables of devices."""

from django.db import models
from django.db.models import Q

from shuoshi.accounts.models import Account
from shuoshi.devices.terms import STATES
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose


class Device(models.Model):
    """A phone that writes without a network for an account; `key` is the public half of what it signs with."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=40)
    key = models.CharField(max_length=90, unique=True)
    enrolled_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class Given(models.Model):
    """That the list of a day on a phone carried a subject, since when, and under which duty (none of a resident)."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    duty_id = models.UUIDField(null=True)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "kind", "subject_id", "on", "duty_id"],
                nulls_distinct=False,
                name="given_once",
            )
        ]


class Sent(models.Model):
    """A record from a phone. `values` is what it said, `mended` what somebody made of it, `theirs` what the house had:
    they stay until it is decided. `digest` is that of the plain text; who works on it took it up at `taken_up_at`."""

    id = models.UUIDField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="sent")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    path = models.CharField(max_length=40, db_collation="C", blank=True)
    person_id = models.UUIDField(null=True)
    household_id = models.UUIDField(null=True)
    captured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES])
    digest = models.CharField(max_length=64)
    values = SealedText(null=True, purpose=Purpose.HEALTH, mask=Masked.TEXT)
    mended = SealedText(null=True, purpose=Purpose.HEALTH, mask=Masked.TEXT)
    theirs = SealedText(null=True, purpose=Purpose.HEALTH, mask=Masked.TEXT)
    why = models.CharField(max_length=200, blank=True)
    why_values = models.JSONField(default=dict)
    field = models.CharField(max_length=40, blank=True)
    taken_up_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-received_at"], name="sent_of_account"),
            models.Index(
                fields=["path"], condition=Q(state__in=["refused", "clash"]), name="sent_waits"
            ),
            models.Index(fields=["received_at"], name="sent_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(values__isnull=True) | Q(state__in=["received", "refused", "clash"]),
                name="sent_values_while_open",
            )
        ]
