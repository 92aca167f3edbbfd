"""Search at a million records: 200,000 parties and 800,000 sessions, made of words as a centre uses them.

Each kind of query is asked as the dialog asks it, over all domains, and stands beside a yardstick of the same run: one
bare statement that counts through the same index the lexemes of the query's first word (a GIN look-up, nothing drawn).
The goal is 100 ms for each.
"""

from collections.abc import Iterator

import psycopg
from django.db import connection

from benchmarks.harness import Results, medians_of
from ognisko.accounts.models import User
from ognisko.advice.models import Session
from ognisko.core.polish import fold, sort_key
from ognisko.core.search import ask, vector
from ognisko.desk.queries.search import search
from ognisko.desk.rules import demo_email
from ognisko.people.models import Party

PARTIES, SESSIONS = 200_000, 800_000
GOAL = 0.1
"""Seconds that an answer may take."""

KINDS = ("Stowarzyszenie", "Fundacja", "Koło Gospodyń Wiejskich", "Spółdzielnia Socjalna", "Ochotnicza Straż Pożarna")
QUALITIES = (
    "Zielony", "Cichy", "Dobry", "Wspólny", "Jasny", "Stary", "Nowy", "Złoty", "Ciepły", "Polny", "Leśny", "Wodny",
    "Sąsiedzki", "Otwarty", "Pierwszy", "Własny", "Wielki", "Mały", "Żywy", "Wolny",
)  # fmt: skip
THINGS = (
    "Ogród", "Zakątek", "Młyn", "Dom", "Krąg", "Most", "Brzeg", "Kąt", "Gościniec", "Warsztat", "Kłos", "Dzwon",
    "Kasztan", "Sad", "Staw", "Rynek", "Piec", "Ganek", "Strych", "Parasol", "Kompas", "Sztandar", "Wiatrak", "Łan",
    "Świerk", "Jarmark", "Tartak", "Folwark", "Poranek", "Źródlak",
)  # fmt: skip
PLACES = ("Sieradz", "Łódź", "Zgierz", "Kutno", "Pabianice", "Bełchatów", "Wieluń", "Łowicz", "Opoczno", "Skierniewice")
MATTERS = (
    "Zmiany w statucie", "Wniosek o dotację", "Księgowość uproszczona", "Sprawozdanie roczne", "Umowa z wolontariuszem",
    "Zatrudnienie pracownika", "Promocja w internecie", "Ochrona danych osobowych", "Rejestracja w sądzie",
    "Podział obowiązków w zarządzie", "Plan działania na rok", "Współpraca z gminą", "Rozliczenie grantu",
    "Pomoc de minimis", "Założenie fundacji", "Działalność odpłatna", "Regulamin świetlicy", "Konkurs ofert",
)  # fmt: skip
DETAILS = (
    "pierwsza rozmowa", "ciąg dalszy", "pytania o terminy", "wzory dokumentów", "poprawki", "omówienie budżetu",
    "przygotowanie uchwały", "lista zadań", "ćwiczenia z generatorem", "wskaźniki i rezultaty", "kosztorys",
    "harmonogram",
)  # fmt: skip

PARTIES_SQL = """
insert into people_party (name, short_name, description, sex, birth_year, kind_now, is_demo, sort_key, search, words)
select t.name || ' ' || n.number, '', '', 0, null, 31, true, t.sort_key || ' ' || n.number, t.folded || ' ' || n.nip,
    (t.words || ' ' || n.number || ' ' || n.nip)::tsvector
from (select i, i %% array_length(%(names)s::text[], 1) + 1 as t, i::text as number, (5000000000 + i * 7)::text as nip
    from generate_series(1, %(count)s) i) n
join unnest(%(names)s::text[], %(keys)s::text[], %(folded)s::text[], %(words)s::text[]) with ordinality
    t(name, sort_key, folded, words, ord) on t.ord = n.t
"""

