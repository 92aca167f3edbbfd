"""The forms of a call's sections and of programmes; each knows its draft and how a call fills it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ognisko.core.identifiers import IdentifierError
from ognisko.core.polish import number_text
from ognisko.grants.actions.calls import (
    ApplicantsDraft,
    BasicsDraft,
    DatesDraft,
    FormsDraft,
    MoneyDraft,
    NumbersDraft,
    ProgrammeDraft,
    ScoringDraft,
)
from ognisko.grants.forms.calls.base import CallForm, ClockField, Group, clock_of, instant, place_field
from ognisko.grants.models import Call, Currency, Family, Programme, Scope
from ognisko.grants.queries.calls import account_text, form_faults, offered_versions
from ognisko.grants.rules import accounts, budget, eligibility, numbers, parts, ranking, scoring
from ognisko.people.rules import GROUPS, ORGANISATIONS, Kind
from ognisko.places.models import Place
from ognisko.projects.models import Project
from ognisko.questionnaires.models import Use, Version
from ognisko.ui.forms import DateField, MoneyField

APPLYING = [(kind.value, kind.label) for kind in Kind if kind in GROUPS | ORGANISATIONS]
PATRONS = [(kind.value, kind.label) for kind in Kind if kind in ORGANISATIONS or kind == Kind.PUBLIC_INSTITUTION]


def long_text(label: Any, rows: int = 5, **options: Any) -> forms.CharField:
    """A text of several lines that may be empty."""
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **options)


def percent(label: Any, **options: Any) -> forms.DecimalField:
    """A share from 0 to 100; nothing is no limit."""
    return MoneyField(label=label, required=False, min_value=0, max_value=100, max_digits=5, **options)


def whole(label: Any, least: int = 0, most: int = 1000, **options: Any) -> forms.IntegerField:
    """A whole number."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, **options)


def boxes(label: Any, choices: Any, **options: Any) -> forms.TypedMultipleChoiceField:
    """Several of a list, as boxes to tick."""
    return forms.TypedMultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options
    )


class ProgrammeForm(CallForm):
    """A programme."""

    groups = (("", [("name", "full"), ("family", "half"), ("address", "half"), ("about", "full")]),)

    name = forms.CharField(label=_("name"), max_length=150)
    family = forms.ChoiceField(label=pgettext_lazy("programme", "kind"), choices=Family)
    address = forms.SlugField(
        label=_("address of the page"), max_length=50, help_text=_("Small letters without Polish signs, and dashes.")
    )
    about = long_text(_("in a few sentences"), 4)

    @property
    def draft(self) -> ProgrammeDraft:
        """The programme as it was typed."""
        return ProgrammeDraft(**self.values)


class SectionForm(CallForm):
    """A section of a call: ``initial_of`` a call, ``draft`` of what was typed."""

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call

    @classmethod
    def initial_of(cls, call: Call) -> dict[str, Any]:
        """The columns of the fields."""
        return {name: getattr(call, name) for name in cls.base_fields if hasattr(call, name)}


class BasicsForm(SectionForm):
    """What a call is, where it reaches, whom to ask."""

    groups = (
        ("", [("programme", "half"), ("name", "half"), ("address", "half"), ("project", "half"), ("lead", "full"),
              ("about", "full")]),
        (_("Where it reaches"), [("scope", "half"), ("place", "half")]),
        (_("Whom to ask"), [("contact_name", "half"), ("contact_phone", "half"), ("contact_email", "half")]),
    )  # fmt: skip

    programme = forms.ModelChoiceField(Programme.objects.filter(is_active=True), label=_("programme"))
    name = forms.CharField(label=_("name"), max_length=150)
    address = forms.SlugField(
        label=_("address of the page"),
        max_length=50,
        help_text=_("What stands in the address after /konkursy/: small letters without Polish signs, and dashes."),
    )
    project = forms.ModelChoiceField(Project.objects.all(), label=_("project"), required=False, empty_label=_("none"))
    lead = forms.CharField(
        label=_("in one sentence"), max_length=300, required=False, help_text=_("It stands below the title.")
    )
    about = long_text(_("what it is for"))
    scope = forms.TypedChoiceField(label=_("reach"), choices=Scope, coerce=int, initial=Scope.VOIVODESHIP)
    place = place_field(_("where it reaches"))
    contact_name = forms.CharField(label=_("person to ask"), max_length=150, required=False)
    contact_phone = forms.CharField(label=_("phone"), max_length=40, required=False)
    contact_email = forms.EmailField(label=_("e-mail"), required=False)

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        super().__init__(*args, call=call, **kwargs)
        if call:
            field: Any = self.fields["programme"]
            field.queryset = Programme.objects.filter(is_active=True) | Programme.objects.filter(pk=call.programme_id)

    @property
    def draft(self) -> BasicsDraft:
        """The basics as they were typed."""
        names = BasicsDraft.__dataclass_fields__
        return BasicsDraft(**{name: value for name, value in self.values.items() if name in names})


