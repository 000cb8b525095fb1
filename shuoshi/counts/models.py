"""Tables of counts; members are cut into days, so the migration makes them by hand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shuoshi.counts.terms import CODE_MOST, STATIONS_MOST, Way
from shuoshi.units.models import Unit


class Count(models.Model):
    """One round of counting everybody of an area. `lab` finds results; `before` the round before it; `expected` how
    many the register had when it was planned, by `Expected`."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    lab = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    edition = models.CharField(max_length=40)
    switch_id = models.UUIDField()
    drill = models.BooleanField()
    before = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    n = models.SmallIntegerField()
    expected = models.IntegerField()
    planned_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["switch_id"], name="count_by_switch"),
            models.Index(fields=["-starts_at"], name="count_by_start"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("starts_at")), name="count_until_after"),
            models.UniqueConstraint(fields=["path", "name"], name="count_name_once"),
        ]


class Expected(models.Model):
    """How many of a building (or whatever the register names) belong to a count."""

    id = models.BigAutoField(primary_key=True)
    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="+", db_index=False)
    path = models.CharField(max_length=40, db_collation="C")
    many = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "path"], name="expected_once"),
        ]


class Site(models.Model):
    """Where people are counted. `serves` the paths of whoever is asked to come here; `ready` what of the set-up list is
    there; open between minutes of the local day, `slot_room` how many may book each slot, none where it is 0."""

    id = models.UUIDField(primary_key=True)
    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="sites")
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=100)
    stations = models.SmallIntegerField()
    serves = ArrayField(models.CharField(max_length=40), default=list)
    opens_min = models.SmallIntegerField(default=8 * 60, db_default=8 * 60)
    closes_min = models.SmallIntegerField(default=20 * 60, db_default=20 * 60)
    slot_min = models.SmallIntegerField(default=30, db_default=30)
    slot_room = models.SmallIntegerField(default=0, db_default=0)
    ready = ArrayField(models.CharField(max_length=40), default=list)
    ready_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path"], name="count_site_by_path")]
        constraints = [
            models.UniqueConstraint(fields=["count", "path", "name"], name="count_site_name_once"),
            models.CheckConstraint(
                condition=Q(stations__gte=1, stations__lte=STATIONS_MOST),
                name="count_site_stations",
            ),
            models.CheckConstraint(
                condition=Q(
                    opens_min__gte=0,
                    closes_min__lte=1440,
                    closes_min__gt=F("opens_min"),
                    slot_min__gte=5,
                    slot_min__lte=240,
                    slot_room__gte=0,
                ),
                name="count_site_slots",
            ),
        ]


class Bag(models.Model):
    """Containers that go together: `many` in it, `received` how many came."""

    id = models.UUIDField(primary_key=True)
    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    unit_id = models.UUIDField()
    code = models.CharField(max_length=CODE_MOST)
    many = models.SmallIntegerField()
    bagged_at = models.DateTimeField()
    bagged_by = models.UUIDField(null=True)
    handed_at = models.DateTimeField(null=True)
    handed_by = models.UUIDField(null=True)
    handed_to = models.TextField(blank=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["count", "code"], name="bag_code_once")]


class Container(models.Model):
    """What members are bound to, with its steps. `most` how many it takes, `members` how many are in it, `code` what
    stands on it."""

    id = models.UUIDField(primary_key=True)
    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = models.CharField(max_length=40, db_collation="C")
    unit_id = models.UUIDField()
    code = models.CharField(max_length=CODE_MOST)
    most = models.SmallIntegerField()
    members = models.SmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    bag = models.ForeignKey(Bag, null=True, on_delete=models.PROTECT, related_name="containers")
    result = models.CharField(max_length=20, blank=True)
    resulted_at = models.DateTimeField(null=True)
    resulted_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["site", "-opened_at"], name="container_by_site")]
        constraints = [
            models.UniqueConstraint(fields=["count", "code"], name="container_code_once"),
            models.CheckConstraint(
                condition=Q(members__gte=0, members__lte=F("most")), name="container_not_over"
            ),
            models.CheckConstraint(
                condition=Q(resulted_at__isnull=True, result="")
                | (Q(resulted_at__isnull=False) & ~Q(result="")),
                name="container_resulted_says_what",
            ),
        ]


class Member(models.Model):
    """Somebody bound to a container, by their number in the register; a guest has none. `again`: was counted before in
    this count, so not counted once more."""

    id = models.UUIDField(primary_key=True)
    container = models.ForeignKey(
        Container, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    count_id = models.UUIDField()
    subject_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    again = models.BooleanField()
    duty_id = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "counts_member"


class Counted(models.Model):
    """That somebody was counted in a count, once. `id` is the member's; `path` where they lived then."""

    id = models.UUIDField(primary_key=True)
    count = models.ForeignKey(
        Count, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    subject_id = models.UUIDField()
    path = models.CharField(max_length=40, db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["count", "path"], name="counted_by_path")]
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "count"], name="counted_once"),
        ]


class Guest(models.Model):
    """Who stands in no register, by the fields that the edition names, each sealed under the emergency's key. `id` is
    the member's."""

    id = models.UUIDField(primary_key=True)
    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()


class Missing(models.Model):
    """Why somebody is missing in a count; `note` sealed under the emergency's key."""

    id = models.UUIDField(primary_key=True)
    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_id = models.UUIDField()
    path = models.CharField(max_length=40, db_collation="C")
    reason = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["count", "path"], name="missing_by_path")]
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "count"], name="missing_once"),
        ]


class Single(models.Model):
    """Somebody to be counted again alone, for what was found in a container. `id` is the member's there; `own` the
    container in which they were, and what was found in it."""

    id = models.UUIDField(primary_key=True)
    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="+", db_index=False)
    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField(null=True)
    path = models.CharField(max_length=40, db_collation="C")
    asked_at = models.DateTimeField()
    own = models.ForeignKey(Container, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["count", "path"], name="single_by_path")]


class Booking(models.Model):
    """A slot at a site that somebody has; `way` who booked it."""

    id = models.UUIDField(primary_key=True)
    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = models.CharField(max_length=40, db_collation="C")
    unit_id = models.UUIDField()
    subject_id = models.UUIDField()
    starts_at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=[(w, w) for w in Way])
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["site", "starts_at"],
                condition=Q(cancelled_at__isnull=True),
                name="booking_by_slot",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "count"], condition=Q(cancelled_at__isnull=True), name="booking_once"
            ),
        ]  # fmt: skip


class Ticket(models.Model):
    """A number in the queue of a site. `first`: the lane of those who can't stand long; `slot_at` when whoever booked
    was to come."""

    id = models.UUIDField(primary_key=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = models.CharField(max_length=40, db_collation="C")
    unit_id = models.UUIDField()
    on = models.DateField()
    number = models.IntegerField()
    first = models.BooleanField()
    slot_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "on", "number"], name="ticket_number_once"),
        ]


class Tally(models.Model):
    """How many of a grid came to a site in an hour: a line each batch, rolled up by the worker. `counted` for the first
    time, of these `more` whom the plan did not have, `again` once more, `guests` of no register."""

    id = models.BigAutoField(primary_key=True)
    count = models.ForeignKey(
        Count, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    site_id = models.UUIDField()
    path = models.CharField(max_length=40, db_collation="C")
    on = models.DateField()
    hour = models.SmallIntegerField()
    counted = models.IntegerField()
    more = models.IntegerField()
    again = models.IntegerField()
    guests = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["count", "path"], name="count_tally_by_path")]
