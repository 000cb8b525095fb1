"""Tables of training."""

from django.db import models
from django.db.models import Q

from shuoshi.helpers.models import Helper
from shuoshi.sealing.fields import SealedText
from shuoshi.sealing.terms import Masked, Purpose
from shuoshi.training.terms import LATER, OUTCOMES, WHOM
from shuoshi.units.models import Unit


class Course(models.Model):
    """A course that a unit gives on a day."""

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="courses")
    path = models.CharField(max_length=40, db_collation="C")
    whom = models.CharField(max_length=10, choices=[(w, w) for w in WHOM])
    what = models.CharField(max_length=100)
    skill = models.CharField(max_length=20, blank=True)
    on = models.DateField()
    hours = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["path", "-on"], name="course_by_path")]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=0.5, hours__lte=400), name="course_hours")
        ]


class Trainee(models.Model):
    """Somebody in a course: a helper, or a resident by name; nobody any more once both are forgotten. `unit` and `path`
    are the course's."""

    id = models.UUIDField(primary_key=True)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="trainees")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=40, db_collation="C")
    helper = models.ForeignKey(Helper, null=True, on_delete=models.SET_NULL, related_name="courses")
    name = SealedText(null=True, purpose=Purpose.CONTACT, mask=Masked.NAME)
    outcome = models.CharField(max_length=10, choices=[(o, o) for o in OUTCOMES])
    later = models.CharField(max_length=10, blank=True, choices=[(w, w) for w in LATER])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(helper__isnull=True) | Q(name__isnull=True),
                name="trainee_of_one",
            ),
            models.UniqueConstraint(
                fields=["course", "helper"], condition=Q(helper__isnull=False), name="trainee_once"
            ),
        ]
