"""The app of uploaded files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Register the app under its short name."""

    name = "ognisko.files"
    label = "files"
    verbose_name = _("Files")

    def ready(self) -> None:
        """The table of readers is checked before anything is served."""
        from ognisko.files import checks  # noqa: F401  # registers itself
