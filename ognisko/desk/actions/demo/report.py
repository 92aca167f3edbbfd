"""The demo's annual report: text of the centre, with figures in braces that the ledger fills in."""

from typing import Any

TITLE = "Raport roczny 2024"
SUBTITLE = "Fundacja „Ośrodek Pod Lipą”, ośrodek demonstracyjny w regionie łódzkim"


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _figures(*figures: str) -> dict[str, Any]:
    return {"type": "figures", "figures": list(figures)}


def _table(title: str, *figures: str) -> dict[str, Any]:
    return {"type": "table", "title": title, "figures": list(figures)}


def _chart(figure: str, by: str, title: str) -> dict[str, Any]:
    return {"type": "chart", "figure": figure, "by": by, "title": title}


SECTIONS: tuple[tuple[str, str, list[dict[str, Any]]], ...] = (
    ("rok-w-skrocie", "Rok w skrócie", [
        _text(
            "Najczęściej zaczyna się od telefonu albo od drzwi, które są otwarte. W 2024 roku przepracowaliśmy z "
            "ludźmi {centre.services} godzin: przy stole w biurze, w świetlicach i przez internet.\n\n"
            "Z naszych usług skorzystało {centre.organisations} organizacji i {centre.groups} grup z "
            "{centre.municipalities} gmin."
        ),
        _figures("centre.sessions", "centre.advice", "centre.animation"),
        _chart("centre.services", "month", "Jesienią doradzamy najwięcej"),
        _chart("centre.services", "project", "Godziny według projektów"),
    ]),
    ("owes-w-lodzi", "OWES w Łodzi", [
        _text(
            "Do projektu przystąpiło {owes-lodz.joined} nowych organizacji, a z doradztwa skorzystało "
            "{owes-lodz.advised}. Prawnicy i księgowi przepracowali z nimi {owes-lodz.advice.specialist} godzin.\n\n"
            "Doradztwo ogólne, od którego zaczyna się każda droga do podmiotu ekonomii społecznej, zajęło "
            "{owes-lodz.advice.general} godziny."
        ),
        _chart("owes-lodz.advice.general", "month", "Doradztwo ogólne w miesiącach"),
        _table("OWES Łódź w liczbach", "owes-lodz.joined", "owes-lodz.advised", "owes-lodz.advice.specialist",
               "owes-lodz.advice.general"),
    ]),
    ("owes-w-regionie", "OWES w regionie", [
        _text(
            "W regionie do projektu przystąpiło {owes-region.joined.entities} podmiotów i "
            "{owes-region.joined.persons} osób, które dopiero myślały o założeniu własnej organizacji.\n\n"
            "Na doradztwo ogólne poświęciliśmy {owes-region.advice.general} godzin, na prawne i finansowo-księgowe "
            "{owes-region.advice.specialist}, na biznesowe {owes-region.advice.business}, a na wsparcie reintegracji "
            "{owes-region.advice.reintegration}."
        ),
        _chart("owes-region.joined.entities", "month", "Przystąpienia podmiotów w miesiącach"),
        _table("OWES w regionie w liczbach", "owes-region.joined.entities", "owes-region.joined.persons",
               "owes-region.advice.general", "owes-region.advice.specialist", "owes-region.advice.business",
               "owes-region.advice.reintegration"),
    ]),
    ("biura-w-regionie", "Biura w regionie", [
        _text(
            "Biuro w Kutnie przeprowadziło {kutno.services} godzin spotkań i usług edukacyjnych dla "
            "{kutno.organisations} organizacji i {kutno.persons} osób. Punkt w Bełchatowie był otwarty "
            "przez {belchatow.open} godzin, a indywidualne spotkania zajęły {belchatow.services} godzin.\n\n"
            "W Tomaszowie Mazowieckim z doradztwa skorzystało {tomaszow.organisations} organizacji i {tomaszow.groups} "
            "grupy, w Sieradzu {sieradz.organisations} organizacji i {sieradz.groups} grup. Punkt w Sieradzu działał "
            "przez {sieradz.open} godziny."
        ),
        _chart("centre.services", "office", "Godziny usług według biur"),
        _table("Biura w liczbach", "kutno.services", "kutno.organisations", "kutno.persons", "belchatow.open",
               "belchatow.services", "tomaszow.organisations", "tomaszow.groups", "sieradz.organisations",
               "sieradz.groups", "sieradz.open"),
    ]),
    ("powiaty", "Powiaty", [
        _text(
            "Większości organizacji z powiatów doradza biuro w Łodzi. W powiecie piotrkowskim daliśmy "
            "{piotrkowski.services} godzin wsparcia {piotrkowski.organisations} organizacjom i "
            "{piotrkowski.groups} grupom.\n\n"
            "W powiecie radomszczańskim było to {radomszczanski.services} godzin, a z doradztwa indywidualnego "
            "skorzystało {radomszczanski.organisations} organizacji. W powiecie wieruszowskim wsparliśmy "
            "{wieruszowski.parties.organisations} organizacji i {wieruszowski.parties.groups} grup."
        ),
        _chart("centre.services", "county", "Godziny usług według powiatu siedziby"),
        _table("Powiaty w liczbach", "piotrkowski.services", "piotrkowski.organisations", "piotrkowski.groups",
               "radomszczanski.services", "radomszczanski.organisations", "wieruszowski.parties.organisations",
               "wieruszowski.parties.groups"),
    ]),
    ("mikrogranty", "Mikrogranty", [
        _text(
            "Lokalny Program Mikrograntów to {micro-local.calls.local} naborów lokalnych i jeden wojewódzki: "
            "{micro-local.funded} dofinansowanych działań za {micro-local.awarded} zł. Pracowało przy nich "
            "{micro-local.engaged} osób.\n\n"
            "W Łodzi wpłynęło {micro-lodz.submitted} wniosków, a mieszkańcy zrealizowali {micro-lodz.realised} "
            "inicjatywy. Seniorzy zrealizowali {micro-senior.realised}, młodzi dostali {youth.funded} grantów, a "
            "środowisko akademickie {academic.funded}."
        ),
        _chart("micro-local.awarded", "county", "Lokalny program: kwoty według powiatu siedziby"),
        _table("Lokalny Program Mikrograntów", "micro-local.calls.local", "micro-local.calls.regional",
               "micro-local.funded", "micro-local.awarded", "micro-local.engaged", "micro-local.indirect"),
        _table("Miejski Program Mikrograntów w Łodzi", "micro-lodz.submitted", "micro-lodz.realised",
               "micro-lodz.informal", "micro-lodz.ngos", "micro-lodz.months", "micro-lodz.awarded"),
        _table("Mikrogranty dla Seniorów", "micro-senior.submitted", "micro-senior.realised",
               "micro-senior.informal", "micro-senior.months", "micro-senior.awarded"),
        _table("Młode Mikrogranty", "youth.submitted", "youth.funded", "youth.pupils", "youth.students",
               "youth.councils", "youth.months", "youth.awarded"),
        _table("Łódź Akademicka", "academic.submitted", "academic.funded", "academic.informal", "academic.engaged",
               "academic.indirect", "academic.awarded"),
        _table("Mikrogranty w powiatach", "piotrkowski.micro.organisations", "piotrkowski.micro.awarded",
               "piotrkowski.youth.groups", "piotrkowski.youth.awarded", "radomszczanski.calls",
               "sieradz.micro.parties", "sieradz.micro.awarded", "wieruszowski.micro.parties",
               "wieruszowski.micro.awarded"),
    ]),
    ("z-partnerami", "Z partnerami z Polski i Europy", [
        _text(
            "W projekcie FRONTSH1P pracujemy z {frontship.partners} partnerami z {frontship.countries} krajów.\n\n"
            "Splot Wartości działa w {splot.voivodeships} województwach. Wsparliśmy w nim {splot.organisations} "
            "organizacji i daliśmy im {splot.advice} godzin doradztwa."
        ),
        _chart("splot.advice", "topic", "Splot Wartości: godziny według rodzaju doradztwa"),
        _table("Projekty partnerskie w liczbach", "frontship.partners", "frontship.countries", "splot.voivodeships",
               "splot.organisations", "splot.advice", "splot.awarded"),
    ]),
)  # fmt: skip
"""Address, title and blocks of each chapter."""

FIRST_QUARTER = "I kwartał 2024"
FIRST_QUARTER_SUBTITLE = "Sprawozdanie kwartalne dla finansujących"

FIRST_QUARTER_SECTIONS: tuple[tuple[str, str, list[dict[str, Any]]], ...] = (
    ("kwartal-w-skrocie", "Kwartał w skrócie", [
        _text(
            "W pierwszym kwartale przepracowaliśmy z ludźmi {centre.services} godzin. Z naszych usług skorzystało "
            "{centre.organisations} organizacji i {centre.groups} grup."
        ),
        _figures("centre.sessions", "centre.advice", "centre.animation"),
        _chart("centre.services", "month", "Godziny usług w miesiącach"),
        {"type": "heading", "heading": "Komu doradzamy"},
        _chart("centre.organisations", "kind", "Organizacje według rodzaju"),
        _chart("centre.organisations", "status", "Organizacje według statusu"),
    ]),
    ("biura", "Biura", [
        _chart("centre.services", "office", "Godziny usług według biur"),
        _table("Biura w liczbach", "kutno.services", "belchatow.services", "sieradz.open"),
    ]),
)  # fmt: skip
"""A report for a quarter; it is published, and one of its records is corrected afterwards."""
