"""Fees, deadlines and papers of the city beside a source's: what an import leaves alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from identity.models import User
from services.exchange import importing
from services.exchange.contrib.xzufi.names import UNITS
from services.models import (
    Deadline,
    Fee,
    LegalBasis,
    RequiredDocument,
    Service,
    ServiceDocument,
    TextChange,
)
from tests.services.edit_form import edit_address, filled

pytestmark = pytest.mark.django_db
MESSAGE = """<x:transfernachricht xmlns:x="http://xoev.de/schemata/xzufi/2_2_0"
xzufiVersion="2.2.0">
<x:nachrichtenkopf/><x:schreibe><x:leistung><x:id schemeAgencyID="LAND">7</x:id>
<x:modulText><x:leikaTextmodul><code>02</code></x:leikaTextmodul>
<x:inhalt languageCode="de">Beispiel</x:inhalt></x:modulText>{facts}
</x:leistung></x:schreibe></x:transfernachricht>"""
FEE = """<x:modulKosten><x:kosten><x:kostenauswahl><x:kostenFix>
<x:betrag currencyCode="EUR">{amount}</x:betrag></x:kostenFix></x:kostenauswahl>
<x:beschreibung languageCode="de">{label}</x:beschreibung></x:kosten></x:modulKosten>"""
DEADLINE = """<x:modulFrist><x:frist><x:fristauswahl><x:fristDauer><x:dauer>{amount}</x:dauer>
<x:einheit><code>{unit}</code></x:einheit></x:fristDauer></x:fristauswahl>
<x:beschreibung languageCode="de">nach dem Einzug</x:beschreibung></x:frist></x:modulFrist>"""
PAPER = """<x:modulDokument><x:dokumentEingehend>
<x:bezeichnung languageCode="de">{name}</x:bezeichnung></x:dokumentEingehend></x:modulDokument>"""


@pytest.fixture
def deliver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Service]:
    """A delivery of the Land with these facts."""
    monkeypatch.setattr(importing, "reindex", lambda report: None)

    def do(*facts: str) -> Service:
        (tmp_path / "land.xml").write_text(MESSAGE.format(facts="".join(facts)), "utf-8")
        run = importing.run([tmp_path / "land.xml"], actor=None)
        assert run.state == "done"
        return Service.objects.get(source_id="7")

    return do


def fee(amount: str = "30.00", label: str = "Ausweis") -> str:
    return FEE.format(amount=amount, label=label)


def labels(service: Service) -> list[tuple[str, str]]:
    return [(f.label, str(f.amount)) for f in Fee.objects.filter(service=service)]


class TestTheNextDelivery:
    def test_leaves_what_the_city_added(self, deliver: Any) -> None:
        service = deliver(fee(), DEADLINE.format(amount=2, unit="04"), PAPER.format(name="Pass"))
        own = RequiredDocument.objects.create(name="Foto")
        Fee.objects.create(service=service, label="Express", amount=9, is_local=True)
        Deadline.objects.create(service=service, label="vor der Reise", is_local=True)
        ServiceDocument.objects.create(service=service, document=own, is_local=True)
        LegalBasis.objects.create(service=service, name="Satzung", is_local=True)
        deliver(fee("35.00"))
        assert labels(service) == [("Ausweis", "35.00"), ("Express", "9.00")]
        assert Deadline.objects.get(service=service).label == "vor der Reise"
        assert ServiceDocument.objects.get(service=service).document == own
        assert LegalBasis.objects.get(service=service).name == "Satzung"

    def test_leaves_hidden_what_the_city_hides(self, deliver: Any) -> None:
        service = deliver(fee(), PAPER.format(name="Pass"))
        Fee.objects.update(hidden_because="Bei uns kostenlos")
        ServiceDocument.objects.update(hidden_because="Liegt uns vor")
        deliver(fee("35.00"), PAPER.format(name="Pass"), PAPER.format(name="Foto"))
        assert Fee.objects.get().hidden_because == "Bei uns kostenlos"
        hidden = ServiceDocument.objects.exclude(hidden_because="")
        assert [link.document.name for link in hidden] == ["Pass"]
        assert len(service.shown("documents")) == 1

    def test_shows_what_is_called_otherwise_now(self, deliver: Any) -> None:
        deliver(fee())
        Fee.objects.update(hidden_because="Bei uns kostenlos")
        service = deliver(fee(label="Ausweis im Expressverfahren"))
        assert len(service.shown("fees")) == 1

    def test_of_two_with_one_name_each_is_known(self, deliver: Any) -> None:
        deliver(fee("1.00"), fee("2.00"))
        Fee.objects.filter(amount=2).update(hidden_because="Gibt es hier nicht")
        deliver(fee("1.00"), fee("3.00"))
        assert Fee.objects.get(amount=3).hidden_because
        assert not Fee.objects.get(amount=1).hidden_because

    def test_tells_the_editors_what_changed(self, deliver: Any) -> None:
        deliver(fee())
        deliver(fee("35.00"))
        change = TextChange.objects.get(module="fees")
        assert (change.before, change.after) == ("Ausweis: 30,00 €", "Ausweis: 35,00 €")

    def test_keeps_what_only_the_draft_has(self, deliver: Any) -> None:
        service = deliver(fee())
        (theirs,) = service.fees.all()
        theirs.hidden_because = "Bei uns kostenlos"
        service.fees = [theirs, Fee(label="Express", amount=9, is_local=True)]
        service.save_revision()
        deliver(fee("35.00"))
        draft = Service.objects.get().get_latest_revision_as_object()
        assert {(f.label, str(f.amount), f.hidden_because) for f in draft.fees.all()} == {
            ("Ausweis", "35.00", "Bei uns kostenlos"),
            ("Express", "9", ""),
        }


class TestInTheEditor:
    @pytest.fixture
    def service(self, deliver: Any) -> Service:
        found: Service = deliver(fee(), PAPER.format(name="Pass"))
        return found

    def send(self, client: Client, service: Service, **fields: Any) -> Service:
        data = filled(client, edit_address(service)) | fields
        assert client.post(edit_address(service), data).status_code == 302
        draft = Service.objects.get(pk=service.pk).get_latest_revision_as_object()
        assert isinstance(draft, Service)
        return draft

    def test_the_sources_records_are_only_to_be_read(
        self, service: Service, editor: User, login: Any
    ) -> None:
        draft = self.send(login(editor), service, **{"fees-0-amount": "1", "fees-0-DELETE": "on"})
        assert [str(f.amount) for f in draft.fees.all()] == ["30.00"]

    def test_one_is_hidden_with_a_reason_and_the_audit_says_so(
        self, service: Service, editor: User, login: Any
    ) -> None:
        draft = self.send(login(editor), service, **{"fees-0-hidden_because": "Bei uns kostenlos"})
        assert draft.shown("fees") == []
        assert len(Service.objects.get(pk=service.pk).shown("fees")) == 1, "only a draft yet"
        entry = ModelLogEntry.objects.get(action="services.fact.hide")
        assert (entry.user, entry.data["reason"]) == (editor, "Bei uns kostenlos")
        assert entry.data["record"] == "Ausweis: 30,00 €"

    def test_what_an_editor_adds_is_the_citys(
        self, service: Service, editor: User, login: Any
    ) -> None:
        new = {"label": "Express", "amount": "9", "kind": "fixed", "ORDER": "2", "id": ""}
        added = {f"fees-1-{name}": value for name, value in new.items()}
        draft = self.send(login(editor), service, **{"fees-TOTAL_FORMS": "2"}, **added)
        assert [(f.label, f.is_local) for f in draft.fees.all()] == [
            ("Ausweis", False),
            ("Express", True),
        ]

    def test_nothing_can_be_hidden_of_our_own_services(
        self, make_service: Any, editor: User, login: Any
    ) -> None:
        service = make_service("Eigenes")
        Fee.objects.create(service=service, label="Eigene", amount=1)
        assert "fees-0-hidden_because" not in filled(login(editor), edit_address(service))


class TestForReaders:
    def test_page_and_open_data_show_what_holds(self, deliver: Any, citizen: Client) -> None:
        service = deliver(fee(label="Landesgebühr"), PAPER.format(name="Pass"))
        Fee.objects.update(hidden_because="Bei uns anders")
        Fee.objects.create(service=service, label="Stadtgebühr", amount=9, is_local=True)
        ServiceDocument.objects.update(hidden_because="Liegt uns vor")
        page = citizen.get(service.get_absolute_url()).content.decode()
        assert "9,00 €" in page
        assert "30,00 €" not in page
        assert "Pass" not in page
        data = citizen.get(f"/api/v1/services/{service.slug}").json()
        assert [row["label"] for row in data["fees"]] == ["Stadtgebühr"]
        assert data["documents"] == []

    @pytest.mark.parametrize("code", UNITS)
    def test_a_deadline_in_any_unit(self, deliver: Any, citizen: Client, code: str) -> None:
        service = deliver(DEADLINE.format(amount=2, unit=code))
        page = citizen.get(service.get_absolute_url()).content.decode()
        assert f"2 {UNITS[code].label} nach dem Einzug" in page


def test_one_view_shows_both(deliver: Any, editor: User, login: Any) -> None:
    service = deliver(fee(), PAPER.format(name="Pass"))
    Fee.objects.update(hidden_because="Bei uns kostenlos")
    paper = RequiredDocument.objects.create(name="Foto")
    ServiceDocument.objects.create(service=service, document=paper, is_local=True)
    deliver(fee("35.00"), PAPER.format(name="Pass"))
    client = login(editor)
    url = f"/verwaltung/leistungen/{service.pk}/texte/"
    page = client.get(url).content.decode()
    fees, papers = page.index("Gebühren</h3>"), page.index("Nötige Unterlagen</h3>")
    assert fees < papers, "what has to be compared comes first"
    assert "Passt noch, was die Stadt dazu sagt?" in page[fees:papers]
    assert "<del>30,00 </del>" in page
    assert "<ins>35,00 </ins>" in page
    assert "Bei uns kostenlos" in page[fees:papers]
    assert "Foto" in page[papers:]
    client.post(f"/verwaltung/leistungen/{service.pk}/erledigt/")
    assert "Passt noch, was die Stadt" not in client.get(url).content.decode()
