"""What the history of a unit of the register tells: what each state of the register changed."""

from ognisko.core.history import Record, Table
from ognisko.places.models import Place, PlaceName
from ognisko.places.permissions import can_browse

PLACE = (
    Table(model=Place, titled="name", quiet=frozenset({"code", "level"})),
    Table(model=PlaceName, of=("place_id",), called="kind", whole=("name", "period")),
)

RECORDS = (Record(what="miejsce", model=Place, may=lambda user, place: can_browse(user), tables=PLACE),)