class DatesForm(SectionForm):
    """When a call opens and closes, and what it promises for when; the faults of deadlines stand beside the fields."""

    groups = (
        (_("Applications"), [("opens_on", "half"), ("opens_at", "narrow"), ("deadline_on", "half"),
                             ("deadline_at", "narrow"), ("late_on", "half"), ("late_at", "narrow")]),
        (_("Afterwards"), [("formal_until", "half"), ("review_until", "half"), ("results_on", "half")]),
        (_("Activities"), [("activity_since", "half"), ("activity_until", "half")]),
        (_("How many days"), [("correction_days", "half"), ("appeal_days", "half"), ("report_days", "half"),
                              ("return_days", "half")]),
    )  # fmt: skip

    opens_on = DateField(label=_("opens on"))
    opens_at = ClockField(label=_("opens at"), initial="9:00")
    deadline_on = DateField(label=_("deadline, day"))
    deadline_at = ClockField(label=_("deadline, time"), initial="16:00", help_text=_("24:00 takes the whole day in."))
    late_on = DateField(
        label=_("late applications until, day"),
        required=False,
        help_text=_("What comes until then is kept as late, and you may admit it with a reason."),
    )
    late_at = ClockField(label=_("late applications until, time"), required=False)
    formal_until = DateField(label=_("formal check until"), required=False)
    review_until = DateField(label=_("merit review until"), required=False)
    results_on = DateField(label=_("results on"), required=False)
    activity_since = DateField(label=_("activities from"))
    activity_until = DateField(label=_("activities until"))
    correction_days = whole(_("days for corrections"), 1, 60, initial=5)
    appeal_days = whole(_("days for an appeal"), 0, 60, initial=7)
    report_days = whole(_("days for the report, after the activities"), 1, 365, initial=30)
    return_days = whole(_("days to return money"), 1, 365, initial=15)

    def clean(self) -> dict[str, Any]:
        """Moments of days and times, in their order."""
        cleaned = super().clean()
        self.opens = instant(self, "opens", opens=True)
        self.deadline = instant(self, "deadline")
        self.late = instant(self, "late")
        if self.opens and self.deadline and self.deadline <= self.opens:
            self.add_error("deadline_on", gettext("The deadline comes before the opening."))
        if self.deadline and self.late and self.late < self.deadline:
            self.add_error("late_on", gettext("The late window ends before the deadline."))
        since, until = cleaned.get("activity_since"), cleaned.get("activity_until")
        if since and until and until < since:
            self.add_error("activity_until", _("The last day is earlier than the first."))
        self._in_order()
        return cleaned

    def _in_order(self) -> None:
        names = ("deadline_on", "formal_until", "review_until", "results_on")
        days = [(name, day) for name in names if (day := self.cleaned_data.get(name))]
        for (_earlier, before), (name, day) in pairwise(days):
            if day < before:
                self.add_error(name, _("This day comes before what goes before it."))

    @classmethod
    def initial_of(cls, call: Call) -> dict[str, Any]:
        """Moments as days and times."""
        same = super().initial_of(call)
        for name, moment, opens in (
            ("opens", call.opens_at, True), ("deadline", call.deadline, False), ("late", call.late_until, False),
        ):  # fmt: skip
            same |= clock_of(name, moment, opens=opens)
        return same

    @property
    def draft(self) -> DatesDraft:
        """The dates as they were typed."""
        days = {name: value for name, value in self.values.items() if not name.endswith(("_on", "_at"))}
        days["results_on"] = self.values["results_on"]
        return DatesDraft(self.opens, self.deadline, late_until=self.late, **days)  # type: ignore[arg-type]


