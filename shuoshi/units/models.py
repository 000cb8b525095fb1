"""Tables of units and of the working calendar."""

from django.db import models
from django.db.models import Q

from shuoshi.places.models import Estate, Place
from shuoshi.units.terms import COMMUNITYS_BODIES, UnitKind


class Unit(models.Model):
    """An organisation, an office or a body; `estate` where it is that of one housing estate."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, choices=[(k, k) for k in UnitKind])
    name = models.CharField(max_length=80)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="units")
    path = models.CharField(max_length=40, db_collation="C", db_index=True)
    estate = models.ForeignKey(Estate, null=True, on_delete=models.PROTECT, related_name="units")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path", "kind"],
                condition=Q(kind__in=[UnitKind.COMMUNITY, UnitKind.TOWNSHIP, *COMMUNITYS_BODIES])
                & Q(ended_on__isnull=True),
                name="unit_one_of_its_kind",
            ),
            models.UniqueConstraint(
                fields=["estate", "kind"],
                condition=Q(estate__isnull=False, ended_on__isnull=True),
                name="unit_one_of_an_estate",
            ),
        ]


class CalendarYear(models.Model):
    """A year whose working days are published."""

    year = models.SmallIntegerField(primary_key=True)
    source = models.CharField(max_length=120)


class CalendarDay(models.Model):
    """A day that differs from Monday to Friday: a holiday, or a weekend day that is worked."""

    on = models.DateField(primary_key=True)
    worked = models.BooleanField()
    name = models.CharField(max_length=40)


class CalendarRevision(models.Model):
    """One row: how often the calendar was changed, so that each process knows its copy is old."""

    id = models.SmallIntegerField(primary_key=True)
    revision = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="calendar_revision_one_row")]
