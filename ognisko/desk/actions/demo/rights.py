"""What the demo centre does about people's rights: consents, bases of projects, the register, one closed breach.

It has a chance of its own, so that nothing here moves a figure.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from ognisko.desk.actions.demo.centre import Centre
from ognisko.people.actions import add_purpose, add_wording, record_consents, withdraw_consent
from ognisko.people.models import Consent, ConsentSource
from ognisko.privacy.actions import (
    BasisDraft,
    BreachDraft,
    ControllerDraft,
    TermsDraft,
    change_breach,
    close_breach,
    ready_drafts,
    report_breach,
    save_controller,
    save_terms,
    take_over,
)
from ognisko.privacy.queries import ready_set
from ognisko.privacy.rules import CountedFrom, Part

CENTRE = "Fundacja „Ośrodek Pod Lipą” (dane fikcyjne)"
AUTHORITY = "Fundusz Rozwoju Wspólnot, instytucja zarządzająca (fikcyjna)"

NEWSLETTER = (
    f"Zgadzam się, żeby {CENTRE} wysyłała mi na podany adres e-mail wiadomości o naborach, szkoleniach i wydarzeniach. "
    "Zgodę mogę wycofać w każdej chwili: odnośnikiem w liście, e-mailem albo telefonicznie."
)
FIRST_NEWSLETTER = NEWSLETTER.replace(": odnośnikiem w liście, e-mailem albo telefonicznie", "")
IMAGE = (
    f"Zgadzam się na nieodpłatne utrwalenie i publikację mojego wizerunku przez {CENTRE} na stronie internetowej i w "
    "mediach społecznościowych ośrodka, w relacjach z wydarzeń. Zgodę mogę wycofać w każdej chwili; ośrodek usunie "
    "wtedy zdjęcia, które do niego należą."
)
FUNDER = (
    f"Zgadzam się, żeby {CENTRE} przekazała moje imię, nazwisko i adres e-mail instytucji finansującej projekt, w celu "
    "zaproszenia mnie do badania ewaluacyjnego. Zgodę mogę wycofać w każdej chwili."
)
CLAUSE = (
    "Administratorem Twoich danych jest {controller}.\n"
    "Dane przetwarzamy, żeby udzielić Ci wsparcia w projekcie „{project}”, wykazać je przed instytucją finansującą i "
    "rozliczyć projekt.\n"
    "Odbiorcami danych są instytucja finansująca, podmioty, które kontrolują projekt, i dostawca serwera.\n"
    "Masz prawo dostępu do danych, ich sprostowania, ograniczenia przetwarzania i sprzeciwu oraz skargi do Prezesa "
    "Urzędu Ochrony Danych Osobowych. Podanie danych jest dobrowolne, ale bez nich nie możemy udzielić wsparcia w "
    "projekcie."
)


def plan_rights(centre: Centre) -> None:
    """Everything about personal data that the demo shows."""
    _consents(centre)
    _projects(centre)
    _registers(centre)


def _consents(centre: Centre) -> None:
    chief, clerk = centre.staff["dyrektorka"], centre.staff["doradczyni"]
    news = add_purpose(
        "Newsletter", about="wiadomości o naborach i wydarzeniach", text=FIRST_NEWSLETTER,
        valid_from=date(2023, 1, 1), by=chief,
    )  # fmt: skip
    add_wording(news, NEWSLETTER, valid_from=date(2024, 7, 1), by=chief)
    image = add_purpose("Wizerunek", about="zdjęcia z wydarzeń", text=IMAGE, valid_from=date(2023, 1, 1), by=chief)
    funder = add_purpose(
        "Badanie ewaluacyjne",
        about="adres dla instytucji finansującej",
        text=FUNDER,
        valid_from=date(2024, 1, 1),
        by=chief,
    )
    first, second = news.wordings.order_by("number")
    persons = [party for key in ("sieradz", "kutno", "others") for party in centre.pools[f"{key}-persons"]]
    rng = Random(40)  # noqa: S311  # not for secrets: the demo is to be the same every time
    chosen = rng.sample([party.pk for party in persons], min(24, len(persons)))
    earlier, later = chosen[:10], chosen[10:16]
    given = (
        (earlier, first, date(2024, 3, 13), ConsentSource.PAPER, "Segregator „Zgody 2024”, lista 1"),
        (earlier[:4], second, date(2024, 9, 5), ConsentSource.ONLINE, ""),
        (later, second, date(2024, 10, 9), ConsentSource.PAPER, "Segregator „Zgody 2024”, lista 3"),
        (chosen[4:18], image.wordings.get(), date(2024, 5, 21), ConsentSource.PAPER, "Segregator „Zgody 2024”, 2"),
        (chosen[16:22], funder.wordings.get(), date(2024, 11, 4), ConsentSource.EMAIL, "skrzynka, folder Zgody"),
    )  # fmt: skip
    for people, wording, day, source, kept_at in given:
        record_consents(people, [wording], given_on=day, source=source, kept_at=kept_at, by=clerk)
    for row in Consent.objects.filter(party__in=chosen[8:11], purpose=image).order_by("party"):
        withdraw_consent(row, on=date(2024, 12, 2), source=ConsentSource.PHONE, by=clerk)


def _projects(centre: Centre) -> None:
    chief = centre.staff["dyrektorka"]
    law = "rozporządzenie (UE) 2021/1060, ustawa wdrożeniowa, umowa o dofinansowanie"
    for key in ("lodz", "region"):
        project = centre.projects[key]
        save_terms(
            project,
            TermsDraft(
                part=Part.PROCESSOR, controller=AUTHORITY, keep_years=5, counted_from=CountedFrom.END_YEAR,
                keep_basis="§ 22 umowy o dofinansowanie",
                clause=CLAUSE.format(controller=AUTHORITY, project=project.name),
            ),
            [BasisDraft("kwalifikowanie uczestników i wskaźniki", "c", "g", law),
             BasisDraft("doradztwo i animacja", "e", "", law)],
            by=chief,
        )  # fmt: skip
    for key in ("splot", "frontship"):
        project = centre.projects[key]
        save_terms(
            project,
            TermsDraft(
                keep_years=6, counted_from=CountedFrom.SETTLED,
                settled_on=date(2026, 3, 31) if key == "splot" else date(2026, 5, 29),
                keep_basis="umowa grantowa, art. 20", clause=CLAUSE.format(controller=CENTRE, project=project.name),
            ),
            [BasisDraft("udział w projekcie", "b", "", "umowa uczestnictwa"),
             BasisDraft("zdjęcia z wydarzeń", "a", "", "zgoda „Wizerunek”")],
            by=chief,
        )  # fmt: skip


def _registers(centre: Centre) -> None:
    chief, reporter = centre.staff["dyrektorka"], centre.staff["doradczyni"]
    save_controller(
        ControllerDraft(
            contact="ul. Lipowa 1, 00-000 Łódź\nkontakt@podlipa.example, tel. 600 000 000",
            officer="Irena Strażnik",
            officer_contact="iod@podlipa.example",
        ),
        by=chief,
    )
    take_over(ready_drafts(ready_set()[:8], date(2023, 1, 1)), by=chief)
    noticed = timezone.make_aware(datetime.combine(date(2024, 10, 17), time(9, 20)))
    reported = BreachDraft(
        what="Wiadomość o szkoleniu wysłano z adresami wszystkich odbiorców w polu „do wiadomości”.",
        happened_at=noticed - timedelta(hours=17),
        noticed_at=noticed,
        people="osoby zapisane na szkolenie",
        people_count=23,
        data="adresy e-mail, w części z imieniem i nazwiskiem",
        measures="Poprosiliśmy odbiorców o usunięcie wiadomości.",
    )
    breach = report_breach(reported, by=reporter)
    assessed = replace(
        reported,
        consequences="Osoby mogły poznać adresy innych; możliwe niechciane wiadomości.",
        measures="Poprosiliśmy odbiorców o usunięcie wiadomości. Do wielu osób idzie odtąd tylko newsletter.",
        risk="likely",
        risk_reasons="Adresy prywatne, 23 osoby, brak danych szczególnych.",
        notify="yes",
        notified_at=noticed + timedelta(hours=26),
        people_told_on=date(2024, 10, 18),
    )
    change_breach(breach, assessed, by=chief)
    close_breach(breach, by=chief)
