"""Tables of bodies and ballots."""

from django.db import models
from django.db.models import F, Q

from shuoshi.accounts.models import Account
from shuoshi.matters.models import Matter
from shuoshi.meetings.terms import Choice
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose
from shuoshi.units.models import Unit


class BodyRule(models.Model):
    """How a kind of body decides, from a day until another."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    quorum = models.CharField(max_length=10)
    majority = models.CharField(max_length=10)
    of_members = models.BooleanField()
    meeting_days = models.JSONField(default=list)
    source = models.CharField(max_length=200)
    mark = models.CharField(max_length=1)
    valid_from_on = models.DateField()
    valid_to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(valid_to_on__isnull=True), name="body_rule_once_now"
            ),
            models.CheckConstraint(
                condition=Q(valid_to_on__isnull=True) | Q(valid_to_on__gt=F("valid_from_on")),
                name="body_rule_period",
            ),
        ]


class Member(models.Model):
    """Somebody on the roll of a body, from a day until another."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "account"],
                condition=Q(ends_on__isnull=True),
                name="member_once_now",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="member_period",
            ),
        ]


class Ballot(models.Model):
    """One vote of a body on a matter, in one entry of its stage."""

    id = models.UUIDField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="ballots")
    entry = models.IntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    quorum = models.CharField(max_length=10)
    majority = models.CharField(max_length=10)
    of_members = models.BooleanField()
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "entry"], name="ballot_once_an_entry"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="ballot_period"),
        ]


class Voter(models.Model):
    """Who may vote in a ballot: the roll as it was when the ballot was opened."""

    id = models.UUIDField(primary_key=True)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="voters")
    account = models.ForeignKey(Account, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "account"], name="voter_once_a_ballot")
        ]


class Vote(models.Model):
    """One voter's vote. That it is one is this table's constraint, not a check before it."""

    voter = models.OneToOneField(Voter, primary_key=True, on_delete=models.PROTECT)
    choice = models.CharField(max_length=8, choices=[(c, c) for c in Choice])
    at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__in=[c.value for c in Choice]), name="vote_choice"
            )
        ]


class Sitting(models.Model):
    """A meeting that was held, with its minutes: how many came, who, what was said."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sittings")
    path = models.CharField(max_length=40, db_collation="C")
    title = models.CharField(max_length=80)
    held_on = models.DateField()
    location = models.CharField(max_length=80)
    attended = models.IntegerField()
    attendees = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.TEXT)
    minutes = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "-held_on", "-id"], name="sitting_of_place")]
        constraints = [
            models.CheckConstraint(condition=Q(attended__gte=1), name="sitting_attended")
        ]


class Item(models.Model):
    """A line of a sitting's minutes that became a matter."""

    matter = models.OneToOneField(
        Matter, primary_key=True, on_delete=models.PROTECT, related_name="item"
    )
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="items")
    n = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "n"], name="item_once_a_line")]