class MoneyForm(SectionForm):
    """How much a grant may be and what the applicant adds."""

    groups = (
        (_("The grant"), [("currency", "half"), ("least", "half"), ("most", "half"), ("instalments", "half"),
                          ("costs_text", "full")]),
        (_("Own contribution"), [("own_base", "half"), ("own_percent", "half"), ("financial_percent", "half"),
                                 ("in_kind_percent", "half"), ("volunteers_percent", "half"),
                                 ("volunteer_rate", "half"), ("sources", "full")]),
    )  # fmt: skip

    currency = forms.ChoiceField(label=_("currency"), choices=Currency)
    least = MoneyField(label=_("least per grant"), required=False, min_value=0, max_digits=12)
    most = MoneyField(label=_("most per grant"), required=False, min_value=0, max_digits=12)
    instalments = forms.CharField(
        label=_("instalments in %"),
        required=False,
        help_text=_("For example 80, 20. Empty: the grant is paid at once."),
    )
    costs_text = long_text(_("what the grant may be spent on"), help_text=_("It stands on the public page."))
    own_base = forms.ChoiceField(label=_("own contribution is reckoned"), choices=budget.Base)
    own_percent = percent(_("own contribution, at least %"), help_text=_("Empty: none is asked for."))
    financial_percent = percent(_("of which financial, at least %"))
    in_kind_percent = percent(_("of which in kind, at least %"))
    volunteers_percent = percent(_("of which volunteers' work, at least %"))
    volunteer_rate = MoneyField(
        label=_("most that an hour of volunteers' work counts for"), required=False, min_value=0, max_digits=12
    )
    sources = boxes(
        _("what may cover a cost"),
        [one for one in budget.Source.choices if one[0] != budget.Source.GRANT],
        help_text=_("Nothing ticked: all three."),
    )

    def clean_instalments(self) -> tuple[Decimal, ...]:
        """Shares that make a hundred."""
        text = self.cleaned_data["instalments"]
        split = text.split(";") if ";" in text else text.split(",")
        try:
            shares = tuple(Decimal(one.strip(" %").replace(",", ".")) for one in split if one.strip())
        except InvalidOperation as wrong:
            raise ValidationError(_("Type shares such as 80, 20.")) from wrong
        if shares and (sum(shares) != 100 or min(shares) <= 0):
            raise ValidationError(_("The shares must make 100 %."))
        return shares

    def clean(self) -> dict[str, Any]:
        """The least is not above the most."""
        cleaned = super().clean()
        least, most = cleaned.get("least"), cleaned.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", _("The most is below the least."))
        return cleaned

    @classmethod
    def initial_of(cls, call: Call) -> dict[str, Any]:
        """Instalments as people write them."""
        shares = "; ".join(number_text(one.normalize()) for one in call.instalments)
        return super().initial_of(call) | {"instalments": shares}

    @property
    def draft(self) -> MoneyDraft:
        """The money as it was typed."""
        return MoneyDraft(**self.values)


class ApplicantsForm(SectionForm):
    """Who may apply; one unit more at a time, those ticked stay."""

    groups: Sequence[Group] = (
        (_("Kinds"), [("kinds", "full")]),
        (_("From where"), [("areas", "full"), ("area", "half")]),
        (_("Groups"), [("patron", "half"), ("least_adults", "half"), ("patron_kinds", "full"),
                       ("one_group_each", "full"), ("no_officeholders", "full")]),
        (_("Organisations"), [("youngest_months", "half"), ("oldest_months", "half"), ("most_income", "half")]),
        (_("Everybody"), [("most_applications", "half")]),
    )  # fmt: skip

    kinds = boxes(_("who may apply"), APPLYING, coerce=int)
    areas = forms.ModelMultipleChoiceField(
        Place.objects.none(), label=_("chosen so far"), required=False, widget=forms.CheckboxSelectMultiple
    )
    area = place_field(
        _("one more municipality, county or voivodeship"), help_text=_("Nothing chosen: from everywhere.")
    )
    patron = forms.ChoiceField(label=_("groups apply"), choices=eligibility.Patron)
    patron_kinds = boxes(
        _("who may be a patron"), PATRONS, coerce=int, help_text=_("Nothing ticked: any organisation.")
    )
    least_adults = whole(_("adults in a group, at least"), 0, 100)
    one_group_each = forms.BooleanField(label=_("one person in one group only"), required=False)
    no_officeholders = forms.BooleanField(label=_("nobody from the board of an organisation"), required=False)
    youngest_months = whole(_("organisation's age in months, at least"), required=False)
    oldest_months = whole(_("organisation's age in months, at most"), required=False)
    most_income = MoneyField(
        label=_("organisation's yearly income, at most"), required=False, min_value=0, max_digits=12
    )
    most_applications = whole(_("applications of one applicant"), 1, 100, required=False)

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        super().__init__(*args, call=call, **kwargs)
        areas: Any = self.fields["areas"]
        asked = [int(one) for one in self.data.getlist("areas") if one.isdecimal()] if self.is_bound else []  # type: ignore[attr-defined]
        areas.queryset = Place.objects.filter(pk__in=asked or [one.pk for one in self.initial.get("areas", ())])
        if not areas.queryset.exists():
            self.groups = tuple(
                (heading, [pair for pair in names if pair[0] != "areas"]) for heading, names in self.groups
            )

    @classmethod
    def initial_of(cls, call: Call) -> dict[str, Any]:
        """Areas as units."""
        return super().initial_of(call) | {"areas": list(call.areas.all())}

    @property
    def draft(self) -> ApplicantsDraft:
        """The conditions as they were typed."""
        values = self.values
        one = values.pop("area")
        return ApplicantsDraft(**values | {"areas": [*values["areas"], *([one] if one else [])]})


