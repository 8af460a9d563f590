"""Wagtail's choosers without a script inside the page: a mark that ``portal/admin.js`` reads."""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser

MARK = (
    '{}<span hidden data-portal-call="{}" data-portal-target="{}" data-portal-options="{}"></span>'
)


def install() -> None:
    """Every chooser inherits it. Wagtail offers no hook for this, hence the patch."""
    BaseChooser.render = render


def render(
    self: BaseChooser,
    name: str,
    value: Any,
    attrs: dict[str, Any] | None = None,
    renderer: Any = None,
) -> SafeString:
    """As Wagtail's own, but for the last line."""
    identity = (attrs or {})["id"]
    data = self.get_value_data(value)
    options = json.dumps(self.get_js_init_options(identity, name, data))
    return format_html(
        MARK, self.render_html(name, data, attrs), self.js_constructor, identity, options
    )
