"""After handing in: the receipt, the paper, taking it back; messages, people who write too, another device."""

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ognisko.accounts.actions import mail_entry_link
from ognisko.accounts.permissions import acting, may_mail_link
from ognisko.grants import permissions
from ognisko.grants.actions import applying as actions
from ognisko.grants.actions import submitting
from ognisko.grants.formats.paper import submission_pdf
from ognisko.grants.forms.applying import InviteForm, MessageForm
from ognisko.grants.models import Application
from ognisko.grants.queries import applying as queries
from ognisko.grants.rules.life import Forbidden
from ognisko.grants.views.applying.base import of_author


@of_author
def receipt(request: HttpRequest, row: Application) -> HttpResponse:
    """The number, the time and the mark of what was handed in last."""
    last = row.submissions.order_by("-number").first()
    if last is None:
        return redirect("grants:mine", row.token)
    return render(request, "grants/applying/receipt.html", {"row": row, "last": last})


@of_author
def paper(request: HttpRequest, row: Application, number: int) -> HttpResponse:
    """A version that was handed in, as a document made from the copy that nobody can change."""
    one = get_object_or_404(row.submissions.select_related("sheet__version", "application__call"), number=number)
    answer = HttpResponse(submission_pdf(one), content_type="application/pdf")
    name = (row.number or "wniosek").replace("/", "-")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{number}.pdf"'
    return answer


@of_author
def withdraw(request: HttpRequest, row: Application) -> HttpResponse:
    """Take the application back: asked on a page of its own, since it cannot be undone."""
    if not queries.may_withdraw(row):
        return redirect("grants:mine", row.token)
    if request.method != "POST":
        return render(request, "grants/applying/withdraw.html", {"row": row})
    try:
        submitting.withdraw(row, by=acting(request))
        notices.success(request, _("The application is withdrawn."))
    except Forbidden as forbidden:
        notices.error(request, str(forbidden))
    return redirect("grants:mine", row.token)


@of_author
def messages(request: HttpRequest, row: Application) -> HttpResponse:
    """What was written in the application by both sides, and a message to the officer."""
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.write_to_officer(row, data["text"], token=data["token"], by=acting(request))
        notices.success(request, _("Your message is sent."))
        return redirect("grants:mine_messages", row.token)
    found = list(row.messages.select_related("by").order_by("-id"))
    if request.method == "GET":
        actions.read_messages(row, by=acting(request))
    context = {"row": row, "form": form, "found": found}
    return render(request, "grants/applying/messages.html", context, status=422 if form.is_bound else 200)


@of_author
def authors(request: HttpRequest, row: Application) -> HttpResponse:
    """Who writes; whoever began it invites others by e-mail."""
    may = permissions.may_invite(acting(request), row)
    form = InviteForm(request.POST or None)
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid() and not may_mail_link(request, form.cleaned_data["email"]):
            form.add_error("email", _("Several links were sent already. Try again in an hour."))
        elif form.is_valid():
            data = form.cleaned_data
            try:
                actions.invite(row, data["email"], name=data["name"], onward=f"/moje/{row.token}/", by=acting(request))
                notices.success(request, _("The invitation is on its way to %(email)s.") % {"email": data["email"]})
                return redirect("grants:mine_authors", row.token)
            except actions.TooManyAuthorsError as many:
                form.add_error(None, str(many))
    context = {"row": row, "form": form, "may": may, "found": row.authors.select_related("user")}
    return render(request, "grants/applying/authors.html", context, status=422 if form.is_bound else 200)


@of_author
def author_remove(request: HttpRequest, row: Application, author: int) -> HttpResponse:
    """Somebody writes no more."""
    if request.method != "POST" or not permissions.may_invite(acting(request), row):
        raise Http404
    one = get_object_or_404(row.authors.select_related("user"), pk=author, is_owner=False)
    actions.part_with(one, by=acting(request))
    notices.success(request, _("%(name)s does not write here any more.") % {"name": one.user})
    return redirect("grants:mine_authors", row.token)


@of_author
def send_link(request: HttpRequest, row: Application) -> HttpResponse:
    """Mail oneself a link, to go on writing on another device."""
    if request.method != "POST":
        return redirect("grants:mine", row.token)
    user = acting(request)
    if not may_mail_link(request, user.email):
        notices.error(request, _("Several links were sent already. Try again in an hour."))
        return redirect("grants:mine", row.token)
    mail_entry_link(user.email, name=user.name, onward=f"/moje/{row.token}/")
    notices.success(request, _("The link is on its way to %(email)s. Open it where you want to go on.")
                    % {"email": user.email})  # fmt: skip
    return redirect("grants:mine", row.token)
