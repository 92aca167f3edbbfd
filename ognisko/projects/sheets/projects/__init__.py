"""The sheets of projects and of their partners."""

from ognisko.projects.sheets.projects.partners import PARTNERS
from ognisko.projects.sheets.projects.projects import PROJECTS

__all__ = ["PARTNERS", "PROJECTS"]
