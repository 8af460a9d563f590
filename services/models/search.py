"""The search index, its vocabulary, and the editors' synonyms."""

from typing import Any, ClassVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

# One in so many documents is asked first where common words are in very many.
SHARE = 16
SAMPLE = models.Q(Exact(Mod("id", SHARE), 0))


class SearchDocument(models.Model):
    """One findable thing. Written only by ``services.search.index``."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=160)
    title = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    teaser = models.CharField(max_length=400, blank=True)
    teaser_en = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=500)
    url_en = models.CharField(max_length=500, blank=True)
    leika_keys = ArrayField(models.CharField(max_length=14), default=list)
    ozg_ids = ArrayField(models.CharField(max_length=5), default=list)
    online = models.BooleanField(default=False)
    boost = models.FloatField(default=1.0)
    title_words = models.PositiveSmallIntegerField(default=1)
    folded_title = models.CharField(max_length=300)
    # What is looked into row by row: all words but those of running text, with their weights.
    heading = SearchVectorField()
    # Every word, for the index alone.
    vector = SearchVectorField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "key"], name="services_search_identity")
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["vector"], name="services_search_vector", fastupdate=False),
            GinIndex(fields=["heading"], name="services_search_heading", fastupdate=False),
            GinIndex(
                fields=["vector"],
                name="services_sample_vector",
                fastupdate=False,
                condition=SAMPLE,
            ),
            GinIndex(
                fields=["heading"],
                name="services_sample_heading",
                fastupdate=False,
                condition=SAMPLE,
            ),
            # Whole titles, and prefixes while typing, whatever the collation of the database.
            models.Index(
                fields=["folded_title"],
                name="services_search_prefix",
                opclasses=["varchar_pattern_ops"],
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LexiconWord(models.Model):
    """A word that titles and keywords of the index use, with the number of documents."""

    word = models.CharField(max_length=80, primary_key=True)
    stem = models.CharField(max_length=80)
    documents = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["word"], name="services_lexicon_trigram", opclasses=["gin_trgm_ops"])
        ]

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """Editors' own words for official ones, beside the list that is shipped with the search."""

    words = models.CharField(
        _("Wenn jemand das sucht"),
        max_length=300,
        help_text=_("Ein oder mehrere Wörter oder Wendungen, mit Komma getrennt."),
    )
    official = models.CharField(
        _("dann auch danach suchen"), max_length=300, help_text=_("Mit Komma getrennt.")
    )

    panels: ClassVar[list[Panel]] = [FieldPanel("words"), FieldPanel("official")]

    class Meta:
        verbose_name = _("Synonym")
        verbose_name_plural = _("Synonyme")
        ordering: ClassVar[list[str]] = ["words"]

    def __str__(self) -> str:
        return f"{self.words} → {self.official}"


class QueryCountQuerySet(models.QuerySet["QueryCount"]):
    def terms(self) -> "models.QuerySet[Any, dict[str, Any]]":
        """What several people asked for, most wanted first: text, asked, clicks, and the hits of
        the last day. Rarer words might say who asked, so they are not shown."""
        newest = ArrayAgg("hits", order_by="-day")
        return (
            self.order_by()
            .values("text")
            .annotate(
                asked=models.Sum("searches"),
                clicked=models.Sum("clicks"),
                found=newest,
                last=models.Max("day"),
            )
            .filter(asked__gte=QueryCount.LEAST)
            .order_by("-asked", "text")
        )

    def without_hits(self) -> "models.QuerySet[Any, dict[str, Any]]":
        return self.terms().filter(found__0=0)

    def without_clicks(self) -> "models.QuerySet[Any, dict[str, Any]]":
        """Something was found, and nobody wanted it."""
        return self.terms().filter(found__0__gt=0, clicked=0)


class QueryCount(models.Model):
    """How often something was searched for on one day. No time, no address, no person."""

    LEAST: ClassVar[int] = 3

    text = models.CharField(_("gesucht"), max_length=80)
    day = models.DateField(_("Tag"))
    searches = models.PositiveIntegerField(_("wie oft"), default=0)
    clicks = models.PositiveIntegerField(_("wie oft ein Treffer geöffnet"), default=0)
    hits = models.PositiveIntegerField(_("Treffer"), default=0)

    objects = QueryCountQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-day", "text"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["text", "day"], name="services_query_day")
        ]

    def __str__(self) -> str:
        return self.text


class PinnedResult(models.Model):
    """What stands first when somebody searches for exactly these words."""

    words = models.CharField(_("Wenn jemand genau das sucht"), max_length=160)
    folded = models.CharField(max_length=160, editable=False, db_index=True)
    service = models.ForeignKey(
        "services.Service",
        verbose_name=_("steht diese Leistung oben"),
        on_delete=models.CASCADE,
        related_name="pinned",
    )

    panels: ClassVar[list[Panel]] = [FieldPanel("words"), FieldPanel("service")]

    class Meta:
        verbose_name = _("fester Treffer")
        verbose_name_plural = _("feste Treffer")
        ordering: ClassVar[list[str]] = ["words"]

    def __str__(self) -> str:
        return self.words

    def save(self, *args: Any, **kwargs: Any) -> None:
        from services.search.normalise import words

        self.folded = " ".join(words(self.words))
        super().save(*args, **kwargs)
