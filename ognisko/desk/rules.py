"""Who may log in to the demo centre: pure data."""

DEMO_PASSWORD = "ognisko-demo"  # noqa: S105  # the demo's password is public by design; production refuses the demo

DEMO_STAFF = (
    ("dyrektorka", "Maria Lipińska", "director", ("director",)),
    ("koordynator", "Tomasz Wilk", "coordinator", ("coordinator",)),
    ("doradczyni", "Hanna Wrzosek", "advisor", ("advisor",)),
    ("doradca", "Paweł Dudziak", "advisor", ("advisor",)),
    ("doradczyni2", "Lucyna Baran", "advisor", ("advisor",)),
    ("doradca2", "Marek Osiński", "advisor", ("advisor",)),
    ("animatorka", "Ewa Sobótka", "animator", ("animator", "advisor")),
    ("granty", "Joanna Czapla", "grants officer", ("grants_officer",)),
    ("ksiegowa", "Irena Maj", "accountant", ("accountant",)),
    ("redaktor", "Adam Jeż", "editor", ("editor",)),
    ("audytor", "Krystyna Sowa", "auditor", ("auditor",)),
    ("asesor", "Leon Bąk", "assessor", ("assessor",)),
    ("administrator", "Zofia Lis", "administrator", ("administrator",)),
)
"""First part of the e-mail, name, role in English for the console, roles."""

DEMO_DOMAIN = "ognisko.example"


def demo_email(login: str) -> str:
    """The e-mail by which a member of the demo's staff logs in; .example is nobody's domain."""
    return f"{login}@{DEMO_DOMAIN}"


DEMO_LOGINS = tuple(
    (role, demo_email(login), DEMO_PASSWORD)
    for position, (login, _, role, _) in enumerate(DEMO_STAFF)
    if role not in {earlier[2] for earlier in DEMO_STAFF[:position]}
)
"""Role, e-mail, password: one login for each role, as the console prints them."""
