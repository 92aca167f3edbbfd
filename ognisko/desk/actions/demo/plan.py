"""What the demo centre did in 2024, as quotas: who is in which county, who joined what, which hours were given where.

Pure data. The published figures of a real centre (see desk/tests/annual_report_2024.csv) are the sums of these quotas;
they are written here as numbers of parties and hours of work, never as results: the figures are computed from the
records that the generator makes of them. The slices overlap as in life: an office's sessions belong to projects, the
head office advises most parties of the counties.
"""

from dataclasses import dataclass
from decimal import Decimal

from ognisko.people.rules import Kind

YEAR = 2024

ORGANISATIONS = (
    Kind.ASSOCIATION, Kind.FOUNDATION, Kind.RURAL_HOUSEWIVES_CIRCLE, Kind.ASSOCIATION, Kind.SPORTS_CLUB,
    Kind.VOLUNTEER_FIRE_BRIGADE, Kind.FOUNDATION, Kind.SOCIAL_COOPERATIVE, Kind.ASSOCIATION, Kind.SIMPLE_ASSOCIATION,
    Kind.RURAL_HOUSEWIVES_CIRCLE, Kind.NON_PROFIT_COMPANY, Kind.ASSOCIATION, Kind.CHURCH_BODY,
)  # fmt: skip
GROUPS = (Kind.INFORMAL_GROUP, Kind.INITIATIVE_GROUP, Kind.INFORMAL_GROUP)
YOUTH = (
    Kind.PUPILS_SELF_GOVERNMENT, Kind.PUPILS_SELF_GOVERNMENT, Kind.YOUTH_COUNCIL, Kind.PUPILS_SELF_GOVERNMENT,
    Kind.INITIATIVE_GROUP, Kind.YOUTH_COUNCIL,
)  # fmt: skip


@dataclass(frozen=True)
class Pool:
    """Parties seated in some municipalities: how many organisations and groups the centre supports in the year.

    ``joined`` of them joined OWES region in the year, ``joined_groups`` of the groups, ``earlier`` more organisations
    in the year before. ``public`` are institutions that joined, ``persons`` individuals that joined.
    """

    key: str
    places: tuple[int, ...]
    organisations: int
    groups: int
    joined: int = 0
    joined_groups: int = 0
    earlier: int = 0
    public: int = 0
    persons: int = 0
    group_kinds: tuple[Kind, ...] = GROUPS


POOLS = (
    Pool("piotrkowski", (101009, 101011, 101003, 101010, 101008, 101006, 101004), 19, 6, 9, 3, 4, persons=6,
         group_kinds=YOUTH),
    Pool("radomszczanski", (101201, 101209, 101205, 101203, 101211, 101204, 101207), 47, 5, 26, 2, 8, persons=11),
    Pool("wieruszowski", (101807, 101803, 101806, 101804, 101801), 15, 7, 7, 3, 3, persons=6),
    Pool("kutno", (100201, 100201, 100204, 100211, 100205), 23, 4, 12, 3, 5, persons=5),
    Pool("tomaszow", (101601, 101601, 101610, 101605, 101608), 13, 2, 7, 1, 3, persons=6),
    Pool("sieradz", (101401, 101401, 101409, 101402, 101411, 101405, 101901, 101709), 25, 7, 14, 3, 5, persons=9),
    Pool("belchatow", (100101, 100101, 100108, 100107, 100103), 9, 3, 4, 1, 2, persons=6),
    Pool("others", (102001, 100802, 100302, 100501, 100702, 101302, 102101, 101101), 32, 6, 20, 4, 12, 2, 30),
)  # fmt: skip
"""Joined OWES region in the year: 99 organisations, 20 groups and 2 institutions are 121 entities; 79 persons."""

LODZ_NEW, LODZ_EARLIER, LODZ_ADVISED_EARLIER = 40, 14, 10
"""OWES Łódź: organisations that joined in the year and before; of the new thirty are advised, of the earlier ten."""

SPLOT_SEATS = (106101, 106101, 106101, 106101, 102001, 100802, 300000, 300000, 140000, 140000)
FRONTSHIP_SEATS = (
    *(900380,) * 8, *(900724,) * 5, *(900620,) * 3, *(900300,) * 3, *(900528,) * 3, *(900056,) * 2, *(900276,) * 2,
    *(900250,) * 2, *(106101,) * 4, 101401, 100101,
)  # fmt: skip
"""Seats of the 34 partners: eight countries abroad and Poland."""


@dataclass(frozen=True)
class Cell:
    """Hours of one kind given by an office (None: by no office) in a project to parties of pools.

    Every party of ``everyone`` has at least one session with it alone; ``with_others`` of a hundred sessions have a
    second party. In a project that requires joining only parties that joined are asked.
    """

    office: str | None
    project: str
    kind: str
    hours: Decimal
    pools: tuple[str, ...]
    everyone: bool = False
    with_others: int = 0


def _cell(
    office: str | None, project: str, kind: str, hours: str, *pools: str, everyone: bool = False, with_others: int = 0
) -> Cell:
    return Cell(office, project, kind, Decimal(hours), pools, everyone, with_others)


