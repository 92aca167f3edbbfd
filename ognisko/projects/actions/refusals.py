"""What the writes of this app refuse: each a sentence for whoever asked, with the ``field`` where they typed it."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.core.polish import date_text
from ognisko.people.actions import RefusedError
from ognisko.people.models import Party
from ognisko.projects.models import Office, Project


class AlreadyJoinedError(RefusedError):
    """The party is a participant of the project in that time already."""

    field = "parties"

    def __init__(self, parties: Sequence[Party]) -> None:
        super().__init__(", ".join(str(party) for party in parties))
        self.parties = parties

    def __str__(self) -> str:
        return _("Already joined in that time: %(names)s.") % {"names": self.args[0]}


class OutsideProjectError(RefusedError):
    """The day lies outside the project's period."""

    field = "joined_on"

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self.project = project

    def __str__(self) -> str:
        return _("The day lies outside the period of %(project)s.") % {"project": self.project}


class LeavesBeforeJoiningError(RefusedError):
    """A party is a participant for a day at least."""

    field = "left_on"

    def __str__(self) -> str:
        return _("The day of leaving is not later than the day of joining.")


class ServicesRestOnJoiningError(RefusedError):
    """The project's services require joining, and some were recorded for the party in the time that would go."""

    field = "left_on"

    def __init__(self, records: int, last: date) -> None:
        super().__init__(records, last)
        self.records = records
        self.last = last

    def __str__(self) -> str:
        return ngettext(
            "%(count)d service recorded in this project rests on the joining, on %(day)s. Cancel it first or choose a "
            "later day.",
            "%(count)d services recorded in this project rest on the joining, the last on %(day)s. Cancel them first "
            "or choose a later day.",
            self.records,
        ) % {"count": self.records, "day": date_text(self.last)}


class AlreadyPartnerError(RefusedError):
    """The organisation takes part in the project in that time already."""

    field = "party"

    def __str__(self) -> str:
        return _("This organisation takes part in the project in that time already.")


class LeaderTakenError(RefusedError):
    """A project has one leader on any day."""

    field = "role"

    def __str__(self) -> str:
        return _("The project has another leader in that time. End that one first, or add this one as a partner.")


class EndsBeforeBeginningError(RefusedError):
    """Something that has dates lasts a day at least."""

    field = "until"

    def __str__(self) -> str:
        return _("The last day is earlier than the first.")


class NameTakenError(RefusedError):
    """Another one has this name, and people would take one for the other."""

    def __init__(self, field: str = "name") -> None:
        super().__init__(field)
        self.field = field

    def __str__(self) -> str:
        return _("Another one has this name already. Choose a different one.")


class JoinedOutsideError(RefusedError):
    """Joinings would be left outside the project's new period."""

    field = "since"

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count

    def __str__(self) -> str:
        return ngettext(
            "%(count)d joining would lie outside these dates. Change the dates, or cancel it first.",
            "%(count)d joinings would lie outside these dates. Change the dates, or cancel them first.",
            self.count,
        ) % {"count": self.count}


class OfficeHasCountedError(RefusedError):
    """What an office counted stays in the municipality where it happened."""

    field = "place"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.office = office

    def __str__(self) -> str:
        return _(
            "Work is counted here in %(place)s already. Add a new office in the new municipality, and take this one "
            "out of use."
        ) % {"place": self.office.place}
