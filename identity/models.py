"""People who sign in, the companies and persons the state vouches for, and who vouches."""

import uuid
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from identity.levels import TrustLevel


class User(AbstractUser):
    """Staff with a password and second factor, or a person behind a state account."""

    session_generation = models.PositiveIntegerField(default=0, editable=False)

    class Meta(AbstractUser.Meta):
        db_table = "identity_user"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session carries: it ends with the password and with the generation."""
        value = f"{self.password}:{self.session_generation}"
        salt = "identity.models.User.session"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def business(self) -> "BusinessAccount | None":
        """The company this person signs in for."""
        membership = getattr(self, "business_membership", None)
        return membership.account if membership else None

    @property
    def is_citizen(self) -> bool:
        return hasattr(self, "citizen_account")

    @property
    def is_from_state(self) -> bool:
        """Signs in with a state account, so has no password here."""
        return self.business is not None or self.is_citizen


class CompanyData(models.Model):
    """What the Unternehmenskonto says about a company."""

    name = models.CharField(_("Name"), max_length=300)
    legal_form = models.CharField(_("Schlüssel der Rechtsform"), max_length=10, blank=True)
    legal_form_name = models.CharField(_("Rechtsform"), max_length=200, blank=True)
    register_kind = models.CharField(_("Registerart"), max_length=20, blank=True)
    register_number = models.CharField(_("Registernummer"), max_length=50, blank=True)
    register_court = models.CharField(_("Registergericht"), max_length=100, blank=True)
    street = models.CharField(_("Straße"), max_length=200, blank=True)
    house_number = models.CharField(_("Hausnummer"), max_length=30, blank=True)
    address_extra = models.CharField(_("Adressergänzung"), max_length=200, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=20, blank=True)
    city = models.CharField(_("Ort"), max_length=200, blank=True)
    district = models.CharField(_("Ortsteil"), max_length=200, blank=True)
    country = models.CharField(_("Land"), max_length=100, blank=True)

    class Meta:
        abstract = True

    @property
    def street_line(self) -> str:
        return f"{self.street} {self.house_number}".strip()

    @property
    def city_line(self) -> str:
        return f"{self.postcode} {self.city}".strip()


class BusinessAccount(CompanyData):
    """A company, known by the pseudonym that the Unternehmenskonto gives it at this portal."""

    pseudonym = models.CharField(_("Pseudonym des Unternehmens"), max_length=100, unique=True)
    is_test_account = models.BooleanField(_("Testkonto"), default=False)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)
    created_at = models.DateTimeField(_("angelegt am"), auto_now_add=True)
    refreshed_at = models.DateTimeField(_("Daten zuletzt erhalten am"), auto_now_add=True)

    class Meta:
        verbose_name = _("Unternehmen")
        verbose_name_plural = _("Unternehmen")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class FormerCompanyData(CompanyData):
    """What was true of a company until a later sign-in brought other data."""

    account = models.ForeignKey(BusinessAccount, models.CASCADE, related_name="history")
    valid_until = models.DateTimeField(_("gültig bis"), auto_now_add=True)

    class Meta:
        verbose_name = _("frühere Unternehmensdaten")
        verbose_name_plural = _("frühere Unternehmensdaten")
        ordering = ("-valid_until",)

    def __str__(self) -> str:
        return self.name


class BusinessMembership(models.Model):
    """A person of a company. The same person at another company is another user."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Inhaberin oder Inhaber des Kontos")
        STAFF = "staff", _("Mitarbeit")

    account = models.ForeignKey(BusinessAccount, models.CASCADE, related_name="memberships")
    user = models.OneToOneField(User, models.CASCADE, related_name="business_membership")
    role = models.CharField(_("Rolle"), max_length=10, choices=Role.choices)
    joined_at = models.DateTimeField(_("dabei seit"), auto_now_add=True)

    class Meta:
        verbose_name = _("Person im Unternehmen")
        verbose_name_plural = _("Personen im Unternehmen")
        ordering = ("joined_at",)

    def __str__(self) -> str:
        return f"{self.account} ({self.get_role_display()})"

    @property
    def is_owner(self) -> bool:
        return self.role == self.Role.OWNER


class InvitationQuerySet(models.QuerySet["BusinessInvitation"]):
    def open_now(self) -> Self:
        return self.filter(accepted_at=None, expires_at__gt=timezone.now())


