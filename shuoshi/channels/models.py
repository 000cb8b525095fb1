"""Tables of the ways in."""

from django.db import models
from django.db.models import Q

from shuoshi.channels.terms import OfferState
from shuoshi.matters.models import Matter

_STANDS = Q(state__in=[OfferState.OPEN, OfferState.TAKEN])


class Offer(models.Model):
    """ "I can help": somebody with a verified account, and what they would do. `path` is the matter's."""

    id = models.UUIDField(primary_key=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="offers")
    path = models.CharField(max_length=40, db_collation="C")
    person_id = models.UUIDField()
    words = models.CharField(max_length=500)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default=OfferState.OPEN)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["matter", "at"], name="offer_of_matter"),
            models.Index(fields=["person_id", "-at"], name="offer_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "person_id"], condition=_STANDS, name="offer_once_a_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in OfferState]), name="offer_state"
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.OPEN, answered_at__isnull=True)
                | (~Q(state=OfferState.OPEN) & Q(answered_at__isnull=False)),
                name="offer_answered_when",
            ),
        ]
