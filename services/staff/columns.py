"""Columns of staff lists in words."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column


class YesNoColumn(Column):
    """Wagtail's own says "True" to screen readers, and a red cross where nothing is wrong."""

    def get_value(self, instance: Any) -> str:
        return _("ja") if super().get_value(instance) else _("nein")
