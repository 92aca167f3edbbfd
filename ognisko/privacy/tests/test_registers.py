"""The register, the breach log, the personal data of projects: what stays, who sees, what goes into files."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.core.spreadsheets import read_workbook
from ognisko.people import actions as people
from ognisko.people.rules import Kind
from ognisko.people.tests.factories import PartyFactory
from ognisko.privacy import actions, queries
from ognisko.privacy.models import Activity, Basis, Breach, Terms
from ognisko.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

ACTIVITY = {"name": "Newsletter", "part": "controller", "purposes": "Wiadomości", "people": "Zapisani",
            "data": "E-mail", "since": "2024-01-01"}  # fmt: skip


@pytest.fixture
def director(client):
    user = UserFactory(name="Hanna Wrzosek", roles=[Role.DIRECTOR])
    client.force_login(user)
    return user


def breach(by, hours_ago: int = 1) -> Breach:
    noticed = timezone.now() - timedelta(hours=hours_ago)
    return actions.report_breach(actions.BreachDraft("Zgubiona lista obecności", noticed), by=by)


# The register ---------------------------------------------------------------------------------------------------------


def test_a_line_is_added_changed_with_its_history_ended_and_resumed(client, director) -> None:
    client.post(reverse("privacy:activity_add"), ACTIVITY)
    line = Activity.objects.get()
    client.post(reverse("privacy:activity_edit", args=[line.pk]), ACTIVITY | {"retention": "5 lat"})
    told = client.get(reverse("history", args=["czynnosc", line.pk])).content.decode()
    assert "Jak długo są przechowywane" in told
    assert "<ins>5 lat</ins>" in told
    client.post(reverse("privacy:activity_end", args=[line.pk]), {"on": "2024-06-30"})
    line.refresh_from_db()
    assert line.until == date(2024, 6, 30)
    assert client.post(reverse("privacy:activity_end", args=[line.pk]), {"on": "2023-06-30"}).status_code == 422
    client.post(reverse("privacy:activity_resume", args=[line.pk]))
    line.refresh_from_db()
    assert line.until is None


def test_the_database_deletes_neither_a_line_of_the_register_nor_a_breach(director) -> None:
    line = actions.add_activity(actions.ActivityDraft(**ACTIVITY | {"since": date(2024, 1, 1)}), by=director)
    for row in (line, breach(director)):
        with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
            row.delete()


def test_the_ready_set_is_taken_over_once(client, director) -> None:
    address = reverse("privacy:ready")
    keys = [line["ready"] for line in queries.ready_set()]
    client.post(address, {"line": keys[:3], "since": "2024-01-01"})
    again = actions.ActivityDraft("x", "x", "x", "x", date(2024, 1, 1))
    assert actions.take_over({keys[0]: again}, by=director) == []
    client.post(address, {"line": keys[3:], "since": "2024-01-01"})
    assert (Activity.objects.count(), queries.ready_set()) == (len(keys), [])
    assert client.get(address).status_code == 200


def test_projects_stand_in_the_register_and_all_files_hold_everything(client, director) -> None:
    project = ProjectFactory(short_name="Sąsiedzi")
    draft = actions.TermsDraft(part="processor", controller="Instytucja Zarządzająca", keep_until=date(2030, 12, 31))
    actions.save_terms(project, draft, [actions.BasisDraft("wskaźniki", "c", "g", "umowa nr 12")], by=director)
    actions.add_activity(actions.ActivityDraft(**ACTIVITY | {"since": date(2024, 1, 1)}), by=director)
    address = reverse("privacy:activities")
    (sheet,) = read_workbook(client.get(address, {"format": "xlsx"}).content)
    assert [row.cells[0] for row in sheet.rows[1:]] == ["Newsletter", "Projekt: Sąsiedzi"]
    assert client.get(address, {"format": "pdf"}).content.startswith(b"%PDF")
    assert client.get(address, {"format": "csv"}).text.count("Instytucja Zarządzająca") == 1


# Breaches -------------------------------------------------------------------------------------------------------------


def test_whoever_works_here_reports_sees_their_own_and_nobody_elses(client) -> None:
    advisor, other = UserFactory(roles=[Role.ADVISOR]), UserFactory(roles=[Role.ADVISOR])
    theirs = breach(other)
    client.force_login(advisor)
    now = timezone.localtime() - timedelta(minutes=5)
    typed = {"what": "List do złej osoby", "noticed_at_day": f"{now:%Y-%m-%d}", "noticed_at_time": f"{now:%H:%M}"}
    client.post(reverse("privacy:breach_report"), typed)
    mine = Breach.objects.get(reported_by=advisor)
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(theirs.get_absolute_url()).status_code == 404
    shown = client.get(reverse("privacy:breaches")).text
    assert ("List do złej osoby" in shown, "Zgubiona lista" in shown) == (True, False)
    assert client.post(reverse("privacy:breach_close", args=[mine.pk])).status_code == 404


def test_a_breach_is_closed_only_when_the_risk_and_the_telling_are_decided(client, director) -> None:
    entry = breach(director)
    with pytest.raises(actions.BreachError):
        actions.close_breach(entry, by=director)
    with pytest.raises(IntegrityError, match="closed_when_decided"), transaction.atomic():
        Breach.objects.filter(pk=entry.pk).update(closed_at=timezone.now(), closed_by=director)
    values = {"risk": "unlikely", "notify": "no", "not_notified_reasons": "Lista wróciła po godzinie."}
    actions.change_breach(entry, replace(actions.draft_of(entry), **values), by=director)
    client.post(reverse("privacy:breach_close", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.closed_by == director
    with pytest.raises(actions.BreachError):
        actions.change_breach(entry, replace(actions.draft_of(entry), risk=""), by=director)
    client.post(reverse("privacy:breach_reopen", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.closed_at is None


def test_the_form_asks_for_the_reasons_that_the_law_asks_for(client, director) -> None:
    entry = breach(director, hours_ago=100)
    noticed = timezone.localtime(entry.noticed_at)
    typed = {"what": entry.what, "noticed_at_day": f"{noticed:%Y-%m-%d}", "noticed_at_time": f"{noticed:%H:%M}",
             "risk": "high", "notify": "no"}  # fmt: skip
    address = reverse("privacy:breach_edit", args=[entry.pk])
    answer = client.post(address, typed)
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["not_notified_reasons", "notify"])
    today = timezone.localtime()
    late = typed | {"notify": "yes", "notified_at_day": f"{today:%Y-%m-%d}", "notified_at_time": "00:00"}
    assert sorted(client.post(address, late).context["form"].errors) == ["late_reasons"]
    assert client.post(address, late | {"late_reasons": "Nie wiedzieliśmy, ile osób."}).status_code == 302


def test_a_breach_that_waits_stands_on_the_directors_page_of_today_with_its_hours(client, director) -> None:
    breach(director, hours_ago=80)
    assert "godzin temu" in client.get(reverse("desk:today")).text.replace("\xa0", " ")
    client.force_login(UserFactory(roles=[Role.ADVISOR]))
    assert "Zgubiona lista" not in client.get(reverse("desk:today")).text


def test_the_log_goes_into_a_file(client, director) -> None:
    breach(director)
    (sheet,) = read_workbook(client.get(reverse("privacy:breaches"), {"format": "xlsx"}).content)
    assert sheet.rows[1].cells[1] == "Zgubiona lista obecności"


# Projects -------------------------------------------------------------------------------------------------------------


def test_terms_and_bases_are_saved_on_one_page_and_an_emptied_row_goes(client, director) -> None:
    project = ProjectFactory(period=(date(2022, 1, 1), date(2024, 1, 1)))
    address = reverse("privacy:project_edit", args=[project.pk])
    typed = {
        "part": "controller", "keep_years": "5", "counted_from": "end_year", "clause": "Administratorem jest ośrodek.",
        "b0-purpose": "wskaźniki", "b0-article6": "c", "b1-purpose": "newsletter", "b1-article6": "a",
    }  # fmt: skip
    client.post(address, typed)
    terms = Terms.objects.get()
    assert terms.kept_until == date(2028, 12, 31)
    first, second = Basis.objects.order_by("id")
    edited = typed | {"b0-pk": first.pk, "b1-pk": second.pk, "b1-purpose": "", "b1-article6": "", "b0-article9": "g"}
    client.post(address, edited)
    assert list(Basis.objects.values_list("pk", "article6", "article9")) == [(first.pk, "c", "g")]
    assert client.get(reverse("privacy:clause", args=[project.pk])).content.startswith(b"%PDF")
    assert "31 grudnia 2028" in client.get(project.get_absolute_url()).text


def test_what_makes_no_sense_about_a_project_comes_back_with_what_was_typed(client, director) -> None:
    project = ProjectFactory()
    typed = {"part": "processor", "keep_years": "5", "keep_until": "2030-01-01", "counted_from": "end",
             "b0-purpose": "wskaźniki zatrudnienia"}  # fmt: skip
    answer = client.post(reverse("privacy:project_edit", args=[project.pk]), typed)
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["controller", "keep_years"])
    assert ("wskaźniki zatrudnienia" in answer.text, Terms.objects.count()) == (True, 0)


# Retention ------------------------------------------------------------------------------------------------------------

TODAY = date(2040, 6, 1)


def person(name: str):
    return PartyFactory(name=name, kind=Kind.PERSON)


def passed(on: date = TODAY) -> list[str]:
    return [party.name for party in queries.retention_passed(on)]


def kept(project, until: date | None) -> None:
    actions.save_terms(project, actions.TermsDraft(keep_until=until), [], by=None)


def test_a_person_stays_while_one_of_their_projects_keeps_and_goes_when_all_have_passed() -> None:
    from ognisko.projects.tests.factories import joining

    over, going, silent = (ProjectFactory(short_name=name) for name in ("Dawny", "Trwa", "Milczy"))
    kept(over, date(2030, 12, 31))
    kept(going, date(2050, 12, 31))
    people_of = {"Anna": [over], "Barbara": [over, going], "Celina": [silent], "Danuta": []}
    for name, projects in people_of.items():
        who = person(name)
        for project in projects:
            joining(project, who)
    assert passed() == ["Anna", "Danuta"]
    assert passed(date(2030, 12, 31)) == []
    (row, _) = queries.passed_rows(list(queries.retention_passed(TODAY)))
    assert [(project.short_name, until) for project, until in row.projects] == [("Dawny", date(2030, 12, 31))]


def test_consent_role_login_task_and_a_note_of_late_are_reasons_to_keep() -> None:
    user = UserFactory()
    purpose = people.add_purpose("Newsletter", text="Chcę.", valid_from=date(2024, 1, 1), by=None)
    agreeing = person("Anna")
    people.record_consents(
        [agreeing.pk], list(purpose.wordings.all()), given_on=date(2024, 2, 1), source="paper", by=None
    )
    member = person("Barbara")
    people.add_membership(member, PartyFactory(), role="prezeska", since=date(2024, 1, 1), by=None)
    busy = person("Celina")
    people.add_task(title="Zadzwonić", due_on=date(2024, 1, 1), assignee=user, party=busy, by=user)
    login = person("Danuta")
    login.user = user
    login.save()
    noted = person("Ewa")
    people.add_note(noted, "Dzwoniła.", by=user)
    assert passed() == ["Ewa"]
    assert passed(timezone.localdate() + timedelta(days=100)) == []


def test_the_page_and_the_file_of_retention_name_the_person_and_the_day(client, director) -> None:
    from ognisko.projects.tests.factories import joining

    who, project = person("Anna Dawna"), ProjectFactory(short_name="Dawny")
    joining(project, who)
    kept(project, date(2024, 12, 31))
    actions.save_controller(actions.ControllerDraft(contact_years=0), by=director)
    type(who).objects.filter(pk=who.pk).update(created_at=datetime(2020, 1, 1, tzinfo=timezone.get_current_timezone()))
    shown = client.get(reverse("privacy:retention")).text
    assert ("Anna Dawna" in shown, "31.12.2024" in shown) == (True, True)
    (sheet,) = read_workbook(client.get(reverse("privacy:retention"), {"format": "xlsx"}).content)
    assert sheet.rows[1].cells[1:3] == ("Anna Dawna", "Dawny (31.12.2024)")
    assert client.get(reverse("privacy:controller")).status_code == 200


def test_a_form_of_consent_is_printed_for_one_person_and_blank(client, director) -> None:
    people.add_purpose("Newsletter", text="Chcę dostawać wiadomości.", valid_from=date(2024, 1, 1), by=None)
    who = person("Maria")
    for address in (reverse("privacy:consent_form"), reverse("privacy:consent_form_of", args=[who.pk])):
        assert client.get(address).content.startswith(b"%PDF")
    assert client.get(reverse("privacy:consent_form_of", args=[PartyFactory().pk])).status_code == 404
