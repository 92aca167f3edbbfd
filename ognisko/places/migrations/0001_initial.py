"""Places and their names over time."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        # One name a day is an exclusion constraint over a number and a range.
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("code", models.IntegerField(primary_key=True, serialize=False, verbose_name="code")),
                (
                    "level",
                    models.SmallIntegerField(
                        choices=[
                            (1, "voivodeship"),
                            (2, "county"),
                            (3, "municipality"),
                            (4, "country"),
                            (5, "district of a city"),
                        ],
                        verbose_name="level",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.SmallIntegerField(
                        choices=[
                            (0, "no kind"),
                            (1, "town"),
                            (2, "rural municipality"),
                            (3, "urban-rural municipality"),
                            (8, "district"),
                            (9, "delegation"),
                        ],
                        default=0,
                        verbose_name="kind of municipality",
                    ),
                ),
                (
                    "as_of",
                    models.DateField(
                        blank=True,
                        help_text="The state of the register that brought or last changed it; of a voivodeship, the last state loaded.",
                        null=True,
                        verbose_name="as of",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="no longer in the register since")),
                ("sort_key", models.CharField(db_collation="C", editable=False, max_length=250)),
                ("search", models.CharField(db_collation="C", editable=False, max_length=400)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.place",
                        verbose_name="unit above",
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ["sort_key", "code"],
            },
        ),
        migrations.CreateModel(
            name="PlaceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("code", models.IntegerField(serialize=False, verbose_name="code")),
                (
                    "level",
                    models.SmallIntegerField(
                        choices=[
                            (1, "voivodeship"),
                            (2, "county"),
                            (3, "municipality"),
                            (4, "country"),
                            (5, "district of a city"),
                        ],
                        verbose_name="level",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.SmallIntegerField(
                        choices=[
                            (0, "no kind"),
                            (1, "town"),
                            (2, "rural municipality"),
                            (3, "urban-rural municipality"),
                            (8, "district"),
                            (9, "delegation"),
                        ],
                        default=0,
                        verbose_name="kind of municipality",
                    ),
                ),
                (
                    "as_of",
                    models.DateField(
                        blank=True,
                        help_text="The state of the register that brought or last changed it; of a voivodeship, the last state loaded.",
                        null=True,
                        verbose_name="as of",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="no longer in the register since")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="places.place",
                        verbose_name="unit above",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlaceName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.SmallIntegerField(
                        choices=[
                            (0, "no kind"),
                            (1, "town"),
                            (2, "rural municipality"),
                            (3, "urban-rural municipality"),
                            (8, "district"),
                            (9, "delegation"),
                        ],
                        default=0,
                        verbose_name="kind of municipality",
                    ),
                ),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="period")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="names",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "verbose_name": "name of a place",
                "verbose_name_plural": "names of places",
                "ordering": ["place", "period"],
            },
        ),
        migrations.CreateModel(
            name="PlaceNameEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.SmallIntegerField(
                        choices=[
                            (0, "no kind"),
                            (1, "town"),
                            (2, "rural municipality"),
                            (3, "urban-rural municipality"),
                            (8, "district"),
                            (9, "delegation"),
                        ],
                        default=0,
                        verbose_name="kind of municipality",
                    ),
                ),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="period")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="places.placename",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="places.place",
                        verbose_name="place",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code__range", (900001, 900999)), ("level", 4), ("parent", None)),
                    models.Q(
                        models.Q(("level", 4), _negated=True),
                        ("code__range", (20000, 899999)),
                        ("parent__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="places_place_code_fits_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__gt", 0), ("level__in", [3, 5])),
                    models.Q(models.Q(("level__in", [3, 5]), _negated=True), ("kind", 0)),
                    _connector="OR",
                ),
                name="places_place_kind_fits_level",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="place",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "places_placeevent" ("as_of", "code", "ended_on", "kind", "level", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."as_of", NEW."code", NEW."ended_on", NEW."kind", NEW."level", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."code"); RETURN NULL;',
                    hash="c1b66085131cf3dc8ac0217f461ecda24e0c9418",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_15623",
                    table="places_place",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="place",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."as_of" IS DISTINCT FROM (NEW."as_of") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id"))',
                    func='INSERT INTO "places_placeevent" ("as_of", "code", "ended_on", "kind", "level", "name", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."as_of", NEW."code", NEW."ended_on", NEW."kind", NEW."level", NEW."name", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."code"); RETURN NULL;',
                    hash="d98286ea36fbc7a07eaa08e3e41231136ce4b0b4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cbec4",
                    table="places_place",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="placename",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[(models.F("place"), "="), (models.F("period"), "&&")], name="places_name_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="placename",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__isempty", False)), name="places_name_period_not_empty"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placename",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "places_placenameevent" ("id", "kind", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (NEW."id", NEW."kind", NEW."name", NEW."period", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_id"); RETURN NULL;',
                    hash="3d7d0e4b5fc590f74609342dfb95cd1a852b714b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e9636",
                    table="places_placename",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placename",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "places_placenameevent" ("id", "kind", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (NEW."id", NEW."kind", NEW."name", NEW."period", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_id"); RETURN NULL;',
                    hash="dbd951e9629c4129e887f3b4179e5dd512eae05f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1e866",
                    table="places_placename",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placename",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "places_placenameevent" ("id", "kind", "name", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (OLD."id", OLD."kind", OLD."name", OLD."period", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_id"); RETURN NULL;',
                    hash="072d4dbe9bb86f0506f1278e178e8ace79417344",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5024c",
                    table="places_placename",
                    when="AFTER",
                ),
            ),
        ),
    ]
