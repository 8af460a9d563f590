"""Published weaknesses of guest registration systems, by the numbers of our reference, and why
they do not apply here. Those that need a browser are in test_browser_sealing and test_venue_key.
"""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from guestreg import handover, places, scripts
from guestreg.checkin import issue_token, receipt_of
from guestreg.errors import RequestError
from guestreg.example import keys as demo
from guestreg.exports.registry import EXPORTERS
from guestreg.models import Code, DataRequest, Venue, VenueKey, Visit
from guestreg.release import open_package
from guestreg.sealing import Envelope, SealingError, open_inner, open_outer, public_key, seal
from identity.models import User
from portal.static_storage import HashedStaticFiles
from tests.guestreg.conftest import give, take

pytestmark = pytest.mark.django_db


def test_w2_nothing_to_register_and_nothing_half(citizen: Client, code: Code) -> None:
    """A visit is complete or refused; there is no badge to activate later."""
    citizen.post(code.get_absolute_url(), {"given_name": "Erna"})
    assert not Visit.objects.exists()


def test_w3_two_visits_of_one_guest_cannot_be_linked(visit_at: Callable) -> None:
    first, second = visit_at(), visit_at()
    assert first.receipt != second.receipt
    sealed = [bytes(visit.sealed) for visit in Visit.objects.all()]
    assert sealed[0][:65] != sealed[1][:65]
    assert {len(text) for text in sealed} == {674}


