"""How surely a state account knows who signed in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TrustLevel(models.TextChoices):
    """The levels of eIDAS, from the weakest to the strongest."""

    NONE = "none", _("ohne Anmeldung")
    LOW = "low", _("niedrig")
    SUBSTANTIAL = "substantial", _("substanziell")
    HIGH = "high", _("hoch")

    @classmethod
    def parse(cls, value: str) -> "TrustLevel":
        """A level out of an address; nonsense asks for nothing."""
        return cls(value) if value in cls.values else cls.NONE

    def reaches(self, needed: "TrustLevel") -> bool:
        order = list(TrustLevel)
        return order.index(self) >= order.index(needed)
