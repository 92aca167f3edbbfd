"""Lists, look-ups and likely duplicates; each with a fixed number of queries."""

from datetime import date

import pytest

from ognisko.accounts.tests.factories import UserFactory
from ognisko.people import actions, queries
from ognisko.people.models import Identifier, Tag
from ognisko.people.queries import PartyFilter
from ognisko.people.rules import GROUPS, Kind, Status
from ognisko.people.tests.factories import PartyFactory
from ognisko.places.models import Place

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 15)


def listed(**wanted) -> list[str]:
    return [party.name for party in queries.listed(PartyFilter(**wanted), TODAY)]


def test_the_list_is_narrowed_by_each_filter_alone() -> None:
    caretaker = UserFactory()
    meadow = PartyFactory(name="Fundacja „Łąka”", kind=Kind.FOUNDATION, caretaker=caretaker, tags=["rzeka"])
    PartyFactory(name="Grupa „Ogród”", kind=Kind.INFORMAL_GROUP, place=106101)
    PartyFactory(name="Anna Lisiecka", kind=Kind.PERSON, place=None, email="anna@lisiecka.example")
    actions.set_status(meadow, Status.SOCIAL_ECONOMY_ENTITY, since=date(2023, 1, 1), by=None)
    assert listed() == ["Anna Lisiecka", "Fundacja „Łąka”", "Grupa „Ogród”"]
    assert listed(text="LAKA sieradz") == ["Fundacja „Łąka”"]
    assert listed(text="anna@lisiecka.example") == ["Anna Lisiecka"]
    assert listed(kinds=GROUPS) == ["Grupa „Ogród”"]
    assert listed(status=Status.SOCIAL_ECONOMY_ENTITY) == ["Fundacja „Łąka”"]
    assert listed(status=Status.SOCIAL_ENTERPRISE) == []
    assert listed(place=Place.objects.get(code=101400)) == ["Fundacja „Łąka”"]
    assert listed(place=Place.objects.get(code=100000)) == ["Fundacja „Łąka”", "Grupa „Ogród”"]
    assert listed(caretaker=caretaker) == ["Fundacja „Łąka”"]
    assert listed(without_caretaker=True) == ["Anna Lisiecka", "Grupa „Ogród”"]
    assert listed(tag=Tag.objects.get(name="rzeka")) == ["Fundacja „Łąka”"]


def test_a_status_that_ended_does_not_narrow() -> None:
    party = PartyFactory()
    actions.set_status(party, Status.SOCIAL_ENTERPRISE, since=date(2020, 1, 1), until=TODAY, by=None)
    assert listed(status=Status.SOCIAL_ENTERPRISE) == []


def test_parties_stand_in_polish_order() -> None:
    for name in ("Żuraw", "Zebra", "Łoś", "Lis", "Ćma"):
        PartyFactory(name=name)
    assert listed() == ["Ćma", "Lis", "Łoś", "Zebra", "Żuraw"]


def reasons(name: str, identifiers=None, emails=(), without=None) -> list[tuple[str, tuple[str, ...]]]:
    found = queries.duplicates(name, identifiers or {}, emails, without=without)
    return [(one.party.name, one.reasons) for one in found]


def test_a_duplicate_is_known_by_number_e_mail_and_name() -> None:
    river = PartyFactory(name="Stowarzyszenie „Razem nad Wartą”", nip="7250018312", email="Biuro@Razem.example")
    PartyFactory(name="Fundacja „Ciepły Kąt”")
    same = "Stowarzyszenie „Razem nad Wartą”"
    assert reasons("Zupełnie inna", {Identifier.Type.NIP: "7250018312"}) == [(same, ("ten sam NIP",))]
    assert reasons("Zupełnie inna", emails=["biuro@razem.EXAMPLE"]) == [(same, ("ten sam e-mail",))]
    assert reasons("stowarzyszenie razem nad warta") == [(same, ("ta sama nazwa",))]
    assert reasons("Razem nad Wartom") == [(same, ("podobna nazwa",))]
    assert reasons("Stowarzyszenie „Razem nad Wartą”", without=river.pk) == []
    assert reasons("Klub Sportowy „Zryw”") == []
    assert reasons("") == []


