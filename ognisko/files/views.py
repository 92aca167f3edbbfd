"""Files come in by chunks and leave as attachments; what a form sends whole goes through its field."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ognisko.accounts.permissions import acting, allowed, works_here
from ognisko.files import actions, forms, permissions, queries
from ognisko.files.models import File
from ognisko.files.permissions import Grant, NoGrant
from ognisko.files.rules import Refused

logger = logging.getLogger(__name__)

GRANT = "Upload-Grant"
OFFSET = "Upload-Offset"


def _told[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """What went wrong is a number for the script and, where a person should know, a sentence for them."""

    @wraps(view)
    def answering(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except NoGrant as missing:
            text = (
                _("This page has been open for more than a day. Load it again and choose the file once more.")
                if missing.expired
                else _("You cannot send files here.")
            )
            return JsonResponse({"problem": text}, status=403)
        except actions.NoSuchFile:
            return JsonResponse({"problem": _("That file is no longer there. Choose it again.")}, status=404)
        except actions.WrongOffset as wrong:
            return JsonResponse({"received": wrong.received}, status=409)
        except actions.TooMany:
            return JsonResponse({"problem": str(forms.TOO_MANY)}, status=422)
        except actions.DiskFull:
            logger.exception("There is no room for uploads: a file was refused")
            response = JsonResponse({"problem": str(forms.FULL)}, status=507)
            response._has_been_logged = True  # type: ignore[attr-defined]  # with its own line above
            return response

    return answering


def _grant(request: HttpRequest) -> Grant:
    return permissions.granted(request.headers.get(GRANT, ""), request.user)


@never_cache
@require_POST
@_told
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for room for a file, or for where to go on with it: JSON with name, size and the browser's fingerprint."""
    grant = _grant(request)
    try:
        asked = json.loads(request.body)
        name, size, fingerprint = str(asked["name"]), int(asked["size"]), str(asked.get("fingerprint", ""))[:64]
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"problem": _("That file cannot be sent. Choose it again.")}, status=400)
    try:
        file = actions.begin(grant, name=name, size=size, fingerprint=fingerprint, by=request.user.pk)
    except Refused as refused:
        return JsonResponse({"problem": refused.sentence(grant.limits)}, status=422)
    return JsonResponse({"key": file.key, "received": file.received}, status=201)


@never_cache
@require_http_methods(["PATCH", "POST", "DELETE"])
@_told
def arrival(request: HttpRequest, key: UUID) -> HttpResponse:
    """A file on its way: PATCH adds a chunk, POST finishes, DELETE forgets it."""
    grant = _grant(request)
    if request.method == "DELETE":
        actions.cancel(key, grant)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        offset = request.headers.get(OFFSET, "")
        at = int(offset) if offset.isascii() and offset.isdecimal() and len(offset) < 16 else -1
        return JsonResponse({"received": actions.take(key, grant, offset=at, chunk=request.body)})
    try:
        file = actions.finish(key, grant, name=request.POST.get("name", ""), sha256=request.POST.get("sha256", ""))
    except Refused as refused:
        return JsonResponse({"problem": refused.sentence(grant.limits)}, status=422)
    line = render_to_string("files/row.html", {"row": forms.row(file, request.POST.get("field", ""), grant.user)})
    return JsonResponse({"key": file.key, "name": file.name, "row": line})


def _read(request: HttpRequest, key: UUID) -> File | None:
    """The file if this person may read it; what is hidden and what is missing look alike."""
    file = File.objects.readable().filter(key=key).first()
    may = file is not None and permissions.may_read(request.user, file, request.GET.get("pass", ""))
    return file if may else None


@require_GET
def file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The one way by which a file leaves: an attachment, for those whom its holder lets read it."""
    found = _read(request, key)
    if found is not None:
        return queries.answer_with(found)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    raise Http404


@require_GET
def thumbnail(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The small picture of a picture, for the same people."""
    found = _read(request, key)
    if found is not None and found.is_picture:
        return queries.thumbnail_of(found)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    raise Http404


@allowed(works_here)
@require_http_methods(["GET", "POST"])
def example(request: HttpRequest) -> HttpResponse:
    """The field in the gallery of elements, alive: each tries it with files of their own, forgotten after a day."""
    form = forms.ExampleForm(request.POST or None, request.FILES or None)
    holder = f"files.example:{acting(request).pk}"
    form.fields["documents"].belongs_to(holder, user=acting(request))  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data["documents"]
        actions.settle(holder, keep=asked.keep, remove=asked.remove, by=acting(request))
        messages.success(request, _("Saved."))
        return redirect("files:example")
    return render(request, "files/example.html", {"form": form}, status=422 if form.is_bound else 200)
