"""The app of grants: from the call to the settlement."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrantsConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.grants"
    label = "grants"
    verbose_name = _("Grants")
