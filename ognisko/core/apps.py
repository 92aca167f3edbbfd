"""The pure helpers as an app, so that Django finds their Polish catalogue; there are no tables here."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Django's entry for the core."""

    name = "ognisko.core"
    verbose_name = "Core"
