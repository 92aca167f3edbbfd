"""Forms of parties: what is typed becomes clean; nothing is saved here."""

from ognisko.people.forms.base import CorrectionForm, SafeForm
from ognisko.people.forms.changes import (
    AddressForm,
    BulkForm,
    EndForm,
    KindForm,
    MemberForm,
    NoteForm,
    SeatForm,
    StatusForm,
    TaskFilterForm,
    TaskForm,
)
from ognisko.people.forms.consents import (
    BulkConsentForm,
    ChangePurposeForm,
    ConsentFilterForm,
    ConsentForm,
    NewPurposeForm,
    WithdrawForm,
    WordingForm,
)
from ognisko.people.forms.party import AddPartyForm, DuplicatesForm, EditPartyForm, Family, PartyFilterForm
from ognisko.people.forms.protected import FindForm, ProtectedForm, ViewingFilterForm

__all__ = [
    "AddPartyForm",
    "AddressForm",
    "BulkConsentForm",
    "BulkForm",
    "ChangePurposeForm",
    "ConsentFilterForm",
    "ConsentForm",
    "CorrectionForm",
    "DuplicatesForm",
    "EditPartyForm",
    "EndForm",
    "Family",
    "FindForm",
    "KindForm",
    "MemberForm",
    "NewPurposeForm",
    "NoteForm",
    "PartyFilterForm",
    "ProtectedForm",
    "SafeForm",
    "SeatForm",
    "StatusForm",
    "TaskFilterForm",
    "TaskForm",
    "ViewingFilterForm",
    "WithdrawForm",
    "WordingForm",
]
