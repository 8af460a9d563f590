"""Offices: who is responsible, where, and when the door is open."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.models import LockableMixin, Orderable, RevisionMixin

from services.german import sort_key
from services.models.rows import RowsQuerySet
from services.models.vocabulary import Level

if TYPE_CHECKING:
    from services.opening_hours import Timetable


class OfficeQuerySet(RowsQuerySet["Office"]):
    def with_hours(self) -> "OfficeQuerySet":
        """Weekly rules and exceptions come in the same query."""
        return self.with_rows("rules", "exceptions")


class Office(LockableMixin, RevisionMixin, ClusterableModel):
    """A place with a role, never a person."""

    slug = models.SlugField(_("Kürzel in der Adresse"), unique=True, max_length=120)
    agency = models.CharField(_("Quelle"), max_length=80, blank=True)
    source_id = models.CharField(_("Kennung bei der Quelle"), max_length=120, blank=True)
    name = models.CharField(_("Name"), max_length=160)
    name_en = models.CharField(_("Name auf Englisch"), max_length=160, blank=True)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("gehört zu"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
    )
    level = models.CharField(_("Ebene"), max_length=10, choices=Level.choices, default=Level.CITY)
    summary = models.CharField(_("Aufgaben"), max_length=300, blank=True)
    summary_en = models.CharField(_("Aufgaben, auf Englisch"), max_length=300, blank=True)
    street = models.CharField(_("Straße"), max_length=120, blank=True)
    house_number = models.CharField(_("Hausnummer"), max_length=12, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5, blank=True)
    city = models.CharField(_("Ort"), max_length=80, blank=True)
    room = models.CharField(_("Raum"), max_length=80, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.URLField(_("Internet"), blank=True, max_length=500)
    appointment_url = models.URLField(_("Termin buchen"), blank=True, max_length=500)
    appointment_only = models.BooleanField(_("nur mit Termin"), default=False)
    wheelchair = models.BooleanField(_("stufenlos erreichbar"), null=True, blank=True)
    keeps_holidays = models.BooleanField(_("an Feiertagen geschlossen"), default=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    objects = OfficeQuerySet.as_manager()

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldPanel("summary"),
        FieldPanel("summary_en"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("parent")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("street"), FieldPanel("house_number")]),
                FieldRowPanel([FieldPanel("postcode"), FieldPanel("city"), FieldPanel("room")]),
                FieldPanel("wheelchair"),
            ],
            heading=_("Anschrift"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldPanel("website"),
                FieldPanel("appointment_url"),
                FieldPanel("appointment_only"),
            ],
            heading=_("Kontakt"),
        ),
        InlinePanel("rules", heading=_("Öffnungszeiten"), label=_("Zeit")),
        FieldPanel("keeps_holidays"),
        InlinePanel("exceptions", heading=_("Ausnahmen"), label=_("Ausnahme")),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("is_example")]),
    ]

    class Meta:
        verbose_name = _("Stelle")
        verbose_name_plural = _("Stellen")
        ordering: ClassVar[list[str]] = ["sort_key"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agency", "source_id"],
                condition=~models.Q(source_id=""),
                name="services_office_source",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("services:office", args=[self.slug])

    @property
    def has_address(self) -> bool:
        return bool(self.street or self.postcode)

    @property
    def timetable(self) -> "Timetable":
        from services.opening_hours import timetable_of

        return timetable_of(self)


class OpeningRule(Orderable):
    """Open on this weekday from – to; optionally only in some weeks of the month."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Montag")
        TUESDAY = 1, _("Dienstag")
        WEDNESDAY = 2, _("Mittwoch")
        THURSDAY = 3, _("Donnerstag")
        FRIDAY = 4, _("Freitag")
        SATURDAY = 5, _("Samstag")
        SUNDAY = 6, _("Sonntag")

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="rules")
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday.choices)
    opens = models.TimeField(_("von"))
    closes = models.TimeField(_("bis"))
    by_appointment = models.BooleanField(_("nur mit Termin"), default=False)
    weeks = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)]),
        verbose_name=_("nur in diesen Wochen des Monats"),
        default=list,
        blank=True,
        help_text=_("Zum Beispiel 1,3 für den ersten und dritten Samstag. Leer: jede Woche."),
    )

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]),
        FieldRowPanel([FieldPanel("by_appointment"), FieldPanel("weeks")]),
    ]

    class Meta:
        verbose_name = _("Öffnungszeit")
        ordering: ClassVar[list[str]] = ["weekday", "opens"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="services_opening_rule_order",
                condition=models.Q(closes__gt=models.F("opens")),
            )
        ]

    def clean(self) -> None:
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": _("Das Ende muss nach dem Anfang liegen.")})


class OpeningException(Orderable):
    """Other hours, or closed, on certain days. It overrides rule and holiday."""

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="exceptions")
    first_day = models.DateField(_("von Tag"))
    last_day = models.DateField(_("bis Tag"))
    opens = models.TimeField(_("von"), null=True, blank=True)
    closes = models.TimeField(_("bis"), null=True, blank=True)
    reason = models.CharField(_("Grund"), max_length=160)
    reason_en = models.CharField(_("Grund auf Englisch"), max_length=160, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
        FieldRowPanel(
            [FieldPanel("opens"), FieldPanel("closes")],
            help_text=_("Ohne Zeiten ist an diesen Tagen geschlossen."),
        ),
        FieldRowPanel([FieldPanel("reason"), FieldPanel("reason_en")]),
    ]

    class Meta:
        verbose_name = _("Ausnahme")
        ordering: ClassVar[list[str]] = ["first_day", "opens"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="services_opening_exception_order",
                condition=models.Q(last_day__gte=models.F("first_day"))
                & (
                    models.Q(opens__isnull=True, closes__isnull=True)
                    | models.Q(closes__gt=models.F("opens"))
                ),
            )
        ]

    def clean(self) -> None:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("Der letzte Tag liegt vor dem ersten.")})
        if (self.opens is None) != (self.closes is None):
            raise ValidationError({"closes": _("Nennen Sie beide Zeiten oder keine.")})
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": _("Das Ende muss nach dem Anfang liegen.")})


class ServiceOffice(Orderable):
    """An office's part in a service."""

    class Role(models.TextChoices):
        RESPONSIBLE = "responsible", _("zuständig")
        CONTACT = "contact", _("nimmt den Antrag an")

    service = ParentalKey("services.Service", on_delete=models.CASCADE, related_name="offices")
    office = models.ForeignKey(
        Office, verbose_name=_("Stelle"), on_delete=models.CASCADE, related_name="services"
    )
    role = models.CharField(
        _("Rolle"), max_length=12, choices=Role.choices, default=Role.RESPONSIBLE
    )

    panels: ClassVar[list[Panel]] = [FieldRowPanel([FieldPanel("office"), FieldPanel("role")])]

    class Meta(Orderable.Meta):
        verbose_name = _("Stelle der Leistung")