class FormsForm(SectionForm):
    """The questionnaires of a call, and which question is which part of an application."""

    unwatched = frozenset({*parts.PARTS, *parts.LINE})
    groups = (
        ("", [("application_form", "half"), ("formal_form", "half"), ("evaluation_form", "half"),
              ("report_form", "half")]),
        (_("Parts of the application"), [(name, "half") for name in parts.PARTS]),
        (_("Columns of the budget"), [(name, "half") for name in parts.LINE]),
    )  # fmt: skip

    application_form = forms.ModelChoiceField(Version.objects.none(), label=_("application"), required=False)
    formal_form = forms.ModelChoiceField(Version.objects.none(), label=_("formal check"), required=False)
    evaluation_form = forms.ModelChoiceField(Version.objects.none(), label=_("evaluation card"), required=False)
    report_form = forms.ModelChoiceField(Version.objects.none(), label=pgettext_lazy("grant", "report"), required=False)

    _USES: Mapping[str, Use] = {
        "application_form": Use.APPLICATION,
        "formal_form": Use.FORMAL_CHECK,
        "evaluation_form": Use.EVALUATION,
        "report_form": Use.REPORT,
    }

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        super().__init__(*args, call=call, **kwargs)
        for name, use in self._USES.items():
            field: Any = self.fields[name]
            field.queryset = offered_versions(use, getattr(call, name, None))
            field.empty_label = _("none yet")
        for part, label in ({**parts.PARTS, **parts.LINE}).items():
            field = forms.CharField(label=str(label).capitalize(), required=False, max_length=80)
            field.help_text = gettext("Empty: the question “%(name)s”.") % {"name": part}
            self.fields[part] = field

    @classmethod
    def initial_of(cls, call: Call) -> dict[str, Any]:
        """The mapping as single fields."""
        return {name: getattr(call, name) for name in cls._USES} | call.fields

    def clean(self) -> dict[str, Any]:
        """A questionnaire that cannot be an application is refused with why."""
        cleaned = super().clean()
        if version := cleaned.get("application_form"):
            for sentence in form_faults(version, self._mapping):
                self.add_error("application_form", sentence)
        return cleaned

    @property
    def _mapping(self) -> dict[str, str]:
        names = (*parts.PARTS, *parts.LINE)
        return {name: said for name in names if (said := self.cleaned_data.get(name, ""))}

    @property
    def draft(self) -> FormsDraft:
        """The questionnaires as they were chosen."""
        return FormsDraft(**{name: self.cleaned_data[name] for name in self._USES}, fields=self._mapping)


