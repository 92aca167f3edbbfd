"""Pages of projects and offices: whole ways through them, without scripts."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from ognisko.accounts.models import Role
from ognisko.accounts.tests.factories import UserFactory
from ognisko.projects import actions
from ognisko.projects.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(UserFactory(name="Iwona Sobczak", roles=[Role.COORDINATOR]))
    return client


def test_smoke(coordinator):
    p = factories.ProjectFactory(); o = factories.office(since=datetime.date(2024,1,1)); a = factories.party(); j = factories.joining(p, a)
    actions.count_days(o, datetime.date(2024,1,1), datetime.date(2024,3,1), by=None)
    e = actions.set_exception(o, datetime.date(2024,2,5), hours=None, reason="remont", by=None)
    pa = actions.add_partner(p, factories.party("Partner", place=factories.GERMANY), since=datetime.date(2024,1,1), by=None)
    for name, args in [("projects",[]),("project_add",[]),("project_edit",[p.pk]),("area",[p.pk]),("partner_add",[p.pk]),("partner_end",[pa.pk]),("joinings",[p.pk]),("joining_add",[p.pk]),("joining_leave",[j.pk]),("offices",[]),("office_add",[]),("office",[o.pk]),("office_edit",[o.pk]),("hours",[o.pk]),("days",[o.pk]),("exception_add",[o.pk]),("assignment_add",[]),("settings",[]),("operators",[]),("operator_add",[]),("operator_edit",[o.operator_id]),("funders",[]),("funder_add",[])]:
        r = coordinator.get(reverse("projects:"+name, args=args))
        assert r.status_code == 200, name
    r = coordinator.get(p.get_absolute_url()); assert r.status_code == 200
    r = coordinator.get(reverse("projects:days", args=[o.pk]), HTTP_HX_TARGET="panel", HTTP_HX_REQUEST="true"); assert r.status_code==200
