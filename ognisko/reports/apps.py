"""The app of figures and reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.reports"
    label = "reports"
    verbose_name = _("Reports")
