"""The fixed words that several records choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    CITIZENS = "citizens", _("Bürgerinnen und Bürger")
    BUSINESSES = "businesses", _("Unternehmen")
    BOTH = "both", _("alle")


class Level(models.TextChoices):
    """Who carries a service out. A district town has not everything in its own hands."""

    CITY = "city", _("Stadt")
    DISTRICT = "district", _("Landkreis")
    STATE = "state", _("Land")
    FEDERAL = "federal", _("Bund")
    OTHER = "other", _("andere Stelle")
    UNDECIDED = "undecided", _("noch nicht geklärt")


class Language(models.TextChoices):
    GERMAN = "de", _("Deutsch")
    ENGLISH = "en", _("Englisch")
    EASY = "de-simple", _("Leichte Sprache")


class Unit(models.TextChoices):
    DAYS = "days", _("Tage")
    WORKDAYS = "workdays", _("Arbeitstage")
    WEEKS = "weeks", _("Wochen")
    MONTHS = "months", _("Monate")
    YEARS = "years", _("Jahre")
