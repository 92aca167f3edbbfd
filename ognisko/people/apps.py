"""The app of parties."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.people"
    label = "people"
    verbose_name = _("Parties")