CELLS = (
    # The office in Kutno: 351 hours of services.
    _cell("Kutno", "region", "general", "110", "kutno"),
    _cell("Kutno", "region", "legal", "41", "kutno", with_others=6),
    _cell("Kutno", "region", "finance", "34", "kutno"),
    _cell("Kutno", "region", "business", "30", "kutno"),
    _cell("Kutno", "region", "reintegration", "16", "kutno"),
    _cell("Kutno", "region", "key", "20", "kutno"),
    _cell("Kutno", "local", "general", "60", "kutno", "kutno-persons", everyone=True),
    _cell("Kutno", "local", "education", "40", "kutno"),
    # The advice point in Bełchatów: 50.5 hours, four of them for the county of Piotrków.
    _cell("Bełchatów", "region", "general", "14", "belchatow"),
    _cell("Bełchatów", "region", "legal", "10.5", "belchatow"),
    _cell("Bełchatów", "local", "general", "14", "belchatow", everyone=True),
    _cell("Bełchatów", "local", "education", "8", "belchatow"),
    _cell("Bełchatów", "local", "general", "4", "piotrkowski-belchatow"),
    # The office in Tomaszów Mazowiecki: 17 organisations and 2 groups, four organisations of the county of Piotrków.
    _cell("Tomaszów Mazowiecki", "region", "general", "50", "tomaszow"),
    _cell("Tomaszów Mazowiecki", "region", "finance", "30", "tomaszow"),
    _cell("Tomaszów Mazowiecki", "region", "business", "16", "tomaszow"),
    _cell("Tomaszów Mazowiecki", "local", "general", "34", "tomaszow", everyone=True),
    _cell("Tomaszów Mazowiecki", "local", "general", "20", "piotrkowski-tomaszow", everyone=True),
    # The office in Sieradz: 29 organisations and 10 groups, some of them of the county of Wieruszów.
    _cell("Sieradz", "region", "general", "96", "sieradz"),
    _cell("Sieradz", "region", "legal", "38", "sieradz", with_others=5),
    _cell("Sieradz", "region", "reintegration", "31", "sieradz"),
    _cell("Sieradz", "region", "key", "44", "sieradz"),
    _cell("Sieradz", "local", "general", "82", "sieradz", everyone=True),
    _cell("Sieradz", "local", "education", "18", "sieradz"),
    _cell("Sieradz", "local", "general", "19", "wieruszowski-sieradz", everyone=True),
    # The head office advises most parties of the counties.
    _cell("Łódź", "region", "general", "46", "piotrkowski"),
    _cell("Łódź", "region", "legal", "24", "piotrkowski"),
    _cell("Łódź", "local", "general", "40", "piotrkowski", everyone=True),
    _cell("Łódź", "local", "education", "15", "piotrkowski"),
    _cell("Łódź", "region", "general", "70", "radomszczanski"),
    _cell("Łódź", "region", "finance", "28", "radomszczanski"),
    _cell("Łódź", "region", "business", "12", "radomszczanski"),
    _cell("Łódź", "local", "general", "49", "radomszczanski", everyone=True),
    _cell("Łódź", "local", "education", "15", "radomszczanski"),
    _cell("Łódź", "region", "general", "30", "wieruszowski"),
    _cell("Łódź", "region", "legal", "12", "wieruszowski"),
    _cell("Łódź", "local", "general", "26", "wieruszowski", everyone=True),
    # OWES in the region for all other counties: what remains of its hours.
    _cell("Łódź", "region", "general", "265", "others"),
    _cell("Łódź", "region", "legal", "120", "others", with_others=8),
    _cell("Łódź", "region", "finance", "100", "others"),
    _cell("Łódź", "region", "business", "94", "others"),
    _cell("Łódź", "region", "reintegration", "52", "others"),
    _cell("Łódź", "region", "key", "130", "others"),
    _cell("Łódź", "region", "marketing", "36", "others"),
    _cell(None, "region", "specialist", "60", "others"),
    # OWES in Łódź.
    _cell("Łódź", "lodz", "general", "172", "lodz", everyone=True),
    _cell("Łódź", "lodz", "legal", "75", "lodz", with_others=5),
    _cell("Łódź", "lodz", "finance", "60", "lodz"),
    _cell("Łódź", "lodz", "key", "48", "lodz"),
    _cell("Łódź", "lodz", "marketing", "18.5", "lodz"),
    # Splot Wartości: 160 hours.
    _cell(None, "splot", "general", "60", "splot", everyone=True),
    _cell(None, "splot", "business", "40", "splot"),
    _cell(None, "splot", "finance", "35", "splot"),
    _cell(None, "splot", "it", "25", "splot"),
    # Animation is neither advice nor a service.
    _cell("Sieradz", "local", "animation", "46", "sieradz"),
    _cell("Łódź", "local", "animation_group", "58", "radomszczanski"),
    _cell("Kutno", "local", "animation_group", "24", "kutno"),
)

OFFICES = (
    ("Łódź", 106101, "ul. Ogrodowa 4, Łódź", None, ((1, 5, "08:00", "16:00"),)),
    ("Kutno", 100201, "ul. Lipowa 12, Kutno", None, ((1, 5, "09:00", "15:00"),)),
    ("Bełchatów", 100101, "ul. Parkowa 3, Bełchatów", 1400, ((1, 5, "09:30", "15:00"),)),
    ("Tomaszów Mazowiecki", 101601, "ul. Polna 8, Tomaszów Mazowiecki", None, ((1, 4, "09:00", "15:00"),)),
    ("Sieradz", 101401, "Rynek 5, Sieradz", 832, ((2, 2, "08:00", "16:00"), (4, 4, "08:00", "16:00"))),
)
"""Name, municipality, address, hours that the point was open in the year (None: as it comes), weekly hours."""
