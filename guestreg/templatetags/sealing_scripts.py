"""Scripts of a page with the checksums of what they must be: `{% load sealing_scripts %}`."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guestreg import scripts

register = template.Library()


@register.simple_tag
def preload_imports(path: str) -> SafeString:
    """What the script imports, checked as it comes; an import itself cannot name a checksum."""
    tag = '<link rel="modulepreload" href="{}" integrity="{}">'
    imported = scripts.with_imports(path)[1:]
    return format_html_join("", tag, ((one.address, one.integrity) for one in imported))


@register.simple_tag
def sealing_script(path: str, *, preloaded: bool = False) -> SafeString:
    """The script after its imports, unless the page has ``preload_imports`` in its head."""
    script = scripts.with_imports(path)[0]
    tag = '{}<script type="module" src="{}" integrity="{}"></script>'
    imports = "" if preloaded else preload_imports(path)
    return format_html(tag, imports, script.address, script.integrity)
