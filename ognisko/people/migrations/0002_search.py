import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.conf import settings
from django.db import migrations

from ognisko.core.search import fill, vector


def fill_words(apps, schema_editor):
    """Parties that stand already are found too."""
    parties = apps.get_model("people", "Party").objects.using(schema_editor.connection.alias)
    fill(parties.select_related("seat_now").prefetch_related("identifiers", "contacts"), _words)


def _words(party):
    ways = [(row.type, row.value) for row in party.contacts.all()]
    numbers = [row.value for row in party.identifiers.all()]
    numbers += [value.removeprefix("+48") for type_, value in ways if type_ == 2]
    seat = party.seat_now.name if party.seat_now else ""
    texts = (party.name, party.short_name, seat, party.description, *(value for type_, value in ways if type_ != 2))
    return vector(*texts, numbers=numbers)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("places", "0002_first_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="party",
            name="words",
            field=django.contrib.postgres.search.SearchVectorField(default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="party",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="people_party_words"),
        ),
        migrations.RunPython(fill_words, migrations.RunPython.noop, elidable=True),
    ]
