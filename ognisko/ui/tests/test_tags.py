"""The tags render exactly what the style sheet expects, and refuse what they do not know."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory, SimpleTestCase
from django.utils import translation
from django.utils.html import format_html
from lucide import IconDoesNotExist

from ognisko.core.search import ask
from ognisko.core.timeline import TimelineItem
from ognisko.ui import rules
from ognisko.ui.templatetags.ui import marks

NBSP = "\N{NO-BREAK SPACE}"


def drawn(source: str, address: str = "/lista/", **context: object) -> str:
    """What a template with the tags gives in English."""
    request = RequestFactory().get(address)
    with translation.override("en"):
        return Template("{% load ui %}" + source).render(Context({"request": request, **context})).strip()


def same_html(first: str, second: str) -> None:
    """Equal but for white space and the order of attributes."""
    SimpleTestCase().assertHTMLEqual(first, second)


class NameForm(forms.Form):
    """One required field."""

    name = forms.CharField(label="Nazwa", help_text="tak jak w statucie")


def test_an_icon_is_drawn_thin_and_hidden_from_screen_readers() -> None:
    assert drawn('{% icon "check" size=22 %}') == (
        '<svg class="icon" width="22" height="22" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        '<path d="M20 6 9 17l-5-5"/></svg>'
    )


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(IconDoesNotExist):
        drawn('{% icon "no-such-icon" %}')


def test_a_number_that_opens_is_a_link_that_also_opens_the_panel() -> None:
    assert drawn('{% number "1,5" "/x/" unit="h" %}') == (
        '<a class="number number-text" href="/x/" data-panel hx-get="/x/" hx-target="#panel" hx-swap="innerHTML">'
        f"1,5{NBSP}h</a>"
    )


def test_a_number_may_open_a_page_only() -> None:
    assert drawn('{% number "86" "/x/" panel=False %}') == '<a class="number number-text" href="/x/">86</a>'


def test_the_unit_of_a_large_number_stands_beside_it() -> None:
    assert drawn('{% number "23 500" unit="zł" size="large" %}') == (
        f'<span class="number number-large">23 500</span>{NBSP}<span class="unit">zł</span>'
    )


def test_what_a_number_shows_is_escaped() -> None:
    assert drawn("{% number value %}", value="<b>") == '<span class="number number-text">&lt;b&gt;</span>'


def test_a_status_is_a_shape_and_a_word() -> None:
    assert drawn('{% status "draft" "szkic" %}') == (
        '<span class="status tone-plain"><svg class="mark" width="16" height="16" viewBox="0 0 16 16" '
        f'aria-hidden="true">{rules.RING}</svg><span>szkic</span></span>'
    )


def test_a_badge_without_a_shape_is_only_words() -> None:
    assert drawn('{% badge "prawne" %}') == '<span class="badge tone-plain"><span>prawne</span></span>'


def test_a_button_submits() -> None:
    assert drawn('{% button "Save" %}') == '<button class="button button-main" type="submit"><span>Save</span></button>'


def test_a_disabled_button_says_why() -> None:
    same_html(
        drawn('{% button "Approve" disabled_reason="Two cards are missing." %}'),
        '<button class="button button-main" type="submit" disabled aria-describedby="reason-approve">'
        '<span>Approve</span></button><span class="reason" id="reason-approve">Two cards are missing.</span>',
    )


def test_a_link_button_leads_somewhere() -> None:
    assert drawn('{% link_button "Edit" url %}', url="/x/?a=1&b=2") == (
        '<a class="button button-second" href="/x/?a=1&amp;b=2"><span>Edit</span></a>'
    )


def test_a_section_opens_with_its_heading() -> None:
    same_html(
        drawn('{% section "Spotkania" link_label="Cały tydzień" link_url="/t/" %}<p>Treść</p>{% endsection %}'),
        '<section class="section"><div class="section-head"><h2>Spotkania</h2>'
        '<a class="link" href="/t/">Cały tydzień</a></div><p>Treść</p></section>',
    )


def test_the_content_of_a_block_is_not_escaped_twice() -> None:
    assert drawn("{% definition_list %}<dt>{{ name }}</dt>{% enddefinition_list %}", name="A & B") == (
        '<dl class="definitions"><dt>A &amp; B</dt></dl>'
    )


def test_a_field_ties_its_hint_and_error_to_the_control() -> None:
    with translation.override("en"):
        form = NameForm({"name": ""})
        form.is_valid()
    html = drawn('{% field form["name"] %}'.replace('form["name"]', "form.name"), form=form)
    error = html[html.index('<svg class="icon"') : html.index("</svg>") + 6]
    same_html(
        html,
        '<div class="field field-half field-wrong"><label class="label" for="id_name">Nazwa</label>'
        '<p class="hint" id="id_name_helptext">tak jak w statucie</p><div class="control">'
        '<input type="text" name="name" required aria-invalid="true" '
        'aria-describedby="id_name_helptext id_name_error" id="id_name"></div>'
        f'<div class="problem" id="id_name_error">{error}<div><p>This field is required.</p></div></div></div>',
    )


def test_a_hint_is_escaped_unless_it_was_made_as_markup() -> None:
    hints = {"<b>tag</b>": "&lt;b&gt;tag&lt;/b&gt;", format_html("<b>{}</b>", "<i>"): "<b>&lt;i&gt;</b>"}
    for hint, shown in hints.items():
        form = NameForm()
        form.fields["name"].help_text = hint
        assert f">{shown}</p>" in drawn("{% field form.name %}", form=form)


def test_the_summary_links_to_every_wrong_field() -> None:
    with translation.override("en"):
        form = NameForm({"name": ""})
        form.is_valid()
    html = drawn("{% error_summary form %}", form=form)
    icon = html[html.index("<svg") : html.index("</svg>") + 6]
    same_html(
        html,
        f'<div class="error-summary" role="alert" tabindex="-1">{icon}<div><h2>Put one thing right</h2>'
        '<ul><li><a href="#id_name">Nazwa: This field is required.</a></li></ul></div></div>',
    )


def test_nothing_wrong_means_no_summary() -> None:
    assert drawn("{% error_summary form %}", form=NameForm({"name": "Łąka"})) == ""


def test_a_sorted_column_turns_round_and_the_filters_stay() -> None:
    html = drawn(
        '{% table columns caption="Sesje" sort="name" %}<tr><td>1</td></tr>{% endtable %}',
        "/lista/?kind=p&sort=name&page=3",
        columns=[rules.Column("name", "Nazwa", sort="name"), rules.Column("note", "Uwagi")],
    )
    arrow = html[html.index("<svg") : html.index("</svg>") + 6]
    same_html(
        html,
        '<div class="table-wrap" tabindex="0" role="region" aria-label="Sesje"><table class="table">'
        '<caption class="visually-hidden">Sesje</caption><thead><tr><th scope="col" aria-sort="ascending">'
        f'<a href="?kind=p&amp;sort=-name" data-results>Nazwa{arrow}</a></th><th scope="col">Uwagi</th></tr></thead>'
        "<tbody><tr><td>1</td></tr></tbody></table></div>",
    )


def test_one_page_says_only_how_many() -> None:
    page = Paginator(range(3), 10).get_page(1)
    same_html(
        drawn("{% pagination page %}", page=page),
        '<div class="pagination"><p class="note" aria-live="polite">3 records</p></div>',
    )


def test_the_export_keeps_filters_and_leaves_the_page() -> None:
    html = drawn("{% export_links %}", "/lista/?q=ogr&page=2")
    assert 'href="?q=ogr&amp;format=csv"' in html
    assert 'href="?q=ogr&amp;format=xlsx"' in html
    assert "page" not in html


def test_a_timeline_stands_under_its_years_and_names_a_month_once() -> None:
    items = [
        TimelineItem(on=date(2025, 3, 6), until=date(2025, 3, 8), title="Użyczenie", amount="48", unit="h"),
        TimelineItem(on=date(2024, 6, 12), title="Wniosek", url="/w/", status="done"),
    ]
    html = drawn("{% timeline items %}", items=items)
    mark = html[html.index('<svg class="mark"') : html.rindex("</svg>") + 6]
    same_html(
        html,
        '<div class="timeline"><h3 class="timeline-year">2025</h3><ol><li class="timeline-item">'
        '<span class="timeline-when">6–8 March</span><span class="timeline-icon"></span><div class="timeline-what">'
        '<p class="timeline-title">Użyczenie</p></div><span class="timeline-end">'
        f'<span class="number number-text">48{NBSP}h</span></span></li></ol>'
        '<h3 class="timeline-year">2024</h3><ol><li class="timeline-item"><span class="timeline-when">12 June</span>'
        '<span class="timeline-icon"></span><div class="timeline-what"><p class="timeline-title">'
        '<a href="/w/">Wniosek</a></p></div><span class="timeline-end">'
        f'<span class="status tone-good">{mark}<span>done</span></span></span></li></ol></div>',
    )


def test_a_message_may_carry_its_undo() -> None:
    shown = [Message(messages.SUCCESS, "Zapisano 1,5 h.", extra_tags="undo:/cofnij/7/")]
    html = drawn("{% toasts %}", messages=shown, csrf_token="abc")
    icons = html.split("<svg")
    same_html(
        html,
        '<div class="toasts" id="toasts" role="status"><div class="toast toast-success"><p>Zapisano 1,5 h.</p>'
        '<form method="post" action="/cofnij/7/"><input type="hidden" name="csrfmiddlewaretoken" value="abc">'
        f'<button type="submit" class="toast-undo"><svg{icons[1].split("</svg>")[0]}</svg><span>Undo</span></button>'
        f'</form><button type="button" class="close" data-dismiss aria-label="Close"><svg{icons[2].split("</svg>")[0]}'
        "</svg></button></div></div>",
    )


@pytest.mark.parametrize(
    ("value", "target", "elapsed", "answer"),
    [
        ("58", "210", "0.24", ("above", Decimal(0))),
        ("1964", "8400", "0.24", ("on", Decimal(0))),
        ("11", "96", "0.24", ("below", Decimal(12))),
        ("96", "96", "1", ("above", Decimal(0))),
        ("3", "0", "0.5", ("on", Decimal(0))),
    ],
)
def test_a_target_is_judged_against_the_time_gone_by(
    value: str, target: str, elapsed: str, answer: tuple[str, Decimal]
) -> None:
    assert rules.verdict(Decimal(value), Decimal(target), Decimal(elapsed)) == answer


@pytest.mark.parametrize(
    ("name", "letters"), [("Hanna Wrzosek", "HW"), ("Anna Maria Lis", "AL"), ("Ognisko", "O"), ("  ", "")]
)
def test_initials_are_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert rules.initials_of(name) == letters


@pytest.mark.parametrize(
    "source",
    [
        "{% icon %}",
        '{% button "Save" colour="red" %}',
        '{% link_button "Edit" %}',
        '{% status "done" %}',
        "{% section %}{% endsection %}",
        '{% section "A" %}',
        '{% message "good" "info" "more" %}{% endmessage %}',
        '{% dialog "id" %}{% enddialog %}',
        "{% stat %}",
        "{% progress 1 2 %}",
        "{% target_bar 1 %}",
        "{% table %}{% endtable %}",
    ],
)
def test_wrong_or_missing_arguments_are_found_at_compile_time(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load ui %}" + source)


@pytest.mark.parametrize(
    "source",
    [
        '{% button "Save" variant="red" %}',
        '{% status "unknown" "x" %}',
        '{% badge "x" "red" %}',
        '{% number "1" size="tiny" %}',
        '{% message "bad" %}x{% endmessage %}',
    ],
)
def test_a_value_outside_the_documented_ones_is_an_error(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn(source)


def test_a_page_escapes_what_it_marks() -> None:
    template = Template("{% load found %}{{ text|marked:asked }}")
    made = template.render(Context({"text": '<script>Łąka</script> & "x"', "asked": ask("laka")}))
    assert made == "&lt;script&gt;<mark>Łąka</mark>&lt;/script&gt; &amp; &quot;x&quot;"


def test_icons_that_threads_draw_at_once_are_those_that_one_draws() -> None:
    names = ["flame-kindling", "users-round", "notebook-pen", "hand-coins", "menu", "log-in", "send", "file-down"] * 4
    alone = [marks._icon_paths(name) for name in names]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            for _round in range(20):
                marks._icon_paths.cache_clear()
                assert list(pool.map(marks._icon_paths, names)) == alone
    finally:
        sys.setswitchinterval(usual)
