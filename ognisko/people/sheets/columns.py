"""The columns of parties and of persons, and the words that they take from lists."""

from django.utils.translation import gettext_lazy

from ognisko.core import cells
from ognisko.core.sheets import Column, Options
from ognisko.people.models import Contact, Identifier
from ognisko.people.rules import Disability, Fact, Kind, LabourStatus, Sex, Status

KINDS = Options(
    "Rodzaje podmiotów",
    lambda: {
        "osoba": Kind.PERSON,
        "grupa nieformalna": Kind.INFORMAL_GROUP,
        "grupa inicjatywna": Kind.INITIATIVE_GROUP,
        "młodzieżowa rada": Kind.YOUTH_COUNCIL,
        "samorząd uczniowski": Kind.PUPILS_SELF_GOVERNMENT,
        "samorząd studencki": Kind.STUDENTS_SELF_GOVERNMENT,
        "stowarzyszenie": Kind.ASSOCIATION,
        "stowarzyszenie zwykłe": Kind.SIMPLE_ASSOCIATION,
        "fundacja": Kind.FOUNDATION,
        "klub sportowy": Kind.SPORTS_CLUB,
        "koło gospodyń wiejskich": Kind.RURAL_HOUSEWIVES_CIRCLE,
        "ochotnicza straż pożarna": Kind.VOLUNTEER_FIRE_BRIGADE,
        "związek stowarzyszeń": Kind.UNION_OF_ASSOCIATIONS,
        "inna organizacja pozarządowa": Kind.OTHER_NGO,
        "kościelna osoba prawna": Kind.CHURCH_BODY,
        "spółdzielnia socjalna": Kind.SOCIAL_COOPERATIVE,
        "spółdzielnia": Kind.COOPERATIVE,
        "spółka non profit": Kind.NON_PROFIT_COMPANY,
        "przedsiębiorstwo": Kind.BUSINESS,
        "organizacja zagraniczna": Kind.FOREIGN_ORGANISATION,
        "uczelnia": Kind.UNIVERSITY,
        "jednostka samorządu terytorialnego": Kind.LOCAL_GOVERNMENT,
        "instytucja publiczna": Kind.PUBLIC_INSTITUTION,
        "jednostka reintegracyjna (CIS, KIS, WTZ, ZAZ)": Kind.REINTEGRATION_UNIT,
    },
    {
        "osoba fizyczna": "osoba",
        "osoba indywidualna": "osoba",
        "rada młodzieżowa": "młodzieżowa rada",
        "stowarzyszenie rejestrowe": "stowarzyszenie",
        "kgw": "koło gospodyń wiejskich",
        "osp": "ochotnicza straż pożarna",
        "uks": "klub sportowy",
        "inne ngo": "inna organizacja pozarządowa",
        "spółka z o.o. non profit": "spółka non profit",
        "firma": "przedsiębiorstwo",
        "przedsiębiorca": "przedsiębiorstwo",
        "jst": "jednostka samorządu terytorialnego",
        "samorząd": "jednostka samorządu terytorialnego",
        "gmina": "jednostka samorządu terytorialnego",
        "powiat": "jednostka samorządu terytorialnego",
        "szkoła": "instytucja publiczna",
        **dict.fromkeys(("cis", "kis", "wtz", "zaz"), "jednostka reintegracyjna (CIS, KIS, WTZ, ZAZ)"),
    },
)
"""The words are the workbook's own, a part of its format: they do not change with the language of a page."""

SEXES = Options(
    "Płeć",
    lambda: {"kobieta": Sex.FEMALE, "mężczyzna": Sex.MALE, "nie podano": Sex.UNKNOWN},
    {"k": "kobieta", "m": "mężczyzna", "nieznana": "nie podano", "odmowa": "nie podano"},
)

