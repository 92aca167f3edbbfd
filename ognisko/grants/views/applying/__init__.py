"""An applicant's pages: from the first look at the conditions to the receipt and the corrections."""

from ognisko.grants.views.applying.after import (
    author_remove,
    authors,
    messages,
    paper,
    receipt,
    send_link,
    withdraw,
)
from ognisko.grants.views.applying.begin import apply, mine, my
from ognisko.grants.views.applying.writing import (
    applicant,
    autosave,
    check,
    declarations,
    documents,
    page,
)

__all__ = [
    "applicant",
    "apply",
    "author_remove",
    "authors",
    "autosave",
    "check",
    "declarations",
    "documents",
    "messages",
    "mine",
    "my",
    "page",
    "paper",
    "receipt",
    "send_link",
    "withdraw",
]
