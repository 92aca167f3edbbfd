"""The app of the staff pages that mix domains."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.desk"
    label = "desk"
    verbose_name = _("Desk")
