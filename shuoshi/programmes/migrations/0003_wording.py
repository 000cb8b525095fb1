"""A site's own words for the texts of a programme."""

from django.db import migrations, models

from shuoshi.reach.policies import Reference


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0002_reaches'),
    ]

    operations = [
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('programme', models.CharField(max_length=40)),
                ('path', models.CharField(max_length=160)),
                ('zh', models.TextField()),
                ('en', models.TextField()),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'path'), name='wording_once_a_text')],
            },
        ),
        migrations.CreateModel(
            name='WordingRevision',
            fields=[
                ('id', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('revision', models.IntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='wording_revision_one_row')],
            },
        ),
        Reference(["programmes_wording", "programmes_wordingrevision"]),
        migrations.RunSQL(
            "INSERT INTO programmes_wordingrevision (id, revision) VALUES (1, 0)",
            migrations.RunSQL.noop,
        ),
    ]
