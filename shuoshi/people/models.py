"""Tables of people."""

from django.db import models

from shuoshi.places.models import Place
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose


class Household(models.Model):
    """Those who live behind one door of a building or in one yard."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    path = models.CharField(max_length=40, db_collation="C")
    door = SealedText(purpose=Purpose.HOME, mask=Masked.DOOR)
    added_at = models.DateTimeField()


class Person(models.Model):
    """A resident. `phone_by`: the account of the worker who wrote the phone down, until its owner changes it;
    that worker can't prove it."""

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