def test_a_name_is_recognised_while_it_is_typed() -> None:
    PartyFactory(name="Koło Gospodyń Wiejskich „Jarzębinki” w Wojkowie")
    assert reasons("Koło Gospodyń Wiejskich Jarzęb") == [
        ("Koło Gospodyń Wiejskich „Jarzębinki” w Wojkowie", ("podobna nazwa",))
    ]


def test_persons_are_recognised_in_any_order_of_names() -> None:
    PartyFactory(name="Mirosława Ogrodnik", kind=Kind.PERSON)
    assert [name for name, _ in reasons("Ogrodnik Miroslawa")] == ["Mirosława Ogrodnik"]


def test_duplicates_take_a_fixed_number_of_queries(django_assert_num_queries) -> None:
    for count in (1, 29):
        for number in range(count):
            PartyFactory(name=f"Fundacja „Ciepły Kąt {number}”")
        with django_assert_num_queries(3):
            queries.duplicates("Ciepły Kąt", {Identifier.Type.NIP: "7250018312"}, ["a@b.example"])


def test_a_picker_offers_names_that_begin_first_and_forgives_a_typing_error() -> None:
    PartyFactory(name="Miejski Ogród")
    PartyFactory(name="Ogród za Szkołą", kind=Kind.INFORMAL_GROUP)
    everything = frozenset(Kind)
    assert [party.name for party in queries.offered("ogród", everything)] == ["Ogród za Szkołą", "Miejski Ogród"]
    assert [party.name for party in queries.offered("ogród", GROUPS)] == ["Ogród za Szkołą"]
    assert [party.name for party in queries.offered("ogrod za skola", everything)] == ["Ogród za Szkołą"]
    assert queries.offered("", everything) == []


def test_the_caretaker_is_told_with_the_day_and_who_it_was_before() -> None:
    old, new = UserFactory(name="Paweł Dudziak"), UserFactory(name="Hanna Wrzosek")
    party = PartyFactory(caretaker=old)
    assert queries.caretaker_since(party)[1] == ""
    party = actions.change_party(party, caretaker=new, by=None)
    since, before = queries.caretaker_since(party)
    assert (since is not None, before) == (True, "Paweł Dudziak")
    party = actions.change_party(party, caretaker=None, by=None)
    assert queries.caretaker_since(party) == (None, "")


def test_the_timeline_tells_kinds_statuses_and_notes_before_a_day() -> None:
    user = UserFactory(name="Hanna Wrzosek")
    party = PartyFactory(kind=Kind.INFORMAL_GROUP, since=date(2019, 3, 1))
    actions.set_kind(party, Kind.ASSOCIATION, since=date(2021, 5, 14), by=None)
    actions.set_status(party, Status.SOCIAL_ECONOMY_ENTITY, since=date(2022, 9, 1), until=date(2024, 9, 1), by=None)
    note = actions.add_note(party, "Dzwonić po 16:00.", by=user)
    items = queries.timeline(user, party, None, 10)
    assert [(item.on, item.title, item.text) for item in items] == [
        (note.written_at.astimezone().date(), "Notatka, Hanna Wrzosek", "Dzwonić po 16:00."),
        (date(2024, 9, 1), "Nie ma już statusu: podmiot ekonomii społecznej (PES)", ""),
        (date(2022, 9, 1), "Zyskuje status: podmiot ekonomii społecznej (PES)", ""),
        (date(2021, 5, 14), "Od tego dnia: stowarzyszenie", ""),
        (date(2019, 3, 1), "Od tego dnia: grupa nieformalna", ""),
    ]
    assert [item.on for item in queries.timeline(user, party, date(2022, 9, 1), 1)] == [date(2021, 5, 14)]
