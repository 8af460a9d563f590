"""Security headers of every kind of answer."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ADDRESSES = ["/digitalisierung/", "/healthz", "/api/v1/", "/none/", "/konto/anmelden/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_policy_allows_no_inline_code(citizen: Client, address: str) -> None:
    policy = citizen.get(address)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ADDRESSES)
def test_device_is_closed(citizen: Client, address: str) -> None:
    policy = citizen.get(address)["Permissions-Policy"]
    assert "camera=()" in policy
    assert "geolocation=()" in policy


def test_one_page_may_ask_for_the_camera(citizen: Client) -> None:
    response = citizen.get("/c/")
    assert "camera=(self)" in response["Permissions-Policy"]
    assert "microphone=()" in response["Permissions-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_type_frames_and_referrer(citizen: Client, address: str) -> None:
    response = citizen.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "who"), [("/api/v1/", "cross-origin"), ("/digitalisierung/", "same-origin")]
)
def test_only_open_data_may_be_embedded(citizen: Client, address: str, who: str) -> None:
    assert citizen.get(address)["Cross-Origin-Resource-Policy"] == who
