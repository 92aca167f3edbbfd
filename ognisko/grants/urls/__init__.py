"""Addresses of grants, by who uses them."""

from ognisko.grants.urls import applying, assessing, calls, deciding, settling

app_name = "grants"
urlpatterns = [
    *calls.urlpatterns, *applying.urlpatterns, *assessing.urlpatterns, *deciding.urlpatterns, *settling.urlpatterns,
]  # fmt: skip
