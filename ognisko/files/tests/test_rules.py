"""What is taken and what is not."""

import contextlib
import io
import unicodedata

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ognisko.files import rules
from ognisko.files.rules import DOCUMENTS, PICTURES, Kind, Limits, Refusal, Refused
from ognisko.files.tests.samples import Sample, friendly, hostile, pdf, photograph, picture

HOSTILE, FRIENDLY = hostile(), friendly()


def outcome(sample: Sample) -> tuple[Refusal | Kind, str]:
    try:
        verdict = rules.judged(sample.content, sample.name, Limits(sample.megabytes))
    except Refused as refused:
        return refused.refusal, ""
    assert [trace for trace in sample.gone if trace in verdict.content] == []
    return verdict.kind, rules.shown_name(sample.name, verdict.kind)


def test_there_are_at_least_52_hostile_files_each_of_its_own_kind() -> None:
    assert (len(HOSTILE) >= 52, len({sample.what for sample in HOSTILE})) == (True, len(HOSTILE))


@pytest.mark.parametrize("sample", [*HOSTILE, *FRIENDLY], ids=str)
def test_each_file_meets_its_fate(sample: Sample) -> None:
    assert outcome(sample) == (sample.outcome, sample.kept_as)


@pytest.mark.parametrize("sample", [one for one in FRIENDLY if one.outcome not in PICTURES], ids=str)
def test_documents_are_kept_byte_for_byte(sample: Sample) -> None:
    assert rules.judged(sample.content, sample.name, Limits()).content == sample.content


def test_a_picture_stands_upright_and_forgets_where_it_was_taken() -> None:
    verdict = rules.judged(photograph(), "IMG_1.jpg", Limits())
    with Image.open(io.BytesIO(verdict.content)) as kept, Image.open(io.BytesIO(verdict.thumbnail)) as small:
        assert (kept.size, dict(kept.getexif()), kept.info.get("comment"), small.format) == (
            (200, 320),
            {},
            None,
            "JPEG",
        )


def test_a_picture_keeps_its_clearness() -> None:
    verdict = rules.judged(picture("PNG", mode="LA"), "logo.png", Limits())
    with Image.open(io.BytesIO(verdict.content)) as kept:
        assert kept.mode == "RGBA"


def test_our_own_documents_are_taken() -> None:
    made = typst.compile(b'= Statut\n#link("https://ngo.example")[Strona]')
    assert rules.judged(made, "raport.pdf", Limits()).kind == Kind.PDF


def test_a_place_for_documents_takes_no_pictures_and_says_what_it_takes() -> None:
    limits = Limits(kinds=frozenset({Kind.PDF, Kind.DOCX}))
    with pytest.raises(Refused) as refused:
        rules.judged(picture("PNG"), "a.png", limits)
    assert refused.value.sentence(limits) == "Tutaj nie dodasz pliku tego rodzaju. Wyślij PDF lub DOCX."


def test_every_reason_is_a_polish_sentence() -> None:
    limits = Limits(kinds=DOCUMENTS)
    said = {refusal: rules.text_of(refusal, limits) for refusal in Refusal}
    english = {refusal for refusal in Refusal if said[refusal].startswith(("The ", "This ", "We ", "Send "))}
    assert (english, {text[-1] for text in said.values()}) == (set(), {"."})


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP"]),
)
def test_no_bytes_bring_about_anything_but_a_verdict(content: bytes, head: bytes) -> None:
    with contextlib.suppress(Refused):
        rules.judged(head + content, "plik.txt", Limits())


@given(st.integers(min_value=0), st.binary(min_size=1, max_size=3))
def test_no_change_of_a_sound_pdf_brings_about_anything_but_a_verdict(place: int, change: bytes) -> None:
    content = pdf()
    at = place % len(content)
    with contextlib.suppress(Refused):
        rules.judged(content[:at] + change + content[at + len(change) :], "statut.pdf", Limits())


@given(st.text(max_size=400), st.sampled_from(sorted(Kind)))
def test_a_shown_name_is_short_visible_and_stays_as_it_is(given_name: str, kind: Kind) -> None:
    name = rules.shown_name(given_name, kind)
    categories = {unicodedata.category(letter) for letter in name}
    assert (
        name.endswith(f".{kind}"),
        len(name) <= 120,
        len(name.encode()) <= 240,
        categories.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"}),
        set(name).isdisjoint('/\\:*?"<>|'),
        rules.shown_name(name, kind),
    ) == (True, True, True, True, True, name)
