import django.contrib.postgres.indexes
import django.contrib.postgres.search
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from ognisko.core.search import fill, vector
from ognisko.reports.rules import written


def fill_words(apps, schema_editor):
    """Reports that stand already are found too."""
    alias = schema_editor.connection.alias
    reports, sections = (apps.get_model("reports", name).objects.using(alias) for name in ("Report", "Section"))
    fill(reports, lambda row: vector(row.title, row.subtitle))
    fill(sections, lambda row: vector(row.title, *written(row.blocks)))


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="report",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="section",
            name="update_update",
        ),
        migrations.AddField(
            model_name="report",
            name="words",
            field=django.contrib.postgres.search.SearchVectorField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="section",
            name="words",
            field=django.contrib.postgres.search.SearchVectorField(default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="report",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="reports_report_words"),
        ),
        migrations.AddIndex(
            model_name="section",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="reports_section_words"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="report",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."period" IS DISTINCT FROM (NEW."period") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."subtitle" IS DISTINCT FROM (NEW."subtitle") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func='INSERT INTO "reports_reportevent" ("id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "subtitle", "title") VALUES (NEW."id", NEW."period", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."subtitle", NEW."title"); RETURN NULL;',
                    hash="fb9564d0a64e3c498cc8957848f85e712c79a29a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_234a9",
                    table="reports_report",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="section",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."blocks" IS DISTINCT FROM (NEW."blocks") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."report_id" IS DISTINCT FROM (NEW."report_id") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func='INSERT INTO "reports_sectionevent" ("blocks", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "report_id", "slug", "title") VALUES (NEW."blocks", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."report_id", NEW."slug", NEW."title"); RETURN NULL;',
                    hash="824013deea1ba76a1845be3d601f9a39d11243f6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2c9b4",
                    table="reports_section",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunPython(fill_words, migrations.RunPython.noop, elidable=True),
    ]
