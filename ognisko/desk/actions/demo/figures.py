"""Definitions of the demo's figures: questions to the ledger, never results; their ids are the published ones."""

from collections.abc import Iterable, Mapping
from typing import Any

from ognisko.people.rules import ENTITIES, GROUPS, NGOS, ORGANISATIONS, Kind

SERVICE = ("advice.hours", "education.hours")
"""*Service* of an office: advice and individual education, counted once, at the lead party."""

SERVED = ("advice.party_hours", "education.party_hours")
"""Who had a service: each party of a session on its own behalf."""

SUPPORTED = (*SERVED, "projects.joined", "grants.funded")
"""*Any support*; attendance and bookings join it with the apps that record them."""

INDIVIDUAL = ("advice.individual_hours",)
"""*Individual advice*: a session with one party."""

PIOTRKOWSKI, RADOMSZCZANSKI, WIERUSZOWSKI, LADZICE = 101000, 101200, 101800, 101209


def _hours(key: str, name: str, description: str, measures: Iterable[str], **filters: Any) -> dict[str, Any]:
    return {"key": key, "name": name, "description": description, "unit": "hours", "measures": measures, **filters}


def _parties(
    key: str, name: str, description: str, measures: Iterable[str], kinds: Iterable[Kind], unit: str, **filters: Any
) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "description": description,
        "unit": unit,
        "measures": measures,
        "counts": "PARTIES",
        "kinds": sorted(kinds),
        **filters,
    }


def _grants(key: str, name: str, description: str, measure: str, unit: str, **filters: Any) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "description": description,
        "unit": unit,
        "measures": (f"grants.{measure}",),
        **filters,
    }


def _awarded(key: str, name: str, description: str, unit: str = "PLN", **filters: Any) -> dict[str, Any]:
    return _grants(key, name, description, "awarded", unit, **filters)


_SUBMITTED = "Wnioski złożone w naborach programu."
_FUNDED = "Wnioski, na które przyznano grant."
_DONE = "Granty, z których sprawozdanie zostało przyjęte."
_AWARDED = "Suma przyznanych kwot."
_ENGAGED = "Osoby, które pracowały przy działaniach, według przyjętych sprawozdań."
_REACHED = "Osoby, które wzięły udział w działaniach, według przyjętych sprawozdań."
_MONTHS = "Miesiące kalendarzowe, w których trwały dofinansowane działania."

OWES_LODZ, OWES_REGION, SPLOT, FRONTSHIP = "OWES Łódź", "OWES w regionie", "Splot Wartości", "FRONTSH1P"

