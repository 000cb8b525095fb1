"""What people add to a matter: files, their word on what was done, reports; and requests that came twice."""

from django.db import models
from django.db.models import Q

from shuoshi.matters.models.matter import Matter


class Attachment(models.Model):
    """A file that belongs to a matter; its bytes lie outside the web root under `id`."""

    id = models.UUIDField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=10)
    content_type = models.CharField(max_length=40)
    bytes = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    added_at = models.DateTimeField()
    said_by = models.CharField(max_length=140)
    stage = models.CharField(max_length=40)
    released = models.BooleanField(default=False)


class Answer(models.Model):
    """The word of a raiser or a representative on what was done."""

    id = models.UUIDField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="ratings")
    entry = models.IntegerField()
    role = models.CharField(max_length=40)
    account_id = models.UUIDField(null=True)
    solved = models.BooleanField()
    rating = models.SmallIntegerField()
    words = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=5), name="answer_rating"),
            models.UniqueConstraint(
                fields=["matter", "entry", "account_id"],
                condition=Q(account_id__isnull=False),
                name="answer_once_an_account",
            ),
            models.UniqueConstraint(
                fields=["matter", "entry"],
                condition=Q(role__in=["raiser", "resident"]),
                name="answer_once_the_raiser",
            ),
        ]


class Report(models.Model):
    """A progress report: how far, with what effect, what is in the way."""

    id = models.UUIDField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="reports")
    entry = models.IntegerField()
    progress = models.TextField()
    effect = models.TextField(default="")
    problems = models.TextField(default="")
    said_by = models.CharField(max_length=140)
    account_id = models.UUIDField(null=True)
    at = models.DateTimeField()


class Request(models.Model):
    """A creation that was asked for with a key: asked again it gives the same receipt."""

    key = models.CharField(max_length=64, primary_key=True)
    digest = models.CharField(max_length=64)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT)
    at = models.DateTimeField()
