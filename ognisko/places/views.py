"""Pages of places: the look-up of the picker, and the register to leaf through."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from ognisko.accounts.permissions import allowed
from ognisko.places import queries, rules
from ognisko.places.models import Place
from ognisko.places.permissions import can_browse, can_look_up
from ognisko.places.rules import Level
from ognisko.ui.rules import Column, Option

ICONS: dict[int, str] = {Level.COUNTRY: "globe", Level.VOIVODESHIP: "map", Level.COUNTY: "map"}


@allowed(can_look_up)
def lookup(request: HttpRequest) -> HttpResponse:
    """What the picker of places offers for `q`; `level` (several) narrows it to some levels."""
    text = request.GET.get("q", "").strip()
    levels = [int(level) for level in request.GET.getlist("level") if level in {str(known.value) for known in Level}]
    found = queries.found(text, 12, levels or queries.PICKED) if text else []
    options = [
        Option(place.code, str(place), queries.note(place), ICONS.get(place.level, "map-pin")) for place in found
    ]
    return render(request, "ui/options.html", {"options": options, "text": text})


@allowed(can_browse)
def overview(request: HttpRequest) -> HttpResponse:
    """The voivodeships with what is loaded of each."""
    columns = [
        Column("name", _("Voivodeship")),
        Column("counties", _("Counties"), numeric=True),
        Column("municipalities", _("Municipalities"), numeric=True),
        Column("as_of", _("State of the register")),
    ]
    return render(request, "places/overview.html", {"columns": columns, "voivodeships": queries.overview()})


@allowed(can_browse)
def place(request: HttpRequest, code: int) -> HttpResponse:
    """One unit: what it is, what lies in it, what it was called."""
    unit = get_object_or_404(Place.objects.select_related("parent__parent__parent"), code=code)
    return render(
        request,
        "places/place.html",
        {
            "place": unit,
            "note": queries.note(unit),
            "columns": [Column("name", _("Unit")), Column("terc", _("TERC code"))],
            "inside": queries.inside(unit) if code != rules.POLAND else queries.overview(),
            "names": queries.names_of(unit),
            "breadcrumbs": queries.path_to(unit),
        },
    )
