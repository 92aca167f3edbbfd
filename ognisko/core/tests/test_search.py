"""Words are found in whatever form, with and without Polish letters, with a letter mistyped; numbers however parted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ognisko.core.polish import fold
from ognisko.core.search import ask, matched, vector

FORMS = """
spółdzielnia spółdzielni spółdzielnię spółdzielnią spółdzielnie spółdzielniom spółdzielniami spółdzielniach
fundacja fundacji fundację fundacją fundacje fundacjom fundacjami fundacjach
ogród ogrodu ogrodowi ogrodem ogrodzie ogrody ogrodów ogrodom ogrodami ogrodach
Łódź Łodzi Łodzią
księgowość księgowości księgowością
stowarzyszenie stowarzyszenia stowarzyszeniu stowarzyszeniem stowarzyszeń stowarzyszeniom stowarzyszeniami \
stowarzyszeniach
statut statutu statutowi statutem statucie statuty statutów statutom statutami statutach
wniosek wniosku wnioskowi wnioskiem wnioski wniosków wnioskom wnioskami wnioskach
sprawozdanie sprawozdania sprawozdaniu sprawozdaniem sprawozdań sprawozdaniami sprawozdaniach
uchwała uchwały uchwale uchwałę uchwałą uchwał uchwałom uchwałami uchwałach
koło koła kołu kołem kole kół kołom kołami kołach
gospodyni gospodynię gospodynią gospodynie gospodyń gospodyniom gospodyniami gospodyniach
senior seniora seniorowi seniorem seniorze seniorzy seniorów seniorom seniorami seniorach
dziecko dziecka dziecku dzieckiem dzieci dzieciom dziećmi dzieciach
człowiek człowieka człowiekowi człowiekiem ludzie ludzi ludziom ludźmi ludziach
umowa umowy umowie umowę umową umów umowom umowami umowach
dotacja dotacji dotację dotacją dotacje dotacjom dotacjami dotacjach
szkoła szkoły szkole szkołę szkołą szkół szkołom szkołami szkołach
świetlica świetlicy świetlicę świetlicą świetlice świetlic świetlicom świetlicami świetlicach
Sieradz Sieradza Sieradzowi Sieradzem Sieradzu
Pabianice Pabianic Pabianicom Pabianicami Pabianicach
Zgierz Zgierza Zgierzowi Zgierzem Zgierzu
Bełchatów Bełchatowa Bełchatowowi Bełchatowem Bełchatowie
Kutno Kutna Kutnu Kutnem Kutnie
młodzież młodzieży młodzieżą
wolontariusz wolontariusza wolontariuszowi wolontariuszem wolontariuszu wolontariusze wolontariuszy wolontariuszom \
wolontariuszami wolontariuszach
grant grantu grantowi grantem grancie granty grantów grantom grantami grantach
sąsiad sąsiada sąsiadowi sąsiadem sąsiedzie sąsiedzi sąsiadów sąsiadom sąsiadami sąsiadach
podatek podatku podatkowi podatkiem podatki podatków podatkom podatkami podatkach
rodzina rodziny rodzinie rodzinę rodziną rodzin rodzinom rodzinami rodzinach
"""
"""Thirty words of this field in all their forms, chosen before they were measured; no measure of Polish as a whole."""


def meets(query: str, text: str) -> bool:
    """Say whether the database would find the text: each part of the query has a lexeme in it."""
    kept = set(vector(text).split())
    parts = [part.strip("()").split("|") for part in query.split("&") if part]
    return bool(parts) and all(any(_has(kept, lexeme) for lexeme in part) for part in parts)


def _has(kept: set[str], lexeme: str) -> bool:
    beginning = lexeme.removesuffix(":*")
    return lexeme in kept or (beginning != lexeme and any(word.startswith(beginning) for word in kept))


@pytest.mark.parametrize("typed", [str, fold], ids=["with Polish letters", "without"])
def test_of_a_hundred_pairs_of_forms_of_a_word_ninety_nine_find_each_other(typed) -> None:
    """The word after it keeps the form from counting as the beginning of a longer one."""
    pairs = [
        (asked, written)
        for forms in map(str.split, FORMS.strip().splitlines())
        for asked in forms
        for written in forms
        if asked != written
    ]
    missed = [pair for pair in pairs if not meets(ask(f"{typed(pair[0])} w").query, pair[1])]
    assert len(pairs) == 1684
    assert len(missed) <= 17, missed


def test_a_word_is_kept_as_it_is_as_its_dictionary_form_and_as_its_stem() -> None:
    assert vector("Spółdzielni w Łodzi", numbers=["0000123456"]).split() == [
        "spoldzielni", "spoldzielnia", "spoldzieln", "lodzi", "lodz", "0000123456", "123456",
    ]  # fmt: skip


def test_all_words_have_to_be_there_and_the_last_may_be_only_begun() -> None:
    texts = ["Księgowość fundacji", "Fundacja", "Księgowość stowarzyszenia"]
    assert [meets(ask("fundacje ksieg").query, text) for text in texts] == [True, False, False]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("725-18-01-126", "7251801126"), ("NIP 725 180 11 26", "7251801126"), ("KRS: 0000123456", "0000123456"),
        ("123456785", "123456785"), ("+48 501 234 567", "501234567"), ("7251", "7251"),
    ],
)  # fmt: skip
def test_a_number_is_one_word_however_it_is_parted(typed, number) -> None:
    assert (ask(typed).number, ask(typed).query) == (number, f"{number}:*")


@pytest.mark.parametrize("typed", ["", " ", "w", "a", "„”", "w i z", "\0"])
def test_nothing_to_search_for_is_no_query(typed) -> None:
    assert (bool(ask(typed)), ask(typed).query) == (False, "")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("fundcja", "Fundacja Poranek"), ("ksiegwoosc", "Księgowość"), ("stowarzyszneie", "Stowarzyszenie Łąka"),
        ("statutt", "Zmiany w statucie"), ("spoldzielnai", "Spółdzielnia"), ("swietlca", "Świetlica wiejska"),
    ],
)  # fmt: skip
def test_one_slip_of_the_finger_is_forgiven_where_it_is_asked_for(typed, written) -> None:
    assert [meets(ask(typed, loose=loose).query, written) for loose in (False, True)] == [False, True]


@given(st.text(max_size=60))
def test_every_text_finds_itself_or_has_nothing_to_find(text) -> None:
    for asked in (ask(text), ask(text, loose=True)):
        assert asked.query == "" or asked.number or meets(asked.query, text)


@given(st.text(max_size=60))
def test_what_is_kept_is_letters_and_digits_alone_so_that_nothing_needs_quoting(text) -> None:
    assert all(lexeme.isalnum() for lexeme in vector(text).split())
    assert not set(ask(text).query) & set("'\"\\ <!")


# What matched ---------------------------------------------------------------------------------------------------------


def shown(text: str, typed: str, *, loose: bool = False) -> str:
    """The text with brackets round what matched."""
    return "".join(f"[{piece}]" if is_found else piece for piece, is_found in matched(text, ask(typed, loose=loose)))


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Spółdzielnia Socjalna „Dobra Misa”", "spoldzielniami", "[Spółdzielnia] Socjalna „Dobra Misa”"),
        ("Stowarzyszenie „Łąka” w Łodzi", "laka lodz", "Stowarzyszenie „[Łąka]” w [Łodz]i"),
        ("Ogrody nad Wartą", "ogr", "[Ogr]ody nad Wartą"),
        ("Praca z ludźmi", "człowiek", "Praca z [ludźmi]"),
        ("NIP 725-18-01-126, KRS 0000012345", "725 18", "NIP [725-18-01-126], KRS 0000012345"),
        ("NIP 7251801126, KRS 0000012345", "12345", "NIP 7251801126, KRS [0000012345]"),
        ("Fundacja <b>Ciepły</b>", "cieply", "Fundacja <b>[Ciepły]</b>"),
        ("Fundacja w Łasku", "w laskach", "Fundacja w [Łasku]"),
        ("", "fundacja", ""),
        ("Fundacja", "", "Fundacja"),
    ],
)
def test_what_matched_is_marked_in_whatever_form_it_stands(text: str, typed: str, found: str) -> None:
    assert shown(text, typed) == found


def test_a_word_mistyped_by_a_letter_is_marked_too() -> None:
    assert shown("Fundacja „Ciepły Kąt”", "fundcja", loose=True) == "[Fundacja] „Ciepły Kąt”"


@given(st.text(max_size=60), st.text(max_size=30))
def test_marking_changes_no_letter(text: str, typed: str) -> None:
    pieces = [piece for piece, _is_found in matched(text, ask(typed))]
    assert "".join(pieces) == unicodedata.normalize("NFC", text)
