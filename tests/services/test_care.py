"""What keeps pages right: readers' answers, local texts, reminders, a second pair of eyes."""

import datetime
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from services import outages, reviews
from services.models import (
    Feedback,
    Form,
    FourEyesTask,
    LocalText,
    Office,
    OnlineChannel,
    PinnedResult,
    QueryCount,
    Service,
    ServiceChannel,
    ServiceOffice,
    TextChange,
)
from services.search import index, querylog, search, understand

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    return make_service("Hund anmelden", text={"hints": "<p>Text des Landes</p>"})


def page(client: Client, service: Service) -> str:
    return client.get(service.get_absolute_url()).content.decode()


def test_a_reader_answers_without_javascript(citizen: Client, service: Service) -> None:
    address = reverse("services:feedback", args=[service.slug])
    assert address in page(citizen, service)
    assert f'href="{service.get_absolute_url()}">Zurück' in citizen.get(address).content.decode()
    response = citizen.post(address, {"helpful": "no", "reason": "outdated"}, follow=True)
    assert "Danke" in response.content.decode()
    assert Feedback.objects.unanswered().get().reason == "outdated"


def test_an_unknown_reason_is_not_stored(citizen: Client, service: Service) -> None:
    address = reverse("services:feedback", args=[service.slug])
    citizen.post(address, {"helpful": "no", "reason": "Ich heiße Erika Muster"})
    assert Feedback.objects.get().reason == ""


def test_local_text_adds_to_or_replaces_the_states(citizen: Client, service: Service) -> None:
    own = LocalText.objects.create(
        service=service, module="hints", html="<p>Text der Stadt</p>", written_on=TODAY
    )
    html = page(citizen, service)
    assert "Text des Landes" in html
    assert "Text der Stadt" in html
    assert "Stand 23. November 2026" in html
    own.mode = LocalText.Mode.REPLACE
    own.save()
    assert "Text des Landes" not in page(citizen, service)


def test_the_work_list_has_what_waits_and_forgets_what_is_done(
    editor, login, service: Service
) -> None:
    Feedback.objects.create(service=service, helpful=False)
    TextChange.objects.create(
        service=service, language="de", module="hints", before="<p>früher</p>", after="<p>jetzt</p>"
    )
    client = login(editor)
    work = client.get("/verwaltung/leistungen/aufgaben/").content.decode()
    assert work.count(reverse("services_texts", args=[service.pk])) == 2
    both = client.get(reverse("services_texts", args=[service.pk])).content.decode()
    assert "früher" in both
    client.post(reverse("services_settle", args=[service.pk]))
    assert not Feedback.objects.unanswered().exists()
    assert not TextChange.objects.unseen().exists()


def test_others_do_not_settle(licence_officer, login, service: Service) -> None:
    Feedback.objects.create(service=service, helpful=False)
    login(licence_officer).post(reverse("services_settle", args=[service.pk]))
    assert Feedback.objects.unanswered().exists()


@pytest.mark.parametrize("days", [7, 0, -3])
def test_review_mail_goes_out_once(service: Service, days: int) -> None:
    Service.objects.filter(pk=service.pk).update(
        review_due=TODAY + datetime.timedelta(days=days), responsible_email="amt@stadt.example.org"
    )
    assert (reviews.remind(TODAY), reviews.remind(TODAY)) == (1, 0)
    assert mail.outbox[0].to == ["amt@stadt.example.org"]
    assert "Hund anmelden" in mail.outbox[0].body


def test_no_mail_long_before(service: Service) -> None:
    Service.objects.update(review_due=TODAY + datetime.timedelta(days=8))
    assert reviews.remind(TODAY) == 0


def test_nobody_approves_what_they_last_edited(editor, staff, service: Service) -> None:
    task = FourEyesTask.objects.create(name="Vier Augen")
    task.groups.set(editor.groups.all())
    service.save_revision(user=editor)
    service.refresh_from_db()
    other = type(editor).objects.create_user("second", "second@stadt.example.org")
    other.groups.set(editor.groups.all())
    assert "approve" not in {action[0] for action in task.get_actions(service, editor)}
    assert "approve" in {action[0] for action in task.get_actions(service, other)}


def test_query_log_keeps_nothing_personal(citizen: Client) -> None:
    for text in ("Erika 0344712345", "erika@example.org", "x" * 90, ""):
        querylog.note(understand(text), hits=0)
    assert not QueryCount.objects.exists()


def test_only_words_asked_three_times_are_shown(citizen: Client) -> None:
    for _number in range(2):
        citizen.get("/suche/?q=quengelware")
    assert not QueryCount.objects.without_hits().exists()
    citizen.get("/suche/?q=Quengelware")
    assert QueryCount.objects.without_hits().get()["asked"] == 3


def test_a_pinned_result_stands_first(make_service: Callable[..., Service]) -> None:
    make_service("Hund anmelden")
    pinned = make_service("Fundsachen suchen")
    index.rebuild()
    PinnedResult.objects.create(words="Hund anmelden", service=pinned)
    hits = search("hund  ANMELDEN").hits
    assert [hit.title for hit in hits] == ["Fundsachen suchen", "Hund anmelden"]


def test_an_outage_shows_in_the_hits(make_service: Callable[..., Service], editor) -> None:
    channel = OnlineChannel.objects.create(name="Online-Dienst", url="https://example.org/")
    service = make_service("Hund anmelden")
    ServiceChannel.objects.create(service=service, channel=channel)
    index.rebuild()
    assert search("hund anmelden").hits[0].online
    outages.report(channel, actor=editor, reason="Wartung")
    assert not search("hund anmelden").hits[0].online
    outages.resolve(channel, actor=editor)
    assert search("hund anmelden").hits[0].online


def test_a_form_and_an_office_lead_to_their_service(
    make_service: Callable[..., Service], make_office: Callable[..., Office]
) -> None:
    service = make_service("Hund anmelden")
    Form.objects.create(service=service, name="Lastschriftmandat")
    ServiceOffice.objects.create(service=service, office=make_office())
    index.rebuild()
    found = [hit.title for hit in search("lastschriftmandat").hits]
    assert found == ["Lastschriftmandat", "Hund anmelden"]
    assert "Hund anmelden" in [hit.title for hit in search("beispielamt").hits]