_SEAT = (
    Column(
        "seat",
        "Gmina",
        cells.text(120),
        gettext_lazy(
            "The municipality of the seat by name or by its six digits of TERC; a country for a seat abroad. Where two "
            "are called the same, add the kind or the county: “Sieradz, gmina wiejska”."
        ),
        width=22,
    ),
    Column(
        "seat_since",
        "Gmina od",
        cells.day,
        gettext_lazy("The first day of this seat. Needed where a recorded party has moved."),
    ),
    Column("street", "Ulica i numer", cells.text(200), width=24),
    Column("postal_code", "Kod pocztowy", cells.text(10), width=13),
    Column("town", "Miejscowość", cells.text(100), also=("Miasto",)),
)
_CONTACTS = (
    Column(
        "email", "E-mail", cells.emails, gettext_lazy("Several are parted by semicolons."), width=28,
        also=("Adres e-mail", "Mail"),
    ),
    Column(
        "phone", "Telefon", cells.phones, gettext_lazy("Several are parted by semicolons."), width=18,
        also=("Nr telefonu", "Tel."),
    ),
)  # fmt: skip
_PERSON = (
    Column(
        "sex", "Płeć", None, gettext_lazy("For persons alone; empty where it is unknown or refused."), options=SEXES
    ),
    Column(
        "birth_year",
        "Rok urodzenia",
        cells.whole(1900, 2100),
        gettext_lazy("For persons alone, four digits."),
    ),
)
LABOUR_STATUSES = Options(
    "Status na rynku pracy",
    lambda: {
        "pracująca": LabourStatus.EMPLOYED,
        "bezrobotna zarejestrowana": LabourStatus.REGISTERED_UNEMPLOYED,
        "bezrobotna niezarejestrowana": LabourStatus.UNREGISTERED_UNEMPLOYED,
        "bierna zawodowo": LabourStatus.INACTIVE,
        "odmowa podania": LabourStatus.REFUSED,
    },
    {
        "osoba pracująca": "pracująca",
        "pracujący": "pracująca",
        "osoba bezrobotna zarejestrowana w ewidencji urzędów pracy": "bezrobotna zarejestrowana",
        "osoba bezrobotna niezarejestrowana w ewidencji urzędów pracy": "bezrobotna niezarejestrowana",
        "osoba bierna zawodowo": "bierna zawodowo",
        "bierny zawodowo": "bierna zawodowo",
        "odmowa": "odmowa podania",
    },
)
DISABILITIES = Options(
    "Niepełnosprawność",
    lambda: {"tak": Disability.YES, "nie": Disability.NO, "odmowa podania": Disability.REFUSED},
    {"t": "tak", "n": "nie", "odmowa": "odmowa podania"},
)
_SINCE = gettext_lazy("The first day of which this is true, at best the day of the paper form.")
_PROTECTED = (
    Column(
        "pesel",
        "PESEL",
        cells.pesel,
        gettext_lazy("For persons alone, eleven digits. Kept encrypted; recognises a person most surely."),
        also=("Nr PESEL", "Numer PESEL"),
        secret=True,
        takes_pesel=True,
    ),
    Column(
        "labour_status",
        "Status na rynku pracy",
        None,
        gettext_lazy("For persons alone, from the list. Kept encrypted."),
        options=LABOUR_STATUSES,
        width=26,
        secret=True,
    ),
    Column("labour_status_since", "Status na rynku pracy od", cells.day, _SINCE),
    Column(
        "disability",
        "Niepełnosprawność",
        None,
        gettext_lazy("For persons alone: yes, no or refused. Kept encrypted."),
        options=DISABILITIES,
        width=20,
        secret=True,
    ),
    Column("disability_since", "Niepełnosprawność od", cells.day, _SINCE),
)
_REST = (
    Column("tags", "Tagi", cells.several, gettext_lazy("Words to group by, parted by semicolons."), width=24),
    Column(
        "caretaker",
        "Opiekun",
        cells.text(150),
        gettext_lazy("The member of staff who looks after the party: e-mail with which they log in."),
        width=28,
        also=("Opiekun (e-mail)",),
    ),
    Column("description", "Opis", cells.long_text, gettext_lazy("In short, for all staff to read."), width=40),
)

PARTY_COLUMNS = (
    Column(
        "name",
        "Nazwa",
        cells.text(300),
        gettext_lazy(
            "The full name. Together with the municipality it tells which party the row means, unless a number does."
        ),
        required=True,
        width=44,
        also=("Nazwa podmiotu", "Pełna nazwa"),
    ),
    Column("short_name", "Nazwa skrócona", cells.text(100), gettext_lazy("By which it is called every day."), width=22),
    Column(
        "kind",
        "Rodzaj",
        None,
        gettext_lazy("From the list. One on any day; PES and PS stand beside it."),
        required=True,
        options=KINDS,
        width=26,
        also=("Rodzaj podmiotu", "Forma prawna"),
    ),
    Column(
        "kind_since",
        "Rodzaj od",
        cells.day,
        gettext_lazy(
            "The first day of this kind; empty: since ever. Needed where a recorded party has changed its kind."
        ),
    ),
    Column("pes_since", "PES od", cells.day, gettext_lazy("The first day as a social economy entity.")),
    Column("pes_until", "PES do", cells.day, gettext_lazy("The last day as a social economy entity; empty: still is.")),
    Column("ps_since", "PS od", cells.day, gettext_lazy("The first day with the status of a social enterprise.")),
    Column("ps_until", "PS do", cells.day, gettext_lazy("The last day with that status; empty: still has it.")),
    Column("nip", "NIP", cells.nip, gettext_lazy("Ten digits, dashes or not. The surest way to recognise a party.")),
    Column("regon", "REGON", cells.regon, gettext_lazy("Nine or fourteen digits.")),
    Column("krs", "KRS", cells.krs, gettext_lazy("Ten digits; zeros in front may be missing."), also=("Nr KRS",)),
    *_SEAT,
    *_CONTACTS,
    Column("website", "Strona WWW", cells.website, width=28, also=("WWW", "Strona internetowa")),
    *_PERSON,
    *_REST,
    *_PROTECTED,
)
PERSON_COLUMNS = (
    Column(
        "name",
        "Imię i nazwisko",
        cells.text(300),
        gettext_lazy("Given name first."),
        required=True,
        width=30,
        also=("Nazwa", "Osoba"),
    ),
    *_PERSON,
    *_SEAT,
    *_CONTACTS,
    *_REST,
    *_PROTECTED,
)

CONTACT_TYPES = {"email": Contact.Type.EMAIL, "phone": Contact.Type.PHONE, "website": Contact.Type.WEBSITE}
IDENTIFIERS = {"nip": Identifier.Type.NIP, "regon": Identifier.Type.REGON, "krs": Identifier.Type.KRS}
ANSWERS = {"labour_status": Fact.LABOUR_STATUS, "disability": Fact.DISABILITY}
STATUSES = {"pes": Status.SOCIAL_ECONOMY_ENTITY, "ps": Status.SOCIAL_ENTERPRISE}
BASICS = ("name", "short_name", "description", "sex", "birth_year")
