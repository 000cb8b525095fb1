"""Tables of helpers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shuoshi.helpers.terms import HOURS_MOST, MOST_LOAD, STATES, WORDS
from shuoshi.people.models import Person
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose
from shuoshi.units.models import Unit


class HelperKind(models.Model):
    """A kind of helper. `duty`: while sent down, their hours are duty and no volunteering."""

    code = models.CharField(max_length=20, primary_key=True)
    zh = models.CharField(max_length=20)
    en = models.CharField(max_length=40)
    duty = models.BooleanField(default=False)
    sort = models.SmallIntegerField()


class Helper(models.Model):
    """Somebody who helps. `path`: their unit's; `person`: their own registration, where they are a resident with one;
    `cleared_until`: until when they may go into homes with children alone."""

    id = models.UUIDField(primary_key=True)
    kind = models.ForeignKey(HelperKind, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="helpers")
    path = models.CharField(max_length=40, db_collation="C")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    account_id = models.UUIDField(null=True)
    name = SealedText(purpose=Purpose.CONTACT, mask=Masked.NAME)
    phone = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.PHONE)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    languages = ArrayField(models.CharField(max_length=20), default=list)
    areas = ArrayField(models.CharField(max_length=40), default=list)
    slots = models.IntegerField(default=0)
    most = models.SmallIntegerField()
    reach_m = models.IntegerField(null=True)
    cleared_until = models.DateField(null=True)
    since_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["path", "id"], condition=Q(ended_on__isnull=True), name="helper_by_path"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(most__gte=1, most__lte=MOST_LOAD), name="helper_load"
            ),
            models.CheckConstraint(condition=Q(slots__gte=0, slots__lt=2**21), name="helper_slots"),
            models.UniqueConstraint(
                fields=["person", "unit", "kind"],
                condition=Q(ended_on__isnull=True, person__isnull=False),
                name="helper_once_a_unit",
            ),
        ]


class Team(models.Model):
    """Helpers of one unit who go together, under a leader."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="teams")
    path = models.CharField(max_length=40, db_collation="C")
    name = models.CharField(max_length=60)
    leader = models.ForeignKey(Helper, null=True, on_delete=models.PROTECT, related_name="leads")
    formed_on = models.DateField()
    ended_on = models.DateField(null=True)


class TeamMember(models.Model):
    """Who belongs to a team from a day until another; `unit` and `path` are the team's."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="teams")
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "helper"],
                condition=Q(until_on__isnull=True),
                name="team_member_once",
            )
        ]


class Deployment(models.Model):
    """A team under a receiving community: asked for, sent, arrived, released. `path`: the receiving community's;
    `unit`: the sending one."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="deployments")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="deployments")
    what = models.CharField(max_length=200)
    skill = models.CharField(max_length=20, blank=True)
    many = models.SmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES])
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    came = models.SmallIntegerField(null=True)
    declined_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["path", "-asked_at"], name="deployment_by_path")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="deployment_period"
            ),
            models.CheckConstraint(condition=Q(many__gte=1, many__lte=500), name="deployment_many"),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "declined", "off"))
                | Q(team__isnull=False, sent_at__isnull=False),
                name="deployment_sent_a_team",
            ),
        ]


class Service(models.Model):
    """Minutes that a helper served on a day, for an organiser, until the organiser has said whether it is so."""

    id = models.UUIDField(primary_key=True)
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="services")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    deployment = models.ForeignKey(
        Deployment, null=True, on_delete=models.PROTECT, related_name="services"
    )
    what = models.CharField(max_length=200)
    on = models.DateField()
    minutes = models.SmallIntegerField()
    duty = models.BooleanField()
    word = models.CharField(max_length=10, choices=[(w, w) for w in WORDS])
    reported_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    said_by = models.UUIDField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["path", "reported_at"], condition=Q(word="reported"), name="service_waits"
            ),
            models.Index(fields=["helper", "-on"], name="service_of_helper"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=HOURS_MOST), name="service_minutes"
            ),
            models.CheckConstraint(
                condition=Q(word="reported", said_at__isnull=True)
                | ~Q(word="reported") & Q(said_at__isnull=False),
                name="service_said_when",
            ),
            models.UniqueConstraint(
                fields=["helper", "deployment"],
                condition=Q(deployment__isnull=False),
                name="service_once_a_deployment",
            ),
        ]
