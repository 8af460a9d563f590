"""Mails about inquiries: asked for twice, ended with one click, nothing kept after that."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from identity.models import User
from portal.api.models import RateWindow
from portal.council import inquiries
from portal.council.models import CouncilGroup, Inquiry, Question
from portal.subscriptions import notices, subscribing, tasks
from portal.subscriptions.models import Notice, Subscription

pytestmark = pytest.mark.django_db
ASK = "/rat/abo/"
ADDRESS = "ratsleserin@example.org"


def new(title: str, officer: User) -> Inquiry:
    group, _created = CouncilGroup.objects.get_or_create(name="Fraktion", short_name="F")
    number = Inquiry.objects.count() + 1
    inquiry = Inquiry(
        number=f"M/{number}",
        slug=f"m-{number}",
        title=title,
        summary="x",
        group=group,
        put_on=timezone.localdate(),
    )
    inquiry.questions = [Question(sort_order=0, number="1", text="Ob?")]
    return inquiries.receive(actor=officer, inquiry=inquiry)


@pytest.fixture
def inquiry(digital_officer: User) -> Inquiry:
    return new("Wie weit sind wir?", digital_officer)


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """What follows a commit happens at once."""
    return django_capture_on_commit_callbacks


def path_in(text: str, ending: str) -> str:
    (found,) = re.findall(rf"https?://\S+/rat/abo/[\w-]+/{ending}(?=\s)", text)
    return urlsplit(found).path


@pytest.fixture
def subscriber(citizen: Client, commit) -> Subscription:
    """Asked and confirmed, by the pages."""
    with commit(execute=True):
        citizen.post(ASK, {"email": ADDRESS})
    citizen.post(path_in(mail.outbox.pop().body, ""))
    return Subscription.objects.get()


def test_no_news_before_the_owner_confirms(
    inquiry: Inquiry, digital_officer: User, citizen: Client, commit
) -> None:
    with commit(execute=True):
        assert citizen.post(ASK, {"email": ADDRESS})["Location"] == "/rat/abo/gesendet/"
        inquiries.publish(actor=digital_officer, inquiry=inquiry)
    assert [sent.subject for sent in mail.outbox] == [
        "Bitte bestätigen: E-Mails über Anfragen im Rat"
    ]


def test_opening_the_link_confirms_nothing(citizen: Client, commit) -> None:
    with commit(execute=True):
        citizen.post(ASK, {"email": ADDRESS})
    link = path_in(mail.outbox[0].body, "")
    assert "Ja, ich möchte diese E-Mails" in citizen.get(link).content.decode()
    assert not Subscription.objects.confirmed().exists()
    assert "Ihr Abo läuft" in citizen.post(link).content.decode()
    assert Subscription.objects.confirmed().exists()


def test_publication_is_told(
    subscriber: Subscription, inquiry: Inquiry, digital_officer: User, commit
) -> None:
    with commit(execute=True):
        inquiries.publish(actor=digital_officer, inquiry=inquiry)
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    assert sent.subject == "Neue Anfrage: Wie weit sind wir?"
    assert f"{inquiry.get_absolute_url()}\n" in sent.body


def test_mail_programs_end_it_with_one_click(
    subscriber: Subscription, inquiry: Inquiry, digital_officer: User, commit
) -> None:
    with commit(execute=True):
        inquiries.publish(actor=digital_officer, inquiry=inquiry)
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = urlsplit(headers["List-Unsubscribe"].strip("<>")).path
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(link, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not response.cookies
    assert not Subscription.objects.exists()


def test_opening_the_end_link_ends_nothing(subscriber: Subscription, citizen: Client) -> None:
    assert "Jetzt beenden" in citizen.get(subscriber.end_path()).content.decode()
    assert Subscription.objects.exists()


def test_ending_twice_is_no_error(subscriber: Subscription, citizen: Client) -> None:
    for _time in range(2):
        assert "ist beendet" in citizen.post(subscriber.end_path()).content.decode()
    assert "Adresse ist gelöscht" in citizen.get(subscriber.end_path()).content.decode()


def test_nothing_is_told_twice(
    subscriber: Subscription, inquiry: Inquiry, digital_officer: User, commit
) -> None:
    with commit(execute=True):
        inquiries.publish(actor=digital_officer, inquiry=inquiry)
    assert tasks.tell_subscribers() == "0 mails"
    assert len(mail.outbox) == 1


def test_a_lost_task_is_made_up_for_in_one_mail(
    subscriber: Subscription, inquiry: Inquiry, digital_officer: User
) -> None:
    other = new("Und die Schulen?", digital_officer)
    for one in (inquiry, other):
        inquiries.publish(actor=digital_officer, inquiry=one)
    assert tasks.tell_subscribers() == "1 mails"
    (sent,) = mail.outbox
    assert sent.subject == "Neues zu Anfragen im Rat"
    assert "Wie weit sind wir?" in sent.body
    assert "Und die Schulen?" in sent.body


def test_what_was_taken_back_is_told_to_nobody(
    subscriber: Subscription, inquiry: Inquiry, digital_officer: User
) -> None:
    inquiries.publish(actor=digital_officer, inquiry=inquiry)
    inquiries.depublish(actor=digital_officer, inquiry=inquiry, reason="Versehen")
    assert notices.tell_everyone() == 0


def test_what_is_not_public_is_noted_nowhere(inquiry: Inquiry, digital_officer: User) -> None:
    inquiries.withdraw(actor=digital_officer, inquiry=inquiry, reason="erledigt")
    assert not Notice.objects.exists()


def test_one_inquiry_only(inquiry: Inquiry, digital_officer: User, citizen: Client, commit) -> None:
    inquiries.publish(actor=digital_officer, inquiry=inquiry)
    with commit(execute=True):
        citizen.post(f"{ASK}?anfrage={inquiry.slug}", {"email": ADDRESS})
    citizen.post(path_in(mail.outbox.pop().body, ""))
    other = new("Und die Schulen?", digital_officer)
    inquiries.publish(actor=digital_officer, inquiry=other)
    assert notices.tell_everyone() == 0
    inquiries.withdraw(actor=digital_officer, inquiry=inquiry, reason="erledigt")
    assert notices.tell_everyone() == 1
    assert mail.outbox[0].subject == "Anfrage zurückgezogen: Wie weit sind wir?"


def test_an_inquiry_that_is_not_public_cannot_be_subscribed(
    inquiry: Inquiry, citizen: Client
) -> None:
    assert citizen.get(f"{ASK}?anfrage={inquiry.slug}").status_code == 404


def test_asking_again_floods_nobody_and_tells_nothing(citizen: Client, commit) -> None:
    for _time in range(3):
        with commit(execute=True):
            response = citizen.post(ASK, {"email": ADDRESS.upper()})
        assert response["Location"] == "/rat/abo/gesendet/"
    assert len(mail.outbox) == 1
    assert Subscription.objects.count() == 1


def test_one_network_can_ask_so_often(citizen: Client) -> None:
    for number in range(20):
        assert citizen.post(ASK, {"email": f"n{number}@example.org"}).status_code == 302
    page = citizen.post(ASK, {"email": "einer-mehr@example.org"}).content.decode()
    assert "zu viele Anfragen" in page
    assert Subscription.objects.count() == 20
    assert not RateWindow.objects.filter(key__contains="127.").exists()


def test_unconfirmed_addresses_are_forgotten_after_two_days(citizen: Client) -> None:
    citizen.post(ASK, {"email": ADDRESS})
    code = Subscription.objects.get().code
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1)):
        assert tasks.forget_unconfirmed() == "1 forgotten"
        assert citizen.get(f"/rat/abo/{code}/").status_code == 404
        with pytest.raises(subscribing.SubscriptionError):
            subscribing.confirm(code=code)


def test_confirmed_ones_stay(subscriber: Subscription) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert tasks.forget_unconfirmed() == "0 forgotten"


@pytest.mark.parametrize("email", ["", "kein", "a@b", "a@example.org\nBcc: b@example.org"])
def test_a_wrong_address_is_named(citizen: Client, email: str) -> None:
    page = citizen.post(ASK, {"email": email})
    assert page.status_code == 200
    assert "Fehler:" in page.content.decode()
    assert not Subscription.objects.exists()


def test_english_readers_get_english_mails(citizen: Client, commit) -> None:
    with commit(execute=True):
        citizen.post(f"/en{ASK}", {"email": ADDRESS})
    assert mail.outbox[0].subject.startswith("Please confirm")
    assert "/en/rat/abo/" in mail.outbox[0].body


def test_a_title_cannot_forge_headers(
    subscriber: Subscription, digital_officer: User, commit
) -> None:
    with commit(execute=True):
        inquiries.publish(actor=digital_officer, inquiry=new("A\r\nBcc: x@y.z", digital_officer))
    assert mail.outbox[0].subject == "Neue Anfrage: A Bcc: x@y.z"
    assert mail.outbox[0].recipients() == [ADDRESS]


def test_codes_are_not_guessed(citizen: Client) -> None:
    assert citizen.get("/rat/abo/0000/").status_code == 404
    assert citizen.post("/rat/abo/0000/").status_code == 404
