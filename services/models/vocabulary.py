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


class TextModule(models.TextChoices):
    """The sections of a service's text, in the order in which a page shows them."""

    SUMMARY = "summary", _("Worum es geht")
    AUDIENCE = "audience", _("Für wen")
    PREREQUISITES = "prerequisites", _("Voraussetzungen")
    PROCEDURE = "procedure", _("So läuft es ab")
    DOCUMENTS = "documents_note", _("Zu den Unterlagen")
    FEES = "fees_note", _("Zu den Gebühren")
    DURATION = "duration", _("Wie lange es dauert")
    HINTS = "hints", _("Gut zu wissen")
    CONTACT = "contact_note", _("Ansprechpartner")
    FURTHER = "further", _("Mehr dazu")
    REMEDY = "remedy", _("Wenn Sie nicht einverstanden sind")


class Unit(models.TextChoices):
    MINUTES = "minutes", _("Minuten")
    HOURS = "hours", _("Stunden")
    DAYS = "days", _("Tage")
    WORKDAYS = "workdays", _("Arbeitstage")
    WEEKDAYS = "weekdays", _("Werktage")
    WEEKS = "weeks", _("Wochen")
    MONTHS = "months", _("Monate")
    YEARS = "years", _("Jahre")
