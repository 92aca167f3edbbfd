"""The questionnaires app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionnairesConfig(AppConfig):
    """Definitions, answer sheets, expressions."""

    name = "ognisko.questionnaires"
    verbose_name = _("questionnaires")
