"""The night's work."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from ognisko.projects.models import OfficeDay
from ognisko.projects.tasks import count_past_days
from ognisko.projects.tests import factories


@pytest.mark.django_db
def test_the_nightly_task_counts_the_days_past_and_may_run_twice() -> None:
    factories.office(since=timezone.localdate() - timedelta(days=3))
    assert [count_past_days(timestamp=0), count_past_days(timestamp=0)] == [3, 0]
    assert OfficeDay.objects.count() == 3


def test_the_nightly_task_is_due_after_midnight_in_warsaw_in_summer_and_winter() -> None:
    crons = {
        periodic.cron for periodic in app.periodic_registry.periodic_tasks.values() if periodic.task is count_past_days
    }
    assert crons == {"5 22,23 * * *"}
