"""Pages of users and roles, for those who administer the centre."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from ognisko.accounts import actions, queries
from ognisko.accounts.forms import RemindersForm, UserForm
from ognisko.accounts.models import User
from ognisko.accounts.permissions import acting, allowed, can_administer, works_here
from ognisko.ui.rules import Column


@allowed(can_administer)
def users(request: HttpRequest) -> HttpResponse:
    """Everybody who can log in, with their roles."""
    columns = [
        Column("name", pgettext("of a person", "Name")),
        Column("email", _("E-mail")),
        Column("roles", _("Roles")),
        Column("is_active", _("May log in")),
    ]
    return render(request, "accounts/users.html", {"users": queries.users(), "columns": columns})


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
    return render(request, "accounts/user_form.html", {"form": form, "changed": User.objects.get(pk=pk)})


@allowed(can_administer)
@require_POST
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail somebody a new link to set their password."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    actions.send_password_link(user, request)
    messages.success(request, _("The link to set a password is on its way to %(email)s.") % {"email": user.email})
    return redirect("accounts:user_edit", pk=pk)


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
