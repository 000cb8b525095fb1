"""An answered request outlives the person who asked, without its words."""

from django.db import migrations

import shuoshi.sealing.fields
from shuoshi.sealing.rules import Masked
from shuoshi.sealing.terms import Purpose


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="request",
            name="words",
            field=shuoshi.sealing.fields.SealedText(null=True, purpose=Purpose.FORM, mask=Masked.TEXT),
        ),
    ]
