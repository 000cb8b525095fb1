"""The matter itself, its words, its steps and clocks."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Left

from shuoshi.people.models import Person
from shuoshi.places.models import Place
from shuoshi.programmes.models import Version
from shuoshi.units.models import Unit

_OPEN = Q(closed_at__isnull=True)


class NumberSeries(models.Model):
    """The next number of each year; whoever opens a matter takes it in the same statement."""

    year = models.SmallIntegerField(primary_key=True)
    next = models.IntegerField()


class Matter(models.Model):
    """One case of a programme.

    `helper_id` is the helper who takes it, of the unit that holds it. `entry` is the revision at which the
    present stage was entered or its clock was set anew: timers are keyed by it. `queue_at` is `due_at`, or the
    end of time while the clock is paused;
    `community` begins the path, so that a community's queue is read in its order, unsorted.
    """

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=20, unique=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    programme = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    entry = models.IntegerField()
    revision = models.IntegerField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    path = models.CharField(max_length=40, db_collation="C")
    community = models.GeneratedField(
        expression=Left("path", 12),
        output_field=models.CharField(max_length=12, db_collation="C"),
        db_persist=True,
    )
    holder = models.ForeignKey(Unit, on_delete=models.PROTECT)
    assignee_id = models.UUIDField(null=True)
    helper_id = models.UUIDField(null=True)
    raiser = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    secret_hash = models.CharField(max_length=64, null=True)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    private = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    stage_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    overall_due_at = models.DateTimeField(null=True)
    queue_at = models.DateTimeField()
    colour = models.CharField(max_length=8, default="")
    lot = models.SmallIntegerField()
    marks = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, default="")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    link = models.CharField(max_length=10, default="")
    outside_id = models.CharField(max_length=80, null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                KeyTextTransform("switch", "marks"),
                condition=Q(marks__has_key="switch"),
                name="matter_of_switch",
            ),
            models.Index(
                fields=["programme", "closed_at"],
                condition=Q(closed_at__isnull=False, erased_at__isnull=True),
                name="matter_to_erase",
            ),
            models.Index(fields=["queue_at", "id"], condition=_OPEN, name="matter_queue"),
            models.Index(
                fields=["path", "queue_at", "id"], condition=_OPEN, name="matter_queue_path"
            ),
            models.Index(
                fields=["community", "queue_at", "id"],
                condition=_OPEN,
                name="matter_queue_community",
            ),
            models.Index(
                fields=["holder", "queue_at", "id"], condition=_OPEN, name="matter_queue_holder"
            ),
            models.Index(
                fields=["assignee_id", "queue_at"],
                condition=_OPEN & Q(assignee_id__isnull=False),
                name="matter_assignee",
            ),
            models.Index(
                fields=["helper_id"],
                condition=Q(helper_id__isnull=False),
                name="matter_helper_some",
            ),
            models.Index(
                fields=["path", "closed_at"], condition=Q(outcome="done"), name="matter_done_here"
            ),
            BrinIndex(fields=["opened_at"], name="matter_opened"),  # rows lie in this order
            models.Index(
                fields=["queue_at", "id"],
                condition=_OPEN & Q(outside_id__isnull=False),
                name="matter_outside_open",
            ),
            models.Index(
                fields=["raiser"], condition=Q(raiser__isnull=False), name="matter_raiser_some"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["secret_hash"], name="matter_secret_once"),
            models.UniqueConstraint(fields=["channel", "outside_id"], name="matter_outside_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="matter_closed_with_outcome",
            ),
            models.CheckConstraint(condition=Q(entry__lte=F("revision")), name="matter_entry_past"),
        ]


class MatterText(models.Model):
    """What was said and filled in; apart, so that a move need not write it anew."""

    matter = models.OneToOneField(
        Matter, primary_key=True, on_delete=models.PROTECT, related_name="text"
    )
    title = models.CharField(max_length=600)  # 80 letters, sealed in an emergency
    body = models.TextField()
    form = models.JSONField(default=dict)


class Step(models.Model):
    """One move of a matter: the timeline, and all clocks, come from these."""

    id = models.UUIDField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="steps")
    revision = models.IntegerField()
    move = models.CharField(max_length=60)
    from_stage = models.CharField(max_length=40)
    to_stage = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    role = models.CharField(max_length=40)
    said_by = models.CharField(max_length=140)
    account_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    holder_id = models.UUIDField()
    due_before_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    paused = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "revision"], name="step_one_a_revision")
        ]
        indexes = [
            models.Index(
                fields=["holder_id", "at"],
                condition=Q(answers__has_key="holder"),
                name="step_handed_over",
            )
        ]


class Timer(models.Model):
    """Something that is due at a time, while a matter is still in the same entry of its stage."""

    id = models.UUIDField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT)
    entry = models.IntegerField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=60)
    climb = models.SmallIntegerField(null=True)
    state = models.CharField(max_length=10, default="waiting")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="timer_waiting"),
            models.Index(fields=["matter"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "done", "superseded", "failed"]),
                name="timer_state",
            )
        ]
