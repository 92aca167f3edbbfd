"""The app of the centre's duties under the RODO."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.privacy"
    label = "privacy"
    verbose_name = _("RODO")
