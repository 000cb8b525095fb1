"""Tables of resources."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shuoshi.resources.terms import GOOD_KINDS, MEAN_KINDS, MEAN_STATES, WAYS, WEEKLY_MOST
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose
from shuoshi.units.models import Unit

_NOW = Q(ended_on__isnull=True)


class Offer(models.Model):
    """A service that a unit offers. `path`: the unit's; `areas`: where, its own place where none is named."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="offers")
    path = models.CharField(max_length=40, db_collation="C")
    skill = models.CharField(max_length=20)
    what = models.CharField(max_length=200)
    weekly = models.SmallIntegerField()
    areas = ArrayField(models.CharField(max_length=40), default=list)
    cost = models.CharField(max_length=200, blank=True)
    since_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["skill", "path"], condition=_NOW, name="offer_by_skill")]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly__gte=1, weekly__lte=WEEKLY_MOST), name="offer_weekly"
            ),
            models.UniqueConstraint(
                fields=["unit", "skill", "what"], condition=_NOW, name="offer_once"
            ),
        ]


class Mean(models.Model):
    """One of the medical means. `checked_on`: when somebody last said how it is."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="means")
    path = models.CharField(max_length=40, db_collation="C")
    kind = models.CharField(max_length=20, choices=[(k, k) for k in MEAN_KINDS])
    name = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=[(s, s) for s in MEAN_STATES])
    places = models.SmallIntegerField(default=0)
    in_use = models.SmallIntegerField(default=0)
    opens = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    checked_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "kind"], condition=_NOW, name="mean_by_path")]
        constraints = [
            models.CheckConstraint(
                condition=Q(places__gte=0, in_use__gte=0, in_use__lte=F("places")),
                name="mean_places",
            )
        ]


class Good(models.Model):
    """Something in stock. `number`: how many there are now, what its movements add up to."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="goods")
    path = models.CharField(max_length=40, db_collation="C")
    mean = models.ForeignKey(Mean, null=True, on_delete=models.PROTECT, related_name="goods")
    kind = models.CharField(max_length=20, choices=[(k, k) for k in GOOD_KINDS])
    name = models.CharField(max_length=60)
    measure = models.CharField(max_length=10)
    number = models.IntegerField(default=0)
    low = models.IntegerField(default=0)
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "name"], condition=_NOW, name="good_by_path")]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=0), name="good_not_below_nothing"),
            models.UniqueConstraint(
                fields=["unit", "mean", "name"],
                nulls_distinct=False,
                condition=_NOW,
                name="good_once",
            ),
        ]


class Movement(models.Model):
    """Why a number in stock changed; never altered, only followed by another. `left`: what there was then."""

    id = models.UUIDField(primary_key=True)
    good = models.ForeignKey(Good, on_delete=models.PROTECT, related_name="movements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    way = models.CharField(max_length=10, choices=[(w, w) for w in WAYS])
    number = models.IntegerField()
    left = models.IntegerField()
    what = models.CharField(max_length=200, blank=True)
    donor = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.NAME)
    matter_id = models.UUIDField(null=True)
    account_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["good", "-at", "-id"], name="movement_of_good"),
            models.Index(fields=["path", "-at"], condition=Q(way="donated"), name="movement_given"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(left__gte=0), name="movement_left"),
            models.CheckConstraint(
                condition=Q(way="donated", donor__isnull=False) | ~Q(way="donated"),
                name="movement_donor",
            ),
        ]
