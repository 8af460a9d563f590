"""Two companies beside the example site's own people, and names for the objects of the site."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from guestreg import handover, licences, office
from guestreg.example import keys
from guestreg.models import Code, LegalBasis, Licence, OfficeRecipient, RootProposal, Venue
from identity import people as companies
from identity.models import BusinessAccount, BusinessMembership, User
from ozg_catalog import evidence
from ozg_catalog.models import (
    CatalogueEdition,
    ChannelAddress,
    CouncilReport,
    Municipality,
    OzgService,
    Project,
    Provider,
    Snapshot,
)
from portal.barriers import reports
from portal.council.models import Answer, Inquiry
from portal.subscriptions.models import Subscription
from services import previews
from services.models import ImportRun, Office, OnlineChannel, Service
from tests.matrix.addresses import OWNER, RIVAL


def prepare() -> dict[str, str]:
    """Make the owner of the example café and a rival; returns what the placeholders stand for."""
    _people_and_their_things()
    return _placeholders()


def _people_and_their_things() -> None:
    cafe = Licence.objects.get(is_example=True).account
    elsewhere = BusinessAccount.objects.create(pseudonym="du-" + "a" * 40, name="Gegenüber")
    for name, account in ((OWNER, cafe), (RIVAL, elsewhere)):
        user = User.objects.create_user(name)
        BusinessMembership.objects.create(
            account=account, user=user, role=BusinessMembership.Role.OWNER
        )
    venue = Venue.objects.get(licence__account=cafe)
    now = timezone.now()
    asked = handover.request(
        actor=User.objects.get(username="health_officer"),
        venue=venue,
        areas=[],
        window_start=now - timedelta(hours=2),
        window_end=now - timedelta(hours=1),
        case_number="GA-1",
        basis=LegalBasis.objects.earliest("pk"),
    )
    handover.approve(actor=User.objects.get(username="health_officer_2"), request=asked)
    licences.start(actor=User.objects.get(username=OWNER), account=cafe)


def _proposed_root() -> RootProposal:
    """What one officer proposed and nobody has confirmed."""
    made = office.propose_root(
        actor=User.objects.get(username="health_officer"), point=keys.demo_key("next root").point
    )
    assert isinstance(made, RootProposal)
    return made


def _placeholders() -> dict[str, str]:
    venue = Venue.objects.get(licence__is_example=True)
    home = Municipality.objects.home()
    return {
        "service": "personalausweis-beantragen",
        "service_pk": str(Service.objects.order_by("pk")[0].pk),
        "channel": str(OnlineChannel.objects.order_by("pk")[0].pk),
        "import_run": str(ImportRun.objects.create(state=ImportRun.State.DONE).pk),
        "office": Office.objects.order_by("pk")[0].slug,
        "office_pk": str(Office.objects.order_by("pk")[0].pk),
        "ozg_id": OzgService.objects.order_by("ozg_id")[0].ozg_id,
        "project": Project.objects.order_by("pk")[0].slug,
        "provider": Provider.objects.order_by("pk")[0].slug,
        "snapshot": str(Snapshot.objects.current(home).pk),
        "evidence": str(evidence.keep(b"%PDF-1.7 Nachweis", "nachweis.pdf", actor=None).pk),
        "edition": str(CatalogueEdition.objects.earliest("pk").pk),
        "inquiry": Inquiry.objects.get(is_example=True).slug,
        "code": Code.objects.filter(area__venue=venue).earliest("pk").code,
        "licence": str(venue.licence_id),
        "venue": str(venue.public_id),
        "request": str(venue.requests.earliest("pk").public_id),
        "basis": str(LegalBasis.objects.earliest("pk").pk),
        "step": "art",
        **_of_a_draft(),
        **_of_the_office(),
    }


def _of_a_draft() -> dict[str, str]:
    editor, service = User.objects.get(username="editor"), Service.objects.order_by("pk")[0]
    revision = service.save_revision(user=editor)
    link = previews.grant(revision, actor=editor, purpose="Rechtsamt", days=7)
    return {
        "service_type": str(ContentType.objects.get_for_model(Service).pk),
        "preview": str(link.pk),
        "link": str(ChannelAddress.objects.create(url="https://www.beispielstadt.de/").pk),
        "draft": previews.address(link).rstrip("/").rpartition("/")[2],
    }


def _of_the_office() -> dict[str, str]:
    inquiry = Inquiry.objects.get(is_example=True)
    owner = BusinessMembership.objects.get(user__username=OWNER)
    barrier = reports.report(
        actor=None,
        page_address="/",
        description="Beispiel: Der Text ist zu klein.",
        email="",
        language="de",
    )
    token = companies.invite(actor=owner.user, role=BusinessMembership.Role.STAFF)
    return {
        "ars": Municipality.objects.home().ars,
        "report": str(CouncilReport.objects.released().earliest("pk").number),
        "inquiry_pk": str(inquiry.pk),
        "paper": str(inquiry.uid),
        "group": str(inquiry.group_id),
        "answer": str(Answer.objects.of(inquiry).earliest("pk").pk),
        "meeting": str(inquiry.agenda_items.get().meeting.uid),
        "agenda_item": str(inquiry.agenda_items.get().uid),
        "subscription": Subscription.objects.create(email="a@example.org", language="de").code,
        "barrier": str(barrier.reference),
        "barrier_pk": str(barrier.pk),
        "membership": str(owner.pk),
        "invitation": token,
        "area": str(Code.objects.earliest("pk").area_id),
        "root_proposal": str(_proposed_root().pk),
        "recipient": str(OfficeRecipient.objects.earliest("pk").pk),
    }
