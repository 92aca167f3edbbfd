import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.conf import settings
from django.db import migrations

from ognisko.core.search import fill, vector


def fill_words(apps, schema_editor):
    """Sessions that stand already are found too."""
    sessions = apps.get_model("advice", "Session").objects.using(schema_editor.connection.alias)
    fill(sessions.only("id", "subject", "number"), lambda row: vector(row.subject, row.number))


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0002_kinds"),
        ("people", "0001_initial"),
        ("places", "0002_first_places"),
        ("projects", "0002_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="words",
            field=django.contrib.postgres.search.SearchVectorField(default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="session",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="advice_session_words"),
        ),
        migrations.RunPython(fill_words, migrations.RunPython.noop, elidable=True),
    ]
