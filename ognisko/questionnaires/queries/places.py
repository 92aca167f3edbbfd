"""Municipalities as questionnaires ask for them: what is suggested, and which one a text means."""

from ognisko.core.polish import fold
from ognisko.places.models import Place
from ognisko.places.queries import found, note
from ognisko.places.rules import Level
from ognisko.questionnaires.rules.reading import place_code, place_kept
from ognisko.ui.rules import Option

LEVELS = (Level.MUNICIPALITY,)
SUGGESTED = 12


def place_options(written: str) -> list[Option]:
    """What a picker offers for what was typed; one query."""
    rows = found(written, SUGGESTED, LEVELS) if written else ()
    return [Option(place_kept(place.code, str(place)), str(place), note(place), "map-pin") for place in rows]


def place_meant(written: str) -> str:
    """A municipality as answers keep it, where the text means exactly one; one query.

    One that is called so goes before those that only have the words somewhere. Any other text stays for its writer to
    mend, without digits in front that would pass for a code.
    """
    code = place_code(written)
    if code is not None:
        rows = list(Place.objects.current().of_levels(LEVELS).filter(pk=code))
    else:
        rows = list(found(written, SUGGESTED, LEVELS)) if written.strip() else []
        rows = [one for one in rows if fold(written) in {fold(one.name), fold(str(one))}] or rows
    if len(rows) == 1:
        return place_kept(rows[0].code, str(rows[0]))
    return written.lstrip("0123456789 ") or written
