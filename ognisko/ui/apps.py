"""The ui app has no models: it gives every page its look."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Listed before allauth in INSTALLED_APPS, so that its templates give the sign-in pages our look."""

    name = "ognisko.ui"
    label = "ui"
    verbose_name = _("user interface")
