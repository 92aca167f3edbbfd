"""Which parties texts may mean, for many texts at once, by the rule of a picker."""

import json
from collections.abc import Collection, Mapping, Sequence

from django.db import connection

from ognisko.core.polish import fold
from ognisko.people.models import Party

MOST = 20


def meant_by(texts: Collection[str]) -> Mapping[str, Sequence[Party]]:
    """For each text the one party that it means, or those that it may mean; two queries for any number of texts.

    As in a picker: the one of exactly this name, else the only one that has every word of the text. Names that begin
    with the text come first.
    """
    words = {text: fold(text).split() for text in texts}
    asked = [
        {"text": text, "longest": f"%{max(parts, key=len)}%", "all": [f"%{part}%" for part in parts],
         "begins": f"{' '.join(parts)}%"}
        for text, parts in words.items() if parts
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select w.text, found.id
            from jsonb_to_recordset(%s::jsonb) as w(text text, longest text, "all" text[], begins text)
            cross join lateral (
                select p.id, row_number() over (order by p.search like w.begins desc, p.sort_key, p.id) as place
                from people_party p
                where p.merged_into_id is null and p.search like w.longest and p.search like all (w."all")
                order by place limit %s
            ) found
            order by w.text, found.place
            """,
            [json.dumps(asked), MOST],
        )
        numbers: dict[str, list[int]] = {}
        for text, number in cursor:
            numbers.setdefault(text, []).append(number)
    parties = Party.objects.select_related("seat_now").in_bulk({one for found in numbers.values() for one in found})
    return {text: _closest(text, [parties[number] for number in numbers.get(text, ())]) for text in texts}


def _closest(text: str, found: list[Party]) -> list[Party]:
    same = [party for party in found if fold(party.name) == fold(text)]
    return same or found
