"""Answers to questions, their parts and their members: exact, each in one statement."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, LiteralString

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from ognisko.ledger.models import Entry
from ognisko.ledger.queries.base import IN_FORCE, POLAND
from ognisko.ledger.rules import KEYED, OF_PARTY, PERSON, Answer, Breakdown, Counts, Frozen, Level, Question, Span

_KEYS = f"""
    case counts
        when {Counts.PARTIES} then party
        when {Counts.DAYS} then occurred_on - date '2000-01-01'
        when {Counts.MONTHS} then (extract(year from occurred_on) * 12 + extract(month from occurred_on))::int
        when {Counts.PLACES} then case
            when level = {Level.COUNTRY} then case when place >= 900000 then place else {POLAND} + place * 0 end
            when place < 900000 and (level = {Level.VOIVODESHIP} or place %% 10000 >= 100)
                and (level >= {Level.COUNTY} or place %% 100 > 0) then place / level * level end
        when {Counts.SEATS} then case
            when level = {Level.COUNTRY} then case
                when party_place >= 900000 then party_place else {POLAND} + party_place * 0 end
            when party_place < 900000 and (level = {Level.VOIVODESHIP} or party_place %% 10000 >= 100)
                and (level >= {Level.COUNTY} or party_place %% 100 > 0) then party_place / level * level end
        else 0
    end
"""


def _unit(column: LiteralString, level: LiteralString) -> LiteralString:
    """The unit of a level in which a place lies; countries and larger units stay as they are, so nothing is lost."""
    return f"case when {column} < 900000 then {column} / {level} * {level} else {column} end"


_PARTS: Mapping[Breakdown, LiteralString] = {
    Breakdown.MONTH: "date_trunc('month', occurred_on)::date",
    Breakdown.PROJECT: "project",
    Breakdown.OFFICE: "office",
    Breakdown.TOPIC: "topic",
    Breakdown.KIND: "party_kind",
    Breakdown.STATUS: "party_status",
    Breakdown.SEX: f"case when party_kind = {PERSON} then person_attributes / 10 end",
    Breakdown.AGE: f"case when party_kind = {PERSON} then person_attributes %% 10 end",
    Breakdown.SEAT_MUNICIPALITY: "party_place",
    Breakdown.SEAT_COUNTY: _unit("party_place", "100"),
    Breakdown.SEAT_VOIVODESHIP: _unit("party_place", "10000"),
    Breakdown.PLACE_MUNICIPALITY: "place",
    Breakdown.PLACE_COUNTY: _unit("place", "100"),
    Breakdown.PLACE_VOIVODESHIP: _unit("place", "10000"),
    Breakdown.PARTY: "party",
    Breakdown.SPAN: f"case when party_kind = {PERSON} then coalesce(span, 0) end",
}

_PASSES = """
    e.measure::int = q.measure and case when
        (q.project is null or e.project = q.project)
        and (q.office is null or e.office = q.office)
        and (q.place_low is null or e.place between q.place_low and q.place_high)
        and (q.seat_low is null or e.party_place between q.seat_low and q.seat_high)
        and (q.kinds is null or e.party_kind = any(q.kinds))
        and (q.status = 0 or e.party_status & q.status = q.status)
        and (q.topics is null or e.topic = any(q.topics))
        and (q.activity_kind is null or e.activity_kind = q.activity_kind)
        and (q.activities is null or e.activity = any(q.activities))
    then true end
