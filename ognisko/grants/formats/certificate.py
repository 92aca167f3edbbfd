"""The certificate of a settled grant as a PDF."""

from pathlib import Path

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ognisko.core.money import money_text
from ognisko.core.polish import date_text, range_text
from ognisko.core.typst import pdf
from ognisko.grants.models import Application
from ognisko.grants.queries.money import money_of
from ognisko.grants.rules.life import Step
from ognisko.projects.queries import centre_name

DOCUMENTS = Path(__file__).parent.parent / "documents"


def certificate(row: Application) -> bytes:
    """Who settled which grant, of how much, when; the same grant gives the same text."""
    with translation.override(row.sheet.language):
        money, currency = money_of(row), row.call.currency
        closing = row.changes.filter(step=Step.CLOSE).order_by("-pk").first()
        day = timezone.localdate(closing.at) if closing else timezone.localdate()
        rows = [
            [_("Undertaking"), row.title],
            [_("Number of the application"), row.number],
            [pgettext("grants", "Call"), f"{row.call.programme.name}, {row.call.name}"],
            [_("Days of the activities"), range_text(row.since or row.call.activity_since,
                                                     row.until or row.call.activity_until)],
            [_("Paid"), money_text(money.paid, currency)],
            [_("Settled"), money_text(money.admitted, currency)],
        ]  # fmt: skip
        if money.returned:
            rows.append([_("Returned"), money_text(money.returned, currency)])
        if money.written_off:
            rows.append([_("Written off"), money_text(money.written_off, currency)])
        data = {
            "title": _("Certificate of a settled grant"),
            "lang": row.sheet.language,
            "name": row.applicant_name,
            "text": _("The undertaking named below was carried out with a grant and settled."),
            "rows": rows,
            "day": _("Settled on %(day)s.") % {"day": date_text(day)},
            "programme": centre_name(row.call.programme.name),
        }
        return pdf(DOCUMENTS / "certificate.typ", data)


def certificate_file(row: Application) -> HttpResponse:
    """The certificate as an answer that is kept on a disk."""
    name = f"zaswiadczenie-{row.number.replace('/', '-').lower()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(certificate(row), content_type="application/pdf", headers=headers)
