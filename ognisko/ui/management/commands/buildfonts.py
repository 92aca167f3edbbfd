"""`buildfonts FOLDER`: make the fonts of the pages without collecting static files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ognisko.ui.actions import build_fonts


class Command(BaseCommand):
    """Fonts that are there already are left alone."""

    help = "Make the subset fonts of the pages in a folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder is made where it is missing."""
        parser.add_argument("folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Name each font and its size."""
        for font in build_fonts(options["folder"]):
            self.stdout.write(f"{font} {font.stat().st_size / 1000:.0f} kB")
