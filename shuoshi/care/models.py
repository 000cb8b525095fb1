"""Tables of care."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shuoshi.care.terms import (
    AGREED_BY,
    CARER_STATES,
    ENDINGS,
    OUTCOMES,
    PAUSE_WHY,
    WAYS,
)
from shuoshi.helpers.models import Helper
from shuoshi.people.models import Household, Person
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose
from shuoshi.units.models import Unit

_OPEN = Q(ended_on__isnull=True)
_NOW = Q(state__in=("asked", "agreed"))


class Pairing(models.Model):
    """One person, household or place under a scheme. `agreed_on`: since when they said yes; `due_at`: until when the
    next visit is due; `misses`: how many in a row did not come about, the last
    on `missed_on`; `contact`: whom to call in need."""

    id = models.UUIDField(primary_key=True)
    scheme = models.CharField(max_length=40)
    path = models.CharField(max_length=40, db_collation="C")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="pairings")
    household = models.ForeignKey(
        Household, null=True, on_delete=models.PROTECT, related_name="pairings"
    )
    tier = models.CharField(max_length=40, blank=True)
    contact = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.TEXT)
    opened_on = models.DateField()
    agreed_by = models.CharField(max_length=10, blank=True, choices=[(a, a) for a in AGREED_BY])
    agreed_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    misses = models.SmallIntegerField(default=0)
    climbed_at = models.DateTimeField(null=True)
    missed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=10, blank=True, choices=[(e, e) for e in ENDINGS])

    class Meta:
        indexes = [
            models.Index(fields=["path", "scheme", "id"], condition=_OPEN, name="pairing_by_path"),
            models.Index(
                fields=["due_at"], condition=_OPEN & Q(due_at__isnull=False), name="pairing_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(household__isnull=True), name="pairing_of_one"
            ),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True, agreed_by="")
                | Q(agreed_on__isnull=False) & ~Q(agreed_by=""),
                name="pairing_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(agreed_on__isnull=False),
                name="pairing_due_once_agreed",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="")
                | Q(ended_on__isnull=False) & ~Q(ended_why=""),
                name="pairing_ended_with_reason",
            ),
            models.UniqueConstraint(
                fields=["scheme", "person"],
                condition=_OPEN & Q(person__isnull=False),
                name="pairing_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["scheme", "household"],
                condition=_OPEN & Q(household__isnull=False),
                name="pairing_once_a_household",
            ),
            models.UniqueConstraint(
                fields=["scheme", "path"],
                condition=_OPEN & Q(person__isnull=True, household__isnull=True),
                name="pairing_once_a_place",
            ),
        ]


class Carer(models.Model):
    """A helper in a role of a pairing. `unit` is the helper's; `substitute` stands in until a day; `after` is whom they
    follow, and `handed_over_on` when both came to the door together."""

    id = models.UUIDField(primary_key=True)
    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="carers")
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    helper = models.ForeignKey(Helper, on_delete=models.PROTECT, related_name="cares")
    state = models.CharField(max_length=10, choices=[(s, s) for s in CARER_STATES])
    substitute = models.ForeignKey(
        Helper, null=True, on_delete=models.PROTECT, related_name="stands_in"
    )
    substitute_until = models.DateField(null=True)
    after = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    handed_over_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    over_on = models.DateField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["path", "id"], condition=_NOW, name="carer_by_path"),
            models.Index(fields=["helper"], condition=_NOW, name="carer_of_helper"),
            models.Index(fields=["unit", "pairing"], condition=_NOW, name="carer_of_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "role", "state"], condition=_NOW, name="carer_once_a_role"
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True, substitute_until__isnull=True)
                | Q(substitute__isnull=False, substitute_until__isnull=False),
                name="carer_substitute_until",
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("helper")),
                name="carer_substitute_another",
            ),
        ]


class Visit(models.Model):
    """That somebody went there, or could not, because. Of a pairing, or of a stage of a matter. The id is the
    phone's; `unit` is the carer's; `raised` are the matters that came of it; `before` is how the pairing stood, where
    the visit moved it."""

    id = models.UUIDField(primary_key=True)
    pairing = models.ForeignKey(Pairing, null=True, on_delete=models.PROTECT, related_name="visits")
    carer = models.ForeignKey(Carer, null=True, on_delete=models.PROTECT, related_name="visits")
    matter_id = models.UUIDField(null=True)
    entry = models.IntegerField(null=True)
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(
        Household, null=True, on_delete=models.PROTECT, related_name="visits"
    )
    way = models.CharField(max_length=10, choices=[(w, w) for w in WAYS])
    outcome = models.CharField(max_length=10, choices=[(o, o) for o in OUTCOMES])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    words = SealedText(null=True, purpose=Purpose.HEALTH, mask=Masked.TEXT)
    findings = ArrayField(models.CharField(max_length=20), default=list)
    raised = ArrayField(models.UUIDField(), default=list)
    handover = models.BooleanField(default=False)
    before = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["pairing", "-at"], name="visit_of_pairing"),
            models.Index(fields=["path", "at"], name="visit_by_path"),
            models.Index(
                fields=["matter_id", "entry"],
                condition=Q(matter_id__isnull=False),
                name="visit_of_matter",
            ),
            models.Index(
                fields=["recorded_at"], condition=Q(before__isnull=False), name="visit_before"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(pairing__isnull=False, carer__isnull=False, matter_id__isnull=True)
                | Q(pairing__isnull=True, matter_id__isnull=False, entry__isnull=False),
                name="visit_of_one",
            )
        ]


class Pause(models.Model):
    """Nobody is missed for a while: a person, or a household with everybody in it."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, db_collation="C")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="pauses")
    household = models.ForeignKey(
        Household, null=True, on_delete=models.CASCADE, related_name="pauses"
    )
    why = models.CharField(max_length=10, choices=[(w, w) for w in PAUSE_WHY])
    since_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "until_on"], name="pause_of_person"),
            models.Index(fields=["household", "until_on"], name="pause_of_household"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, household__isnull=False)
                | Q(person__isnull=False, household__isnull=True),
                name="pause_of_one",
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("since_on")), name="pause_period"),
        ]


class Contract(models.Model):
    """A contract of a pairing: its term, and nothing of anybody's health."""

    id = models.UUIDField(primary_key=True)
    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="contracts")
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField()
    until_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "until_on"], name="contract_by_path")]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("since_on")), name="contract_term"),
            models.UniqueConstraint(
                fields=["pairing", "since_on"], condition=_OPEN, name="contract_once"
            ),
        ]


class Due(models.Model):
    """A service of a contract: due on a day, done on another."""

    id = models.UUIDField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="dues")
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=40)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["path", "due_on"], condition=Q(done_on__isnull=True), name="due_waits"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["contract", "service", "due_on"], name="due_once")
        ]
