"""Tables of rounds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shuoshi.care.models import Carer
from shuoshi.helpers.models import Helper
from shuoshi.people.models import Household, Person
from shuoshi.rounds.terms import KINDS, MODES, RECEIPTS, STOP_STATES, State
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose
from shuoshi.units.models import Unit

_DAY_MIN = 24 * 60


class Round(models.Model):
    """One day's plan of a place. `routes` is the plan as it was made: by crew its calls with their seconds of the day;
    `travel` says whether ways come from tables or from distance; `revision` counts what was changed,
    `planned_revision` is the one that was planned."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, db_collation="C")
    on = models.DateField()
    name = models.CharField(max_length=60)
    base = models.CharField(max_length=60)
    base_lat = models.FloatField()
    base_lon = models.FloatField()
    factor = models.FloatField()
    car_kmh = models.FloatField()
    walk_kmh = models.FloatField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in State])
    seconds = models.SmallIntegerField(default=5)
    seed = models.IntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    planned_at = models.DateTimeField(null=True)
    travel = models.CharField(max_length=10, blank=True)
    routes = models.JSONField(default=list)
    revision = models.IntegerField(default=0)
    planned_revision = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["path", "-on"], name="round_by_path"),
            models.Index(fields=["asked_at"], condition=Q(state="asked"), name="round_asked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    base_lat__gte=-90, base_lat__lte=90, base_lon__gte=-180, base_lon__lte=180
                ),
                name="round_base",
            ),
            models.CheckConstraint(
                condition=Q(factor__gte=1, car_kmh__gt=0, walk_kmh__gt=0), name="round_ways"
            ),
            models.UniqueConstraint(fields=["path", "on", "name"], name="round_name_once"),
        ]


def _base_or(end: str) -> Q:
    """A place with its degrees, or nothing of it."""
    name, lat, lon = f"{end}_name", f"{end}_lat", f"{end}_lon"
    inside = {f"{lat}__gte": -90, f"{lat}__lte": 90, f"{lon}__gte": -180, f"{lon}__lte": 180}
    said = Q(**{f"{lat}__isnull": False, f"{lon}__isnull": False}, **inside)
    return Q(**{name: "", f"{lat}__isnull": True, f"{lon}__isnull": True}) | ~Q(**{name: ""}) & said


class Crew(models.Model):
    """Who goes on a day. `unit` is whose account sees it; `lost`: can't go on; `start` and `end` where these are not
    the day's base."""

    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="crews")
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    helper = models.ForeignKey(Helper, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    mode = models.CharField(max_length=10, choices=[(m, m) for m in MODES])
    starts_min = models.SmallIntegerField()
    ends_min = models.SmallIntegerField()
    room = models.IntegerField(null=True)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    rests = models.BooleanField(default=True)
    lost = models.BooleanField(default=False)
    start_name = models.CharField(max_length=60, blank=True, default="", db_default="")
    start_lat = models.FloatField(null=True)
    start_lon = models.FloatField(null=True)
    end_name = models.CharField(max_length=60, blank=True, default="", db_default="")
    end_lat = models.FloatField(null=True)
    end_lon = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_base_or("start"), name="crew_start"),
            models.CheckConstraint(condition=_base_or("end"), name="crew_end"),
            models.CheckConstraint(
                condition=Q(
                    starts_min__gte=0, ends_min__gt=F("starts_min"), ends_min__lte=_DAY_MIN
                ),
                name="crew_shift",
            ),
            models.UniqueConstraint(fields=["round", "name"], name="crew_name_once"),
        ]

    @property
    def start_spot(self) -> tuple[float, float] | None:
        """Where it starts, in degrees; None where that is the day's base."""
        return _degrees(self.start_lat, self.start_lon)

    @property
    def end_spot(self) -> tuple[float, float] | None:
        """Where it ends, in degrees; None where that is the day's base."""
        return _degrees(self.end_lat, self.end_lon)


def _degrees(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    return (lat, lon) if lat is not None and lon is not None else None


class Stop(models.Model):
    """Where somebody goes on a day, and what came of it. `crew` and `n` are where the plan has it; `unit` is the
    crew's; `carer` the part under which a visit is made; `only` the crew that it is kept with."""

    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="stops")
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    crew = models.ForeignKey(Crew, null=True, on_delete=models.SET_NULL, related_name="stops")
    n = models.SmallIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=[(k, k) for k in KINDS])
    what = models.CharField(max_length=100)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="+")
    carer = models.ForeignKey(Carer, null=True, on_delete=models.SET_NULL, related_name="+")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    opens_min = models.SmallIntegerField()
    closes_min = models.SmallIntegerField()
    service_min = models.SmallIntegerField()
    brings = models.SmallIntegerField(default=0)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    priority = models.SmallIntegerField(default=1)
    only = models.ForeignKey(Crew, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=[(s, s) for s in STOP_STATES], default="waits")
    why_left = models.CharField(max_length=20, blank=True)
    over_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=10, blank=True, choices=[(r, r) for r in RECEIPTS])
    note = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.TEXT)

    class Meta:
        indexes = [
            models.Index(fields=["round", "crew", "n"], name="stop_of_round"),
            models.Index(fields=["path"], name="stop_by_path"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    opens_min__gte=0, closes_min__gte=F("opens_min"), closes_min__lte=_DAY_MIN
                ),
                name="stop_window",
            ),
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=9, service_min__gte=0, brings__gte=0),
                name="stop_numbers",
            ),
            models.CheckConstraint(
                condition=Q(state="waits", over_at__isnull=True)
                | (~Q(state="waits") & Q(over_at__isnull=False)),
                name="stop_over_when",
            ),
            models.UniqueConstraint(
                fields=["round", "carer"], condition=Q(carer__isnull=False), name="stop_once_a_part"
            ),
        ]


class Leg(models.Model):
    """How long a way takes from one place to another, where a site knows: a grid, a building. It names no person."""

    mode = models.CharField(max_length=10, choices=[(m, m) for m in MODES])
    start = models.CharField(max_length=40, db_collation="C")
    end = models.CharField(max_length=40, db_collation="C")
    metres = models.IntegerField()
    seconds = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mode", "start", "end"], name="leg_once"),
            models.CheckConstraint(condition=Q(metres__gte=0, seconds__gte=0), name="leg_way"),
        ]
