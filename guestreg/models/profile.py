"""What guests' data may be collected for: the purposes, as records."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from guestreg.models.law import LegalBasis

CONTACT_TRACING = "contact_tracing"
LONGEST_RETENTION = 366


class ContactField(models.TextChoices):
    """What a legal basis may prescribe. Nothing else can be asked."""

    GIVEN_NAME = "given_name", _("Vorname")
    FAMILY_NAME = "family_name", _("Nachname")
    PHONE = "phone", _("Telefonnummer")
    EMAIL = "email", _("E-Mail-Adresse")
    ADDRESS = "address", _("Anschrift")
    PHONE_OR_ADDRESS = "phone_or_address", _("Telefonnummer oder Anschrift")


class Profile(models.Model):
    """A purpose, and the limits that no legal basis for it can exceed.

    The database keeps both rules (migration 0011): a basis stays within its profile, and the limits
    of a profile that a basis names only ever become narrower.
    """

    slug = models.SlugField(
        _("Kurzname"),
        max_length=20,
        primary_key=True,
        help_text=_("Kleinbuchstaben, Ziffern und Striche. Er bleibt, wie er ist."),
    )
    title = models.CharField(_("Zweck"), max_length=120)
    title_en = models.CharField(_("Zweck, auf Englisch"), max_length=120, blank=True)
    permitted_fields = ArrayField(
        models.CharField(max_length=20, choices=ContactField.choices),
        verbose_name=_("Höchstens erfragte Angaben"),
    )
    longest_retention = models.PositiveSmallIntegerField(
        _("Längste Aufbewahrung in Tagen"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_RETENTION)],
    )
    requester = models.CharField(
        _("Wer die Daten verlangen darf"),
        max_length=200,
        blank=True,
        help_text=_("Leer: wie es in der Rechtsgrundlage steht."),
    )
    on_request = models.BooleanField(
        _("Besuche dürfen verlangt werden"),
        default=True,
        help_text=_("Sonst zählt nur, wie viele da waren. Niemand öffnet die Angaben je."),
    )
    guests_may_erase = models.BooleanField(
        _("Gäste dürfen ihren Besuch jederzeit löschen"),
        default=False,
        help_text=_("Sonst erst, wenn keine Rechtsgrundlage mehr gilt."),
    )
    limits = models.TextField(
        _("Was dem Amt erlaubt ist"), help_text=_("Steht beim Betrieb, bevor er freigibt.")
    )
    limits_en = models.TextField(_("Was dem Amt erlaubt ist, auf Englisch"), blank=True)
    reminder = models.CharField(
        _("Satz auf der gedruckten Liste"),
        max_length=200,
        help_text=_("Wofür die Liste ist und was danach mit ihr geschieht."),
    )
    reminder_en = models.CharField(
        _("Satz auf der gedruckten Liste, auf Englisch"), max_length=200, blank=True
    )

    class Meta:
        verbose_name = _("Zweck der Registrierung")
        verbose_name_plural = _("Zwecke der Registrierung")
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                name="profile_retention_sane",
                condition=Q(longest_retention__range=(1, LONGEST_RETENTION)),
            ),
        )

    def __str__(self) -> str:
        return (get_language() == "en" and self.title_en) or self.title

    def exceeded_by(self, basis: "LegalBasis") -> Iterator[tuple[str, ValidationError]]:
        """Fields of the basis that go beyond this profile, each with what is wrong with it."""
        more = set(basis.prescribed_fields or ()) - set(self.permitted_fields)
        if more:
            text = _("Für diesen Zweck nicht erlaubt: %(names)s")
            names = ", ".join(str(ContactField(name).label) for name in sorted(more))
            yield "prescribed_fields", ValidationError(text, params={"names": names})
        if (basis.retention_days or 0) > self.longest_retention:
            text = _("Für diesen Zweck höchstens %(days)s Tage.")
            yield "retention_days", ValidationError(text, params={"days": self.longest_retention})
        if self.requester and basis.requester != self.requester:
            text = _("Für diesen Zweck darf nur %(who)s die Daten verlangen.")
            yield "requester", ValidationError(text, params={"who": self.requester})

    def clean(self) -> None:
        """Refuses what goes beyond the promise that guests were given under a basis in use."""
        stored = Profile.objects.filter(pk=self.pk).first()
        bases = list(self.bases.all()) if stored else []
        if stored is None or not bases:
            return
        wrong = dict(self._wider_than(stored))
        if any(dict(self.exceeded_by(basis)) for basis in bases):
            wrong[NON_FIELD_ERRORS] = _("Eine Rechtsgrundlage mit diesem Zweck verlangt mehr.")
        if wrong:
            raise ValidationError(wrong)

    def _wider_than(self, stored: "Profile") -> Iterator[tuple[str, object]]:
        told = _("Eine Rechtsgrundlage nennt diesen Zweck schon. Was Gästen gesagt wurde, gilt.")
        wider = {
            "permitted_fields": bool(set(self.permitted_fields) - set(stored.permitted_fields)),
            "longest_retention": self.longest_retention > stored.longest_retention,
            "requester": bool(stored.requester) and self.requester != stored.requester,
            "on_request": self.on_request and not stored.on_request,
            "guests_may_erase": stored.guests_may_erase and not self.guests_may_erase,
        }
        return ((name, told) for name, is_wider in wider.items() if is_wider)
