"""Pieces of a page that every app shows the same way: `{% load theme %}`."""

import datetime
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template.context import RequestContext
from django.urls import translate_url
from django.utils.translation import get_language

register = template.Library()

LANGUAGE_NAMES = {"de": "Deutsch", "en": "English"}
ICONS = {"info": "info", "success": "success", "warning": "warning", "danger": "danger"}


@register.inclusion_tag("includes/breadcrumb.html")
def breadcrumb(label: str, url: str = "", *, lang: str = "") -> dict[str, str]:
    """One step of the path to this page; the last one has no address.

    ``lang`` is the label's language where it is not the page's own.
    """
    return {"label": label, "url": url, "lang": lang}


@register.inclusion_tag("includes/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list; everything else in the address stays as it is."""
    return {
        "page": page,
        "query": _query_without(context, parameter),
        "parameter": parameter,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "gap": page.paginator.ELLIPSIS,
    }


@register.inclusion_tag("includes/stat.html")
def stat(
    value: Any,
    label: str,
    of: Any = None,
    source: str = "",
    date: datetime.date | None = None,
    *,
    url: str = "",
) -> dict[str, Any]:
    """A figure with what it counts. None is shown as unknown, never as zero."""
    return {
        "value": value,
        "unknown": value is None,
        "label": label,
        "of": of,
        "source": source,
        "date": date,
        "url": url,
    }


@register.inclusion_tag("includes/source.html")
def source(
    name: str, date: datetime.date | None = None, url: str = "", *, lang: str = ""
) -> dict[str, Any]:
    """Where a figure or a text comes from, and from when it is.

    ``lang`` is the language of a name that is stored, not translated.
    """
    return {"name": name, "date": date, "url": url, "lang": "" if lang == get_language() else lang}


@register.inclusion_tag("includes/example_note.html")
def example_note(text: str = "") -> dict[str, str]:
    """Marks what is not the administration's own."""
    return {"text": text}


@register.inclusion_tag("includes/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, str]:
    """Says that a list is empty and what to do next."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("includes/badge.html")
def badge(kind: str, label: str) -> dict[str, str]:
    """A state in a word. `kind`: info, success, warning, danger, or neutral."""
    return {"kind": kind, "icon": ICONS.get(kind, ""), "label": label}


@register.inclusion_tag("includes/alert.html")
def alert(kind: str, title: str, text: str = "") -> dict[str, str]:
    """A notice that stands on the page from the start, so it has no live role."""
    return {"kind": kind, "icon": ICONS[kind], "title": title, "text": text}


@register.inclusion_tag("includes/card.html")
def card(
    title: str, url: str, preline: str = "", text: str = "", *, level: int = 3, note: str = ""
) -> dict[str, Any]:
    """A card with one link; stands in `<ul class="cards"><li>`."""
    return {
        "title": title,
        "url": url,
        "preline": preline,
        "text": text,
        "tag": f"h{level}",
        "note": note,
    }


@register.simple_tag(takes_context=True)
def language_links(context: RequestContext) -> list[dict[str, Any]]:
    """The other languages of this page.

    A page whose address differs by language, or that lacks a translation, puts
    ``language_urls`` into its context; a language missing there leads to its home page.
    """
    urls: dict[str, str] | None = context.get("language_urls")
    path = context["request"].path
    return [
        {
            "code": code,
            "name": LANGUAGE_NAMES[code],
            "exists": urls is None or code in urls,
            "url": translate_url(path, code) if urls is None else urls.get(code, home_of(code)),
        }
        for code, _name in settings.LANGUAGES
        if code != get_language()
    ]


def home_of(language: str) -> str:
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def _query_without(context: RequestContext, parameter: str) -> str:
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    return f"{query.urlencode()}&" if query else ""
