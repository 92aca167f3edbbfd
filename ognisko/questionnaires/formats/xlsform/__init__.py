"""XLSForm in and out: the spreadsheet format in which half the world exchanges questionnaires (xlsform.org)."""

from ognisko.questionnaires.formats.xlsform.reading import Imported, Remark, read_form
from ognisko.questionnaires.formats.xlsform.writing import write_form

__all__ = ["Imported", "Remark", "read_form", "write_form"]
