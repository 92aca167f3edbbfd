"""What stands in the way of an erasure, and what stays although the person is erased."""

import email
from dataclasses import dataclass
from datetime import date
from email.policy import default
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ognisko.accounts.models import User
from ognisko.advice.models import Appointment
from ognisko.bookings.models import Allocation
from ognisko.core.mentions import Identity
from ognisko.core.polish import date_text
from ognisko.desk.models import ImportedWorkbook
from ognisko.desk.queries.mentions.naming import matching
from ognisko.desk.queries.personal import FROZEN, FROZEN_ROWS, Person
from ognisko.ledger.models import Entry
from ognisko.people.models import ConsentWording
from ognisko.privacy.models import Terms
from ognisko.projects.models import Joining, Operator
from ognisko.questionnaires.models import AnswerSheet, Version
from ognisko.reports.models import Publication


def refusals(person: Person) -> list[str]:
    """Why the person can't be erased now; each says what to do first."""
    party = person.party
    found = [
        _("%(user)s may log in as staff. End that first.") % {"user": user.email}
        for user in User.objects.filter(pk__in=person.users)
        if user.works_here
    ]
    if Operator.objects.filter(party=party).exists():
        found.append(_("They run the centre or a part of a project. Name another operator first."))
    ahead = Appointment.objects.filter(
        Q(party=party) | Q(pk__in=person.booked),
        allocation__state__in=[Allocation.State.HELD, Allocation.State.CONFIRMED],
        allocation__period__startswith__gt=timezone.now(),
    ).count()
    if ahead:
        found.append(
            ngettext(
                "%(count)s appointment is still to come. Cancel it first.",
                "%(count)s appointments are still to come. Cancel them first.",
                ahead,
            )
            % {"count": ahead}
        )
    working = [ImportedWorkbook.Status.CHECKING, ImportedWorkbook.Status.IMPORTING]
    if ImportedWorkbook.objects.filter(status__in=working).exists():
        found.append(_("A workbook is being read that may name them. Wait until it is done."))
    return found


@dataclass(frozen=True)
class Concern:
    """Something that does not forbid an erasure but wants a reason, and where to look."""

    text: str
    url: str = ""


def concerns(person: Person) -> list[Concern]:
    """What speaks against erasing now, or stays although the person is erased."""
    today = timezone.localdate()
    found = [
        concern
        for row in Joining.objects.filter(party=person.party, is_cancelled=False).select_related("project__data_terms")
        if (concern := _of_joining(row, today))
    ]
    for label in sorted(FROZEN):
        for pk, _number, texts in matching(apps.get_model(label), person.identity):
            if person.identity.names_in(texts):
                found.append(_frozen(label, pk))
    found += [_submitted(sheet) for sheet in _sheets(person)]
    if letters := letters_naming(person.identity):
        found.append(
            Concern(_("Letters kept as files name them: %(files)s. Remove these by hand.") % {"files": letters})
        )
    return found


def _of_joining(joining: Joining, today: date) -> Concern | None:
    """What a project says about a participant's data: kept until a day, or while it runs where nobody has said."""
    project = joining.project
    terms: Terms | None = getattr(project, "data_terms", None)
    until = terms.kept_until if terms else None
    if until and until >= today:
        said = _("The project %(project)s keeps the data of its participants until %(day)s.")
        return Concern(said % {"project": project, "day": date_text(until)}, project.get_absolute_url())
    if until is None and (project.until is None or project.until > today):
        said = _("They take part in the project %(project)s, joined on %(day)s. Its papers may have to be kept.")
        return Concern(said % {"project": project, "day": date_text(joining.joined_on)}, project.get_absolute_url())
    return None


def _sheets(person: Person) -> list[AnswerSheet]:
    """Submitted answers that are the person's own, or name them."""
    submitted = FROZEN_ROWS["questionnaires.AnswerSheet"]
    naming = matching(AnswerSheet, person.identity, only=submitted)
    named = [pk for pk, _number, texts in naming if person.identity.names_in(texts)]
    return list(AnswerSheet.objects.filter(submitted, Q(pk__in=named) | Q(owner__in=person.users)).order_by("pk"))


def _submitted(sheet: AnswerSheet) -> Concern:
    assert sheet.submitted_at is not None  # noqa: S101  # narrows the type: only submitted ones come here
    return Concern(
        _("The answers “%(sheet)s”, submitted on %(day)s, are theirs or name them. What was submitted never changes.")
        % {"sheet": sheet, "day": date_text(timezone.localdate(sheet.submitted_at))}
    )


def _frozen(label: str, pk: Any) -> Concern:
    if label == "reports.Publication":
        row = Publication.objects.select_related("report").get(pk=pk)
        return Concern(
            _("The published report “%(report)s” names them. What was published stays as it is.") % {"report": row},
            row.get_absolute_url(),
        )
    if label == "people.ConsentWording":
        wording = ConsentWording.objects.select_related("purpose").get(pk=pk)
        return Concern(
            _("The text of the consent “%(consent)s” names them. A version that people read never changes.")
            % {"consent": wording},
            wording.purpose.get_absolute_url(),
        )
    if label == "questionnaires.Version":
        version = Version.objects.select_related("questionnaire").get(pk=pk)
        return Concern(
            _("The questionnaire “%(questionnaire)s” names them. A version that was published never changes.")
            % {"questionnaire": version.questionnaire},
            version.questionnaire.get_absolute_url(),
        )
    entry = Entry.objects.get(pk=pk)
    return Concern(
        _("The reason of a correction of %(day)s names them. The ledger never changes.")
        % {"day": date_text(entry.occurred_on)}
    )


def letters_naming(identity: Identity) -> str:
    """Names of files of letters that name the person, where letters go into a folder instead of being sent."""
    options: dict[str, Any] = settings.MAILERS["default"].get("OPTIONS") or {}  # type: ignore[assignment]  # of one mailer
    folder = options.get("file_path", "")
    if not folder or not Path(folder).is_dir():
        return ""
    found = []
    for file in sorted(Path(folder).glob("*.log")):
        parts = email.message_from_bytes(file.read_bytes(), policy=default).walk()
        raw = file.read_text(encoding="utf-8", errors="replace")
        said = [raw, *(part.get_content() for part in parts if part.get_content_maintype() == "text")]
        if identity.names_in([text for text in said if isinstance(text, str)]):
            found.append(file.name)
    return ", ".join(found)
