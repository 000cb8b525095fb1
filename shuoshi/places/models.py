"""Tables of places."""

from django.db import models
from django.db.models import F, Q

from shuoshi.places.terms import CodeSystem, NameKind, PlaceKind, SuccessionKind


class Place(models.Model):
    """A place; its path is its key for ranges and never changes."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, unique=True, db_collation="C")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in PlaceKind])
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    estate = models.ForeignKey(
        "Estate", null=True, on_delete=models.PROTECT, related_name="buildings"
    )
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(path__regex="^[0-9]{2,40}$"), name="place_path_digits"
            ),
            models.CheckConstraint(
                condition=Q(estate__isnull=True) | Q(kind="building"),
                name="place_estate_of_building",
            ),
        ]


class PlaceCode(models.Model):
    """A code of a place in one system, from a day until another."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="codes")
    system = models.CharField(max_length=12, choices=[(s, s) for s in CodeSystem])
    code = models.CharField(max_length=20)
    valid_from_on = models.DateField()
    valid_to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "code"],
                condition=Q(valid_to_on__isnull=True),
                name="code_once_now",
            ),
            models.CheckConstraint(
                condition=Q(valid_to_on__isnull=True) | Q(valid_to_on__gt=F("valid_from_on")),
                name="code_period",
            ),
        ]


class PlaceName(models.Model):
    """A name or an alias of a place, from a day until another."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=8, choices=[(k, k) for k in NameKind])
    name = models.CharField(max_length=80, db_index=True)
    valid_from_on = models.DateField()
    valid_to_on = models.DateField(null=True)


class Estate(models.Model):
    """A housing estate (小区): a set of buildings with a branch of its own."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=80)
    community = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="estates")


class Succession(models.Model):
    """`before` became part of `after` on a day; duties follow by a job, paths never change."""

    id = models.UUIDField(primary_key=True)
    before = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="successions")
    after = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="preceded_by")
    kind = models.CharField(max_length=8, choices=[(k, k) for k in SuccessionKind])
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="succession_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="succession_of_another"),
        ]


class Site(models.Model):
    """A spot where something is done: a hall, a sampling site, a post, a station."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="sites")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