class BusinessInvitation(models.Model):
    """An owner lets one more person of the same company in, once and for a week."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(BusinessAccount, models.CASCADE, related_name="invitations")
    role = models.CharField(_("Rolle"), max_length=10, choices=BusinessMembership.Role.choices)
    created_at = models.DateTimeField(_("erstellt am"), auto_now_add=True)
    expires_at = models.DateTimeField(_("gültig bis"))
    accepted_at = models.DateTimeField(_("angenommen am"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.account} ({self.get_role_display()})"


class CitizenAccount(models.Model):
    """A person with BundID, known by the pseudonym that BundID gives this portal (bPK2)."""

    user = models.OneToOneField(User, models.CASCADE, related_name="citizen_account")
    bpk2 = models.CharField(_("bereichsspezifisches Kennzeichen"), max_length=200, unique=True)
    mailbox = models.CharField(_("Postfach"), max_length=100, blank=True)
    level = models.CharField(
        _("Vertrauensniveau der letzten Anmeldung"), max_length=20, choices=TrustLevel.choices
    )
    is_example = models.BooleanField(_("Beispieldaten"), default=False)
    created_at = models.DateTimeField(_("angelegt am"), auto_now_add=True)

    class Meta:
        verbose_name = _("Bürgerkonto")
        verbose_name_plural = _("Bürgerkonten")

    def __str__(self) -> str:
        return str(self.user)


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def current(self, account: str) -> "IdentityProvider | None":
        return self.filter(account=account, replaced_at=None).first()


class IdentityProvider(models.Model):
    """Metadata of who vouches for an account type; one is current, the former are history."""

    account = models.CharField(_("Konto"), max_length=40)
    entity_id = models.CharField(_("Kennung (entityID)"), max_length=1024)
    sso_address = models.URLField(_("Adresse der Anmeldung"), max_length=1024)
    certificates = models.JSONField(_("Zertifikate der Signatur"))
    metadata = models.TextField(_("Metadaten"))
    sha256 = models.CharField(_("Prüfsumme"), max_length=64)
    loaded_at = models.DateTimeField(_("geladen am"), auto_now_add=True)
    replaced_at = models.DateTimeField(_("ersetzt am"), null=True, blank=True)

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("Identitätsanbieter")
        verbose_name_plural = _("Identitätsanbieter")
        ordering = ("-loaded_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["account"], condition=Q(replaced_at=None), name="one_current_provider"
            ),
        )

    def __str__(self) -> str:
        return self.entity_id


class MetadataSource(models.Model):
    """Where an identity provider's metadata are fetched anew, and what came of it."""

    class Result(models.TextChoices):
        UNCHANGED = "unchanged", _("unverändert")
        CHANGED = "changed", _("neue Fassung übernommen")
        WAITING = "waiting", _("wartet auf Bestätigung")
        REJECTED = "rejected", _("abgelehnte Fassung liegt noch dort")
        UNREACHABLE = "unreachable", _("Adresse antwortet nicht")
        UNUSABLE = "unusable", _("keine brauchbaren Metadaten")
        SIGNATURE = "signature", _("Signatur fehlt oder ist ungültig")
        FOREIGN = "foreign", _("gehört zu einem anderen Anbieter")

    account = models.CharField(_("Konto"), max_length=40, unique=True)
    address = models.URLField(_("Adresse der Metadaten"), max_length=1024)
    signer = models.TextField(_("Zertifikat, mit dem der Betreiber signiert"), blank=True)
    checked_at = models.DateTimeField(_("zuletzt geprüft am"), null=True, blank=True)
    result = models.CharField(_("Ergebnis"), max_length=20, choices=Result.choices, blank=True)
    waiting = models.TextField(_("wartende Metadaten"), blank=True)
    waiting_sha256 = models.CharField(_("Prüfsumme der wartenden"), max_length=64, blank=True)
    refused_sha256 = models.CharField(_("Prüfsumme der abgelehnten"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("Quelle von Metadaten")
        verbose_name_plural = _("Quellen von Metadaten")
        default_permissions = ()

    def __str__(self) -> str:
        return self.account

    def stop_waiting(self) -> None:
        self.waiting = self.waiting_sha256 = self.refused_sha256 = ""


class ArrivedMessage(models.Model):
    """A verified sign-in message on its way from the post to the browser's own session.

    It is kept as it came, so encrypted, and only until it is used; the row stays until the
    message has expired, so that no process takes the same message twice.
    """

    assertion = models.CharField(max_length=64, primary_key=True)
    account = models.CharField(max_length=40)
    message = models.TextField(blank=True)
    used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("Anmeldenachricht")
        verbose_name_plural = _("Anmeldenachrichten")
        default_permissions = ()

    def __str__(self) -> str:
        return self.assertion


METHODS = {
    "password": _("Kennwort"),
    "totp": _("Authenticator-App"),
    "webauthn": _("Sicherheitsschlüssel"),
    "recovery_codes": _("Notfallcode"),
    "unternehmenskonto": _("Mein Unternehmenskonto"),
    "bundid": _("BundID"),
}


class SignIn(models.Model):
    """A person's own record of when and how they signed in; kept for 90 days."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField(_("Zeitpunkt"), auto_now_add=True)
    method = models.CharField(_("Art der Anmeldung"), max_length=100)

    class Meta:
        verbose_name = _("Anmeldevorgang")
        verbose_name_plural = _("Anmeldevorgänge")
        ordering = ("-at",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.method}"

    @property
    def words(self) -> str:
        """The method in words that its owner knows."""
        parts = self.method.split(" + ")
        return " + ".join(str(METHODS.get(part, part)) for part in parts)


class SignInTally(models.Model):
    """How often a state account led to which outcome on a day. Nobody is in it."""

    account = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Zählung der Anmeldungen")
        verbose_name_plural = _("Zählungen der Anmeldungen")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["account", "outcome", "day"], name="one_tally_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.account} {self.outcome}: {self.count}"
