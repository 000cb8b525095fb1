"""The access log: ids, field names and purposes, never a value."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shuoshi.sealing.terms import Look


class Access(models.Model):
    """Somebody looked at values behind their masks.

    Shape:   `person_id` is whose values they are; `matter_id` the matter in whose course; `fields`
             names of columns or of a form's fields; `said_by` the post, never a name; `glass_id` the
             break-glass under which it was seen.
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    matter_id = models.UUIDField(null=True)
    fields = ArrayField(models.CharField(max_length=60))
    purpose = models.CharField(max_length=20)
    why = models.CharField(max_length=200, default="")
    account_id = models.UUIDField(null=True)
    duty_id = models.UUIDField(null=True)
    glass_id = models.UUIDField(null=True)
    role = models.CharField(max_length=40)
    said_by = models.CharField(max_length=140)
    path = models.CharField(max_length=40, db_collation="C")

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "at"], name="access_of_person"),
            models.Index(fields=["matter_id", "at"], name="access_of_matter"),
            models.Index(fields=["path", "at"], name="access_at_place"),
            models.Index(fields=["account_id", "at"], name="access_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=[look.value for look in Look]), name="access_purpose"
            ),
        ]
