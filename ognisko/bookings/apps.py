"""The app of bookings: what can be taken for a time, and who has taken it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingsConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.bookings"
    label = "bookings"
    verbose_name = _("Bookings")
