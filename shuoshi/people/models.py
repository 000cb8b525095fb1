"""Tables of people."""

from django.db import models
from django.db.models import F, Q

from shuoshi.people.terms import ENDINGS, GROUPS, LEAVINGS, PAIRS, SOURCES, TIES
from shuoshi.places.models import Place
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose


class Household(models.Model):
    """Those who live behind one door of a building or in one yard. `lat`, `lon`: where a map and a round find
    it, in degrees; nothing where nobody has said."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    path = models.CharField(max_length=40, db_collation="C")
    door = SealedText(purpose=Purpose.HOME, mask=Masked.DOOR)
    added_at = models.DateTimeField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "id"], name="household_by_path")]
        constraints = [
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="household_spot",
            )
        ]

    @property
    def spot(self) -> tuple[float, float] | None:
        """Where a map finds it, in degrees; None where nobody has said."""
        return (self.lat, self.lon) if self.lat is not None and self.lon is not None else None


class Person(models.Model):
    """A resident. `phone_by`: the account of the worker who wrote the phone down, until its owner changes it;
    that worker can't prove it. `left_on`: since when they live here no more. `same_as`: whose second
    registration this was; nobody finds it."""

    id = models.UUIDField(primary_key=True)
    name = SealedText(purpose=Purpose.CONTACT, mask=Masked.NAME)
    phone = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.PHONE)
    identity_number = SealedText(null=True, purpose=Purpose.IDENTITY, mask=Masked.IDENTITY)
    born_on = SealedText(null=True, purpose=Purpose.IDENTITY, mask=Masked.DAY)
    household = models.ForeignKey(
        Household, null=True, on_delete=models.PROTECT, related_name="members"
    )
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT)
    path = models.CharField(max_length=40, db_collation="C")
    seen_at = models.DateTimeField()
    phone_by = models.UUIDField(null=True)
    left_on = models.DateField(null=True)
    left_why = models.CharField(
        max_length=12, blank=True, default="", db_default="", choices=[(w, w) for w in LEAVINGS]
    )
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="others")

    class Meta:
        indexes = [models.Index(fields=["path", "id"], name="person_by_path")]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, left_why="")
                | Q(left_on__isnull=False) & ~Q(left_why=""),
                name="person_left_with_reason",
            ),
            models.CheckConstraint(condition=~Q(same_as=F("id")), name="person_same_as_another"),
        ]


class FoundBy(models.Model):
    """A keyed token under which a person is found; it says nothing without its key.

    `path` and `person` are the person's own, so that the policies hold here as there.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="found_by")
    path = models.CharField(max_length=40, db_collation="C")
    token = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["token", "path"], name="found_by_token")]
        constraints = [
            models.UniqueConstraint(fields=["person", "token"], name="found_by_once"),
        ]


class Membership(models.Model):
    """Who belonged to which household from a day until another."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="memberships")
    path = models.CharField(max_length=40, db_collation="C")
    tie = models.CharField(max_length=10, choices=[(t, t) for t in TIES])
    since_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(until_on__isnull=True), name="membership_one_now"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")),
                name="membership_period",
            ),
        ]


class AtRisk(models.Model):
    """A reason for which somebody needs looking after: who says so, since when, when it is looked at again.

    Never a diagnosis, and no list of "special populations": `note` says in the worker's words what to mind.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="risks")
    path = models.CharField(max_length=40, db_collation="C")
    group = models.CharField(max_length=14, choices=[(g, g) for g in GROUPS])
    note = SealedText(null=True, purpose=Purpose.HEALTH, mask=Masked.TEXT)
    source = models.CharField(max_length=10, choices=[(s, s) for s in SOURCES])
    found_on = models.DateField()
    review_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=10, blank=True, choices=[(e, e) for e in ENDINGS])

    class Meta:
        indexes = [
            models.Index(
                fields=["path", "group"], condition=Q(ended_on__isnull=True), name="at_risk_now"
            ),
            models.Index(
                fields=["review_on", "path"],
                condition=Q(ended_on__isnull=True, review_on__isnull=False),
                name="at_risk_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group"], condition=Q(ended_on__isnull=True), name="at_risk_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="")
                | Q(ended_on__isnull=False) & ~Q(ended_why=""),
                name="at_risk_ended_with_reason",
            ),
        ]


class Pair(models.Model):
    """Two registrations that may be one person, until somebody has looked at them side by side.

    Shape:   `path` is what both places have in common, so that whoever is above both sees it. `filled` and
             `moved` are what a merger changed: the kept one's fields that were empty, with how the other had
             left; and by column the rows that pointed at the other. An undo takes back just these.
    """

    id = models.UUIDField(primary_key=True)
    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pairs")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pairs_other")
    path = models.CharField(max_length=40, db_collation="C")
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(p, p) for p in PAIRS])
    settled_at = models.DateTimeField(null=True)
    kept = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    filled = models.JSONField(default=list)
    moved = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["path", "found_at"], condition=Q(state="open"), name="pair_open")
        ]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(state="merged", kept__isnull=False) | ~Q(state="merged"),
                name="pair_keeps_one",
            ),
        ]


class Census(models.Model):
    """A sheet of residents that is being taken in: sealed while somebody may fetch it marked. `outcomes`: for each
    row in order its line, what became of it, and the line it repeats."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, db_collation="C")
    account_id = models.UUIDField()
    duty_id = models.UUIDField()
    sent_at = models.DateTimeField()
    sheet = SealedText(null=True, purpose=Purpose.IDENTITY, mask=Masked.TEXT)
    rows = models.IntegerField()
    outcomes = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "-sent_at"], name="census_sent")]
