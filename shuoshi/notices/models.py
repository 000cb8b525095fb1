"""Tables of notices."""

from django.db import models
from django.db.models import Q


class Outbox(models.Model):
    """Something to tell, not yet resolved into people."""

    id = models.UUIDField(primary_key=True)
    matter_id = models.UUIDField()
    template = models.CharField(max_length=40)
    audience = models.CharField(max_length=40)
    by = models.CharField(max_length=8)
    at = models.DateTimeField()
    state = models.CharField(max_length=10)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=Q(state="waiting"), name="outbox_waiting"),
            models.Index(fields=["sent_at"], condition=Q(state="sending"), name="outbox_sending"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "nobody", "failed"]),
                name="outbox_state",
            )
        ]


class Notice(models.Model):
    """A notice in the house, for one account."""

    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    outbox = models.ForeignKey(Outbox, on_delete=models.PROTECT)
    matter_id = models.UUIDField()
    template = models.CharField(max_length=40)
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account_id", "-at"])]
        constraints = [
            models.UniqueConstraint(fields=["outbox", "account_id"], name="notice_once_a_person")
        ]
