"""What is on its way out, and what failed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_reaches")]
    operations = [
        migrations.RemoveConstraint(model_name="outbox", name="outbox_state"),
        migrations.AddConstraint(
            model_name="outbox",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sending", "sent", "nobody", "failed"]),
                name="outbox_state",
            ),
        ),
        migrations.AddIndex(
            model_name="outbox",
            index=models.Index(
                condition=models.Q(state="sending"), fields=["sent_at"], name="outbox_sending"
            ),
        ),
    ]
