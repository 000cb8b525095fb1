"""What everybody may see of a matter."""

from django.db import models
from django.db.models import Q

from shuoshi.matters.models.matter import Matter
from shuoshi.programmes.models import Version


class MeToo(models.Model):
    """Somebody else whom the same thing troubles; `who` is a keyed hash of their person or their browser,
    or of a matter of their own that was merged into this one: they are counted, never listed."""

    id = models.UUIDField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="me_toos")
    who = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["who"], name="me_too_of")]
        constraints = [models.UniqueConstraint(fields=["matter", "who"], name="me_too_once")]


class Published(models.Model):
    """What everybody may see of a matter: words and pictures that a reviewer released."""

    matter = models.OneToOneField(
        Matter, primary_key=True, on_delete=models.PROTECT, related_name="published"
    )
    number = models.CharField(max_length=20, unique=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    path = models.CharField(max_length=40, db_collation="C", db_index=True)
    place_name = models.CharField(max_length=80)
    street_name = models.CharField(max_length=80)
    holder_name = models.CharField(max_length=80, default="")
    kind = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    shown = models.JSONField(default=dict)
    timeline = models.JSONField(default=list)
    pictures = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    closed = models.BooleanField(default=False)
    me_too = models.IntegerField(db_default=0)
    wall = models.BooleanField(db_default=False)
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-opened_at", "-matter"],
                condition=Q(hidden_at__isnull=True),
                name="published_new",
            ),
            models.Index(
                fields=["-opened_at", "-matter"],
                condition=Q(hidden_at__isnull=True, wall=True),
                name="published_wall",
            ),
        ]
