"""Tables of people."""

from django.db import models

from shuoshi.places.models import Place
from shuoshi.sealing.fields import SealedText


class Person(models.Model):
    """A resident."""

    id = models.UUIDField(primary_key=True)
    name = SealedText()
    phone = SealedText(null=True)
    identity_number = SealedText(null=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT)
    path = models.CharField(max_length=40, db_collation="C")
    seen_at = models.DateTimeField()
