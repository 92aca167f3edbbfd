"""The form of a session: quick to fill in, nothing typed is ever lost."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ognisko.accounts.models import User
from ognisko.advice import queries
from ognisko.advice.actions import FollowUpDraft, NotJoinedError, SessionDraft
from ognisko.advice.forms.appointments import appointment_to_keep, contacts_given
from ognisko.advice.forms.fields import AnswerField, Spent, TimeSpentField, offer, party_field, place_field
from ognisko.advice.forms.session.choices import _grouped, _initial_of, _recording_staff
from ognisko.advice.models import Kind, Session
from ognisko.advice.permissions import can_read_confidential_note, can_record_for_others
from ognisko.advice.rules import LONGEST_SESSION, Category, Form
from ognisko.core.polish import date_text, fold
from ognisko.people.actions import AddressDraft, PartyDraft
from ognisko.people.models import Party
from ognisko.people.rules import Kind as PartyKind
from ognisko.people.rules import objection
from ognisko.projects.models import Office, Project
from ognisko.ui.forms import DateField, TimeField, WatchedForm

ROWS_AT_FIRST, ROWS_AT_A_TIME, MOST_ROWS = 2, 3, 60


class SessionForm(WatchedForm):
    """A session as it is typed, for a new one or to change one; it refuses what nothing may keep yet.

    ``not_joined`` is set where the project requires joining and somebody has not joined; the page then offers both ways
    out. The reason of a correction appears once a closed period asks for it.
    """

    token = forms.UUIDField(widget=forms.HiddenInput)
    next = forms.CharField(widget=forms.HiddenInput, required=False)
    appointment = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    party = party_field(_("Party"), required=True, error_messages={"required": _("Say whom the session was with.")})
    new_name = forms.CharField(label=pgettext_lazy("session", "Name"), max_length=300, required=False)
    new_kind = forms.TypedChoiceField(
        label=_("What it is"), choices=[("", "–"), *PartyKind.choices], coerce=int, empty_value=None, required=False
    )
    new_place = place_field(_("Seat"))
    new_anyway = forms.BooleanField(label=_("This is another one of the same name"), required=False)
    day = DateField(label=_("Day"))
    minutes = TimeSpentField(
        label=_("How long"), min_value=1, max_value=LONGEST_SESSION, help_text=_("1,5 or 1:30 or 90 min or 9:00–10:30")
    )
    starts_at = TimeField(label=_("From what time"), required=False)
    kind = forms.ModelChoiceField(Kind.objects.all(), label=_("Kind"), empty_label="–")
    form = forms.ChoiceField(label=_("How"), choices=Form, initial=Form.IN_PERSON)
    project = AnswerField(Project.objects.all(), label=_("Project"))
    office = AnswerField(Office.objects.all(), label=_("Office"))
    place = place_field(_("Municipality"), help_text=_("Only if the session was held elsewhere than in the office."))
    subject = forms.CharField(label=_("What was done"), max_length=300, required=False)
    advisor = forms.ModelChoiceField(User.objects.all(), label=_("Advisor"), empty_label=None, required=False)
    people_count = forms.IntegerField(
        label=_("How many people were present"), min_value=1, max_value=2000, required=False
    )
    confidential_note = forms.CharField(
        label=_("Confidential note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Read by you and the director only; it is in no list, export or history."),
    )
    number = forms.CharField(label=_("Number in the register"), max_length=60, required=False)
    task_title = forms.CharField(label=_("What is to be done"), max_length=200, required=False)
    task_due = DateField(label=_("By when"), required=False)
    task_assignee = forms.ModelChoiceField(User.objects.all(), label=_("Who"), empty_label=None, required=False)
    other_rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    present_rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Reason of the correction"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, user: User, session: Session | None = None, initial: Any = None) -> None:
        super().__init__(data, initial={**(_initial_of(session) if session else {}), **(initial or {})})
        self.user = user
        self.session = session
        self.not_joined: NotJoinedError | None = None
        self.ways_out: Sequence[Project] = ()
        self.is_closed = bool(self._raw("reason"))
        self._offer_choices()
        self._offer_rows("other", _("Party"))
        self._offer_rows("present", _("Person"))
        self._leave_out()

    def _raw(self, name: str) -> Any:
        return self.data.get(name) if self.is_bound else self.initial.get(name)

    def _offer_choices(self) -> None:
        """Kinds in use, projects and offices of the user first; what a session already has stays offered."""
        today = timezone.localdate()
        projects, offices = queries.assigned_numbers(self.user, today)
        had = self.session
        in_forms = Kind.objects.filter(is_active=True)
        kinds = list(in_forms | Kind.objects.filter(pk=had.kind_id) if had else in_forms)
        by_category = [
            (category.label, [(kind.pk, str(kind)) for kind in kinds if kind.category == category])
            for category in Category
        ]
        offer(self, "kind", [("", "–"), *(group for group in by_category if group[1])])
        running = Project.objects.exclude(status=Project.Status.PREPARED)
        own = _grouped(running, projects, _("My projects"), _("Other projects"), _("no project"))
        offer(self, "project", own)
        in_use = Office.objects.filter(is_active=True)
        if had and had.office_id:
            in_use = in_use | Office.objects.filter(pk=had.office_id)
        offer(self, "office", _grouped(in_use, offices, _("My offices"), _("Other offices"), _("no office")))
        staff = [(user.pk, str(user)) for user in _recording_staff()]
        for name in ("advisor", "task_assignee"):
            offer(self, name, staff)

    def _offer_rows(self, name: str, label: Any) -> None:
        """As many rows of other parties and of people present as are filled in, and two more."""
        given = self.initial.get(name, ())
        try:
            rows = int(self._raw(f"{name}_rows") or 0)
        except ValueError:
            rows = 0
        rows = min(max(rows, len(given) + ROWS_AT_FIRST), MOST_ROWS)
        self.initial[f"{name}_rows"] = rows
        for number in range(rows):
            self.fields[f"{name}_{number}"] = party_field(label)
            if number < len(given):
                self.initial.setdefault(f"{name}_{number}", given[number])

    def _leave_out(self) -> None:
        """Fields that this user or this session has no use for; a hidden note is kept as it is, see ``draft_for``."""
        unused = set()
        if not can_record_for_others(self.user):
            unused.add("advisor")
        if self.session is not None:
            unused |= {"new_name", "new_kind", "new_place", "new_anyway", "appointment"}
            if self.session.follow_up_id:
                unused |= {"task_title", "task_due", "task_assignee"}
            if not can_read_confidential_note(self.user, self.session):
                unused.add("confidential_note")
        else:
            unused.add("number")
        for name in unused:
            del self.fields[name]

    # What the page shows ------------------------------------------------------------------------------------------

    def rows(self, name: str) -> list[forms.BoundField]:
        """The pickers of other parties, or of people present."""
        return [
            self[field] for field in self.fields if field.startswith(f"{name}_") and field[len(name) + 1 :].isdigit()
        ]

    @property
    def others(self) -> list[forms.BoundField]:
        """Pickers of other parties."""
        return self.rows("other")

    @property
    def present(self) -> list[forms.BoundField]:
        """Pickers of people present."""
        return self.rows("present")

    @property
    def shows_new_party(self) -> bool:
        """The part for a new party stands open once something of it is typed, or nothing matches the party."""
        return any(self._raw(name) for name in ("new_name", "new_kind", "new_place_text"))

    @property
    def shows_more(self) -> bool:
        """The rest stands open where something in it is filled in or wrong."""
        names = {"advisor", "people_count", "confidential_note", "number", "task_title", "place"} & set(self.fields)
        names |= {field.name for field in (*self.others, *self.present)}
        if self.is_bound and any(self.errors.get(name) for name in (*names, "task_due", "task_assignee")):
            return True
        return bool(self._raw("more")) or any(self._is_filled(name) for name in names)

    def _is_filled(self, name: str) -> bool:
        """Say whether something stands in the field that a new session does not begin with."""
        value = self[name].value()
        if isinstance(value, dict):
            return bool(value["id"] or value["text"])
        if name == "advisor":
            return str(value) != str(self.user.pk)
        return value not in (None, "", 1, "1")

    # What is typed ------------------------------------------------------------------------------------------------

    def as_typed(self) -> dict[str, Any]:
        """All that was typed, unread, to show the form again with more rows and without complaints."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, name)
            for name, field in self.fields.items()
            if name not in ("other_rows", "present_rows")
        }

    @property
    def about_person(self) -> bool:
        """Say whether the session is with a person: then health and labour status are nobody else's affair."""
        data = self.cleaned_data
        parties = [data.get("party"), *(data.get(field.name) for field in self.others)]
        is_new_person = not data.get("party") and data.get("new_kind") == PartyKind.PERSON
        return is_new_person or any(party.is_person for party in parties if party)

    def objection(self, text: str) -> str:
        """The rule of parties, strict where the session is with a person."""
        return objection(text, about_person=self.about_person)

    def clean_day(self) -> datetime.date:
        """Work is recorded once it is done."""
        day: datetime.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Record the session once it has been held."))
        return day

    def clean_appointment(self) -> int | None:
        """An appointment that is to become a session, by whoever may say so."""
        number: int | None = self.cleaned_data["appointment"]
        return number and appointment_to_keep(number, self.user).pk

    def clean_number(self) -> str:
        """A number of the register belongs to one session."""
        number: str = self.cleaned_data["number"]
        others = Session.objects.filter(number=number)
        if self.session is not None:
            others = others.exclude(pk=self.session.pk)
        if number and others.exists():
            raise ValidationError(_("Another session has this number."))
        return number

    def clean(self) -> dict[str, Any]:
        """What several fields say together: the party, the start, the project's time, the follow-up."""
        data = super().clean() or self.cleaned_data
        self._clean_party(data)
        self._clean_project(data)
        if isinstance(data.get("minutes"), Spent) and data["minutes"].starts_at:
            data["starts_at"] = data["minutes"].starts_at
        if data.get("task_title") and not data.get("task_due") and "task_due" not in self.errors:
            self.add_error("task_due", _("Say by when it is to be done."))
        return data

    def _clean_project(self, data: Mapping[str, Any]) -> None:
        project, day = data.get("project"), data.get("day")
        if project is None or day is None or day in project.period:
            return
        if self.session and (self.session.project_id, self.session.day) == (project.pk, day):
            return
        self.add_error(
            "project",
            ValidationError(
                _("%(day)s lies outside %(project)s. Choose another project or another day."),
                params={"day": date_text(day), "project": project},
            ),
        )

    def _clean_party(self, data: dict[str, Any]) -> None:
        """A chosen party, or a new one with a name and a kind; a name that matches nothing begins a new party."""
        if data.get("party"):
            data["new_name"] = ""
        elif data.get("new_name"):
            self._clean_new_party(data)
        elif self.has_error("party", "nothing") and "new_name" in self.fields:
            self._retype("new_name", str(self.data.get("party_text") or "").strip())

    def _clean_new_party(self, data: dict[str, Any]) -> None:
        self.errors.pop("party", None)
        if not data.get("new_kind") and "new_kind" not in self.errors:
            self.add_error("new_kind", _("Say what it is: a person, a group, an organisation…"))
        name = fold(data["new_name"])
        alike = [party for party in Party.objects.matching(data["new_name"])[:50] if fold(party.name) == name]
        if alike and not data.get("new_anyway"):
            self.asks_anyway = True
            self.add_error(
                "new_name",
                ValidationError(
                    _("There is %(party)s already. Choose it above, or say that this is another one."),
                    code="alike",
                    params={"party": alike[0]},
                ),
            )

    asks_anyway = False

    @property
    def is_new_party(self) -> bool:
        """Say whether the session is with a party that has to be added first."""
        return bool(self.cleaned_data.get("new_name"))

    def new_party(self) -> PartyDraft:
        """The party to add; it is of its kind since ever, as far as we know."""
        data = self.cleaned_data
        place = data.get("new_place")
        return PartyDraft(
            name=data["new_name"],
            kinds=[(PartyKind(data["new_kind"]), None, None)],
            addresses=[AddressDraft(place=place)] if place else [],
            contacts=contacts_given(data.get("appointment")),
        )

    def is_with(self, party: Party) -> bool:
        """Say whether this is the party that is typed: the chosen one, or one that was added just as the new one is."""
        if not self.is_new_party:
            return bool(party == self.cleaned_data["party"])
        data = self.cleaned_data
        added = Party.objects.filter(name=data["new_name"], kind_now=data["new_kind"], seat_now=data.get("new_place"))
        return added.filter(pk=party.pk).exists()

    def draft(self) -> SessionDraft:
        """The session with the chosen party."""
        return self.draft_for(self.cleaned_data["party"])

    def draft_for(self, party: Party) -> SessionDraft:
        """The session with this party; a note that the user may not read stays as it is."""
        data, had = self.cleaned_data, self.session
        others = [data[field.name] for field in self.others if data.get(field.name)]
        present = [data[field.name] for field in self.present if data.get(field.name)]
        return SessionDraft(
            day=data["day"],
            minutes=int(data["minutes"]),
            starts_at=data["starts_at"],
            kind=data["kind"],
            form=data["form"],
            advisor=data.get("advisor") or (had.advisor if had else self.user),
            party=party,
            other_parties=others,
            present=present,
            people_count=data["people_count"] or max(1, len(present)),
            project=data["project"],
            office=data["office"],
            place=data["place"],
            subject=data["subject"],
            confidential_note=data["confidential_note"] if "confidential_note" in self.fields else None,
            number=data["number"] if "number" in self.fields else had.number if had else "",
            follow_up=self._follow_up(),
            token=data["token"],
            appointment=data.get("appointment"),
        )

    def _follow_up(self) -> FollowUpDraft | None:
        data = self.cleaned_data
        if not data.get("task_title"):
            return None
        return FollowUpDraft(data["task_title"], data["task_due"], data.get("task_assignee") or self.user)

    # What saving found --------------------------------------------------------------------------------------------

    def offer_ways_out(self, error: NotJoinedError) -> None:
        """Somebody has not joined: say so at the project, and offer the joining and the projects that are open."""
        self.not_joined = error
        self.add_error("project", ValidationError(str(error), code="not_joined"))
        parties = [self.cleaned_data.get("party"), *(self.cleaned_data.get(field.name) for field in self.others)]
        known = [party for party in parties if party]
        self.ways_out = (
            queries.projects_open_to(known, self.cleaned_data["day"])
            if known
            else [
                project for project in Project.objects.running(self.cleaned_data["day"]) if not project.requires_joining
            ]
        )

    def ask_reason(self, error: Exception) -> None:
        """The day lies in a closed period: ask why."""
        self.is_closed = True
        self.add_error("reason", str(error))

    def _retype(self, name: str, value: str) -> None:
        """The form shows this in the field, as if it had been typed."""
        self.data = MultiValueDict({**dict(self.data.lists()), name: [value]})  # type: ignore[attr-defined]  # sent

    def begin_anew(self, recorded: Session) -> None:
        """This very form was saved before as something else: say so, and let the next click save another session."""
        self._retype("token", str(uuid.uuid4()))
        self.add_error(
            None,
            ValidationError(
                _("This form was saved before, as %(session)s of %(day)s. Save again if this is another session."),
                params={"session": recorded, "day": date_text(recorded.day)},
            ),
        )