SESSIONS_SQL = """
insert into advice_session (token, day, minutes, kind_id, form, advisor_id, party_id, people_count, subject,
    confidential_note, number, words)
select gen_random_uuid(), date '2015-01-01' + (i::bigint * 3652 / %(count)s)::int, 60, %(kind)s, 'in_person',
    %(advisor)s, %(first)s + i %% %(parties)s, 1, t.subject, '', '', t.words::tsvector
from generate_series(1, %(count)s) i
join unnest(%(subjects)s::text[], %(words)s::text[]) with ordinality t(subject, words, ord)
    on t.ord = 1 + abs(hashint8extended(i, 1)) %% array_length(%(subjects)s::text[], 1)
"""


def names() -> Iterator[str]:
    """Thirty thousand names of organisations; each is had by several, told apart by a number."""
    for kind in KINDS:
        for quality in QUALITIES:
            for thing in THINGS:
                for place in PLACES:
                    yield f"{kind} „{quality} {thing}” {place}"


def fill(superuser: psycopg.Connection) -> None:
    """Add the records below all guards and histories, as a restore would, with the lexemes of core.search."""
    given = list(names())
    subjects = [f"{matter}, {detail}" for matter in MATTERS for detail in DETAILS]
    superuser.execute("set session_replication_role = replica")
    superuser.execute(
        PARTIES_SQL,
        {
            "names": given, "keys": [sort_key(name) for name in given], "folded": [fold(name) for name in given],
            "words": [vector(name) for name in given], "count": PARTIES,
        },
    )  # fmt: skip
    advisor = User.objects.get(email=demo_email("doradczyni")).pk
    with connection.cursor() as cursor:
        cursor.execute("select min(id) from advice_kind")
        kind = cursor.fetchone()[0]
        cursor.execute("select max(id) - %s + 1 from people_party", [PARTIES])
        first = cursor.fetchone()[0]
    superuser.execute(
        SESSIONS_SQL,
        {
            "subjects": subjects, "words": [vector(subject) for subject in subjects], "kind": kind, "advisor": advisor,
            "first": first, "parties": PARTIES, "count": SESSIONS,
        },
    )  # fmt: skip
    superuser.execute("set session_replication_role = origin")
    superuser.execute("vacuum analyze people_party")
    superuser.execute("vacuum analyze advice_session")


ASKED = (
    ("a frequent word", "stowarzyszenie"),
    ("two words in another form", "ogrodów sąsiedzkich"),
    ("without Polish letters", "ksiegowosc"),
    ("three words, one place", "kola gospodyn zgierzu"),
    ("three letters of a word", "spo"),
    ("a NIP", "500-000-07-07"),
    ("the beginning of a number", "50000"),
    ("words that never stand together", "straż księgowość"),
    ("a mistyped word", "ksiegwoosc"),
    ("a mistyped name", "Wiatrka Zloty"),
    ("nothing at all", "xqzvw"),
)
"""What people type, by kind."""


def _bare(text: str) -> None:
    """The yardstick: count through the index what has the first word."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from advice_session where words @@ %s::tsquery", [text])
        cursor.fetchall()


def measure(superuser: psycopg.Connection, results: Results) -> None:
    """Ask each kind of query as the dialog does; the median of five against the goal."""
    fill(superuser)
    user = User.objects.get(email=demo_email("doradczyni"))
    results.add("search: parties and sessions", f"{Party.objects.count() + Session.objects.count():,}")
    yardstick = ask("księgowość w").query
    for kind, text in ASKED:
        ours, bare = medians_of([lambda text=text: search(user, text), lambda: _bare(yardstick)], runs=5)
        found = sum(len(group.items) for group in search(user, text).groups)
        results.add(
            f"search: {kind} (“{text}”)", f"{ours * 1000:.0f} ms = {ours / bare:.2f}×", "at most 100 ms", ours <= GOAL
        )
        results.add("  found so many, of at most 8 a kind", str(found))
    results.add("search: the yardstick, a bare count of a frequent lexeme", f"{bare * 1000:.0f} ms")
