import django.contrib.postgres.indexes
import django.contrib.postgres.search
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations

from ognisko.core.search import fill, vector


def fill_words(apps, schema_editor):
    """Projects that stand already are found too."""
    projects = apps.get_model("projects", "Project").objects.using(schema_editor.connection.alias)
    fill(projects, lambda row: vector(row.short_name, row.name, row.number, row.tasks, row.public_text))


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="project",
            name="update_update",
        ),
        migrations.AddField(
            model_name="project",
            name="words",
            field=django.contrib.postgres.search.SearchVectorField(default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="project",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="projects_project_words"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."coordinator_id" IS DISTINCT FROM (NEW."coordinator_id") OR OLD."currency" IS DISTINCT FROM (NEW."currency") OR OLD."funder_id" IS DISTINCT FROM (NEW."funder_id") OR OLD."funding" IS DISTINCT FROM (NEW."funding") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."public_text" IS DISTINCT FROM (NEW."public_text") OR OLD."requires_joining" IS DISTINCT FROM (NEW."requires_joining") OR OLD."short_name" IS DISTINCT FROM (NEW."short_name") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."tasks" IS DISTINCT FROM (NEW."tasks") OR OLD."value" IS DISTINCT FROM (NEW."value"))',
                    func='INSERT INTO "projects_projectevent" ("coordinator_id", "currency", "funder_id", "funding", "id", "name", "number", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_text", "requires_joining", "short_name", "status", "tasks", "value") VALUES (NEW."coordinator_id", NEW."currency", NEW."funder_id", NEW."funding", NEW."id", NEW."name", NEW."number", NEW."period", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_text", NEW."requires_joining", NEW."short_name", NEW."status", NEW."tasks", NEW."value"); RETURN NULL;',
                    hash="6373d3c5ecfe54e8884d79e2e8f17183021a4938",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_804c3",
                    table="projects_project",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunPython(fill_words, migrations.RunPython.noop, elidable=True),
    ]
