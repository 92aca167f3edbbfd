"""Definitions of the demo's figures: questions to the ledger, never results; their ids are the published ones."""

from collections.abc import Iterable, Mapping
from typing import Any

from ognisko.people.rules import ENTITIES, GROUPS, ORGANISATIONS, Kind

SERVICE = ("advice.hours", "education.hours")
"""*Service* of an office: advice and individual education, counted once, at the lead party."""

SERVED = ("advice.party_hours", "education.party_hours")
"""Who had a service: each party of a session on its own behalf."""

SUPPORTED = (*SERVED, "projects.joined", "grants.funded")
"""*Any support*; attendance and bookings join it with the apps that record them."""

INDIVIDUAL = ("advice.individual_hours",)
"""*Individual advice*: a session with one party."""

PIOTRKOWSKI, RADOMSZCZANSKI, WIERUSZOWSKI = 101000, 101200, 101800


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
        _hours("splot.advice", "godziny doradztwa", "Godziny doradztwa dowolnego rodzaju.", ("advice.hours",),
               projects=("splot",)),
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
