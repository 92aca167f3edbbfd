"""The pages of figures, reports, indicators and the ledger: who sees them, what they say, how many queries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.advice.actions import cancel_session
from ognisko.advice.tests.factories import ProjectFactory, party, session
from ognisko.ledger.actions import close
from ognisko.ledger.models import Closing
from ognisko.ledger.rules import Counts
from ognisko.reports import queries
from ognisko.reports.actions import IndicatorExistsError, add_indicator, define_indicator
from ognisko.reports.models import Indicator
from ognisko.reports.tests.factories import FigureFactory, report

pytestmark = pytest.mark.django_db
PANEL = {"HX-Request": "true", "HX-Target": "panel"}
SEES = [role for role in Role if role != Role.ASSESSOR]


@pytest.fixture
def director(client):
    user = UserFactory(roles=[Role.DIRECTOR])
    client.force_login(user)
    return user


@pytest.fixture
def hours():
    for number in range(14):
        session(party=party(f"Fundacja {number:02}"), minutes=60, day=date(2024, 3, 1) + timedelta(days=number))
    return FigureFactory(key="hours")


def addresses():
    """Every page that is only read."""
    project = ProjectFactory()
    FigureFactory(key="hours")
    report({"type": "text", "text": "Było {hours} godzin."})
    return [
        reverse("reports:figures"),
        reverse("reports:figure", args=["hours"]),
        reverse("reports:reports"),
        reverse("reports:report", args=["2024"]),
        reverse("reports:section", args=["2024", "jak-liczylismy"]),
        reverse("reports:report_file", args=["2024", "json"]),
        reverse("reports:indicators", args=[project.pk]),
        reverse("reports:ledger"),
        reverse("reports:closings"),
    ]


def test_staff_see_figures_reports_and_the_ledger_and_nobody_else_does(client):
    pages = addresses()
    assert [client.get(page).status_code for page in pages] == [302] * len(pages)
    for role in Role:
        client.force_login(UserFactory(roles=[role]))
        expected = 200 if role in SEES else 404
        assert [client.get(page).status_code for page in pages] == [expected] * len(pages), role


def test_targets_are_set_by_those_who_steer_and_periods_closed_by_those_who_administer(client):
    project, figure = ProjectFactory(), FigureFactory()
    indicator = define_indicator(project, figure, target=10)
    closing = close(date(2024, 1, 1), date(2025, 1, 1), by=None)
    steer = [Role.DIRECTOR, Role.COORDINATOR, Role.ADMINISTRATOR]
    administer = [Role.DIRECTOR, Role.ADMINISTRATOR]
    for role in Role:
        client.force_login(UserFactory(roles=[role]))
        answers = {
            "add": client.get(reverse("reports:indicator_add", args=[project.pk])).status_code,
            "change": client.get(reverse("reports:indicator_change", args=[indicator.pk])).status_code,
            "reopen": client.get(reverse("reports:reopen", args=[closing.pk])).status_code,
            "close": client.post(reverse("reports:closings"), {}).status_code,
        }
        assert answers == {
            "add": 200 if role in steer else 404,
            "change": 200 if role in steer else 404,
            "reopen": 200 if role in administer else 404,
            "close": 422 if role in administer else 404,
        }, role


def test_a_figure_is_a_page_of_its_own_and_with_scripts_a_panel(client, director, hours):
    page = client.get("/liczby/hours/?rok=2024").content.decode()
    panel = client.get("/liczby/hours/?rok=2024", headers=PANEL)
    assert ("<!doctype html>" in page, "<!doctype html>" in panel.content.decode()) == (True, False)
    assert {"HX-Request", "HX-Target"} <= set(panel["Vary"].replace(" ", "").split(","))
    for html in (page, panel.content.decode()):
        assert "14 <span>godzin</span>" in html
        assert "14 zapisów" in html
        assert "Suma wszystkich 14 zapisów" in html
    assert (page.count('class="record-name"'), panel.content.decode().count('class="record-name"')) == (14, 12)


def test_the_next_records_of_the_panel_come_as_rows_alone(client, director, hours):
    more = {"HX-Request": "true", "HX-Target": "more-records"}
    html = client.get("/liczby/hours/?rok=2024&page=2", headers=more).content.decode()
    assert (html.count('class="record-name"'), "1–14 z 14" in html, "figure-value" in html) == (2, True, False)


def test_a_part_of_a_figure_opens_and_nonsense_is_not_found(client, director, hours):
    found = client.get("/liczby/hours/?rok=2024&month=2024-03")
    assert "Tylko:" in found.content.decode()
    assert client.get("/liczby/hours/?rok=2024&project=brak").context["value"].records == 14
    wrong = ["/liczby/nothing/", "/liczby/hours/?project=x", "/liczby/hours/?day=13", "/liczby/hours/?month=2024-13"]
    assert [client.get(one).status_code for one in wrong] == [404] * 4


def test_a_period_is_two_days_or_a_year_and_a_range_runs_forwards(client, director, hours):
    def found(query):
        return client.get(f"/liczby/hours/?{query}").context["value"].records

    assert [found("od=2024-03-02&do=2024-03-04"), found("rok=2023"), found("rok=2024")] == [3, 0, 14]
    response = client.get("/liczby/hours/?od=2024-03-04&do=2024-03-02")
    assert "Zakres kończy się, zanim się zaczyna." in response.content.decode()


def test_an_address_with_a_wrong_part_still_says_what_its_other_parts_ask_for(client, director, hours):
    answer = client.get("/liczby/?rok=2024&q=%00")
    assert (answer.status_code, answer.context["year"], answer.context["count"]) == (200, 2024, 1)
    page = client.get("/liczby/hours/?od=2024-03-01&do=9999-12-31")
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["do"])


def test_a_figure_has_only_addresses_that_its_key_can_have(client, director, hours):
    assert {client.get(f"/liczby/{key}/").status_code for key in ("a%00b", "HOURS", "-a", "%C2%B2", "none")} == {404}


def test_a_nul_in_the_name_of_a_figure_is_refused(client, director, hours):
    project = ProjectFactory()
    answer = client.post(reverse("reports:indicator_add", args=[project.pk]), {"figure_text": "\0", "target": "1"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["figure"])


def test_the_records_of_a_figure_leave_as_a_file(client, director, hours):
    lines = client.get("/liczby/hours/?rok=2024&month=2024-03&format=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 15
    assert lines[0].startswith("dzień;miara;zapis;temat;podmiot")
    assert lines[1].startswith("2024-03-14;godziny doradztwa;Fundacja 13;")
    assert client.get("/liczby/hours/?rok=2024&format=xlsx").content.startswith(b"PK")


def test_the_catalogue_shows_a_year_finds_by_words_and_leaves_as_a_file(client, director, hours):
    FigureFactory(key="other", name="sesje", section="Inne", unit="sessions", counts=Counts.ENTRIES)
    every = client.get("/liczby/?rok=2024")
    assert [title for title, _rows in every.context["sections"]] == ["Doradztwo", "Inne"]
    assert [row.key for _title, rows in client.get("/liczby/?q=inne").context["sections"] for row, *_rest in rows] == [
        "other"
    ]
    assert "Nic nie pasuje do „ogr”" in client.get("/liczby/?q=ogr").content.decode()
    assert client.get("/liczby/?rok=2024&format=json").json() == [
        {
            "id": "hours",
            "section": "Doradztwo",
            "figure": "godziny doradztwa",
            "value": 14,
            "unit": "hours",
            "records": 14,
        },
        {"id": "other", "section": "Inne", "figure": "sesje", "value": 14, "unit": "sessions", "records": 14},
    ]


def test_lists_take_the_same_queries_at_one_row_and_at_thirty(client, director, django_assert_max_num_queries):
    counts = {}
    for size in (1, 30):
        for _ in range(size):
            FigureFactory()
            session(party=party(), day=date(2024, 1, 2))
        for name in ("figures", "ledger"):
            with django_assert_max_num_queries(40) as found:
                client.get(reverse(f"reports:{name}"))
            counts.setdefault(name, set()).add(len(found))
    assert {name: len(each) for name, each in counts.items()} == {"figures": 1, "ledger": 1}


def test_a_report_reads_chapter_by_chapter_and_its_numbers_open(client, director, hours):
    report(
        {"type": "text", "text": "Było {hours} godzin."},
        {"type": "chart", "figure": "hours", "by": "month", "title": "M"},
    )
    html = client.get("/raporty/2024/").content.decode()
    assert 'href="/liczby/hours/?rok=2024" data-panel hx-get="/liczby/hours/?rok=2024"' in html
    assert "<svg" in html
    assert "Jak liczyliśmy" in client.get("/raporty/2024/jak-liczylismy/").content.decode()
    assert [client.get(f"/raporty/{one}/").status_code for one in ("2023", "2024/nic", "2024/doradztwo")] == [
        404,
        404,
        200,
    ]
    assert client.get("/raporty/2024/plik.docx").status_code == 404
    found = client.get("/raporty/2024/plik.csv")
    assert found["Content-Disposition"] == 'attachment; filename="2024.csv"'


def test_an_indicator_is_judged_by_the_time_gone_by_in_its_projects_own_period():
    first = ProjectFactory(period=DateRange(date(2024, 1, 1), date(2025, 1, 1)))
    second = ProjectFactory(period=DateRange(date(2023, 1, 1), None))
    everywhere = FigureFactory(key="all")
    session(party=party(), minutes=600, day=date(2023, 6, 1))
    session(party=party(), minutes=300, day=date(2024, 2, 1))
    session(party=party(), minutes=60, day=date(2024, 12, 1))
    days = FigureFactory(key="days", unit="days", counts=Counts.DAYS)
    for project in (first, second):
        define_indicator(project, everywhere, target=10)
    define_indicator(second, days, target=4, position=1)
    rows = queries.indicator_rows([first, second], date(2024, 7, 1))
    shown = [(row.indicator.project, row.value.value, row.share, row.verdict) for row in rows]
    assert sorted(shown, key=lambda row: row[0].pk) == [
        (first, 5, Decimal("0.5"), "on"),
        (second, 15, Decimal("1.5"), ""),
        (second, 2, Decimal("0.5"), ""),
    ]
    assert rows[0].period.last == date(2024, 7, 1)


def test_indicators_take_the_same_queries_for_one_project_and_for_many(django_assert_num_queries):
    figure = FigureFactory(projects=[ProjectFactory()])
    projects = [ProjectFactory(period=DateRange(date(2024, 1, number + 1), date(2026, 1, 1))) for number in range(12)]
    define_indicator(projects[0], figure, target=10)
    with django_assert_num_queries(4):
        queries.indicator_rows(projects, date(2024, 7, 1))
    for project in projects[1:]:
        define_indicator(project, figure, target=10)
    with django_assert_num_queries(4):
        assert len(queries.indicator_rows(projects, date(2024, 7, 1))) == 12
    with django_assert_num_queries(1):
        assert queries.indicator_rows([ProjectFactory.build(pk=0)], date(2024, 7, 1)) == []


def test_an_indicator_is_added_changed_and_removed(client, director):
    project, figure = ProjectFactory(), FigureFactory(name="godziny w projekcie")
    address = reverse("reports:indicator_add", args=[project.pk])
    refused = client.post(address, {"figure_text": "nic takiego", "target": "0"})
    assert (refused.status_code, sorted(refused.context["form"].errors)) == (422, ["figure", "target"])
    client.post(address, {"figure_text": "godziny w projekcie", "target": "1 200", "name": "Doradztwo"})
    row = Indicator.objects.get()
    assert (row.project, row.figure, row.target, row.name, row.position) == (project, figure, 1200, "Doradztwo", 1)
    assert "już wskaźnik" in client.post(address, {"figure_text": "godziny", "target": "5"}).content.decode()
    with pytest.raises(IndicatorExistsError):
        add_indicator(project, figure, target=Decimal(5), by=director)
    client.post(reverse("reports:indicator_change", args=[row.pk]), {"target": "900", "name": ""})
    row.refresh_from_db()
    assert (row.target, row.name) == (900, "")
    client.post(reverse("reports:indicator_remove", args=[row.pk]))
    assert not Indicator.objects.exists()


def test_what_was_reversed_and_corrected_stays_visible_in_the_ledger(client, director):
    record = session(party=party("Fundacja „Iskra”"), minutes=60, day=date(2024, 3, 1))
    close(date(2024, 1, 1), date(2025, 1, 1), by=director)
    cancel_session(record, by=director, reason="Sesja się nie odbyła")
    html = client.get("/ksiega/?korekty=on&miara=31").content.decode()
    words = ("Fundacja „Iskra”", "Sesja się nie odbyła", "stornowany", "storno zapisu nr")
    assert [html.count(word) for word in words] == [2, 1, 2, 1]
    lines = client.get("/ksiega/?miara=31&format=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[3] for line in lines[1:]] == ["-1", "1"]
    row = queries.closing_rows()[0]
    assert (row.period_text, row.closed_by, row.corrections) == ("rok 2024", str(director), 4)


def test_the_ledger_narrows_by_what_the_address_asks_for(client, director):
    project, ngo = ProjectFactory(), party("Fundacja „Iskra”")
    session(party=ngo, project=project, day=date(2024, 3, 1))
    session(party=party("Inna"), day=date(2024, 4, 1))

    def found(query):
        return client.get(f"/ksiega/?{query}").context["page"].paginator.count

    asked = ("", "od=2024-04-01", "do=2024-03-31", "miara=31", "projekt=0", "korekty=on")
    assert [found(query) for query in asked] == [8, 4, 4, 2, 4, 0]
    assert [found(f"projekt={project.pk}"), found("podmiot_text=Iskra"), found("miara=x")] == [4, 4, 8]


def test_a_period_is_closed_once_when_it_is_over_and_opened_again_with_a_reason(client, director):
    address = reverse("reports:closings")
    assert client.post(address, {"rok": "2024", "czesc": "q1"}).status_code == 302
    closing = Closing.objects.get()
    assert (closing.period.lower, closing.period.upper, closing.project) == (date(2024, 1, 1), date(2024, 4, 1), 0)
    twice = client.post(address, {"rok": "2024", "czesc": "m3"})
    assert twice.status_code == 422
    early = client.post(address, {"rok": str(timezone.localdate().year), "czesc": "rok"})
    assert "Ten okres jeszcze trwa" in early.content.decode()
    again = reverse("reports:reopen", args=[closing.pk])
    assert client.post(again, {"reason": ""}).status_code == 422
    assert client.post(again, {"reason": "Zgubiona lista obecności"}).status_code == 302
    closing.refresh_from_db()
    assert (closing.reopened_by, closing.reopening_reason) == (director.pk, "Zgubiona lista obecności")
    assert client.get(again).status_code == 404
    assert "Zgubiona lista obecności" in client.get(address).content.decode()


def test_a_closing_of_one_project_leaves_the_others_open(client, director):
    project = ProjectFactory()
    client.post(reverse("reports:closings"), {"rok": "2024", "czesc": "m12", "projekt": str(project.pk)})
    closing = Closing.objects.get()
    assert (closing.project, closing.period.lower, closing.period.upper) == (
        project.pk,
        date(2024, 12, 1),
        date(2025, 1, 1),
    )
    assert str(project) in client.get(reverse("reports:closings")).content.decode()
