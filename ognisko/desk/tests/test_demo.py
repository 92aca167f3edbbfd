"""The demo centre's records add up to the published figures of a real centre.

annual_report_2024.csv holds the 99 figures of a Polish support centre's public annual report for 2024: facts, with the
comparator that the report uses. They are read by this test alone; nothing in the demo is computed from them.
"""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.test import TestCase

from ognisko.accounts.models import User
from ognisko.advice.models import Session
from ognisko.desk.actions import load_demo
from ognisko.desk.rules import DEMO_LOGINS
from ognisko.ledger.models import Entry
from ognisko.ledger.queries import member_entries, verify
from ognisko.ledger.rules import Counts
from ognisko.people.models import Identifier, Party
from ognisko.reports.models import Figure, Publication
from ognisko.reports.queries import figures_for_values, proof, restatement, values
from ognisko.reports.rules import Period

PUBLISHED = {
    row["id"]: row
    for row in csv.DictReader(
        (Path(__file__).parent / "annual_report_2024.csv").read_text(encoding="utf-8").splitlines()
    )
}
YEAR = Period.year(2024)

LATER = (
    "owes-lodz.plans", "owes-lodz.lending", "owes-region.jobs", "owes-region.stories", "owes-region.webinars", "mal.",
    "dialogue.", "splot.training", "kutno.meetings", "belchatow.meetings", "tomaszow.meetings",
    "piotrkowski.meetings", "sieradz.meetings", "wieruszowski.meetings", "cafe.", "business.",
)  # fmt: skip
"""Published figures that rest on events, bookings and jobs, which the centre cannot record yet."""


def agrees(value: Decimal, row: dict[str, str]) -> bool:
    """Compare as the report means it: ">" is above by less than one hour (a count by one), "~" within one per cent."""
    published = Decimal(row["value"])
    match row["comparator"], row["unit"]:
        case "=", _:
            return value == published
        case ">", "hours":
            return published < value < published + 1
        case ">", _:
            return value == published + 1
        case "~", _:
            return abs(value - published) <= published / 100
    raise AssertionError(f"unknown comparator {row['comparator']}")


def _year() -> list[tuple[object, ...]]:
    """What the demo centre did in the year, by names and not by numbers that the database gave."""
    return list(
        Session.objects.filter(day__year=2024)
        .order_by("day", "starts_at", "party__name", "subject")
        .values_list(
            "day", "starts_at", "minutes", "kind__key", "party__name", "office__name", "advisor__email", "subject"
        )
    )


class DemoCentre(TestCase):
    """Loaded once, after a first time that is forgotten but for its year; each test reads."""

    @classmethod
    def setUpTestData(cls) -> None:
        with transaction.atomic():
            assert load_demo() is True
            cls.first_time = _year()
            transaction.set_rollback(True)
        assert load_demo() is True
        cls.figures = {figure.key: figure for figure in figures_for_values()}
        cls.values = values(list(cls.figures.values()), YEAR)

    def test_the_demo_is_the_same_every_time(self) -> None:
        assert _year() == self.first_time
        assert len(self.first_time) > 1_500

    def test_each_published_figure_is_computed_or_said_to_come_later(self) -> None:
        assert {key for key in PUBLISHED if not key.startswith(LATER)} == {
            key for key in self.figures if not key.startswith("centre.")
        }
        assert len(PUBLISHED) == 99

    def test_each_computed_figure_agrees_with_the_published_row(self) -> None:
        wrong = {
            key: (str(self.values[key].value), row["comparator"] + row["value"])
            for key, row in PUBLISHED.items()
            if key in self.values and not agrees(self.values[key].value, row)
        }
        assert wrong == {}
        assert {key: self.values[key].unit for key in PUBLISHED if key in self.values} == {
            key: row["unit"] for key, row in PUBLISHED.items() if key in self.values
        }

    def test_each_figure_is_the_aggregate_of_its_records(self) -> None:
        for key, figure in self.figures.items():
            question = figure.question
            entries = list(member_entries(question, YEAR.start, YEAR.end))
            assert self.values[key].records == len(entries), key
            if question.counts == Counts.SUM:
                total = sum(entry.quantity for entry in entries)
                assert self.values[key].value == (total / 60 if figure.unit == "hours" else total), key
            if question.counts == Counts.PARTIES:
                sums = Counter()
                for entry in entries:
                    sums[entry.party] += entry.quantity
                assert self.values[key].value == sum(total > 0 for total in sums.values()), key

    def test_every_record_agrees_with_its_entries(self) -> None:
        assert list(verify()) == []
        corrected = Entry.objects.filter(correction_reason__isnull=False, occurred_on__year=2024)
        assert len(set(corrected.values_list("source_kind", "source"))) == 1

    def test_the_published_quarter_differs_from_today_by_the_one_record_that_was_corrected(self) -> None:
        publication = Publication.objects.get()
        restated = restatement(publication)
        assert (publication.document["title"], len(restated.records), proof(publication).holds) == (
            "I kwartał 2024", 1, True,
        )  # fmt: skip
        assert {one.key for one in restated.changed} >= {"centre.services", "centre.sessions"}
        assert restated.records[0].reasons == ["Na karcie doradztwa jest 3 kwietnia."]

    def test_everybody_is_fictional_and_numbers_are_valid(self) -> None:
        from ognisko.core.identifiers import clean_krs, clean_nip, clean_regon

        assert Party.objects.filter(is_demo=False).count() == 0
        clean = {Identifier.Type.NIP: clean_nip, Identifier.Type.REGON: clean_regon, Identifier.Type.KRS: clean_krs}
        for identifier in Identifier.objects.all():
            assert clean[Identifier.Type(identifier.type)](identifier.value) == identifier.value

    def test_there_is_a_login_for_each_role(self) -> None:
        for _role, email, password in DEMO_LOGINS:
            assert User.objects.get(email=email).check_password(password)
        assert len(DEMO_LOGINS) == 11

    def test_loading_again_changes_nothing(self) -> None:
        before = (Party.objects.count(), Entry.objects.count(), Figure.objects.count())
        assert load_demo() is False
        assert (Party.objects.count(), Entry.objects.count(), Figure.objects.count()) == before
