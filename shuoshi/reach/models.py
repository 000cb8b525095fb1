"""The switch of an emergency: rows that rooms read before they accept its data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Switch(models.Model):
    """An emergency that was switched on, until its last day; then what it collected is kept so many
    days, erased, and its key destroyed.

    Shape:   `kind` which emergency; `opens` the gates that it opens, which programme files and rooms name; `path` where
             it holds; `counts` what is left of it after erasure: numbers by programme and outcome, no person.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    opens = ArrayField(models.CharField(max_length=40), default=list)
    path = models.CharField(max_length=40, db_collation="C")
    order_number = models.CharField(max_length=1000)
    legal_basis = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300)
    drill = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    last_on = models.DateField()
    keep_days = models.IntegerField()
    ended_at = models.DateTimeField(null=True)
    erase_on = models.DateField(null=True)
    assessment = models.CharField(max_length=80, default="")
    erasing_at = models.DateTimeField(null=True)
    """From here on no delay is heard: the data goes."""
    erased_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(ended_at__isnull=True), name="switch_one_on_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("starts_at")),
                name="switch_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(ended_at__isnull=False),
                name="switch_erased_after_its_end",
            ),
        ]