"""
# The planner takes each filter for a rare one and multiplies ten of them to "one row": it would read the year's entries
# once a question, in the order of the index, and sort what it found. The cast keeps it from that index and gives a hash
# of the questions; one CASE counts as one filter of a half. Half the time at 770,000 entries a year.

_WANTED = (
    "e.id, e.occurred_on, e.reverses_id, e.quantity, e.project, e.office, e.party, e.party_kind, e.party_status, "
    "e.person_attributes, e.place, e.party_place, e.topic"
)

_FOUND = f"""
    with question as materialized (
        select * from jsonb_to_recordset(%(questions)s) as question(
            n int, measure int, counts int, level int, stock bool, project smallint, office smallint,
            place_low int, place_high int, seat_low int, seat_high int, kinds smallint[], status int,
            topics smallint[], activity_kind smallint, activities int[])
    ),
    {{spans}}
    found as (
        select q.n, q.counts, q.level, {_WANTED} {{of_span}}
        from ledger_entry e join question q on {_PASSES} {{at_span}}
        where not q.stock and e.occurred_on >= %(start)s and e.occurred_on < %(end)s
            and e.measure = any(array(select distinct measure::smallint from question where not stock)) {{only}}
        union all
        select q.n, q.counts, q.level, {_WANTED} {{of_span}}
        from ledger_entry e join question q on {_PASSES} {{at_span}}
        where q.stock and e.occurred_on < %(end)s
            and e.measure = any(array(select distinct measure::smallint from question where stock)) {{only}}
    ),
    keyed as (
        select n, counts, {{part}} as part, {_KEYS} as key,
            sum(quantity) as quantity, sum(case when reverses_id is null then 1 else -1 end) as entries
        from found group by 1, 2, 3, 4
    )"""  # noqa: S608  # built from the constants above; every value travels as a parameter

_VALUE = f"""
        case
            when counts = {Counts.SUM} then sum(quantity)
            when counts = {Counts.ENTRIES} then sum(entries)
            else count(*) filter (where quantity > 0 and key is not null)
        end as value,
        sum(entries) as entries"""

_SPANS = {
    "spans": """
    span_of as materialized (
        select * from jsonb_to_recordset(%(spans)s) as span_of(number int, of_party int, since date, until date)),""",
    "of_span": ", s.number as span",
    "at_span": """
        left join span_of s on s.of_party = e.party and e.occurred_on >= coalesce(s.since, '-infinity')
            and e.occurred_on < coalesce(s.until, 'infinity')""",
}
"""What joins spans that the asker brings; they are few thousand, and hashed by party."""

_WITHOUT_SPANS = dict.fromkeys(_SPANS, "")


def _filled(statement: LiteralString, by: Breakdown | None = None, only: LiteralString = "") -> str:
    """A statement with the part that is asked for."""
    part = _PARTS[by] if by else "null::int"
    return statement.format(part=part, only=only, **(_SPANS if by == Breakdown.SPAN else _WITHOUT_SPANS))


_STATEMENT = f"{_FOUND} select n, part, {_VALUE} from keyed group by n, counts, part"  # noqa: S608

_CHANGES = f"{_FOUND} select n, id from found order by n, id"  # noqa: S608

_LAST_STATE = f"""{_FOUND},
    standing as (
        select {{part}} as part, {_KEYS} as key, id, occurred_on, quantity from found e where {IN_FORCE}
    ),
    weighed as (
        select *, sum(quantity) over (partition by key, part) > 0 as counts_here from standing
    ),
    placed as (
        select id, key, quantity, case when key is null then part else first_value(part) over (
            partition by key order by counts_here desc, occurred_on desc, id desc) end as part
        from weighed
    )"""  # noqa: S608
"""Each thing that is counted once stands in one part: where its last entry in force of a part that counts stands."""

_PARTS_OF_KEYS = f"""{_LAST_STATE}
    select part, count(*) filter (where quantity > 0 and key is not null), sum(entries)
    from (select part, key, sum(quantity) as quantity, count(*) as entries from placed group by part, key) of_key
    group by part"""  # noqa: S608

_IS_ASKED = "(part = any(%(parts)s) or (part is null and %(none)s))"
_IN_PART_OF_KEYS = f"{_LAST_STATE} select id from placed where {_IS_ASKED}"  # noqa: S608
_IN_PART = f"{_FOUND} select id from (select id, {{part}} as part from found) of_part where {_IS_ASKED}"  # noqa: S608

_FREEZE = f"""{_FOUND},
    valued as (select n, {_VALUE} from keyed group by n, counts),
    posted as (
        select n, array_agg(id order by id) filter (where reverses_id is null) as came,
            array_agg(reverses_id) filter (where reverses_id is not null) as went
        from found group by n
    )
    select n, value, entries, case
        when went is null then came
        else array(select unnest(came) except all select unnest(went) order by 1)
    end
    from valued join posted using (n)"""  # noqa: S608

UP_TO = "and e.id <= %(upto)s"
SINCE = "and e.id > %(upto)s"


def rows_of(n: int, question: Question) -> Iterator[dict[str, Any]]:
    """A question as the statement reads it: a row for each measure, project and office; an empty filter is null.

    Single values and not lists, so that the entries are read once and looked up in a hash of the questions by measure:
    with lists to unnest, the planner read the year's entries once a question.
    """
    place, seat = question.place or (None, None), question.seat or (None, None)
    for measure, project, office in product(question.measures, question.projects or [None], question.offices or [None]):
        yield {
            "n": n,
            "measure": measure,
            "counts": question.counts,
            "level": question.level,
            "stock": question.stock,
            "project": project,
            "office": office,
            "place_low": place[0],
            "place_high": place[1],
            "seat_low": seat[0],
            "seat_high": seat[1],
            "kinds": question.kinds or None,
            "status": question.status,
            "topics": question.topics or None,
            "activity_kind": question.activity_kind,
            "activities": question.activities or None,
        }


def _parameters(
    questions: Sequence[Question], start: date, end: date, upto: int | None = None, spans: Iterable[Span] = ()
) -> dict[str, Any]:
    rows = json.dumps([row for n, question in enumerate(questions) for row in rows_of(n, question)])
    brought = [
        {
            "number": span.number,
            "of_party": span.party,
            "since": span.since and span.since.isoformat(),
            "until": span.until and span.until.isoformat(),
        }
        for span in spans
    ]
    return {"questions": rows, "start": start, "end": end, "upto": upto, "spans": json.dumps(brought)}


def _ask(
    questions: Sequence[Question],
    start: date,
    end: date,
    by: Breakdown | None = None,
    upto: int | None = None,
    spans: Iterable[Span] = (),
) -> Iterator[tuple[int, Any, Answer]]:
    statement = _filled(_STATEMENT, by, UP_TO if upto is not None else "")
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(questions, start, end, upto, spans))
        for n, key, value, entries in cursor.fetchall():
            yield n, key, Answer(Decimal(value), int(entries))


def answers(questions: Sequence[Question], start: date, end: date, *, upto: int | None = None) -> list[Answer]:
    """Answer all questions for the days from ``start`` up to but not ``end``, in one statement, in their order.

    Exact, because a reversal mirrors every column that a filter can see: reversed entries cancel inside the sums.
    Time is in minutes. A key counts where the sum of its quantities is positive. With ``upto`` the answer of the past:
    what the ledger said when that was its last entry.
    """
    found = {n: answer for n, _, answer in _ask(questions, start, end, upto=upto)}
    return [found.get(n, Answer(Decimal(0), 0)) for n in range(len(questions))]


def frozen(questions: Sequence[Question], start: date, end: date) -> list[Frozen]:
    """The answers with the entries in force behind each, in one statement: what a published report keeps."""
    statement = _filled(_FREEZE)
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(questions, start, end))
        rows = {n: Frozen(Answer(Decimal(value), int(entries)), members) for n, value, entries, members in cursor}
    return [rows.get(n, Frozen(Answer(Decimal(0), 0), [])) for n in range(len(questions))]


def changes_since(questions: Sequence[Question], start: date, end: date, upto: int) -> list[tuple[int, int]]:
    """The entries, reversals too, that came to these questions after entry ``upto``: numbers of question and entry."""
    statement = _filled(_CHANGES, only=SINCE)
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(questions, start, end, upto))
        return cursor.fetchall()


def parts(
    question: Question, by: Breakdown, start: date, end: date, *, spans: Iterable[Span] = ()
) -> dict[Any, Answer]:
    """Take one answer apart.

    Parts of a sum add up to the whole. Of distinct things, parts by what a party is add up too, since each thing stands
    in one part, that of its last state in the period; in parts by what was done a thing stands wherever it was, and
    may stand in several. Parts by spans are the numbers of ``spans``, 0 for a person whom none holds on the day.
    """
    if question.counts in KEYED and by in OF_PARTY:
        with connection.cursor() as cursor:
            cursor.execute(_filled(_PARTS_OF_KEYS, by), _parameters([question], start, end, spans=spans))
            return {part: Answer(Decimal(value), int(entries)) for part, value, entries in cursor}
    return {
        part: answer
        for _, part, answer in _ask([question], start, end, by, spans=spans)
        if answer.entries or answer.value
    }


def in_part(question: Question, by: Breakdown, part: Any, start: date, end: date, *, spans: Iterable[Span] = ()) -> Q:
    """The entries in force of one part, as ``parts`` makes them: a filter for ``member_entries`` of the question.

    A list of parts stands for all of them.
    """
    of_keys = question.counts in KEYED and by in OF_PARTY
    statement = _filled(_IN_PART_OF_KEYS if of_keys else _IN_PART, by)
    asked = part if isinstance(part, list) else [part]
    parameters = _parameters([question], start, end, spans=spans)
    return Q(
        pk__in=_raw(
            statement, {**parameters, "parts": [one for one in asked if one is not None], "none": None in asked}
        )
    )


def _raw(statement: str, values: Mapping[str, Any]) -> RawSQL:
    """A statement with named parameters for a filter, which takes them by position."""
    names = re.findall(r"%\((\w+)\)s", statement)
    return RawSQL(re.sub(r"%\(\w+\)s", "%s", statement), [values[name] for name in names])  # noqa: S611  # constants


def member_entries(question: Question, start: date, end: date) -> QuerySet[Entry]:
    """All entries in force that a question rests on, the latest first."""
    found = Entry.objects.filter(
        measure__in=question.measures, occurred_on__lt=end, reverses=None, reversed_by=None
    ).order_by("-occurred_on", "-id")
    if not question.stock:
        found = found.filter(occurred_on__gte=start)
    for column, allowed in (
        ("project", question.projects),
        ("office", question.offices),
        ("party_kind", question.kinds),
        ("topic", question.topics),
        ("activity", question.activities),
    ):
        if allowed:
            found = found.filter(**{f"{column}__in": allowed})
    if question.place:
        found = found.filter(place__range=question.place)
    if question.seat:
        found = found.filter(party_place__range=question.seat)
    if question.activity_kind is not None:
        found = found.filter(activity_kind=question.activity_kind)
    if question.status:
        found = found.alias(bits=F("party_status").bitand(question.status)).filter(bits=question.status)
    return found
