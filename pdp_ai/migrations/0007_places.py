"""Drafts say where on their product they go; those made before went to their slot's only place."""

from django.db import migrations, models
from django.db.models import F


def fill_places(apps, schema_editor):
    apps.get_model("pdp_ai", "MediaDraft").objects.update(place=F("slot"))


class Migration(migrations.Migration):

    dependencies = [
        ("pdp_ai", "0006_job_progress"),
    ]

    operations = [
        migrations.AddField(
            model_name="mediadraft",
            name="place",
            field=models.CharField(default="", editable=False, max_length=300, verbose_name="place"),
            preserve_default=False,
        ),
        migrations.RunPython(fill_places, migrations.RunPython.noop),
    ]
