"""What import-linter cannot see of the house's floors and rooms."""

from __future__ import annotations

import tomllib
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db.models.fields.related import ForeignObjectRel, RelatedField

from ognisko.config.environment import PACKAGE, REPOSITORY
from tests.doors import DoorsContract

ROOMS = {
    "__init__.py", "models", "rules", "permissions", "queries", "actions", "entries", "sheets", "history", "formats",
    "documents", "forms", "views", "api", "tasks", "admin", "urls", "apps.py", "middleware.py", "checks.py",
    "migrations", "templates", "templatetags", "static", "locale", "management", "tests",
}  # fmt: skip
ROOMS_OF_CONFIG = {
    "__init__.py", "apps.py", "cli", "database.py", "environment.py", "locale", "middleware.py", "navigation.py",
    "pages.py", "postgres.py", "preparation.py", "server.py", "settings.py", "static", "templates", "tests", "urls.py",
    "wsgi.py",
}  # fmt: skip


def floors() -> list[set[str]]:
    """The floors, top to bottom, as import-linter has them."""
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["name"] == "Floors")
    return [{name.strip(" ()") for name in layer.split("|")} for layer in layers]


def floor_of(app: str) -> int:
    """The number of an app's floor, counted from the top."""
    return next(number for number, names in enumerate(floors()) if app in names)


def is_room(path: Path) -> bool:
    """Whether an app may have this file or folder; a module past 400 lines becomes a package of its name."""
    return path.name in ROOMS or (path.suffix == ".py" and path.stem in ROOMS) or path.name == "__pycache__"


def our_apps() -> list[Path]:
    return sorted(path for path in PACKAGE.iterdir() if (path / "__init__.py").exists())


@pytest.mark.parametrize("app", our_apps(), ids=lambda path: path.name)
def test_every_app_has_the_same_rooms_and_no_others(app: Path) -> None:
    files = [path for path in app.iterdir() if path.suffix in {"", ".py"} and path.name != "__pycache__"]
    if app.name == "config":
        assert [path.name for path in files if path.name not in ROOMS_OF_CONFIG] == []
    elif app.name != "core":  # core is helpers by name: one module for one subject
        assert [path.name for path in files if not is_room(path)] == []


def test_every_app_has_a_floor() -> None:
    assert [app.name for app in our_apps() if not any(app.name in names for names in floors())] == []


def test_no_model_points_to_a_higher_floor() -> None:
    upward = []
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("ognisko."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignObjectRel) or not isinstance(field, RelatedField):
                continue
            target = field.related_model
            if target.__module__.startswith("ognisko.") and floor_of(target._meta.app_label) < floor_of(
                model._meta.app_label
            ):
                upward.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert upward == []


def test_apps_on_one_floor_do_not_know_each_others_tables() -> None:
    sideways = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("ognisko.")
        for field in model._meta.get_fields()
        if isinstance(field, RelatedField)
        and field.related_model.__module__.startswith("ognisko.")
        and field.related_model._meta.app_label != model._meta.app_label
        and floor_of(field.related_model._meta.app_label) == floor_of(model._meta.app_label)
    ]
    assert sideways == []


APPEND_ONLY = {
    "ledger.Entry", "people.Viewing", "reports.Publication", "reports.PublishedFigure", "grants.Posting",
    "grants.DecisionLine", "grants.StageChange",
}  # fmt: skip
"""Tables whose rows never change, by trigger."""

HISTORIES = {"questionnaires.Edit", "grants.Balance"}
"""Tables that are a history themselves, or that a trigger keeps of one."""


def test_every_table_of_ours_has_a_history_or_is_append_only() -> None:
    """History of every business table from the first migration on; the ledger's entries are their own history."""
    tracked = {
        model.pgh_tracked_model._meta.label
        for model in apps.get_models()
        if getattr(model, "pgh_tracked_model", None) is not None
    }
    without = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("ognisko.")
        and getattr(model, "pgh_tracked_model", None) is None
        and model._meta.managed
        and not model._meta.proxy
    } - tracked
    assert without - APPEND_ONLY - HISTORIES == set()


@pytest.fixture
def graph() -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for module in (
        "o",
        "o.config",
        "o.desk",
        "o.desk.views",
        "o.people",
        "o.people.views",
        "o.people.views.list",
        "o.ui.forms",
    ):
        graph.add_module(module)
    return graph


def contract() -> DoorsContract:
    options = {
        "container": "o",
        "doors": ["views", "forms"],
        "allowed_importers": ["o.config"],
        "open_doors": ["o.ui.forms"],
    }
    return DoorsContract(name="Doors", session_options={}, contract_options=options)


def test_a_door_is_closed_to_other_apps(graph: grimp.ImportGraph) -> None:
    graph.add_import(importer="o.desk.views", imported="o.people.views.list")
    check = contract().check(graph, verbose=False)
    assert (check.kept, check.metadata) == (False, {"found": [("o.desk.views", "o.people.views.list")]})


def test_a_door_is_open_to_its_own_app_and_to_the_top_floor(graph: grimp.ImportGraph) -> None:
    graph.add_import(importer="o.people.views", imported="o.people.views.list")
    graph.add_import(importer="o.config", imported="o.people.views")
    graph.add_import(importer="o.desk.views", imported="o.ui.forms")
    assert contract().check(graph, verbose=False).kept
