"""What a search found, with what matched marked."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from ognisko.core.search import Asked, matched

register = template.Library()


@register.filter
def marked(text: object, asked: Asked) -> SafeString:
    """The text with the words that were searched for in `<mark>`; everything is escaped piece by piece."""
    pieces = (("<mark>{}</mark>" if is_found else "{}", piece) for piece, is_found in matched(str(text), asked))
    return SafeString("".join(format_html_join("", shape, [(piece,)]) for shape, piece in pieces))
