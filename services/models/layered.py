"""Records that a source brings and to which the city may add its own, or hide one of them."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import Orderable


class HidingPanel(FieldPanel):
    """Asked only of what a source brought; what is our own can be removed."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.is_delivered)


class Layered(Orderable):
    """One row of a list of which an import renews only the source's part."""

    # Written here for a service that comes from a source: an import leaves it alone.
    is_local = models.BooleanField(default=False, db_default=False, editable=False)
    hidden_because = models.CharField(
        _("Nicht zeigen, weil"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Leer: wird gezeigt. Den eigenen Eintrag dazu fügen Sie unten an."),
    )

    hiding: ClassVar[list[Panel]] = [HidingPanel("hidden_because")]

    class Meta(Orderable.Meta):
        abstract = True

    @property
    def is_delivered(self) -> bool:
        """Brought by a source, and not by the city."""
        owner: Any = getattr(self, "service", None)
        return self.pk is not None and not self.is_local and owner is not None and owner.is_imported

    @property
    def origin(self) -> str:
        """Whose record it is: "city" or, where a source brought it, "source"."""
        return "source" if self.is_delivered else "city"
