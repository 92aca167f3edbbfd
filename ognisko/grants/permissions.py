"""Who does what in grants; deny by default.

Officers run calls, accountants pay, assessors see what they assess and nothing before they have declared themselves;
applicants see what they write. Two persons: whoever proposed is never the one who approves.
"""

from django.contrib.auth.models import AnonymousUser

from ognisko.accounts.models import Role, User
from ognisko.accounts.permissions import can_steer, works_here
from ognisko.grants.models import RELIEFS, About, Application, Assessment, Decision
from ognisko.grants.rules.life import Actor, Stage

MONEY_ROLES = (Role.DIRECTOR, Role.COORDINATOR, Role.GRANTS_OFFICER, Role.ACCOUNTANT)


def can_see_grants(user: User) -> bool:
    """Every member of staff sees calls, applications and grants, also an auditor."""
    return works_here(user)


def can_run_calls(user: User) -> bool:
    """Grants officers, and those who answer for the centre."""
    return can_steer(user) or user.has_role(Role.GRANTS_OFFICER)


def can_see_application(user: User, application: Application) -> bool:
    """Staff."""
    return can_see_grants(user)


def can_approve(user: User, decision: Decision) -> bool:
    """A second person who takes part in decisions of this kind."""
    return decision.is_open and decision.proposed_by_id != user.pk and may_decide(user, decision)


def may_decide(user: User, decision: Decision) -> bool:
    """Those who run calls; of payments, write-offs and waivers an accountant too."""
    return can_run_calls(user) or (decision.about in (About.PAYMENT, *RELIEFS) and can_pay(user))


def can_pay(user: User) -> bool:
    """Batches, bank files, marking as paid, interest: director, coordinator, officer, accountant."""
    return user.has_role(*MONEY_ROLES)


def can_decide(user: User) -> bool:
    """Those who take part in decisions of some kind, as the first or the second person."""
    return can_run_calls(user) or can_pay(user)


def can_assess(user: User) -> bool:
    """Assessors from outside, and officers who assess."""
    return user.has_role(Role.ASSESSOR, Role.GRANTS_OFFICER)


def can_open_card(user: User, assessment: Assessment) -> bool:
    """One's own, after the declaration, unless it was taken off."""
    return (
        assessment.assessor_id == user.pk
        and assessment.is_impartial is True
        and assessment.taken_off_at is None
        and can_assess(user)
    )


def writes(user: User, application: Application) -> bool:
    """One of its authors; one query."""
    return user.is_authenticated and application.authors.filter(user=user).exists()


def may_invite(user: User, application: Application) -> bool:
    """Whoever began it decides who else writes; one query."""
    return user.is_authenticated and application.authors.filter(user=user, is_owner=True).exists()


def may_read_documents(user: User | AnonymousUser, number: str) -> bool:
    """Its authors; staff once it was handed in; assessors after their declaration, unless the call hides who applies.

    ``number`` is what stands in the holder: the application's and the document's numbers.
    """
    key = number.partition(".")[0]
    row = Application.objects.select_related("call").filter(pk=key if key.isdecimal() else 0).first()
    if row is None or not isinstance(user, User):
        return False
    if writes(user, row):
        return True
    if row.at is Stage.DRAFT:
        return False
    assesses = row.assessments.filter(assessor=user, is_impartial=True, taken_off_at=None).exists()
    return can_see_grants(user) or (assesses and can_assess(user) and not row.call.is_anonymised)


def part_of(user: User, application: Application) -> Actor | None:
    """Which part this user plays in the application's life: who writes it is its applicant, also when on the staff."""
    if writes(user, application):
        return Actor.APPLICANT
    return Actor.OFFICER if can_run_calls(user) else None
