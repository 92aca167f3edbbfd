"""The kinds of session that every centre starts with; a centre adds its own and retires those it does not use."""

from typing import Any

from django.db import migrations

from ognisko.advice.actions import ensure_kinds


def create(apps: Any, schema_editor: Any) -> None:
    """Add the kinds that come with the program."""
    ensure_kinds(apps.get_model("advice", "Kind"))


class Migration(migrations.Migration):
    dependencies = [("advice", "0001_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
