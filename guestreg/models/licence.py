"""The free licence that a business holds for guest registration."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guestreg.models.law import LegalBasis, Terms, VenueKind

if TYPE_CHECKING:
    from identity.models import BusinessAccount


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Montag")
    TUESDAY = 1, _("Dienstag")
    WEDNESDAY = 2, _("Mittwoch")
    THURSDAY = 3, _("Donnerstag")
    FRIDAY = 4, _("Freitag")
    SATURDAY = 5, _("Samstag")
    SUNDAY = 6, _("Sonntag")


class Place(models.Model):
    """Address and opening hours; shared by the application and the venue made from it."""

    kind = models.CharField(_("Art des Ortes"), max_length=20, choices=VenueKind.choices)
    name = models.CharField(_("Name des Ortes"), max_length=120)
    street = models.CharField(_("Straße"), max_length=120)
    house_number = models.CharField(_("Hausnummer"), max_length=12)
    postcode = models.CharField(_("Postleitzahl"), max_length=5)
    city = models.CharField(_("Ort"), max_length=80)
    open_days = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday.choices),
        verbose_name=_("Geöffnet an"),
        default=list,
    )
    opens_at = models.TimeField(_("Öffnet um"), null=True)
    closes_at = models.TimeField(_("Schließt um"), null=True)
    capacity = models.PositiveIntegerField(_("Plätze"), null=True)

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        return f"{self.street} {self.house_number}, {self.postcode} {self.city}"

    @property
    def open_day_labels(self) -> list[str]:
        return [str(Weekday(day).label) for day in sorted(self.open_days)]


class LicenceQuerySet(models.QuerySet["Licence"]):
    def of(self, account: "BusinessAccount") -> Self:
        return self.filter(account=account)

    def active(self) -> Self:
        return self.filter(state=Licence.State.GRANTED)

    def waiting(self) -> Self:
        """For the officer: oldest first."""
        return self.filter(state=Licence.State.SUBMITTED).order_by("submitted_at")

    def counted(self) -> Self:
        """Those that use up a place of the municipal licence."""
        return self.filter(state__in=[Licence.State.GRANTED, Licence.State.SUSPENDED])

    def held_on(self, day: date) -> Self:
        """Those that used up a place on that day; a suspension in between is not looked at."""
        ended = Q(ended_on__isnull=False, ended_on__lte=day)
        return self.filter(valid_from__lte=day).exclude(ended)

    def submitted_ever(self) -> Self:
        return self.exclude(state=Licence.State.DRAFT)


class Licence(Place):
    class State(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        SUBMITTED = "submitted", _("Eingereicht")
        RETURNED = "returned", _("Rückfrage")
        GRANTED = "granted", _("Erteilt")
        REFUSED = "refused", _("Abgelehnt")
        SUSPENDED = "suspended", _("Ausgesetzt")
        REVOKED = "revoked", _("Widerrufen")
        ENDED = "ended", _("Beendet")

    OPEN_STATES = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.GRANTED, State.SUSPENDED)

    account = models.ForeignKey(
        "identity.BusinessAccount", models.PROTECT, verbose_name=_("Unternehmen"), related_name="+"
    )
    state = models.CharField(
        _("Stand"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False
    )
    basis = models.ForeignKey(
        LegalBasis, models.PROTECT, null=True, verbose_name=_("Pflicht nach"), related_name="+"
    )
    areas_wanted = models.TextField(
        _("Bereiche"), help_text=_("Ein Bereich je Zeile, zum Beispiel: Gastraum, Terrasse.")
    )
    contact_name = models.CharField(_("Ansprechstelle"), max_length=120)
    contact_phone = models.CharField(_("Telefon, rund um die Uhr"), max_length=40)
    contact_email = models.EmailField(_("E-Mail-Adresse"))
    deputy_name = models.CharField(_("Vertretung"), max_length=120)
    deputy_phone = models.CharField(_("Telefon der Vertretung"), max_length=40)
    terms = models.ForeignKey(
        Terms, models.PROTECT, null=True, verbose_name=_("Angenommene Fassung"), related_name="+"
    )
    terms_accepted_at = models.DateTimeField(_("Angenommen am"), null=True)
    terms_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(_("Eingereicht am"), null=True)
    decided_at = models.DateTimeField(_("Entschieden am"), null=True)
    valid_from = models.DateField(_("Gilt ab"), null=True)
    paid_until = models.DateField(_("Monat läuft bis"), null=True)
    ended_on = models.DateField(_("Beendet am"), null=True)
    message = models.TextField(_("Nachricht an das Unternehmen"), blank=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Lizenz")
        verbose_name_plural = _("Lizenzen")
        ordering = ("-pk",)
        permissions = (("decide_licence", _("Darf über Lizenzen entscheiden")),)
        constraints = (
            models.UniqueConstraint(
                name="licence_one_open_per_place",
                fields=("account", "street", "house_number", "postcode"),
                condition=Q(state__in=["submitted", "returned", "granted", "suspended"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()

    @property
    def number(self) -> str:
        return f"GR-{self.pk:05d}"

    @property
    def is_active(self) -> bool:
        return self.state == self.State.GRANTED

    @property
    def can_be_edited(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.RETURNED)

    @property
    def area_names(self) -> list[str]:
        """Names of areas as entered, without blanks and repeats."""
        names = (line.strip()[:80] for line in self.areas_wanted.splitlines())
        return list(dict.fromkeys(name for name in names if name))

    def tail_end(self) -> date | None:
        """Until when the health office may still ask for visits after the licence ended."""
        if self.ended_on is None or self.basis is None:
            return None
        return self.basis.expiry(self.ended_on)
