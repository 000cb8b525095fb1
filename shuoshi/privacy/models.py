"""Tables of what was erased, what people were told, what they consented to and asked for."""

from django.db import models
from django.db.models import F, Q

from shuoshi.people.models import Person
from shuoshi.privacy.terms import RequestKind
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose


class Erasure(models.Model):
    """What one run of a rule erased: a count, of nobody."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    rule = models.CharField(max_length=40)
    erased = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="erasure_newest")]
        constraints = [models.CheckConstraint(condition=Q(erased__gt=0), name="erasure_counts")]


class NoticeText(models.Model):
    """A version of what people are told of an activity before they consent."""

    id = models.UUIDField(primary_key=True)
    activity = models.CharField(max_length=40)
    version = models.IntegerField()
    zh = models.TextField()
    en = models.TextField()
    since_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "version"], name="notice_text_once")
        ]


class Consent(models.Model):
    """Somebody's consent to one activity, under one version of its notice."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    path = models.CharField(max_length=40, db_collation="C")
    activity = models.CharField(max_length=40)
    version = models.IntegerField()
    given_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=140)
    guardian = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.NAME)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "activity"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_runs",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_period",
            ),
        ]


class Request(models.Model):
    """What somebody asked for of their rights, and how it was answered; it outlives an erasure."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="requests"
    )
    path = models.CharField(max_length=40, db_collation="C")
    kind = models.CharField(max_length=10)
    words = SealedText(null=True, purpose=Purpose.FORM, mask=Masked.TEXT)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    answer = SealedText(null=True, purpose=Purpose.FORM, mask=Masked.TEXT)
    said_by = models.CharField(max_length=140, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["path", "due_on"],
                condition=Q(answered_at__isnull=True),
                name="request_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in RequestKind]), name="request_kind"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(granted__isnull=False),
                name="request_answered_with_verdict",
            ),
        ]
