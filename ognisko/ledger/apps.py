"""The app of the ledger."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.ledger"
    label = "ledger"
    verbose_name = _("Ledger")
