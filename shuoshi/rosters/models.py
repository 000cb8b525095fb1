"""Tables of rosters."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shuoshi.helpers.models import Helper
from shuoshi.rosters.terms import DAYS_MOST, SWAP_STATES, State
from shuoshi.units.models import Unit


class Roster(models.Model):
    """A period of a place by a pattern, with its rules. `revision` counts what was changed, `planned_revision` is the
    one that was planned; `published_at`: from then on its members see it; `why` names the rules that stand against each
    other where no roster keeps them all; `cost` is what the plan costs by term."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, db_collation="C")
    name = models.CharField(max_length=60)
    pattern = models.CharField(max_length=40)
    starts_on = models.DateField()
    days = models.SmallIntegerField()
    rest_h = models.SmallIntegerField()
    run_most = models.SmallIntegerField()
    week_h = models.SmallIntegerField()
    nights = models.SmallIntegerField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in State])
    seconds = models.SmallIntegerField(default=20)
    asked_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=0)
    planned_revision = models.IntegerField(null=True)
    why = models.JSONField(default=list)
    cost = models.JSONField(default=dict)
    proved = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["path", "-starts_on"], name="roster_by_path"),
            models.Index(fields=["asked_at"], condition=Q(state="asked"), name="roster_asked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=DAYS_MOST), name="roster_days"
            ),
            models.CheckConstraint(
                condition=Q(rest_h__gte=0, rest_h__lte=24, run_most__gte=1, week_h__gte=1, nights__gte=0),
                name="roster_rules",
            ),
            models.UniqueConstraint(fields=["path", "starts_on", "name"], name="roster_name_once"),
        ]  # fmt: skip


class Spot(models.Model):
    """Where people are on duty: how many in each shift, of them how many with a skill."""

    id = models.UUIDField(primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="spots")
    path = models.CharField(max_length=40, db_collation="C")
    name = models.CharField(max_length=60)
    people = models.JSONField(default=dict)
    skills = models.JSONField(default=dict)
    weekdays = ArrayField(models.SmallIntegerField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "name"], name="spot_name_once")]


class Member(models.Model):
    """A helper on a roster: `spots` where they may serve, `never` shifts they do not, `off_on` days off."""

    id = models.UUIDField(primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="members")
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="+")
    spots = ArrayField(models.UUIDField(), default=list)
    never = ArrayField(models.CharField(max_length=40), default=list)
    off_on = ArrayField(models.DateField(), default=list)
    week_h = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "helper"], name="member_once_a_roster"),
            models.CheckConstraint(
                condition=Q(week_h__isnull=True) | Q(week_h__gte=1, week_h__lte=60),
                name="member_week",
            ),
        ]


class Wish(models.Model):
    """What a member would like: a shift on a day, or not; `shift` '' is any."""

    id = models.UUIDField(primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="wishes")
    on = models.DateField()
    shift = models.CharField(max_length=40, blank=True)
    wants = models.BooleanField()
    weight = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=9), name="wish_weight"),
            models.UniqueConstraint(fields=["member", "on", "shift"], name="wish_once"),
        ]


class Turn(models.Model):
    """A member's shift on a day at a spot; `came_at` and `left_at` are real. `shown`: its member sees it, for it was
    published; `leaving`: planned away since, until that is published too."""

    id = models.UUIDField(primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="turns")
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="turns")
    spot = models.ForeignKey(Spot, on_delete=models.CASCADE, related_name="turns")
    on = models.DateField()
    shift = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    fixed = models.BooleanField(default=False)
    shown = models.BooleanField(default=False)
    leaving = models.BooleanField(default=False)
    came_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["path", "starts_at"], name="turn_by_time"),
            models.Index(fields=["roster", "on"], name="turn_of_roster"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "on"], condition=Q(leaving=False), name="turn_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(leaving=False) | Q(shown=True), name="turn_leaving_was_shown"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="turn_period"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(came_at__isnull=False, left_at__gte=F("came_at")),
                name="turn_left_after_it_came",
            ),
        ]  # fmt: skip


class Swap(models.Model):
    """One member gives a turn to another, for one of theirs or for nothing; both agree, then whoever arranges."""

    id = models.UUIDField(primary_key=True)
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="+")
    giver = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    back = models.ForeignKey(Turn, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=[(s, s) for s in SWAP_STATES])
    asked_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["turn"], condition=Q(state__in=("asked", "agreed")), name="swap_one_a_turn"
            ),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="swap_between_two"),
        ]
