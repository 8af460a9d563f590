"""Life and business situations: the way in for people who do not know the official name."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel

from services.models.vocabulary import Audience


class LifeSituation(models.Model):
    slug = models.SlugField(_("Kürzel in der Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=80)
    name_en = models.CharField(_("Name auf Englisch"), max_length=80, blank=True)
    teaser = models.CharField(_("Kurz gesagt"), max_length=160)
    teaser_en = models.CharField(_("Kurz gesagt, auf Englisch"), max_length=160, blank=True)
    audience = models.CharField(
        _("Zielgruppe"), max_length=12, choices=Audience.choices, default=Audience.CITIZENS
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldPanel("teaser"),
        FieldPanel("teaser_en"),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("audience"), FieldPanel("position")]),
    ]

    class Meta:
        verbose_name = _("Lebens- oder Geschäftslage")
        verbose_name_plural = _("Lebens- und Geschäftslagen")
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name
