"""Stored texts in the reader's language, or marked as German: `{% load language %}`."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def local(record: Any, name: str) -> str | SafeString:
    """A field in the page's language; German text on an English page says that it is German."""
    german = getattr(record, name)
    if get_language() == "en" and german and (english := getattr(record, f"{name}_en", "")):
        return str(english)
    return in_german(german)


def in_german(text: str) -> str | SafeString:
    """What exists in German only, and says so on an English page."""
    if get_language() == "de" or not text:
        return str(text)
    return format_html('<span lang="de">{}</span>', text)
