"""Fetching from the search service and the FIM portal, against a stand-in over HTTP."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ozg_catalog.linkcheck import public_fetch
from services.exchange import fetching, importing
from services.exchange.base import MessageError
from services.exchange.contrib import pvog
from services.exchange.fetching import Spool
from services.exchange.shapes import Shape
from services.exchange.wishes import Wish
from services.models import ImportRun, OnlineChannel, Service
from tests.services.exchange.stand_in import KEY, OTHER_KEY, Answer, StandIn, description
from tests.services.exchange.test_resume import start_command

pytestmark = pytest.mark.django_db
WISH = f"?leika={KEY}"
Fetch = Callable[..., ImportRun]


@pytest.fixture
def standin(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    server = StandIn().start()
    settings.LINKCHECK_ALLOW_LOOPBACK = True
    settings.PVOG_URL = settings.FIM_URL = server.url
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(fetching, "BACKOFF_SECONDS", 0.01)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetch(load: Callable[..., ImportRun], standin: StandIn) -> Fetch:
    return lambda name="pvog", wish=WISH, **options: load(wish, format_name=name, **options)


def reasons(run: ImportRun) -> str:
    return " | ".join(note["reason"] for note in run.notes)


def once(answer: Answer) -> Callable[[str], Answer | None]:
    left = [answer]
    return lambda path: left.pop() if left else None


class TestWhatComes:
    def test_texts_become_sections(self, fetch: Fetch) -> None:
        run = fetch()
        assert run.state == ImportRun.State.DONE
        text = Service.objects.get(source_id="2", agency="L1").texts.get()
        assert (text.title, text.teaser) == ("Beispielleistung 2", "Beispiel Nummer 2.")
        assert text.summary == "<p>Das ist Beispieltext 2.</p>"
        assert "Beispielnachweis" in text.documents_note
        assert "Beispielgebühr" in text.fees_note

    def test_new_ones_are_drafts_unless_wished_otherwise(self, fetch: Fetch) -> None:
        fetch()
        assert not Service.objects.filter(live=True).exists()

    def test_published_when_wished(self, fetch: Fetch) -> None:
        fetch(wish=f"{WISH}&publish=1")
        assert Service.objects.filter(live=True).count() == 3

    def test_beside_a_page_of_ours_it_stays_a_draft(self, fetch: Fetch, make_service: Any) -> None:
        make_service("Ausweis", leika_keys=[KEY])
        run = fetch(wish=f"{WISH}&publish=1")
        assert "schon die Seite „Ausweis“" in reasons(run)
        assert Service.objects.filter(live=True).count() == 1

    def test_the_online_address_is_linked_once_for_all(self, fetch: Fetch) -> None:
        fetch()
        channel = OnlineChannel.objects.get()
        assert channel.uses.count() == 3
        assert channel.trust_level == "unknown"

    def test_fim_gives_xzufi_of_exactly_this_key(self, fetch: Fetch) -> None:
        run = fetch("fim")
        assert run.counts["service created"] == 2
        assert set(Service.objects.values_list("agency", "source_id")) == {
            ("B100", "1"),
            ("B100", "2"),
        }

    def test_fim_by_editors(self, fetch: Fetch, standin: StandIn) -> None:
        fetch("fim", wish=f"{WISH}&redaktion=L42")
        assert "redaktion_id=L42&source=landesredaktion" in standin.asked[0]

    def test_keys_of_the_directory_are_asked_where_none_is_named(
        self, fetch: Fetch, standin: StandIn, make_service: Any
    ) -> None:
        make_service("Hundesteuer", leika_keys=[OTHER_KEY])
        run = fetch(wish="")
        assert f"leikaIds={OTHER_KEY}" in standin.asked[0]
        assert "zu den gefragten Schlüsseln nichts" in reasons(run)

    def test_district_and_land_are_asked_where_the_town_has_nothing(
        self, fetch: Fetch, standin: StandIn
    ) -> None:
        fetch(wish=f"?leika={OTHER_KEY}")
        assert [path.split("ars=")[1][:12] for path in standin.asked] == [
            "160770001001",
            "160770000000",
            "160000000000",
        ]

    def test_dry_run_writes_nothing(self, fetch: Fetch) -> None:
        run = fetch(dry_run=True)
        assert run.counts["service created"] == 3
        assert not Service.objects.exists()

    def test_second_hand_never_replaces_what_the_editors_delivered(
        self, fetch: Fetch, standin: StandIn
    ) -> None:
        fetch("fim")
        standin.descriptions = {"B100.LB.1": {**description(1), "id": "B100.LB.1"}}
        run = fetch()
        assert run.counts["service older"] == 1
        assert Service.objects.get(source_id="1").name == "Beispielstammtext 1"


class TestPaging:
    def test_until_a_page_is_not_full(
        self, fetch: Fetch, standin: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.exchange.contrib.pvog.SIZE", 2)
        assert fetch().counts["service created"] == 3
        assert [p.split("page=")[1][0] for p in standin.asked if "leikaid" in p] == ["0", "1"]

    def test_a_server_may_give_smaller_pages_than_asked_for(
        self, fetch: Fetch, standin: StandIn
    ) -> None:
        standin.largest_page = 1
        assert fetch().counts["service created"] == 3

    @pytest.mark.parametrize(
        ("said", "last"),
        [
            ({"last": False}, False),
            ({"last": True}, True),
            ({}, True),
            ({"totalElements": 9}, False),
        ],
    )
    def test_what_a_page_says_of_itself_counts(self, said: dict[str, Any], last: bool) -> None:
        assert pvog._is_last(Shape(said), here=5, seen=5) is last

    def test_fim_by_offset(
        self, fetch: Fetch, standin: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.exchange.contrib.fim.LIMIT", 1)
        assert fetch("fim").counts["service created"] == 2
        assert sum("offset=" in path for path in standin.asked) == 3

    def test_a_list_without_end_is_refused(
        self, fetch: Fetch, standin: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.exchange.contrib.pvog.SIZE", 1)
        monkeypatch.setattr("services.exchange.contrib.pvog.PAGES_AT_MOST", 2)
        assert "hat kein Ende" in reasons(fetch())

    def test_many_keys_come_in_batches(self, fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("services.exchange.remote.BATCH", 2)
        assert fetch().messages.count() == 2


class TestSecondRound:
    def test_what_did_not_change_is_not_sent_again(self, fetch: Fetch, standin: StandIn) -> None:
        fetch()
        run = fetch()
        assert standin.statuses == {200: 4, 304: 4}
        assert run.counts["service unchanged"] == 3

    def test_what_changed_is(self, fetch: Fetch, standin: StandIn) -> None:
        fetch()
        standin.descriptions["L1.LB.1"]["name"] = "Beispielleistung eins"
        run = fetch()
        assert run.counts["service changed"] == 1
        assert run.counts["service unchanged"] == 2

    def test_a_page_that_is_gone_is_not_taken_from_the_folder(
        self, fetch: Fetch, standin: StandIn
    ) -> None:
        fetch()
        standin.before = lambda path: (404, {}, b"") if "L1.LB.1/" in path else None
        assert "aufgezählt, aber nicht zu haben" in reasons(fetch())

    def test_an_unasked_304_is_refused(self, fetch: Fetch, standin: StandIn) -> None:
        standin.before = lambda path: (304, {}, b"")
        assert "Antwort 304" in reasons(fetch())


class TestPatience:
    def test_waits_as_long_as_it_is_told(self, fetch: Fetch, standin: StandIn) -> None:
        standin.before = once((429, {"Retry-After": "1"}, b""))
        begun = time.monotonic()
        assert fetch().state == ImportRun.State.DONE
        assert time.monotonic() - begun >= 1

    def test_gives_up_when_told_to_come_back_tomorrow(self, fetch: Fetch, standin: StandIn) -> None:
        later = timezone.now() + timezone.timedelta(hours=20)
        standin.before = lambda path: (503, {"Retry-After": format_datetime(later)}, b"")
        run = fetch()
        assert run.state == ImportRun.State.FAILED
        assert "erst in 7" in reasons(run)
        assert len(standin.asked) == 1

    def test_gives_up_after_four_tries(self, fetch: Fetch, standin: StandIn) -> None:
        standin.before = lambda path: (429, {"Retry-After": "0"}, b"")
        assert "Antwort 429" in reasons(fetch())
        assert len(standin.asked) == fetching.TRIES

    def test_nonsense_in_retry_after_is_not_obeyed(self, fetch: Fetch, standin: StandIn) -> None:
        standin.before = once((429, {"Retry-After": "-9e99"}, b""))
        assert fetch().state == ImportRun.State.DONE

    def test_a_silent_server_is_a_time_out(
        self, fetch: Fetch, standin: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(public_fetch, "SECONDS", 0.2)
        standin.before = lambda path: time.sleep(0.5)
        assert "keine" in reasons(fetch())
        assert not Service.objects.exists()

    def test_what_was_fetched_before_the_break_is_not_asked_again(
        self, fetch: Fetch, standin: StandIn
    ) -> None:
        standin.before = lambda path: (500, {}, b"") if "L1.LB.2/" in path else None
        run = fetch()
        assert run.state == ImportRun.State.FAILED
        standin.before, standin.asked = (lambda path: None), []
        assert fetch().counts["service created"] == 3
        assert len(standin.asked) == 2


class TestHostile:
    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"<html>", "kein JSON"),
            (b"[" * 100_000, "kein JSON"),
            (b"[]", "ist kein Objekt"),
            (b"{}", "content fehlt"),
            (b'{"content": 7}', "content ist keine Liste"),
            (b'{"content": [7]}', "content[0] ist kein Objekt"),
            (b'{"content": [{"id": 7}]}', "content[0].id ist kein Text"),
            (b'{"content": [{"id": ""}]}', "content[0].id ist kein Text"),
            (b'{"content": [{"name": "x"}]}', "content[0].id fehlt"),
        ],
    )
    def test_a_list_of_another_shape_is_refused_with_the_place(
        self, fetch: Fetch, standin: StandIn, body: bytes, reason: str
    ) -> None:
        standin.before = once((200, {}, body))
        run = fetch()
        assert run.state == ImportRun.State.FAILED
        assert reason in reasons(run)

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"id": "ganz anders"}, "anders aufgebaut als bekannt"),
            ({"details": None}, "details fehlt"),
            ({"details": [{"title": "Volltext", "text": 1}]}, "details[0].text ist kein Text"),
            ({"name": None}, "name fehlt"),
        ],
    )
    def test_one_wrong_description_does_not_stop_the_others(
        self, fetch: Fetch, standin: StandIn, change: dict[str, Any], reason: str
    ) -> None:
        standin.descriptions["L1.LB.2"] |= change
        run = fetch()
        assert run.counts["service created"] == 2
        assert reason in reasons(run)

    def test_new_fields_and_sections_are_named(self, fetch: Fetch, standin: StandIn) -> None:
        standin.descriptions["L1.LB.1"] |= {"rating": 5}
        standin.descriptions["L1.LB.1"]["details"].append(
            {"title": "Neues <b>Thema", "text": "<p>Neu</p>"}
        )
        run = fetch()
        assert "Unbekannte Felder, nicht gelesen: rating" in reasons(run)
        assert "Abschnitt „Neues <b>Thema“ ist neu" in reasons(run)
        text = Service.objects.get(source_id="1").texts.get()
        assert text.further == "<h3>Neues &lt;b&gt;Thema</h3><p>Neu</p>"

    def test_scripts_do_not_get_in(self, fetch: Fetch, standin: StandIn) -> None:
        standin.descriptions["L1.LB.1"]["details"][1]["text"] = "<p>a<script>b()</script></p>"
        assert "Unerlaubtes HTML" in reasons(fetch())
        assert Service.objects.get(source_id="1").texts.get().summary == "<p>a</p>"

    def test_too_large(
        self, fetch: Fetch, standin: StandIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fetching, "MOST_BYTES", 100)
        assert "zu groß" in reasons(fetch())

    def test_cut_off(self, fetch: Fetch, standin: StandIn) -> None:
        standin.before = lambda path: (200, {"Content-Length": "999"}, b"{}")
        assert fetch().state == ImportRun.State.FAILED

    def test_a_redirect_is_told_not_followed(self, fetch: Fetch, standin: StandIn) -> None:
        standin.before = lambda path: (302, {"Location": "http://169.254.169.254/"}, b"")
        assert "Antwort 302 → http://169.254.169.254/" in reasons(fetch())
        assert len(standin.asked) == 1

    def test_only_to_the_public_internet(
        self, fetch: Fetch, standin: StandIn, settings: Any
    ) -> None:
        settings.LINKCHECK_ALLOW_LOOPBACK = False
        assert fetch().state == ImportRun.State.FAILED
        assert not standin.asked

    def test_a_doctype_in_the_xml(self, fetch: Fetch, standin: StandIn) -> None:
        bad = b'<!DOCTYPE x [<!ENTITY e "x">]><leistung>&e;</leistung>'
        standin.before = lambda path: (200, {}, bad) if path.endswith("/1/leika/xzufi") else None
        run = fetch("fim")
        assert "DOCTYPE" in reasons(run)
        assert run.counts["service created"] == 1

    def test_a_message_from_the_portal_deletes_nothing(
        self, fetch: Fetch, standin: StandIn
    ) -> None:
        fetch("fim")
        ns = 'xmlns:x="http://xoev.de/schemata/xzufi/2_2_0"'
        message = (
            f'<x:transfernachricht {ns} xzufiVersion="2.2.0"><x:nachrichtenkopf/>'
            '<x:loesche klasse="Leistung"><x:id schemeAgencyID="B100">2</x:id></x:loesche>'
            "</x:transfernachricht>"
        ).encode()
        standin.before = lambda path: (200, {}, message) if path.endswith("/xzufi") else None
        assert "keine lesbare Leistung" in reasons(fetch("fim"))
        assert Service.objects.count() == 2

    def test_a_damaged_page_in_the_folder_is_fetched_again(
        self, fetch: Fetch, standin: StandIn, tmp_path: Path
    ) -> None:
        fetch()
        for page in (tmp_path / "exchange" / "pvog").glob("*.page"):
            page.write_bytes(b"\x00 half")
        assert fetch().counts["service unchanged"] == 3
        assert standin.statuses == {200: 8}


class TestWish:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("?leika=123", "„123“ hat nicht 14 Ziffern"),
            ("?ars=16", "12 Ziffern"),
            ("?redaktion=../x", "Redaktion"),
        ],
    )
    def test_a_wrong_one_names_the_field(self, text: str, reason: str) -> None:
        with pytest.raises(MessageError, match=reason):
            Wish.parse(text)

    def test_there_and_back(self) -> None:
        wish = Wish((KEY, OTHER_KEY), "160770001001", "L42", publish=True)
        assert Wish.parse(str(wish)) == wish


class TestStaffPage:
    PAGE = "/verwaltung/leistungen/importe/"

    @pytest.fixture
    def client(self, standin: StandIn, editor: Any, login: Any, settings: Any) -> Any:
        settings.CELERY_TASK_ALWAYS_EAGER = True
        return login(editor)

    def test_a_source_is_asked(
        self, client: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        monkeypatch.setattr(importing, "reindex", lambda report: None)
        fields = {"source": "fim", "keys": f"{KEY}\n{OTHER_KEY}"}
        with django_capture_on_commit_callbacks(execute=True):
            client.post(self.PAGE, fields)
        run = ImportRun.objects.get()
        assert (run.origin, run.state, run.dry_run) == ("fim", ImportRun.State.DONE, False)
        assert run.counts["service created"] == 2

    def test_a_wrong_key_is_named(self, editor: Any, login: Any) -> None:
        page = login(editor).post(self.PAGE, {"source": "fim", "keys": "123"})
        assert "„123“ hat nicht 14 Ziffern" in page.content.decode()
        assert not ImportRun.objects.exists()

    def test_a_source_that_is_switched_off_is_not_offered(
        self, editor: Any, login: Any, settings: Any
    ) -> None:
        settings.FIM_URL = "-"
        page = login(editor).get(self.PAGE).content.decode()
        assert 'value="pvog"' in page
        assert 'value="fim"' not in page


def test_command(standin: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_services", source="fim", keys=[KEY])
    assert "service created 2" in capsys.readouterr().out


def test_command_wants_files_or_a_source() -> None:
    with pytest.raises(CommandError, match="not both"):
        call_command("import_services", "x.xml", source="fim")


def test_switched_off(fetch: Fetch, settings: Any) -> None:
    settings.PVOG_URL = "-"
    assert "abgeschaltet" in reasons(fetch())


def test_an_old_round_is_not_gone_on_with(tmp_path: Path) -> None:
    (tmp_path / "round").write_text("2020-01-01T00:00:00+00:00")
    assert not Spool(tmp_path).round.startswith("2020")


@pytest.mark.django_db(transaction=True)
def test_killed_while_fetching_and_gone_on_with(
    standin: StandIn, fetch: Fetch, tmp_path: Path
) -> None:
    standin.before = lambda path: time.sleep(20) if "L1.LB.3/" in path else None
    process = start_command(
        ["import_services", "--source", "pvog", "--keys", KEY],
        PVOG_URL=standin.url,
        PORTAL_VAR_DIR=str(tmp_path),
        LINKCHECK_ALLOW_LOOPBACK="true",
    )
    while not any("L1.LB.3/" in path for path in standin.asked):
        assert process.poll() is None
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not Service.objects.exists()
    standin.before, standin.asked = (lambda path: None), []
    interrupted = ImportRun.objects.get()
    run = fetch(wish=str(Wish((KEY,))))
    assert run == interrupted
    assert run.counts["service created"] == 3
    assert len(standin.asked) == 1
