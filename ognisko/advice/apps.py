"""The app of advice, individual education and animation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdviceConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.advice"
    label = "advice"
    verbose_name = _("Advice")
