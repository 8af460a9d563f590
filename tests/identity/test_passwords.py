"""What staff may choose as a password, checked without a network."""

import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from identity.models import User
from identity.passwords import is_listed

GUESSABLE = [
    "Passwort1234!",
    "Altenburg2026!",
    "qwertzuiop123",
    "iloveyou1234",
    "passwordpassword",
    "123456789012",
]


def problems(password: str, user: User | None = None) -> str:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.parametrize("password", GUESSABLE)
def test_guessable(password: str) -> None:
    assert "leicht zu erraten" in problems(password)


def test_too_short() -> None:
    assert "12 Zeichen" in problems("Xk4!pq")


def test_the_own_name_with_something_behind_it() -> None:
    user = User(username="karla.musterfrau", first_name="Karla")
    assert problems("karla.musterfrau1", user)


@pytest.mark.parametrize("password", ["Gießkanne Mondsee Klavier", "vier-Kerzen-Ofen-Melone"])
def test_words_need_no_signs_and_figures(password: str) -> None:
    assert problems(password) == ""


def test_very_long_ones_are_no_burden() -> None:
    assert problems("Gießkanne Mondsee Klavier " * 40) == ""


def test_texts_are_english_on_english_pages() -> None:
    with translation.override("en"):
        assert "easy to guess" in problems("Passwort1234!")


def write_list(file: Path, passwords: list[str]) -> None:
    hashes = sorted(hashlib.sha1(each.encode()).hexdigest().upper() for each in passwords)
    file.write_text("".join(f"{each}:{n + 1}\r\n" for n, each in enumerate(hashes)))


LEAKED = [f"Gießkanne Mondsee {n}" for n in range(300)]


def test_a_leaked_one_is_refused(tmp_path: Path, settings) -> None:
    write_list(tmp_path / "leaked", LEAKED)
    settings.PORTAL_BREACHED_PASSWORDS = str(tmp_path / "leaked")
    assert "gestohlener Kennwörter" in problems("Gießkanne Mondsee 17")
    assert problems("Gießkanne Mondsee Klavier") == ""


def test_every_line_of_the_list_is_found(tmp_path: Path) -> None:
    write_list(tmp_path / "leaked", LEAKED)
    assert all(is_listed(each, tmp_path / "leaked") for each in LEAKED)


@given(password=st.text(), others=st.lists(st.text(), max_size=20))
def test_looking_up_agrees_with_searching(
    password: str, others: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("list") / "leaked"
    write_list(file, others)
    assert is_listed(password, file) == (password in others)


@pytest.mark.django_db
def test_the_page_says_it_at_the_field(administrator: User, login) -> None:
    client: Client = login(administrator)
    form = {
        "oldpassword": "ein langes Kennwort",
        "password1": "Passwort1234!",
        "password2": "Passwort1234!",
    }
    page = client.post("/konto/kennwort/aendern/", form).content.decode()
    assert "leicht zu erraten" in page
