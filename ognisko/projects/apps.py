"""The app of projects, offices and joinings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.projects"
    label = "projects"
    verbose_name = _("Projects")
