"""Fields, error summaries, filters."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput

from ognisko.ui.templatetags.ui.shared import WIDTHS, _one_of, register


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, width: str = "half", hide_label: bool = False) -> dict[str, Any]:
    """A field is a label, a hint, a control and its errors, in this order; Django ties them by aria-describedby."""
    _one_of("width", width, WIDTHS)
    widget = bound.field.widget
    return {
        "field": bound,
        "width": width,
        "hide_label": hide_label,
        "single_box": isinstance(widget, CheckboxInput),
        "group": bool(widget.use_fieldset),
        "optional": not bound.field.required and not isinstance(widget, CheckboxInput),
    }


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm, *others: BaseForm) -> dict[str, Any]:
    """All that has to be put right, above the form, each a link to its field; nothing when nothing is wrong."""
    problems: list[tuple[str, str, str]] = []
    for one in (form, *others):
        if not one.is_bound:
            continue
        problems += [("", "", str(error)) for error in one.non_field_errors()]
        for bound in one:
            anchor = bound.auto_id if bound.is_hidden else bound.id_for_label or bound.auto_id
            problems += [(f"#{anchor}", str(bound.label).rstrip(".:?"), str(error)) for error in bound.errors]
    return {"problems": problems}


@register.inclusion_tag("ui/filter_bar.html", takes_context=True)
def filter_bar(context: template.Context, form: BaseForm) -> dict[str, Any]:
    """Filters are a GET form: with scripts #results follows the typing, without them a button shows the answer.

    On a phone the results come first: of three and more filters a script folds all but the first, unless one is used.
    """
    request = context.get("request")
    query = request.GET if request else {}
    fields = [bound for bound in form if not bound.is_hidden]
    first, more = (fields[:1], fields[1:]) if len(fields) > 2 else (fields, [])
    return {
        "form": form,
        "first": first,
        "more": more,
        "more_in_use": any(query.get(bound.html_name) or bound.errors for bound in more),
        "hidden": [bound for bound in form if bound.is_hidden],
        "path": request.path if request else "",
        "sort": query.get("sort", ""),
        "filtered": any(query.get(bound.html_name) for bound in fields),
    }
