"""Lists sort only by what their columns declare, and always have a page to show."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory

from ognisko.ui.rules import Column, page_of, sorted_by

COLUMNS = (
    Column("name", "Nazwa", sort="model"),
    Column("app", "Aplikacja", sort="app_label, -model"),
    Column("note", "Uwagi"),
)


def order_of(requested: str) -> tuple[tuple[str, ...], str]:
    """The order that a request gives, without asking the database."""
    queryset, sort = sorted_by(ContentType.objects.order_by("id"), COLUMNS, requested)
    return tuple(queryset.query.order_by), sort


@pytest.mark.parametrize(
    ("requested", "answer"),
    [
        ("name", (("model", "pk"), "name")),
        ("-name", (("-model", "pk"), "-name")),
        ("app", (("app_label", "-model", "pk"), "app")),
        ("-app", (("-app_label", "model", "pk"), "-app")),
    ],
)
def test_a_column_sorts_by_its_fields_and_ties_break_by_the_key(requested: str, answer: Any) -> None:
    assert order_of(requested) == answer


@pytest.mark.parametrize("requested", ["", "-", "password", "note", "--name", "model", "name__in", "?"])
def test_unknown_and_unsortable_columns_are_refused(requested: str) -> None:
    assert order_of(requested) == (("id",), "")


@pytest.mark.parametrize(("asked", "number"), [("2", 2), ("99", 3), ("0", 3), ("x", 1), ("", 1)])
def test_a_page_that_does_not_exist_becomes_one_that_does(asked: str, number: int) -> None:
    request = RequestFactory().get("/", {"page": asked})
    assert page_of(list(range(25)), request, per_page=10).number == number


def test_a_page_holds_so_many_as_asked() -> None:
    request = SimpleNamespace(GET={})
    assert list(page_of(list(range(25)), request, per_page=10)) == list(range(10))  # type: ignore[arg-type]
