"""Addresses elsewhere: all are checked, and one is replaced wherever it stands."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page

from ozg_catalog.linkcheck import checking
from ozg_catalog.models import ChannelAddress
from portal.pages.models import HomePage, StandardPage
from services.links import holders, replacing
from services.links.change import Change
from services.links.replacing import Effect
from services.models import (
    Form,
    LegalBasis,
    LocalText,
    Office,
    OnlineChannel,
    RequiredDocument,
    Service,
)

pytestmark = pytest.mark.django_db
OLD = "https://alt.beispielstadt.de/a?x=1&y=2"
NEW = "https://neu.beispielstadt.de/"
TEXT = '<p>Siehe <a href="https://alt.beispielstadt.de/a?x=1&amp;y=2">hier</a>.</p>'


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    return make_service("Hund anmelden", text={"hints": TEXT})


@pytest.fixture
def everywhere(service: Service) -> Service:
    LocalText.objects.create(service=service, module="further", html=TEXT)
    LegalBasis.objects.create(service=service, name="Satzung", url=OLD)
    Form.objects.create(service=service, name="Antrag", url=OLD)
    OnlineChannel.objects.create(name="Dienst", url=OLD)
    RequiredDocument.objects.create(name="Ausweis", url=OLD)
    Office.objects.create(slug="amt", name="Amt", website=OLD)
    home = HomePage(title="Start", slug="start-2")
    Page.get_first_root_node().add_child(instance=home)
    home.add_child(instance=StandardPage(title="Hilfe", slug="hilfe", body=TEXT))
    return service


def stored() -> dict[str, str]:
    return {
        "text": Service.objects.get().texts.get().hints,
        "channel": OnlineChannel.objects.get().url,
        "document": RequiredDocument.objects.get().url,
        "office": Office.objects.get().website,
        "page": StandardPage.objects.get(slug="hilfe").body,
    }


def test_every_kind_of_place_is_checked(everywhere: Service) -> None:
    found = [label for url, label in _links() if url == OLD]
    assert len(found) == 8
    checking.register_channels()
    assert "Hund anmelden" in ChannelAddress.objects.get(url=OLD).labels


def _links() -> list[tuple[str, str]]:
    return [link for holder in holders.registered() for link in holder.links()]


def test_addresses_in_texts_change_no_figure_of_the_catalogue(service: Service) -> None:
    checking.register_channels()
    assert not ChannelAddress.objects.offering().filter(url=OLD).exists()


def test_nothing_unpublished_is_visited(service: Service) -> None:
    Service.objects.update(live=False)
    assert OLD not in dict(_links())


def test_it_is_replaced_where_nobody_has_to_approve(everywhere: Service, editor) -> None:
    replacing.replace(Change(OLD, NEW), actor=editor)
    now = stored()
    assert (now["channel"], now["document"], now["office"]) == (NEW, NEW, NEW)
    assert OLD.replace("&", "&amp;") in now["text"]
    assert OLD.replace("&", "&amp;") in now["page"]


def test_texts_wait_for_a_second_person(everywhere: Service, editor) -> None:
    replacing.replace(Change(OLD, NEW), actor=editor)
    service = Service.objects.get()
    assert service.workflow_in_progress
    service.latest_revision.publish()
    assert NEW in service.texts.get().hints
    assert {basis.url for basis in service.legal_bases.all()} == {NEW}
    assert {form.url for form in service.forms.all()} == {NEW}
    assert NEW in service.local_texts.get().html
    assert StandardPage.objects.get(slug="hilfe").workflow_in_progress


def test_a_draft_in_work_is_changed_but_not_handed_in(service: Service, editor) -> None:
    service.save_revision(user=editor)
    replacing.replace(Change(OLD, NEW), actor=editor)
    service = Service.objects.get()
    assert not service.workflow_in_progress
    assert NEW in service.get_latest_revision_as_object().texts.all()[0].hints


def test_what_the_draft_has_mended_is_left_alone(service: Service, editor) -> None:
    draft = Service.objects.get()
    draft.texts = list(draft.texts.all())
    draft.texts.all()[0].hints = ""
    revision = draft.save_revision(user=editor)
    assert [use.effect for use in replacing.uses(Change(OLD), actor=editor)] == [Effect.NONE]
    assert replacing.replace(Change(OLD, NEW), actor=editor) == []
    assert Service.objects.get().latest_revision == revision


def test_looking_changes_nothing(everywhere: Service, editor) -> None:
    before = stored()
    assert len(replacing.uses(Change(OLD), actor=editor)) == 5
    assert stored() == before
    assert Service.objects.get().latest_revision is None


def test_an_address_that_only_begins_alike_stays(service: Service, editor) -> None:
    assert replacing.replace(Change("https://alt.beispielstadt.de/a", NEW), actor=editor) == []


@pytest.mark.parametrize(
    "new", ["", OLD, "javascript:alert(1)", "ftp://x.de/", "kein link", f"https://x.de/{'a' * 500}"]
)
def test_wrong_addresses_are_refused(service: Service, editor, new: str) -> None:
    with pytest.raises(replacing.LinkError):
        replacing.replace(Change(OLD, new), actor=editor)


def test_markup_in_an_address_stays_an_address(service: Service, editor) -> None:
    replacing.replace(Change(OLD, "https://x.de/?a=1&b=<script>"), actor=editor)
    html = Service.objects.get().get_latest_revision_as_object().texts.all()[0].hints
    assert 'href="https://x.de/?a=1&amp;b=&lt;script&gt;"' in html


def test_each_change_is_in_the_log(everywhere: Service, editor) -> None:
    replacing.replace(Change(OLD, NEW), actor=editor)
    logged = ModelLogEntry.objects.filter(action="services.link.replace", user=editor)
    assert logged.count() == 4


def test_a_mended_address_leaves_the_list(editor) -> None:
    OnlineChannel.objects.create(name="Dienst", url=OLD)
    checking.register_channels()
    replacing.replace(Change(OLD, NEW), actor=editor)
    assert not ChannelAddress.objects.get(url=OLD).is_used


def test_an_editor_sees_what_would_change_and_does_it(everywhere: Service, editor, login) -> None:
    checking.register_channels()
    link = ChannelAddress.objects.get(url=OLD)
    client, address = login(editor), reverse("services_link", args=[link.pk])
    page = client.get(address, {"neu": NEW}).content.decode()
    assert "Das würde sich ändern" in page
    assert "zweite Person" in page
    client.post(address, {"neu": NEW})
    assert OnlineChannel.objects.get().url == NEW


def test_others_do_not(everywhere: Service, licence_officer, login) -> None:
    checking.register_channels()
    link = ChannelAddress.objects.get(url=OLD)
    login(licence_officer).post(reverse("services_link", args=[link.pk]), {"neu": NEW})
    assert OnlineChannel.objects.get().url == OLD


def queries_of_a_round() -> int:
    with CaptureQueriesContext(connection) as queries:
        checking.register_channels()
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_services(
    make_service: Callable[..., Service],
) -> None:
    def more(first: int, number: int) -> None:
        for n in range(first, first + number):
            link = f'<p><a href="https://beispielstadt.de/{n}">hier</a></p>'
            made = make_service(f"Leistung {n}", text={"hints": link})
            Form.objects.create(service=made, name="Antrag", url=f"https://formulare.de/{n}")

    more(0, 2)
    few = queries_of_a_round()
    more(2, 20)
    assert queries_of_a_round() == few
    assert ChannelAddress.objects.filter(is_used=True).count() == 44


def test_a_round_that_finds_nothing_new_writes_nothing(everywhere: Service) -> None:
    checking.register_channels()
    with CaptureQueriesContext(connection) as queries:
        checking.register_channels()
    written = ("INSERT", "UPDATE", "DELETE")
    assert not [q["sql"] for q in queries if q["sql"].startswith(written)]


def test_a_new_holder_of_an_address_is_named(everywhere: Service) -> None:
    checking.register_channels()
    OnlineChannel.objects.create(name="Neuer Dienst", url=OLD)
    checking.register_channels()
    assert "Neuer Dienst" in ChannelAddress.objects.get(url=OLD).labels


def test_an_address_nobody_names_is_out_and_may_come_back(everywhere: Service) -> None:
    checking.register_channels()
    Office.objects.update(website="https://amt.beispielstadt.de/")
    checking.register_channels()
    Office.objects.update(website="")
    checking.register_channels()
    address = ChannelAddress.objects.get(url="https://amt.beispielstadt.de/")
    assert not address.is_used
    Office.objects.update(website=address.url)
    checking.register_channels()
    address.refresh_from_db()
    assert address.is_used
