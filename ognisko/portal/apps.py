"""The app of the public pages that mix domains."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.portal"
    label = "portal"
    verbose_name = _("Portal")
