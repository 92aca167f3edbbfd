"""Pages of users and roles, for those who administer the centre."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from ognisko.accounts import actions, queries
from ognisko.accounts.forms import EntryForm, RemindersForm, ResetFactorForm, UserForm
from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed, can_administer, may_mail_link, works_here
from ognisko.ui.rules import Column


@allowed(can_administer)
def users(request: HttpRequest) -> HttpResponse:
    """Everybody who can log in, with their roles."""
    columns = [
        Column("name", pgettext("of a person", "Name")),
        Column("email", _("E-mail")),
        Column("roles", _("Roles")),
        Column("factor", _("Second factor")),
        Column("is_active", _("May log in")),
    ]
    factors = queries.factors_in_words()
    rows = [(user, factors.get(user.pk, "")) for user in queries.users()]
    return render(request, "accounts/users.html", {"users": rows, "columns": columns})


@allowed(can_administer)
def user_add(request: HttpRequest) -> HttpResponse:
    """Add somebody and mail them a link by which they set their password."""
    form = UserForm(request.POST or None, initial={"is_active": True})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        user = actions.add_user(email=data["email"], name=data["name"], roles=data["roles"], by=acting(request))
        actions.send_password_link(user, request)
        messages.success(request, _("Added %(name)s. The link to set a password is on its way.") % {"name": user})
        return redirect("accounts:users")
    return render(request, "accounts/user_form.html", {"form": form})


@allowed(can_administer)
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody's name, e-mail, roles and whether they may log in."""
    user = get_object_or_404(User, pk=pk)
    form = UserForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_user(user, **form.cleaned_data, by=acting(request))
        except actions.LastAdministratorError:
            form.add_error("roles", _("Somebody has to administer the centre. Give the role to another person first."))
        else:
            messages.success(request, _("Saved %(name)s.") % {"name": form.cleaned_data["name"]})
            return redirect("accounts:users")
    changed = User.objects.get(pk=pk)
    context = {"form": form, "changed": changed, "factors": queries.factors_in_words().get(pk, "")}
    return render(request, "accounts/user_form.html", context)


@allowed(can_administer)
@require_POST
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail somebody a new link to set their password."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    actions.send_password_link(user, request)
    messages.success(request, _("The link to set a password is on its way to %(email)s.") % {"email": user.email})
    return redirect("accounts:user_edit", pk=pk)


@allowed(can_administer)
def second_factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the second factors of somebody who has lost theirs, and say why."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    form = ResetFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reset_second_factor(user, reason=form.cleaned_data["reason"], by=acting(request))
        except actions.OwnFactorError:
            form.add_error(None, _("You cannot reset your own second factor. Ask another administrator."))
        else:
            messages.success(request, _("Reset. %(name)s sets up a new one at the next login.") % {"name": user})
            return redirect("accounts:user_edit", pk=pk)
    return render(request, "accounts/second_factor_reset.html", {"form": form, "changed": user})


@allowed(works_here)
def reminders(request: HttpRequest) -> HttpResponse:
    """Each person's own choice: a letter with the tasks of the day, or none."""
    user = acting(request)
    is_sent = request.method == "POST"  # an unticked box sends nothing at all
    form = RemindersForm(request.POST if is_sent else None, initial={"wants_reminders": user.wants_reminders})
    if form.is_valid():
        actions.set_reminders(user, wants=form.cleaned_data["wants_reminders"], by=user)
        messages.success(request, _("Saved."))
        return redirect("accounts:reminders")
    return render(request, "accounts/reminders.html", {"form": form})


# Entering by a mailed link --------------------------------------------------------------------------------------------


def enter(request: HttpRequest) -> HttpResponse:
    """Ask for an e-mail and mail a link; the answer is the same whoever is here."""
    onward = request.GET.get("dalej", "")
    if request.user.is_authenticated:
        return redirect(_onward(request, onward))
    form = EntryForm(request.POST or None, initial={"onward": onward})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not may_mail_link(request, data["email"]):
            form.add_error("email", _("Several links were sent already. Look into your mail, or try again in an hour."))
        else:
            actions.mail_entry_link(data["email"], name=data["name"], onward=_onward(request, data["onward"]))
            return render(request, "accounts/entry_sent.html", {"email": data["email"]})
    status = 422 if form.is_bound else 200
    return render(request, "accounts/enter.html", {"form": form}, status=status)


def entry(request: HttpRequest, given: str) -> HttpResponse:
    """The page of the link: mail programmes open links on their own, so only its button lets in."""
    try:
        if request.method == "POST":
            user, used = actions.enter(given)
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect(_onward(request, used.onward))
        used = actions.read_entry(given)
    except actions.LinkDeadError:
        return _private(render(request, "accounts/entry_dead.html", status=410))
    return _private(render(request, "accounts/entry.html", {"entry": used}))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"], response["Referrer-Policy"] = "no-store, private", "same-origin"
    return response


def _onward(request: HttpRequest, address: str) -> str:
    """An address of ours, or the page of one's own affairs."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()})
    return address if is_ours else settings.ENTERED_URL


# allauth's pages that take a second factor away -----------------------------------------------------------------------


class DeactivateApp(DeactivateTOTPView):
    """Two windows cannot each take away one of the last two factors: the user is held meanwhile."""

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look again under the lock; allauth's form refuses the last one."""
        User.objects.select_for_update().get(pk=acting(request).pk)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


class RemoveKey(RemoveWebAuthnView):
    """allauth asks nobody whether a key may go."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say beforehand when it may not."""
        return super().get_context_data(**kwargs) | {"may": get_adapter().can_delete_authenticator(self.object)}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Refuse the last one, looked at under the lock."""
        User.objects.select_for_update().get(pk=acting(self.request).pk)
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            form.add_error(None, adapter.validation_error("cannot_delete_authenticator"))
            return self.render_to_response(self.get_context_data(form=form))
        answer: HttpResponse = super().form_valid(form)
        return answer


deactivate_app = DeactivateApp.as_view()
remove_key = RemoveKey.as_view()
