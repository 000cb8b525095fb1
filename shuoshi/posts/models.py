"""Tables of posts; passages are cut into days, so the migration makes them by hand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shuoshi.helpers.models import Helper
from shuoshi.posts.terms import LANES_MOST, CaseKind, Outcome
from shuoshi.units.models import Unit

_OUTCOMES = [(o, o) for o in Outcome]


class Post(models.Model):
    """Where something is checked on the way. `kind` of emergency whose checks hold; `spots` of rosters whose members
    are on duty here."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    site = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    lanes = models.SmallIntegerField()
    equipment = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    leader = models.ForeignKey(Helper, null=True, on_delete=models.SET_NULL, related_name="+")
    spots = ArrayField(models.UUIDField(), default=list)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "name"], name="post_by_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["path", "name"], condition=Q(closed_at__isnull=True), name="post_name_once"
            ),
            models.CheckConstraint(condition=Q(lanes__gte=1, lanes__lte=LANES_MOST), name="post_lanes"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="post_closed_after"
            ),
        ]  # fmt: skip


class Passage(models.Model):
    """One that came through, counted: no plate, no identity. `at` when it was checked, `rule` of its edition that
    decided, from 0; `decided`: the leader decided otherwise."""

    id = models.UUIDField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    path = models.CharField(max_length=40, db_collation="C")
    switch_id = models.UUIDField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    checks = models.CharField(max_length=40)
    rule = models.SmallIntegerField()
    outcome = models.CharField(max_length=12, choices=_OUTCOMES)
    vehicles = models.SmallIntegerField()
    aboard = models.SmallIntegerField()
    lane = models.SmallIntegerField(null=True)
    decided = models.BooleanField()
    duty_id = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "posts_passage"


class Tally(models.Model):
    """How many came through a post in an hour with which outcome: a line each batch, rolled up by the worker."""

    id = models.BigAutoField(primary_key=True)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    path = models.CharField(max_length=40, db_collation="C")
    switch_id = models.UUIDField()
    on = models.DateField()
    hour = models.SmallIntegerField()
    outcome = models.CharField(max_length=12, choices=_OUTCOMES)
    passages = models.IntegerField()
    vehicles = models.IntegerField()
    aboard = models.IntegerField()
    decided = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["post", "on"], name="tally_by_day")]


class Registered(models.Model):
    """What was written down of a passage that registers, by the fields that its edition's law names, each sealed under
    the emergency's key. `id` is the passage's."""

    id = models.UUIDField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    switch_id = models.UUIDField()
    at = models.DateTimeField()
    checks = models.CharField(max_length=40)
    fields = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["post", "-at"], name="registered_by_post"),
            models.Index(fields=["switch_id"], name="registered_by_switch"),
        ]


class Case(models.Model):
    """Somebody who waits at a post, without a name; or what its leader decided otherwise, with theirs. `id` is the
    passage's; `who` and `why` are sealed under the emergency's key."""

    id = models.UUIDField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    switch_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=[(k, k) for k in CaseKind])
    outcome = models.CharField(max_length=12, choices=_OUTCOMES)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=12, choices=_OUTCOMES, blank=True)
    who = models.TextField(blank=True)
    why = models.TextField(blank=True)
    account_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["post"], condition=Q(closed_at__isnull=True), name="case_open"),
            models.Index(fields=["switch_id"], name="case_by_switch"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, ended="") | (Q(closed_at__isnull=False) & ~Q(ended="")),
                name="case_ended_says_how",
            ),
        ]  # fmt: skip


class Handover(models.Model):
    """A shift gives a post to the next, with its figures and who still waits; `words` sealed under the emergency's
    key."""

    id = models.UUIDField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    switch_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_id = models.UUIDField(null=True)
    cases = models.IntegerField()
    counts = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["post", "-at"], name="handover_by_post")]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(taken_at__gte=F("at")),
                name="handover_taken_after",
            )
        ]


class Incident(models.Model):
    """What happened at a post became a matter."""

    id = models.UUIDField(primary_key=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    matter_id = models.UUIDField(unique=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["post", "-at"], name="incident_by_post")]