def test_w3_nothing_tells_who_sent(
    citizen: Client, code: Code, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither address nor kind of phone is logged; of the receipt only a hash is stored."""
    data = {"given_name": "E", "family_name": "B", "phone": "030 23125 1"}
    data["token"] = issue_token(code.code)
    sender = {"REMOTE_ADDR": "198.51.100.7", "HTTP_USER_AGENT": "Phone SM-A520"}
    with caplog.at_level("DEBUG"):
        answer = citizen.post(code.get_absolute_url(), data, **sender)
    assert not any(told in caplog.text for told in (*sender.values(), code.code))
    assert not answer.cookies
    receipt = receipt_of(data["token"], code.code)
    row = Visit.objects.values().get()
    assert receipt.encode() not in b"".join(bytes(v) for v in row.values() if hasattr(v, "tobytes"))
    assert not any(receipt in str(value) for value in row.values())


def test_w3_no_address_to_poll_for_others_visits() -> None:
    """The only look-up takes a receipt by POST; none takes an id or a list."""
    patterns = [str(p.pattern) for p in get_resolver("guestreg.checkin_urls").url_patterns]
    assert patterns == ["", "amt.js", "quittung", "karte", "<slug:code>"]


def test_w5_old_forms_and_foreign_codes_are_checked_on_the_server(
    citizen: Client, code: Code
) -> None:
    data = {"given_name": "E", "family_name": "B", "phone": "030 23125 1", "token": "made up"}
    citizen.post(code.get_absolute_url(), data)
    assert not Visit.objects.exists()


def test_w5_the_office_sees_where_an_entry_was_sealed(
    visit_at: Callable, ask: Callable[..., DataRequest], baker: User, health_officer: User
) -> None:
    """Entries that the guest's own phone did not seal say so, also in the table."""
    visit_at()
    asked = give(ask(), baker)
    assert [row.sealed_by for row in take(asked, health_officer)] == ["server"]


def test_w6_formulas_do_not_reach_the_office(
    visit_at: Callable, ask: Callable[..., DataRequest], baker: User, health_officer: User
) -> None:
    visit_at(family_name="=1+1")
    package = json.dumps(handover.take(actor=health_officer, request=give(ask(), baker)))
    table = EXPORTERS["csv"].export(*open_package(package, demo.PAPER)).decode()
    line = io.StringIO(table).readlines()[1]
    assert line.startswith('"\'=1+1"')


def test_w9_times_are_too_coarse_for_a_profile(visit_at: Callable) -> None:
    visit_at()
    visit = Visit.objects.get()
    assert (visit.arrived_at.minute % 5, visit.arrived_at.second, visit.leaves_by.second) == (
        0,
        0,
        0,
    )


def test_w10_no_request_without_case_window_and_basis(
    ask: Callable[..., DataRequest], basis: object
) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    for wrong in ({"case_number": ""}, {"window_start": long_ago}):
        with pytest.raises(RequestError):
            ask(**wrong)


def test_w10_approving_pages_state_the_limits_of_the_law(
    ask: Callable[..., DataRequest], baker: User, login: Callable[[User], Client], staff: Callable
) -> None:
    """To the second officer, and to the venue that is asked to release."""
    asked = ask()
    page = login(baker).get(reverse("guestreg:request", args=[asked.public_id]))
    assert "§ 28a Absatz 4" in page.content.decode()
    DataRequest.objects.update(state=DataRequest.State.PREPARED)
    second = User.objects.create_user("second")
    second.groups.set(asked.requested_by.groups.all())
    page = login(second).get(reverse("guestreg_staff:request", args=[asked.public_id]))
    assert "§ 28a Absatz 4" in page.content.decode().partition("Freigeben und an den Betrieb")[0]


def test_w10_a_long_window_warns_both(
    ask: Callable[..., DataRequest], baker: User, login: Callable[[User], Client], staff: Callable
) -> None:
    words = "Der Zeitraum ist ungewöhnlich lang."
    for hours, warned in ((2, False), (20, True)):
        asked = ask(window_start=timezone.now() - timedelta(hours=hours))
        venue = reverse("guestreg:request", args=[asked.public_id])
        office = reverse("guestreg_staff:request", args=[asked.public_id])
        assert (words in login(baker).get(venue).content.decode()) is warned
        assert (words in login(asked.requested_by).get(office).content.decode()) is warned


def test_w10_public_sees_how_often_the_office_asked(
    citizen: Client, ask: Callable[..., DataRequest]
) -> None:
    ask()
    assert citizen.get("/gast/").context["figures"]["requests"]["sent"] == 1


def test_w11_only_the_receipt_checks_out(citizen: Client, visit_at: Callable) -> None:
    visit_at()
    citizen.post(reverse("checkin-receipt"), {"receipt": "A" * 24, "action": "leave"})
    assert Visit.objects.get().left_at is None


def test_w14_deletion_is_not_left_to_the_venue(
    visit_at: Callable, baker: User, login: Callable[[User], Client]
) -> None:
    """A visit carries its last day from the start; the nightly job needs nobody's consent."""
    visit_at()
    visit = Visit.objects.get()
    assert visit.expires_on == visit.day + timedelta(days=28)


def test_w1_a_receipt_of_one_visit_tells_nothing_of_another(
    citizen: Client, visit_at: Callable
) -> None:
    """No card, no serial number, no account: nothing that a photograph could open twice."""
    first, second = visit_at(), visit_at()
    page = citizen.post(reverse("checkin-receipt"), {"receipt": first.receipt}).content.decode()
    assert second.receipt not in page
    assert page.count('<h2 id="visit">') == 1


def test_w4_page_names_the_readers_and_takes_them_from_records(citizen: Client, code: Code) -> None:
    """Nothing in an address can turn the page into somebody else's form."""
    plain = citizen.get(code.get_absolute_url()).content.decode()
    forged = citizen.get(
        code.get_absolute_url(), {"office": "x", "venue": "y", "office_key": "z", "name": "Privat"}
    ).content.decode()
    for name in ("data-office=", "data-venue=", "data-root=", "data-area="):
        assert plain.split(name)[1].split('"')[1] == forged.split(name)[1].split('"')[1]
    assert "Wer kann das lesen?" in plain
    assert "Privat" not in forged


def test_w11_a_used_form_stores_nothing_new(citizen: Client, code: Code) -> None:
    data = {"given_name": "E", "family_name": "B", "phone": "030 23125 1"}
    data["token"] = issue_token(code.code)
    for _time in range(3):
        citizen.post(code.get_absolute_url(), data)
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    "elsewhere",
    [{"area": 0}, {"day": "2020-01-01"}, {"office_kid": "x" * 22}, {"venue_kid": "x" * 22}],
)
def test_w11_a_sealed_visit_does_not_open_elsewhere(elsewhere: dict[str, Any]) -> None:
    """Place, day and both keys are bound in: the office's layer, the venue's, or both refuse."""
    office, venue = demo.demo_key("a day"), demo.VENUE
    here = Envelope(office.kid, venue.kid, 1, "2026-11-23")
    keys = {"office": public_key(office.point), "venue": public_key(venue.point)}
    sealed = seal({"family_name": "B"}, here, **keys)
    inner = open_outer(sealed, here, venue.private)
    assert open_inner(inner, here, office.private) == {"family_name": "B"}
    moved = replace(here, **elsewhere)
    with pytest.raises(SealingError):
        open_inner(open_outer(sealed, moved, venue.private), moved, office.private)


