"""What the history of a questionnaire tells: its head and its versions; answers have a history of their own."""

from ognisko.core.history import Record, Table
from ognisko.questionnaires.models import Questionnaire, Version
from ognisko.questionnaires.permissions import can_see_questionnaires

RECORDS = (
    Record(
        what="kwestionariusz",
        model=Questionnaire,
        may=lambda user, record: can_see_questionnaires(user),
        tables=(
            Table(model=Questionnaire, titled="title", quiet=frozenset({"created_at", "created_by_id"})),
            Table(
                model=Version,
                of=("questionnaire_id",),
                titled="number",
                quiet=frozenset({"changed", "published_by_id", "questionnaire_id"}),
            ),
        ),
    ),
)
