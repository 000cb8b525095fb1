"""Tables of logins and duties."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from shuoshi.accounts.terms import NOT_DUTIES, ROLES
from shuoshi.places.models import Place
from shuoshi.units.models import Unit


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by name."""


class Account(AbstractBaseUser):
    """Somebody who can sign in: staff with duties, a resident, or a program.

    `phone_unproved`: somebody else wrote down the person's phone; no code goes to it before the
    code that came to it was written. `given_at`: when a keeper was given a password for this account,
    which its owner has not changed yet.
    """

    id = models.UUIDField(primary_key=True)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    person_id = models.UUIDField(null=True, unique=True)
    phone_unproved = models.BooleanField(default=False, db_default=False)
    given_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()


class Duty(models.Model):
    """A role at a place, of a unit, from a day until another."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=40, choices=[(r, r) for r in ROLES if r not in NOT_DUTIES])
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    path = models.CharField(max_length=40, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    follows_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "role"]), models.Index(fields=["unit", "role"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="duty_period",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "path", "unit"],
                condition=Q(ends_on__isnull=True),
                name="duty_once_now",
            ),
        ]


class ApiKey(models.Model):
    """A key with which a program acts under its account's duties; only its hash is kept."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Code(models.Model):
    """A code that was sent to a phone and waits, or a count of those of a day; gone when it is over."""

    key = models.CharField(primary_key=True, max_length=160)
    phone = models.TextField()
    digest = models.CharField(max_length=64)
    guesses = models.IntegerField()
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)


class Session(AbstractBaseSession):
    """A session that knows its account, so that one statement tells who it is."""

    account_id = models.UUIDField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store of these rows, as Django's base class asks."""
        from shuoshi.accounts.sessions import SessionStore

        return SessionStore


class Glass(models.Model):
    """A break-glass: for minutes somebody sees a place outside their range; a second person reviews."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="glasses")
    duty_id = models.UUIDField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    said_by = models.CharField(max_length=140)
    path = models.CharField(max_length=40, db_collation="C")
    reason = models.CharField(max_length=300)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewer_id = models.UUIDField(null=True)
    reviewed_by = models.CharField(max_length=140, default="")
    right = models.BooleanField(null=True)
    words = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [models.Index(fields=["account", "ends_at"], name="glass_of_account")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("begins_at")), name="glass_period"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | Q(right__isnull=False),
                name="glass_reviewed_with_verdict",
            ),
            models.CheckConstraint(
                condition=Q(reviewer_id__isnull=True) | ~Q(reviewer_id=F("account")),
                name="glass_second_person",
            ),
        ]
