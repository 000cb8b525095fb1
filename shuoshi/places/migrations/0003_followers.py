"""Whom a duty follows stands with the duty; a succession needs no mark."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("places", "0002_reaches")]
    operations = [migrations.RemoveField(model_name="succession", name="followed_at")]
