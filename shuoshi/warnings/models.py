"""Tables of warnings."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shuoshi.helpers.models import Helper
from shuoshi.people.models import Household
from shuoshi.units.models import Unit
from shuoshi.warnings.terms import (
    ENDED,
    HEADLINE_MOST,
    ROUTE_MOST,
    SOURCE_MOST,
    WHERE_MOST,
    Level,
    Stand,
    Step,
    Way,
    Whom,
)


class Plan(models.Model):
    """What a household does when it is warned. `threats`: the ladders that it is for; `shelter` where it goes."""

    id = models.UUIDField(primary_key=True)
    household = models.OneToOneField(Household, on_delete=models.PROTECT, related_name="plan")
    path = models.CharField(max_length=40, db_collation="C")
    threats = ArrayField(models.CharField(max_length=40))
    route = models.CharField(max_length=ROUTE_MOST)
    shelter = models.CharField(max_length=WHERE_MOST)
    needs = ArrayField(models.CharField(max_length=40), default=list)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["path", "id"], name="plan_by_path")]


class Warning(models.Model):
    """A warning as it was relayed. `before`: the one that it replaced; `households` and `people` how many it went
    to, `figures` how many households stood how, once nothing else is kept."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, db_collation="C")
    ladder = models.CharField(max_length=40)
    level = models.CharField(max_length=10, choices=[(x, x) for x in Level])
    whom = models.CharField(max_length=10, choices=[(x, x) for x in Whom])
    source = models.CharField(max_length=SOURCE_MOST)
    reference = models.CharField(max_length=SOURCE_MOST, blank=True)
    issued_at = models.DateTimeField()
    headline = models.CharField(max_length=HEADLINE_MOST)
    text = models.TextField()
    until = models.DateTimeField()
    switch_id = models.UUIDField()
    drill = models.BooleanField()
    before = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="after")
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=10, blank=True, choices=[(x, x) for x in ENDED])
    households = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    figures = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["switch_id"], name="warning_by_switch"),
            models.Index(fields=["-sent_at"], name="warning_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="")
                | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="warning_ended_with_reason",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("sent_at")), name="warning_until_after"),
        ]


class Call(models.Model):
    """A household under a warning, and how it stands by its steps. `people`: how many live there, `gone` how many have
    left, `where` they are, sealed; an answer is wanted by `due_at`, `climb_at` the next rung hears of it."""

    id = models.UUIDField(primary_key=True)
    warning = models.ForeignKey(Warning, on_delete=models.PROTECT, related_name="calls")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    people = models.SmallIntegerField()
    stand = models.CharField(max_length=10, choices=[(x, x) for x in Stand])
    settled = models.BooleanField(default=False)
    help = models.BooleanField(default=False)
    stays = models.CharField(max_length=40, blank=True)
    gone = models.SmallIntegerField(null=True)
    where = models.TextField(blank=True)
    tried = models.SmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    move_due_at = models.DateTimeField(null=True)
    climbed = models.SmallIntegerField(default=0)
    climb_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    home_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["warning", "path", "id"], name="call_by_path"),
            models.Index(
                fields=["climb_at"], condition=Q(climb_at__isnull=False), name="call_climbs"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["household", "warning"], name="call_once"),
            models.CheckConstraint(
                condition=Q(climb_at__isnull=True) | Q(stand=Stand.WAITING),
                name="call_climbs_while_waiting",
            ),
        ]


class Caller(models.Model):
    """A helper who is to call at a household: in a role of its pairing, as it stood when the warning went out."""

    id = models.UUIDField(primary_key=True)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="callers")
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "role", "helper"], name="caller_once_a_role")
        ]


class CallStep(models.Model):
    """What somebody said of a household. The id is the phone's; `where` and `note` are sealed under the emergency."""

    id = models.UUIDField(primary_key=True)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="steps")
    path = models.CharField(max_length=40, db_collation="C")
    step = models.CharField(max_length=10, choices=[(x, x) for x in Step])
    way = models.CharField(max_length=10, choices=[(x, x) for x in Way])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    said_by = models.CharField(max_length=60, blank=True)
    people = models.SmallIntegerField(null=True)
    where = models.TextField(blank=True)
    why = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["call", "at"], name="step_of_call")]