FIGURES: Mapping[str, tuple[dict[str, Any], ...]] = {
    "Cały ośrodek": (
        _hours("centre.services", "godziny doradztwa i edukacji indywidualnej",
               "Godziny wszystkich sesji doradztwa i edukacji indywidualnej; czas doradcy liczony raz.", SERVICE),
        _hours("centre.advice", "godziny doradztwa", "Godziny wszystkich sesji doradztwa.", ("advice.hours",)),
        _parties("centre.organisations", "organizacje korzystające z usług",
                 "Różne organizacje, które miały co najmniej jedną usługę.", SERVED, ORGANISATIONS, "organisations"),
        _parties("centre.groups", "grupy korzystające z usług",
                 "Różne grupy, które miały co najmniej jedną usługę.", SERVED, GROUPS, "groups"),
        {"key": "centre.sessions", "name": "sesje doradztwa i edukacji indywidualnej",
         "description": "Liczba sesji doradztwa i edukacji indywidualnej.", "unit": "sessions", "measures": SERVICE,
         "counts": "ENTRIES"},
        {"key": "centre.municipalities", "name": "gminy, z których są wspierane podmioty",
         "description": "Różne gminy, w których miały siedzibę podmioty korzystające z usług.", "unit": "communities",
         "measures": SERVED, "counts": "SEATS"},
        _hours("centre.animation", "godziny animacji lokalnej", "Godziny spotkań animacyjnych.", ("animation.hours",)),
    ),
    "OWES Łódź": (
        _parties("owes-lodz.joined", "nowe organizacje w projekcie",
                 "Różne organizacje, które przystąpiły do projektu w okresie.", ("projects.joined",), ORGANISATIONS,
                 "organisations", projects=("lodz",)),
        _parties("owes-lodz.advised", "organizacje korzystające z doradztwa",
                 "Różne organizacje z co najmniej jedną sesją doradztwa dowolnego rodzaju w projekcie.",
                 ("advice.party_hours",), ORGANISATIONS, "organisations", projects=("lodz",)),
        _hours("owes-lodz.advice.specialist", "godziny doradztwa prawnego i finansowo-księgowego",
               "Godziny doradztwa rodzajów prawne i finansowo-księgowe.", ("advice.hours",), projects=("lodz",),
               topics=("legal", "finance")),
        _hours("owes-lodz.advice.general", "godziny doradztwa ogólnego", "Godziny doradztwa rodzaju ogólne.",
               ("advice.hours",), projects=("lodz",), topics=("general",)),
    ),
    "OWES region": (
        _parties("owes-region.joined.entities", "nowe podmioty w projekcie",
                 "Różne podmioty (bez osób), które przystąpiły do projektu w okresie.", ("projects.joined",), ENTITIES,
                 "parties", projects=("region",)),
        _parties("owes-region.joined.persons", "osoby indywidualne w projekcie",
                 "Różne osoby, które przystąpiły do projektu w okresie.", ("projects.joined",), {Kind.PERSON},
                 "persons", projects=("region",)),
        _hours("owes-region.advice.specialist", "godziny doradztwa prawnego i finansowo-księgowego",
               "Godziny doradztwa rodzajów prawne i finansowo-księgowe.", ("advice.hours",), projects=("region",),
               topics=("legal", "finance")),
        _hours("owes-region.advice.business", "godziny doradztwa biznesowego", "Godziny doradztwa rodzaju biznesowe.",
               ("advice.hours",), projects=("region",), topics=("business",)),
        _hours("owes-region.advice.reintegration", "godziny doradztwa ds. reintegracji",
               "Godziny doradztwa rodzaju reintegracyjne.", ("advice.hours",), projects=("region",),
               topics=("reintegration",)),
        _hours("owes-region.advice.general", "godziny doradztwa ogólnego", "Godziny doradztwa rodzaju ogólne.",
               ("advice.hours",), projects=("region",), topics=("general",)),
    ),
    "FRONTSH1P": (
        {"key": "frontship.partners", "name": "partnerzy projektu", "counts": "PARTIES", "unit": "organisations",
         "description": "Partnerzy projektu poza ośrodkiem, stan na koniec okresu.", "is_state": True,
         "measures": ("projects.partners",), "projects": ("frontship",)},
        {"key": "frontship.countries", "name": "kraje partnerów", "counts": "SEATS", "level": "COUNTRY",
         "unit": "countries", "description": "Różne kraje siedzib partnerów, stan na koniec okresu.", "is_state": True,
         "measures": ("projects.partners",), "projects": ("frontship",)},
    ),
    "Splot Wartości": (
        {"key": "splot.voivodeships", "name": "województwa", "counts": "PLACES", "level": "VOIVODESHIP",
         "unit": "voivodeships", "description": "Różne województwa obszaru projektu, stan na koniec okresu.",
         "is_state": True, "measures": ("projects.area",), "projects": ("splot",)},
        _parties("splot.organisations", "organizacje objęte wsparciem",
                 "Różne organizacje z dowolnym wsparciem w projekcie.", SUPPORTED, ORGANISATIONS, "organisations",
                 projects=("splot",)),
        _awarded("splot.awarded", "przyznane dofinansowania", _AWARDED, "EUR", projects=("splot",)),
        _hours("splot.advice", "godziny doradztwa", "Godziny doradztwa dowolnego rodzaju.", ("advice.hours",),
               projects=("splot",)),
    ),
    "Lokalny Program Mikrograntów": (
        _grants("micro-local.calls.local", "konkursy lokalne", "Nabory programu w gminie lub powiecie.",
                "calls_local", "calls", programmes=("local",)),
        _grants("micro-local.calls.regional", "konkursy wojewódzkie", "Nabory programu w całym województwie.",
                "calls_regional", "calls", programmes=("local",)),
        _grants("micro-local.funded", "dofinansowane mikrodziałania", _FUNDED, "funded", "grants",
                programmes=("local",)),
        _grants("micro-local.engaged", "osoby zaangażowane w realizację", _ENGAGED, "engaged", "persons",
                programmes=("local",)),
        _grants("micro-local.indirect", "osoby uczestniczące pośrednio", _REACHED, "reached", "persons",
                programmes=("local",)),
        _awarded("micro-local.awarded", "środki przyznane łącznie", _AWARDED, programmes=("local",)),
    ),
    "Miejski Program Mikrograntów w Łodzi": (
        _grants("micro-lodz.submitted", "złożone wnioski", _SUBMITTED, "submitted", "applications",
                programmes=("lodz",)),
        _grants("micro-lodz.realised", "zrealizowane inicjatywy", _DONE, "carried_out", "grants",
                programmes=("lodz",)),
        _grants("micro-lodz.informal", "inicjatywy nieformalnych grup mieszkańców", _DONE, "carried_out", "grants",
                programmes=("lodz",), kinds=(Kind.INFORMAL_GROUP,)),
        _grants("micro-lodz.ngos", "inicjatywy łódzkich NGO", _DONE, "carried_out", "grants", programmes=("lodz",),
                kinds=sorted(NGOS)),
        _grants("micro-lodz.months", "miesiące działań", _MONTHS, "active", "months", programmes=("lodz",),
                counts="MONTHS"),
        _awarded("micro-lodz.awarded", "środki przyznane z budżetu miasta", _AWARDED, programmes=("lodz",)),
    ),
    "Mikrogranty dla Seniorów": (
        _grants("micro-senior.submitted", "złożone wnioski", _SUBMITTED, "submitted", "applications",
                programmes=("senior",)),
        _grants("micro-senior.realised", "zrealizowane inicjatywy", _DONE, "carried_out", "grants",
                programmes=("senior",)),
        _grants("micro-senior.informal", "inicjatywy grup nieformalnych", _DONE, "carried_out", "grants",
                programmes=("senior",), kinds=(Kind.INFORMAL_GROUP,)),
        _awarded("micro-senior.awarded", "środki przyznane", _AWARDED, programmes=("senior",)),
        _grants("micro-senior.months", "miesiące działań", _MONTHS, "active", "months", programmes=("senior",),
                counts="MONTHS"),
    ),
    "Młode Mikrogranty": (
        _grants("youth.submitted", "złożone wnioski", _SUBMITTED, "submitted", "applications",
                programmes=("youth",)),
        _grants("youth.funded", "dofinansowane projekty", _FUNDED, "funded", "grants", programmes=("youth",)),
        _grants("youth.pupils", "grupy uczniowskie", _FUNDED, "funded", "grants", programmes=("youth",),
                kinds=(Kind.PUPILS_SELF_GOVERNMENT,)),
        _grants("youth.students", "grupy studenckie", _FUNDED, "funded", "grants", programmes=("youth",),
                kinds=(Kind.STUDENTS_SELF_GOVERNMENT,)),
        _grants("youth.councils", "rady młodzieżowe lub grupy inicjatywne", _FUNDED, "funded", "grants",
                programmes=("youth",), kinds=(Kind.INITIATIVE_GROUP, Kind.YOUTH_COUNCIL)),
        _awarded("youth.awarded", "finansowanie", _AWARDED, programmes=("youth",)),
        _grants("youth.months", "miesiące działań", _MONTHS, "active", "months", programmes=("youth",),
                counts="MONTHS"),
    ),
    "Łódź Akademicka": (
        _grants("academic.submitted", "złożone wnioski", _SUBMITTED, "submitted", "applications",
                programmes=("academic",)),
        _grants("academic.funded", "dofinansowane działania", _FUNDED, "funded", "grants", programmes=("academic",)),
        _grants("academic.informal", "inicjatywy grup nieformalnych", _FUNDED, "funded", "grants",
                programmes=("academic",), kinds=(Kind.INFORMAL_GROUP,)),
        _grants("academic.engaged", "osoby bezpośrednio zaangażowane", _ENGAGED, "engaged", "persons",
                programmes=("academic",)),
        _grants("academic.indirect", "uczestnicy pośredni", _REACHED, "reached", "persons",
                programmes=("academic",)),
        _awarded("academic.awarded", "środki na granty", _AWARDED, programmes=("academic",)),
    ),
    "Mikrogranty w powiatach": (
        _parties("piotrkowski.micro.organisations", "organizacje z mikrograntem w Łódzkiem",
                 "Różne organizacje z powiatu piotrkowskiego dofinansowane w naborze.", ("grants.funded",),
                 ORGANISATIONS, "organisations", calls=("lodzkie-2024",), seat=PIOTRKOWSKI),
        _awarded("piotrkowski.micro.awarded", "kwota mikrograntów w Łódzkiem", _AWARDED, calls=("lodzkie-2024",),
                 seat=PIOTRKOWSKI),
        _parties("piotrkowski.youth.groups", "grupy w Młodych Mikrograntach",
                 "Różne grupy z powiatu piotrkowskiego dofinansowane w programie.", ("grants.funded",), GROUPS,
                 "groups", programmes=("youth",), seat=PIOTRKOWSKI),
        _awarded("piotrkowski.youth.awarded", "kwota Młodych Mikrograntów", _AWARDED, programmes=("youth",),
                 seat=PIOTRKOWSKI),
        _grants("radomszczanski.calls", "lokalne konkursy mikrograntowe w gminie Ładzice", "Nabory w gminie Ładzice.",
                "calls_local", "calls", place=LADZICE),
        _parties("sieradz.micro.parties", "grupy i NGO z mikrodotacją w Sieradzu",
                 "Różne grupy nieformalne i organizacje dofinansowane w naborze.", ("grants.funded",),
                 {Kind.INFORMAL_GROUP} | NGOS, "parties", calls=("sieradz-2024",)),
        _awarded("sieradz.micro.awarded", "kwota mikrodotacji w Sieradzu", _AWARDED, calls=("sieradz-2024",)),
        _parties("wieruszowski.micro.parties", "grupy i NGO z mikrograntem w gminie Wieruszów",
                 "Różne grupy i organizacje dofinansowane w naborze.", ("grants.funded",), GROUPS | ORGANISATIONS,
                 "parties", calls=("wieruszow-2024",)),
        _awarded("wieruszowski.micro.awarded", "kwota mikrograntów w gminie Wieruszów", _AWARDED,
                 calls=("wieruszow-2024",)),
    ),
    "Biuro Kutno": (
        _hours("kutno.services", "godziny indywidualnych spotkań i usług edukacyjnych",
               "Godziny doradztwa i edukacji indywidualnej w biurze; bez wydarzeń grupowych.", SERVICE,
               offices=("Kutno",)),
        _parties("kutno.organisations", "organizacje korzystające ze wsparcia",
                 "Różne organizacje z usługą biura.", SERVED, ORGANISATIONS, "organisations", offices=("Kutno",)),
        _parties("kutno.persons", "osoby indywidualne korzystające ze wsparcia",
                 "Różne osoby z usługą biura we własnej sprawie.", SERVED, {Kind.PERSON}, "persons",
                 offices=("Kutno",)),
    ),
    "Biuro Bełchatów": (
        _hours("belchatow.open", "godziny działania punktu doradczego",
               "Godziny, przez które punkt był otwarty w minionych dniach.", ("offices.open",), offices=("Bełchatów",)),
        _hours("belchatow.services", "godziny indywidualnych spotkań i usług edukacyjnych",
               "Godziny doradztwa i edukacji indywidualnej w biurze.", SERVICE, offices=("Bełchatów",)),
    ),
    "Biuro Tomaszów Mazowiecki": (
        _parties("tomaszow.organisations", "organizacje w doradztwie indywidualnym",
                 "Różne organizacje z sesją z jednym podmiotem w biurze.", INDIVIDUAL, ORGANISATIONS, "organisations",
                 offices=("Tomaszów Mazowiecki",)),
        _parties("tomaszow.groups", "grupy nieformalne w doradztwie indywidualnym",
                 "Różne grupy z sesją z jednym podmiotem w biurze.", INDIVIDUAL, GROUPS, "groups",
                 offices=("Tomaszów Mazowiecki",)),
    ),
    "Powiat piotrkowski": (
        _hours("piotrkowski.services", "godziny indywidualnych spotkań i usług edukacyjnych",
               "Godziny doradztwa i edukacji indywidualnej, których główny podmiot ma siedzibę w powiecie.", SERVICE,
               seat=PIOTRKOWSKI),
        _parties("piotrkowski.organisations", "organizacje korzystające ze wsparcia",
                 "Różne organizacje z siedzibą w powiecie i dowolnym wsparciem.", SUPPORTED, ORGANISATIONS,
                 "organisations", seat=PIOTRKOWSKI),
        _parties("piotrkowski.groups", "grupy nieformalne korzystające ze wsparcia",
                 "Różne grupy z siedzibą w powiecie i dowolnym wsparciem.", SUPPORTED, GROUPS, "groups",
                 seat=PIOTRKOWSKI),
    ),
    "Powiat radomszczański": (
        _hours("radomszczanski.services", "godziny indywidualnych spotkań i usług edukacyjnych",
               "Godziny doradztwa i edukacji indywidualnej, których główny podmiot ma siedzibę w powiecie.", SERVICE,
               seat=RADOMSZCZANSKI),
        _parties("radomszczanski.organisations", "organizacje w doradztwie indywidualnym",
                 "Różne organizacje z siedzibą w powiecie i sesją z jednym podmiotem.", INDIVIDUAL, ORGANISATIONS,
                 "organisations", seat=RADOMSZCZANSKI),
    ),
    "Biuro Sieradz": (
        _parties("sieradz.organisations", "organizacje w doradztwie indywidualnym",
                 "Różne organizacje z sesją z jednym podmiotem w biurze.", INDIVIDUAL, ORGANISATIONS, "organisations",
                 offices=("Sieradz",)),
        _parties("sieradz.groups", "grupy nieformalne w doradztwie indywidualnym",
                 "Różne grupy z sesją z jednym podmiotem w biurze.", INDIVIDUAL, GROUPS, "groups",
                 offices=("Sieradz",)),
        _hours("sieradz.open", "godziny działania punktu doradczego",
               "Godziny, przez które punkt był otwarty w minionych dniach.", ("offices.open",), offices=("Sieradz",)),
    ),
    "Powiat wieruszowski": (
        _parties("wieruszowski.parties.organisations", "organizacje korzystające ze wsparcia",
                 "Różne organizacje z siedzibą w powiecie i dowolnym wsparciem.", SUPPORTED, ORGANISATIONS,
                 "organisations", seat=WIERUSZOWSKI),
        _parties("wieruszowski.parties.groups", "grupy nieformalne korzystające ze wsparcia",
                 "Różne grupy z siedzibą w powiecie i dowolnym wsparciem.", SUPPORTED, GROUPS, "groups",
                 seat=WIERUSZOWSKI),
    ),
}  # fmt: skip
"""By section, in the order of the published report."""

INDICATORS = (
    ("lodz", "owes-lodz.joined", 120),
    ("lodz", "owes-lodz.advice.general", 620),
    ("lodz", "owes-lodz.advice.specialist", 420),
    ("region", "owes-region.joined.entities", 460),
    ("region", "owes-region.advice.general", 2600),
    ("region", "owes-region.advice.specialist", 1400),
    ("region", "owes-region.advice.reintegration", 420),
    ("splot", "splot.organisations", 10),
    ("splot", "splot.advice", 160),
)
"""Project, figure, target over the project's whole period."""
