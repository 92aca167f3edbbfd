"""The page that shows every component with its states, and the choice of light or dark."""

from datetime import date
from decimal import Decimal

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from ognisko.core.polish import fold
from ognisko.core.timeline import TimelineItem
from ognisko.ui import forms, rules

THEMES = ("light", "dark")
YEAR = 365 * 24 * 60 * 60

# The examples are data, not text of the interface: a centre's records are Polish in every language of the page.
PARTIES = (
    rules.Option(1, "Grupa nieformalna „Ogród za Szkołą”", "Zduńska Wola · ostatnio u Ciebie 27 lutego", "users-round"),
    rules.Option(2, "Stowarzyszenie „Ogrody Warty”", "gm. Warta · opiekun: Paweł Dudziak", "landmark"),
    rules.Option(3, "Spółdzielnia Socjalna „Złoty Ogrodnik”", "Wieluń · PS od 2024", "sprout"),
    rules.Option(4, "Mirosława Ogrodnik", "osoba · Poddębice", "user-round"),
    rules.Option(5, "KGW „Jarzębinki” w Wojkowie", "gm. Błaszki", "users-round"),
)
COLUMNS = (
    rules.Column("kind", "Rodzaj", sort="kind"),
    rules.Column("hours", "Godziny", sort="hours", numeric=True),
    rules.Column("sessions", "Sesje", sort="sessions", numeric=True),
    rules.Column("parties", "Organizacje", numeric=True),
)
KINDS = (("ogólne", "712", "498", "121"), ("kluczowe", "684", "402", "64"), ("prawne", "318", "171", "72"))
SWATCHES = tuple(
    "ground sheet well line edge ink ink2 ink3 spruce spruce-wash ember ember-wash "
    "good careful error news night".split()
)
TIMELINE = (
    TimelineItem(
        on=date(2025, 3, 13),
        icon="notebook-pen",
        title="Doradztwo kluczowe",
        text="Plan działalności odpłatnej na 2025. Hanna Wrzosek, OWES Sieradz",
        amount="1,5",
        unit="h",
        url="#timeline",
    ),
    TimelineItem(
        on=date(2025, 3, 6),
        until=date(2025, 3, 8),
        icon="speaker",
        title="Użyczenie: nagłośnienie przenośne",
        text="Na Dzień Kobiet w świetlicy. Zwrócone w komplecie",
        amount="48",
        unit="h",
        url="#timeline",
    ),
    TimelineItem(
        on=date(2025, 2, 3),
        icon="hand-coins",
        title="Umowa 14/2024: sprawozdanie wróciło do uzupełnienia",
        text="Brak daty zapłaty przy dwóch fakturach. Termin: 31 marca",
        url="#timeline",
        status="attention",
    ),
    TimelineItem(
        on=date(2023, 9, 1),
        icon="flag",
        title="Zostali podmiotem ekonomii społecznej",
        text="Uchwała o działalności odpłatnej nr 3/2023",
    ),
)
WEEK = (
    rules.Day("pn.", "10", ((1, Decimal(5)),), "5,0", "#week"),
    rules.Day("wt.", "11", ((1, Decimal("4.5")), (2, Decimal(1))), "5,5", "#week"),
    rules.Day("śr.", "12", ((1, Decimal("3.5")), (2, Decimal("1.5"))), "5,0", "#week"),
    rules.Day("cz.", "13", ((1, Decimal("1.5")),), "1,5", "#week", today=True),
    rules.Day("pt.", "14"),
)
BARS = (
    rules.Bar("OWES Sieradz", Decimal(204), "204", "#bars", 1),
    rules.Bar("Ciała dialogu", Decimal(63), "63", "#bars", 3),
    rules.Bar("Mikrogranty", Decimal(51), "51", "#bars", 2),
)
SPANS = (
    rules.Span("grupa nieformalna", "od marca 2019", Decimal("0.03"), Decimal("0.37"), "before", 1),
    rules.Span("stowarzyszenie", "od 14 maja 2021", Decimal("0.37"), Decimal(1), "now", 1),
    rules.Span("PES", "od 1 września 2023", Decimal("0.74"), Decimal(1), "strong", 2),
)
TICKS = tuple(rules.Tick(str(2019 + place), Decimal(place) * Decimal("0.158")) for place in range(7))


