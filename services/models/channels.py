"""Online channels: where a service can be started, what one needs for it, and whether it runs."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.models import Orderable

from identity.levels import TrustLevel
from services.models.vocabulary import Language


class OnlineChannelQuerySet(models.QuerySet["OnlineChannel"]):
    def level_of(self, namespace: str) -> TrustLevel:
        """The highest level that the portal's own services in this namespace need."""
        own = self.filter(url_name__startswith=f"{namespace}:")
        levels = [TrustLevel(value) for value in own.values_list("trust_level", flat=True)]
        return max(levels, key=list(TrustLevel).index, default=TrustLevel.NONE)


class OnlineChannel(models.Model):
    """A way to do a service online. Several services may share one."""

    class Provider(models.TextChoices):
        OWN = "own", _("dieses Portal")
        CITY = "city", _("Stadt")
        DISTRICT = "district", _("Landkreis")
        STATE = "state", _("Land")
        FEDERAL = "federal", _("Bund")
        EFA = "efa", _("anderes Land (Einer für Alle)")
        UNKNOWN = "unknown", _("nicht angegeben")

    class Account(models.TextChoices):
        NONE = "none", _("kein Konto")
        BUNDID = "bundid", _("BundID")
        BUSINESS = "unternehmenskonto", _("Mein Unternehmenskonto")
        OTHER = "other", _("eigenes Konto des Anbieters")
        UNKNOWN = "unknown", _("nicht angegeben")

    class TrustLevel(models.TextChoices):
        NONE = "none", _("ohne Anmeldung")
        LOW = "low", _("niedrig")
        SUBSTANTIAL = "substantial", _("substanziell")
        HIGH = "high", _("hoch")
        UNKNOWN = "unknown", _("nicht angegeben")

    class Payment(models.TextChoices):
        NONE = "none", _("nichts zu zahlen")
        ONLINE = "online", _("online")
        INVOICE = "invoice", _("auf Rechnung")
        ON_SITE = "on_site", _("vor Ort")
        UNKNOWN = "unknown", _("nicht angegeben")

    name = models.CharField(_("Name"), max_length=160)
    name_en = models.CharField(_("Name auf Englisch"), max_length=160, blank=True)
    agency = models.CharField(_("Quelle"), max_length=80, blank=True)
    source_id = models.CharField(_("Kennung bei der Quelle"), max_length=120, blank=True)
    provider = models.CharField(
        _("Anbieter"), max_length=8, choices=Provider.choices, default=Provider.CITY
    )
    url = models.URLField(_("Adresse"), blank=True, max_length=500)
    url_name = models.CharField(
        _("Name der eigenen Adresse"),
        max_length=80,
        blank=True,
        help_text=_("Nur für Dienste dieses Portals, zum Beispiel guestreg:start."),
    )
    account = models.CharField(
        _("Konto"), max_length=20, choices=Account.choices, default=Account.NONE
    )
    trust_level = models.CharField(
        _("Vertrauensniveau"), max_length=12, choices=TrustLevel.choices, default=TrustLevel.NONE
    )
    payment = models.CharField(
        _("Bezahlung"), max_length=8, choices=Payment.choices, default=Payment.NONE
    )
    languages = ArrayField(
        models.CharField(max_length=9, choices=Language.choices),
        verbose_name=_("Sprachen"),
        default=list,
        blank=True,
    )
    out_of_order_since = models.DateField(_("gestört seit"), null=True, blank=True)
    out_of_order_until = models.DateField(_("voraussichtlich bis"), null=True, blank=True)
    out_of_order_reason = models.CharField(_("Grund der Störung"), max_length=200, blank=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    objects = OnlineChannelQuerySet.as_manager()

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldPanel("provider"),
        MultiFieldPanel([FieldPanel("url"), FieldPanel("url_name")], heading=_("Adresse")),
        FieldRowPanel([FieldPanel("account"), FieldPanel("trust_level"), FieldPanel("payment")]),
        FieldPanel("languages"),
        MultiFieldPanel(
            [
                FieldPanel("out_of_order_since", read_only=True),
                FieldPanel("out_of_order_until", read_only=True),
                FieldPanel("out_of_order_reason", read_only=True),
            ],
            heading=_("Störung"),
        ),
        FieldPanel("is_example"),
    ]

    class Meta:
        verbose_name = _("Online-Dienst")
        verbose_name_plural = _("Online-Dienste")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agency", "source_id"],
                condition=~models.Q(source_id=""),
                name="services_channel_source",
            ),
            models.CheckConstraint(
                name="services_channel_out_of_order",
                condition=models.Q(out_of_order_since__isnull=True, out_of_order_reason="")
                | models.Q(out_of_order_since__isnull=False) & ~models.Q(out_of_order_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if bool(self.url) == bool(self.url_name):
            raise ValidationError(
                {"url": _("Nennen Sie entweder eine Adresse oder den Namen einer eigenen Adresse.")}
            )
        if self.url_name and not self.address:
            raise ValidationError({"url_name": _("Diese Adresse gibt es im Portal nicht.")})

    @property
    def address(self) -> str:
        """Where the button leads; empty when the portal has no such address."""
        if not self.url_name:
            return self.url
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""

    @property
    def is_out_of_order(self) -> bool:
        return self.out_of_order_since is not None

    @property
    def usable(self) -> bool:
        return not self.is_out_of_order and bool(self.address)

    @property
    def language_names(self) -> str:
        """In words; a source may name languages that we have no word for."""
        names = dict(Language.choices)
        return ", ".join(str(names.get(code, code)) for code in self.languages)

    @property
    def is_external(self) -> bool:
        return bool(self.url)


class ServiceChannel(Orderable):
    service = ParentalKey("services.Service", on_delete=models.CASCADE, related_name="channels")
    channel = models.ForeignKey(
        OnlineChannel,
        verbose_name=_("Online-Dienst"),
        on_delete=models.CASCADE,
        related_name="uses",
    )

    panels: ClassVar[list[Panel]] = [FieldPanel("channel")]

    class Meta(Orderable.Meta):
        verbose_name = _("Online-Dienst der Leistung")
