"""The ledger's tables: entries, and the closings of periods.

The schema is the one measured in design (105 bytes a row): one plain append-only table, no foreign keys but the
reversal's own, since each costs most of a bulk load. What the table promises is held by triggers, not by habit:

* no entry is changed or deleted, and the table is not emptied;
* an entry is written at read committed only, since only there does the lock of a closing hold;
* an entry dated in a closed period carries a reason;
* a reversal mirrors its entry in every column that a filter can see, with the negated quantity, and reverses no
  reversal;
* a record that ever posted is not deleted (``keeps_records``).
"""

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from ognisko.ledger import rules

NOW = models.Func(function="clock_timestamp", output_field=models.DateTimeField())
"""The database's clock at the very row, not at the start of the transaction."""

MIRRORED = (
    "occurred_on",
    "measure",
    "unit",
    "source_kind",
    "source",
    "project",
    "office",
    "party",
    "party_kind",
    "party_status",
    "person_attributes",
    "place",
    "party_place",
    "topic",
    "activity_kind",
    "activity",
)
"""Columns that a figure can filter or group by; a reversal equals its entry in all of them."""

_APPEND_ONLY = """
    raise exception 'an entry of the ledger is never changed or deleted'
        using errcode = 'integrity_constraint_violation';
"""

_GUARD = f"""
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'entries are posted at read committed only' using errcode = 'invalid_transaction_state';
    end if;
    if exists (
        select from new_entry e
        join ledger_closing c on c.reopened_at is null and c.period @> e.occurred_on
            and (c.project = 0 or c.project = e.project)
        where e.correction_reason is null
    ) then
        raise exception 'the period is closed: a correction needs a reason'
            using errcode = 'check_violation', constraint = 'ledger_entry_closed_period';
    end if;
    if exists (
        select from new_entry r left join ledger_entry e on e.id = r.reverses_id
        where r.reverses_id is not null and (
            e.id is null or e.reverses_id is not null or r.quantity <> -e.quantity
            or ({", ".join(f"r.{name}" for name in MIRRORED)})
                is distinct from ({", ".join(f"e.{name}" for name in MIRRORED)})
        )
    ) then
        raise exception 'a reversal mirrors its entry with the negated quantity'
            using errcode = 'check_violation', constraint = 'ledger_entry_mirrors';
    end if;
    return null;
"""  # noqa: S608  # built from the constant above


def keeps_records(source_number: int) -> pgtrigger.Trigger:
    """The trigger that refuses the deletion of a record that ever posted: it is cancelled instead, and counts nothing.

    Source tables list it in ``Meta.triggers``.
    """
    return pgtrigger.Trigger(
        name="keeps_posted_records",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=f"""
            if exists (select from ledger_entry where source_kind = {source_number} and source = old.id) then
                raise exception 'a record that counted is cancelled, not deleted'
                    using errcode = 'restrict_violation';
            end if;
            return old;
        """,
    )


class Entry(models.Model):
    """One line of the ledger: when, what, how much, for whom, where, in which project, from which record."""

    id = models.BigAutoField(primary_key=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses")
    )
    occurred_on = models.DateField(_("day"))
    posted_at = models.DateTimeField(_("posted at"), db_default=NOW)
    posted_by = models.IntegerField(_("posted by"), default=0)
    measure = models.SmallIntegerField(_("measure"))
    unit = models.SmallIntegerField(_("unit"), choices=[(unit.value, unit.name) for unit in rules.Unit])
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=2)
    source_kind = models.SmallIntegerField(_("kind of record"))
    source = models.BigIntegerField(_("record"))
    project = models.SmallIntegerField(_("project"))
    office = models.SmallIntegerField(_("office"))
    party = models.IntegerField(_("party"), null=True, blank=True)
    party_kind = models.SmallIntegerField(_("kind of party"), null=True, blank=True)
    party_status = models.SmallIntegerField(_("status of party"), null=True, blank=True)
    person_attributes = models.SmallIntegerField(_("attributes of a person"), default=0)
    place = models.IntegerField(_("place"), null=True, blank=True)
    party_place = models.IntegerField(_("seat of party"), null=True, blank=True)
    topic = models.SmallIntegerField(_("topic"), null=True, blank=True)
    activity_kind = models.SmallIntegerField(_("kind of activity"), null=True, blank=True)
    activity = models.IntegerField(_("activity"), null=True, blank=True)
    correction_reason = models.TextField(_("reason of correction"), null=True, blank=True)  # noqa: DJ001  # NULL is "no correction"; a text is its reason

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["source_kind", "source"], name="ledger_entry_source"),
            models.Index(
                fields=["party", "occurred_on"], name="ledger_entry_party", condition=models.Q(party__isnull=False)
            ),
            models.Index(fields=["measure", "occurred_on", "id"], name="ledger_entry_measure"),
            BrinIndex(fields=["occurred_on"], name="ledger_entry_day", pages_per_range=32),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reverses__isnull=True) | models.Q(reverses__lt=models.F("id")),
                name="ledger_entry_reverses_an_earlier_one",
            ),
            models.CheckConstraint(condition=~models.Q(correction_reason=""), name="ledger_entry_reason_not_empty"),
            models.CheckConstraint(
                condition=models.Q(unit__in=[unit.value for unit in rules.Unit]), name="ledger_entry_unit_known"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="append_only",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
                func=_APPEND_ONLY,
            ),
            pgtrigger.Trigger(
                name="guard",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_entry"),  # type: ignore[no-untyped-call]
                func=_GUARD,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurred_on} {self.measure} {self.quantity}"


@pghistory.track()
class Closing(models.Model):
    """The end of a period, of the centre (project 0) or of one project: afterwards only corrections with a reason.

    Reopening is an event of its own, told on the same row and in its history.
    """

    project = models.SmallIntegerField(_("project"), default=0)
    period = DateRangeField(_("period"))
    closed_at = models.DateTimeField(_("closed at"), db_default=NOW)
    closed_by = models.IntegerField(_("closed by"))
    remarks = models.TextField(_("why with points left open"), blank=True)
    reopened_at = models.DateTimeField(_("reopened at"), null=True, blank=True)
    reopened_by = models.IntegerField(_("reopened by"), null=True, blank=True)
    reopening_reason = models.TextField(_("reason of reopening"), blank=True)

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        ordering = ["-period"]
        constraints = [
            ExclusionConstraint(
                name="ledger_closing_no_period_twice",
                expressions=[("project", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=models.Q(reopened_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(reopened_at__isnull=True, reopening_reason="")
                | (models.Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~models.Q(reopening_reason="")),
                name="ledger_closing_reopened_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="ledger_closing_period_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.lower}–{self.period.upper}"