def test_w12_no_guest_before_the_venue_has_its_key(citizen: Client, code: Code) -> None:
    """Its page sends the key only after the file was read back and the sheet confirmed."""
    VenueKey.objects.all().delete()
    places.forget()
    page = citizen.get(code.get_absolute_url()).content.decode()
    assert "<form" not in page
    citizen.post(code.get_absolute_url(), {"token": issue_token(code.code)})
    assert not Visit.objects.exists()


def test_w12_a_month_without_rehearsal_shows_on_the_venues_page(
    venue: Venue, baker: User, login: Callable[[User], Client]
) -> None:
    words, page = (
        "hat niemand den Schlüssel geprüft",
        reverse("guestreg:venue", args=[venue.public_id]),
    )
    assert words not in login(baker).get(page).content.decode()
    VenueKey.objects.update(rehearsed_at=timezone.now() - timedelta(days=40))
    assert words in login(baker).get(page).content.decode()


def test_w13_the_source_is_open_and_each_script_can_be_compared() -> None:
    """Licence in the repository; every script stands unbundled, under its own name."""
    root = Path(__file__).parents[2]
    assert "EUROPEAN UNION PUBLIC LICENCE" in (root / "LICENSE").read_text().upper()
    for name in ("checkin.js", "hpke.js", "signing.js"):
        found = finders.find(f"guestreg/{name}")
        assert found
        assert Path(found) == root / "guestreg" / "static" / "guestreg" / name


def test_w13_checksums_are_published_and_are_those_of_what_is_served(citizen: Client) -> None:
    page = citizen.get("/gast/skripte/").content.decode()
    for script in scripts.published():
        found = finders.find(script.address.removeprefix("/static/"))
        assert script.checksum in page
        assert script.checksum == sha256(Path(str(found)).read_bytes()).hexdigest()
    folder = Path(__file__).parents[2] / "guestreg" / "static" / "guestreg"
    known = {f"{name}.js" for name in scripts.NAMES}
    assert known == {file.name for file in folder.glob("*.js")}


def test_w13_checksums_are_those_of_files_under_names_by_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In operation the imports in a script name stored files, so its bytes are others."""
    folder = tmp_path / "guestreg"
    folder.mkdir()
    (folder / "a.js").write_text('import { b } from "./b.js";\n')
    (folder / "b.js").write_text("export const b = 1;\n")
    store = HashedStaticFiles(location=str(tmp_path), base_url="/static/")
    list(store.post_process({f"guestreg/{n}.js": (store, f"guestreg/{n}.js") for n in "ab"}))
    store.hashed_files |= {n: store.stored_name(n) for n in ("guestreg/a.js", "guestreg/b.js")}
    monkeypatch.setattr(scripts, "staticfiles_storage", store)
    monkeypatch.setattr(scripts, "NAMES", ("a", "b"))
    monkeypatch.setattr(scripts, "CODE_READER", ())
    monkeypatch.setattr("django.conf.settings.DEBUG", False)
    first = scripts.published.__wrapped__()[0]
    served = tmp_path / first.address.removeprefix("/static/")
    assert first.checksum == sha256(served.read_bytes()).hexdigest()
    assert served.name != "a.js"
    assert "./b.js" not in served.read_text()


def test_w14_state_of_a_request_is_decided_on_the_server(
    ask: Callable[..., DataRequest], rival: User, login: Callable[[User], Client]
) -> None:
    asked = ask()
    url = reverse("guestreg:request-release", args=[asked.public_id])
    assert login(rival).post(url).status_code == 404
    asked.refresh_from_db()
    assert asked.is_waiting