class ScoringForm(SectionForm):
    """How cards make a score, and scores a list."""

    groups = (
        (_("Score"), [("assessors", "half"), ("score_rule", "half"), ("trim", "half"), ("decimals", "half"),
                      ("least_percent", "half"), ("is_anonymised", "full"), ("priorities_lift", "full")]),
        (_("When assessors differ"), [("discrepancy_points", "half"), ("discrepancy_percent", "half"),
                                      ("third", "half"), ("discrepancy_across", "full")]),
        (_("Ranking list"), [("ties", "full"), ("lot_seed", "half"), ("most_reserve", "half"),
                             ("least_partial", "half"), ("may_fund_partly", "full"), ("may_skip", "full")]),
    )  # fmt: skip

    assessors = whole(_("assessors of one application"), 1, 9)
    score_rule = forms.ChoiceField(label=_("score"), choices=scoring.Rule)
    trim = whole(_("cards left out at each end"), 0, 4)
    decimals = whole(_("decimal places of the score"), 0, 4)
    least_percent = percent(_("threshold, % of the most points"))
    is_anonymised = forms.BooleanField(label=_("assessors do not see who applies"), required=False)
    priorities_lift = forms.BooleanField(label=_("points for priorities count for the threshold"), required=False)
    discrepancy_points = MoneyField(
        label=_("a third assessor from a difference of, points"), required=False, min_value=0, max_digits=6
    )
    discrepancy_percent = percent(_("a third assessor from a difference of, %"))
    third = forms.ChoiceField(label=_("how a third assessor counts"), choices=scoring.Third)
    discrepancy_across = forms.BooleanField(
        label=_("a third assessor where only one is above the threshold"), required=False
    )
    ties = forms.CharField(
        label=_("equal points are parted by"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One rule in a line, the first decides first."),
    )
    lot_seed = forms.CharField(label=_("seed of the draw"), max_length=100, required=False)
    most_reserve = whole(_("length of the reserve list"), required=False)
    least_partial = MoneyField(label=_("but at least"), min_value=0, max_digits=12)
    may_fund_partly = forms.BooleanField(label=_("the last may get what is left"), required=False)
    may_skip = forms.BooleanField(label=_("a smaller one behind it may be funded"), required=False)

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        super().__init__(*args, call=call, **kwargs)
        offered = ", ".join(self._offered(call).values())
        self.fields["ties"].help_text = gettext(
            "One rule in a line, the first decides first. You can write: %(rules)s."
        ) % {"rules": offered}

    @staticmethod
    def _offered(call: Call | None) -> dict[str, str]:
        """Rules by their key: a criterion as criterion:CODE."""
        of = [(f"criterion:{one.code}", one.name) for one in call.criteria.all()] if call else []
        others = [(by.value, str(by.label)) for by in ranking.By if by != ranking.By.CRITERION]
        return dict([*of, *others])

    def clean_ties(self) -> tuple[str, ...]:
        """Each line is a rule that the list can follow."""
        by_name = {name.casefold(): key for key, name in self._offered(self.call).items()}
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["ties"].splitlines())):
            if line.casefold() not in by_name:
                raise ValidationError(_("“%(line)s” is no rule of this call."), params={"line": line})
            found.append(by_name[line.casefold()])
        return tuple(found)

    @classmethod
    def initial_of(cls, call: Call) -> dict[str, Any]:
        """Rules in words, one in a line."""
        names = cls._offered(call)
        return super().initial_of(call) | {"ties": "\n".join(names.get(one, one) for one in call.ties)}

    @property
    def draft(self) -> ScoringDraft:
        """The rules as they were typed."""
        return ScoringDraft(**self.values)


class NumbersForm(SectionForm):
    """Patterns of numbers, and who pays."""

    groups = (
        (_("Numbers"), [("number_pattern", "half"), ("agreement_pattern", "half")]),
        (_("Who pays"), [("payer_name", "half"), ("payer_account", "half"), ("payer_street", "half"),
                         ("payer_town", "half")]),
    )  # fmt: skip

    number_pattern = forms.CharField(
        label=_("numbers of applications"), max_length=40, help_text=_("For example MG/{year}/{number:4}.")
    )
    agreement_pattern = forms.CharField(label=_("numbers of agreements"), max_length=40)
    payer_name = forms.CharField(label=_("payer"), max_length=150, required=False)
    payer_account = forms.CharField(label=_("payer's account"), max_length=42, required=False)
    payer_street = forms.CharField(label=_("payer's street"), max_length=100, required=False)
    payer_town = forms.CharField(label=_("payer's town"), max_length=100, required=False)

    def clean_number_pattern(self) -> str:
        """A pattern that makes numbers."""
        return self._pattern("number_pattern")

    def clean_agreement_pattern(self) -> str:
        """A pattern that makes numbers."""
        return self._pattern("agreement_pattern")

    def _pattern(self, name: str) -> str:
        try:
            return numbers.pattern(self.cleaned_data[name]).text
        except numbers.PatternError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean_payer_account(self) -> str:
        """An account with right check digits, or none."""
        text = self.cleaned_data["payer_account"]
        try:
            return accounts.clean_account(text) if text else ""
        except IdentifierError as wrong:
            raise ValidationError(str(wrong)) from wrong

    @classmethod
    def initial_of(cls, call: Call) -> dict[str, Any]:
        """The account in groups of digits."""
        return super().initial_of(call) | {"payer_account": account_text(call)}

    @property
    def draft(self) -> NumbersDraft:
        """The numbers as they were typed."""
        return NumbersDraft(**self.values)
