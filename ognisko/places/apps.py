"""The app of places."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.places"
    label = "places"
    verbose_name = _("Places")
