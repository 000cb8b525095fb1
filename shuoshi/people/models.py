"""Tables of people."""

from django.db import models

from shuoshi.places.models import Place
from shuoshi.sealing.fields import SealedText


class Household(models.Model):
    """Those who live behind one door of a building or in one yard."""

    id = models.UUIDField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    path = models.CharField(max_length=40, db_collation="C")
    door = SealedText()
    added_at = models.DateTimeField()


class Person(models.Model):
    """A resident."""

    id = models.UUIDField(primary_key=True)
    name = SealedText()
    phone = SealedText(null=True)
    identity_number = SealedText(null=True)
    household = models.ForeignKey(
        Household, null=True, on_delete=models.PROTECT, related_name="members"
    )
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT)
    path = models.CharField(max_length=40, db_collation="C")
    seen_at = models.DateTimeField()