class ExampleForm(django_forms.Form):
    """One field of every sort."""

    name = django_forms.CharField(label="Nazwa")
    party = django_forms.CharField(
        label="Organizacja", required=False, help_text="zacznij pisać, podpowiemy", widget=forms.Picker("")
    )
    on = forms.DateField(label="Dzień")
    since = forms.TimeField(label="Od")
    took = forms.DurationField(label="Ile godzin", help_text="1,5 albo 1:30 albo 90 min")
    amount = forms.MoneyField(label="Kwota", help_text="od 2 000 do 6 000 zł", max_value=Decimal(6000))
    kind = django_forms.ChoiceField(label="Rodzaj", choices=[("k", "kluczowe"), ("p", "prawne"), ("o", "ogólne")])
    needs = django_forms.MultipleChoiceField(
        label="Czego potrzebujesz, żeby wygodnie uczestniczyć?",
        required=False,
        choices=[("a", "miejsce blisko prowadzącej"), ("b", "tłumaczenie na PJM"), ("c", "śniadanie wegetariańskie")],
        widget=django_forms.CheckboxSelectMultiple,
    )
    where = django_forms.ChoiceField(
        label="Gdzie",
        choices=[("biuro", "w biurze"), ("online", "online"), ("wyjazd", "na miejscu u nich")],
        widget=django_forms.RadioSelect,
    )
    note = django_forms.CharField(label="Co zrobiono", required=False, widget=django_forms.Textarea(attrs={"rows": 3}))
    agree = django_forms.BooleanField(label="Zgadzam się na przetwarzanie tych danych na potrzeby wydarzenia.")


class ExampleFilter(django_forms.Form):
    """A search, a choice and a day, as on a list."""

    q = django_forms.CharField(label="Szukaj", required=False, widget=django_forms.TextInput(attrs={"type": "search"}))
    kind = django_forms.ChoiceField(label="Rodzaj", required=False, choices=[("", "wszystkie"), ("p", "prawne")])
    since = forms.DateField(label="Od dnia", required=False)


@require_GET
def elements(request: HttpRequest) -> HttpResponse:
    """Every component with its states, in the present look; the examples post nothing."""
    messages.success(request, "Zapisano 1,5 h.", extra_tags=f"undo:{request.path}")
    wrong = ExampleForm(
        {"name": "Ogród za Szkołą", "amount": "7 200,00", "on": "13.03.2025", "since": "9:30", "took": "długo"},
        auto_id="wrong_%s",
    )
    form = ExampleForm(initial={"name": "Ogród za Szkołą", "amount": Decimal(4500), "took": 90, "where": "online"})
    for one in (form, wrong):
        one.fields["party"].widget.url = "przyklad/podmioty/"
    context = {
        "form": form,
        "wrong": wrong,
        "filter_form": ExampleFilter(request.GET or None, auto_id="filter_%s"),
        "columns": COLUMNS,
        "kinds": KINDS,
        "sort": request.GET.get("sort", "-hours"),
        "page": Paginator(range(142), 12).get_page(request.GET.get("page", 3)),
        "timeline": TIMELINE,
        "week": WEEK,
        "bars": BARS,
        "spans": SPANS,
        "ticks": TICKS,
        "swatches": SWATCHES,
        "statuses": tuple(rules.SHAPES),
        "tabs": (rules.Tab("Wszystko", "#tabs", True), rules.Tab("Doradztwo", "#tabs"), rules.Tab("Granty", "#tabs")),
        "crumbs": (("Podmioty", "#"), ("gmina Sieradz", "")),
    }
    return render(request, "ui/elements.html", context)


@require_GET
def example_options(request: HttpRequest) -> HttpResponse:
    """What a look-up address answers to a picker."""
    text = request.GET.get("q", "").strip()
    found = [one for one in PARTIES if fold(text) in fold(one.label)]
    return render(request, "ui/options.html", {"options": found, "text": text, "add_url": "#add"})


@require_GET
def example_figure(request: HttpRequest) -> HttpResponse:
    """What an address of a figure answers to the panel; without scripts it is a page."""
    template = "ui/example_figure.html" if request.headers.get("HX-Request") else "ui/example_figure_page.html"
    return render(request, template, {"bars": BARS})


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the device: a cookie, so the server draws the page right at once and no script flashes."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(target if safe and target else "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
