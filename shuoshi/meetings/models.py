"""Tables of bodies and ballots."""

from django.db import models
from django.db.models import F, Q

from shuoshi.accounts.models import Account
from shuoshi.matters.models import Matter
from shuoshi.meetings.terms import Choice, SittingState, Way
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose
from shuoshi.units.models import Unit


class BodyRule(models.Model):
    """How a kind of body decides, from a day until another.

    `notice_days` lie between the call and the meeting; where `phone` is false a vote cast by phone is
    advice; `by_area` weighs quorum and majority by area as well as by heads.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    quorum = models.CharField(max_length=10)
    majority = models.CharField(max_length=10)
    of_members = models.BooleanField()
    meeting_days = models.JSONField(default=list)
    notice_days = models.SmallIntegerField(default=0)
    phone = models.BooleanField(default=False)
    by_area = models.BooleanField(default=False)
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


class Elector(models.Model):
    """Somebody on the roll of a body without an account: an owner, a household's representative. `token`
    finds the phone; `area_dm2` is what an owner owns, in hundredths of a square metre."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="electors")
    path = models.CharField(max_length=40, db_collation="C")
    n = models.IntegerField()
    door = SealedText(purpose=Purpose.HOME, mask=Masked.DOOR)
    name = SealedText(purpose=Purpose.CONTACT, mask=Masked.NAME)
    phone = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.PHONE)
    token = models.BinaryField(null=True)
    area_dm2 = models.IntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "n"], name="elector_of_unit"),
            models.Index(fields=["token"], name="elector_by_phone"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(area_dm2__gte=0), name="elector_area"),
        ]


class Sitting(models.Model):
    """A meeting: called, with its agenda and notice; or held, with who came and what was said."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sittings")
    path = models.CharField(max_length=40, db_collation="C")
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=SittingState.HELD)
    starts_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    called_by = models.UUIDField(null=True)
    agenda = models.TextField(default="")
    held_on = models.DateField()
    location = models.CharField(max_length=80)
    due = models.IntegerField(default=0)
    attended = models.IntegerField()
    attendees = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.TEXT)
    minutes = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "-held_on", "-id"], name="sitting_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(attended__gte=1) | ~Q(state=SittingState.HELD), name="sitting_attended"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in SittingState]), name="sitting_state"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__gt=F("called_at")) | Q(called_at__isnull=True),
                name="sitting_called_before",
            ),
            models.UniqueConstraint(
                fields=["unit", "starts_at"],
                condition=Q(state=SittingState.CALLED),
                name="sitting_called_once",
            ),
        ]


class AgendaItem(models.Model):
    """A matter on the agenda of a sitting; `path` and `unit_id` are the sitting's, for its policies."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, db_collation="C")
    unit_id = models.UUIDField()
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="agenda_items")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="agenda_items")
    n = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "n"], name="agenda_item_once_a_line"),
            models.UniqueConstraint(fields=["sitting", "matter"], name="agenda_item_once"),
        ]


class Attendance(models.Model):
    """Somebody on the roll who came to a sitting; `path` and `unit_id` are the sitting's."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=40, db_collation="C")
    unit_id = models.UUIDField()
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attendance")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    elector = models.ForeignKey(Elector, null=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "account"], name="attendance_once"),
            models.UniqueConstraint(
                fields=["sitting", "elector"], name="attendance_once_an_elector"
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=True) ^ Q(elector__isnull=True),
                name="attendance_of_one",
            ),
        ]


class Ballot(models.Model):
    """One vote of a body on a matter, in one entry of its stage, in a sitting or without one.

    `counted_*` are votes of which only the total is known: raised hands, papers, secret votes.
    """

    id = models.UUIDField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="ballots")
    entry = models.IntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    quorum = models.CharField(max_length=10)
    majority = models.CharField(max_length=10)
    of_members = models.BooleanField()
    sitting = models.ForeignKey(
        Sitting, null=True, on_delete=models.PROTECT, related_name="ballots"
    )
    way = models.CharField(max_length=8, default=Way.NAMED)
    phone = models.BooleanField(default=True)
    by_area = models.BooleanField(default=False)
    counted_yes = models.IntegerField(default=0)
    counted_no = models.IntegerField(default=0)
    counted_abstain = models.IntegerField(default=0)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "entry"], name="ballot_once_an_entry"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="ballot_period"),
            models.CheckConstraint(condition=Q(way__in=[w.value for w in Way]), name="ballot_way"),
            models.CheckConstraint(
                condition=Q(by_area=False) | Q(way=Way.NAMED), name="ballot_weighed_is_named"
            ),
        ]


class Voter(models.Model):
    """Who may vote in a ballot: the roll as it was when the ballot was opened, and who had come by then."""

    id = models.UUIDField(primary_key=True)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="voters")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    elector = models.ForeignKey(Elector, null=True, on_delete=models.PROTECT)
    area_dm2 = models.IntegerField(default=0)
    present = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "account"], name="voter_once_a_ballot"),
            models.UniqueConstraint(
                fields=["ballot", "elector"], name="voter_once_a_ballot_elector"
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=True) ^ Q(elector__isnull=True), name="voter_is_one"
            ),
        ]


class Vote(models.Model):
    """One voter's vote. That it is one is this table's constraint, not a check before it. In a secret
    ballot it says that they voted; what they chose is added to the ballot's totals and kept nowhere."""

    voter = models.OneToOneField(Voter, primary_key=True, on_delete=models.PROTECT)
    choice = models.CharField(max_length=8)
    at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__in=["", *(c.value for c in Choice)]), name="vote_choice"
            )
        ]


class Advice(models.Model):
    """What somebody on the roll said by phone where the body's rules do not count it."""

    voter = models.OneToOneField(Voter, primary_key=True, on_delete=models.PROTECT)
    choice = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__in=[c.value for c in Choice]), name="advice_choice"
            )
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
