"""Editorial pages and council inquiries as things that can be found."""

from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.council.models import Answer, Inquiry, Question
from portal.council.plain import plain_answer
from portal.pages.accessibility import AccessibilityPage
from portal.pages.legal import ImprintPage, PrivacyPage
from portal.pages.models import StandardPage
from services.search.directory_source import address
from services.search.sources import Document

PAGE_MODELS = (StandardPage, ImprintPage, PrivacyPage, AccessibilityPage)


class PageSource:
    """A page and its translation are one document: whoever finds one has found both."""

    kind = "page"
    label: str | Promise = _("Seite")

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        for model in PAGE_MODELS:
            pages = model.objects.live().public().select_related("locale").order_by("pk")
            if keys is not None:
                pages = pages.filter(translation_key__in=list(keys))
            versions: dict[str, dict[str, Page]] = {}
            for page in pages:
                language = page.locale.language_code
                versions.setdefault(str(page.translation_key), {})[language] = page
            for key, languages in versions.items():
                yield _page_document(key, languages)


def _page_document(key: str, languages: dict[str, Page]) -> Document:
    german = languages.get("de") or next(iter(languages.values()))
    english = languages.get("en")
    return Document(
        key=key,
        title=german.title,
        url=german.url or "",
        title_en=english.title if english else "",
        url_en=(english.url or "") if english else "",
        teaser=getattr(german, "lead", ""),
        teaser_en=getattr(english, "lead", ""),
        keywords=getattr(german, "search_words", ""),
        body=strip_tags(" ".join(getattr(page, "body", "") for page in languages.values())),
        boost=0.8,
    )


class InquirySource:
    """Only what is published, and of its answers only what is released."""

    kind = "inquiry"
    label: str | Promise = _("Anfrage im Rat")

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        inquiries = Inquiry.objects.public().select_related("group").order_by("pk")
        if keys is not None:
            inquiries = inquiries.filter(slug__in=list(keys))
        for inquiry in inquiries:
            yield Document(
                key=inquiry.slug,
                title=inquiry.title,
                url=address("council:inquiry", inquiry.slug, "de"),
                url_en=address("council:inquiry", inquiry.slug, "en"),
                teaser=inquiry.summary,
                keywords=f"{inquiry.number} {inquiry.group.name}",
                body=_words(inquiry),
                boost=0.8,
            )


def _words(inquiry: Inquiry) -> str:
    """The questions and every word of the valid answers, live parts included."""
    questions = Question.objects.filter(inquiry=inquiry).values_list("text", flat=True)
    released = Answer.objects.of(inquiry).released().select_related("figures")
    valid = {answer.question_id: answer for answer in released.order_by("version")}
    return " ".join([*questions, *(plain_answer(answer) for answer in valid.values())])
