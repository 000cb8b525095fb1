"""Tables of programmes."""

from django.db import models
from django.db.models import F, Q


class Version(models.Model):
    """One installed version of a programme: its file's text, never changed."""

    id = models.UUIDField(primary_key=True)
    programme = models.CharField(max_length=40)
    n = models.IntegerField()
    text = models.TextField()
    questions = models.TextField(default="")
    digest = models.CharField(max_length=64)
    installed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "n"], name="version_numbered_once"),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(ended_at__isnull=True), name="version_one_current"
            ),
        ]


class LimitRow(models.Model):
    """A site's own limit for a programme, from a day until another; the file gives the default."""

    id = models.UUIDField(primary_key=True)
    programme = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    limit = models.CharField(max_length=80)
    source = models.CharField(max_length=200)
    mark = models.CharField(max_length=1)
    valid_from_on = models.DateField()
    valid_to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to_on__isnull=True) | Q(valid_to_on__gt=F("valid_from_on")),
                name="limit_period",
            ),
            models.UniqueConstraint(
                fields=["programme", "name"],
                condition=Q(valid_to_on__isnull=True),
                name="limit_once_now",
            ),
        ]


class Wording(models.Model):
    """A site's own words for one text of a programme, in place of the file's; no new version."""

    id = models.UUIDField(primary_key=True)
    programme = models.CharField(max_length=40)
    path = models.CharField(max_length=160)
    zh = models.TextField()
    en = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "path"], name="wording_once_a_text")
        ]


class WordingRevision(models.Model):
    """Counts changes of wording, so that a process knows when its own are old."""

    id = models.SmallIntegerField(primary_key=True)
    revision = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="wording_revision_one_row")]
