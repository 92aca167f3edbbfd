"""The app of advice, individual education and animation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdviceConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.advice"
    label = "advice"
    verbose_name = _("Advice")

    def ready(self) -> None:
        """Whoever closes an office on a day is told of the appointments there; offices know none of the apps above."""
        from ognisko.advice.queries.visits import booked_at
        from ognisko.projects.queries.booked import tell_of_bookings

        tell_of_bookings(booked_at)
