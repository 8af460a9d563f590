"""What is wanted of a remote source, in one line of text, so that a run can be taken up again."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from services.exchange.base import MessageError
from services.models import Service

KEY = re.compile(r"\d{14}")
ARS = re.compile(r"\d{12}")
EDITORS = re.compile(r"[A-Za-z0-9._-]{1,40}")
KEYS_AT_MOST = 2000


@dataclass(frozen=True)
class Wish:
    """``keys``: LeiKa keys, none for all that the directory has; ``editors``: whose texts."""

    keys: tuple[str, ...] = ()
    ars: str = ""
    editors: str = ""
    publish: bool = False

    def __str__(self) -> str:
        values = {
            "leika": ",".join(self.keys),
            "ars": self.ars,
            "redaktion": self.editors,
            "publish": "1" if self.publish else "",
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @classmethod
    def parse(cls, text: str) -> "Wish":
        """Raises MessageError with the field, the reason and what it should look like."""
        values = dict(parse_qsl(text.lstrip("?")))
        keys = tuple(dict.fromkeys(re.split(r"[\s,;]+", values.get("leika", "").strip())))
        wish = cls(
            keys=() if keys == ("",) else keys,
            ars=values.get("ars", "") or settings.PORTAL_ARS,
            editors=values.get("redaktion", ""),
            publish=values.get("publish") == "1",
        )
        wish.check()
        return wish

    def check(self) -> None:
        wrong = [key for key in self.keys if not KEY.fullmatch(key)]
        if wrong:
            said = {"it": wrong[0][:30]}
            raise MessageError(_("LeiKa-Schlüssel: „%(it)s“ hat nicht 14 Ziffern.") % said)
        if len(self.keys) > KEYS_AT_MOST:
            raise MessageError(
                _("LeiKa-Schlüssel: höchstens %(it)s auf einmal.") % {"it": KEYS_AT_MOST}
            )
        if self.ars and not ARS.fullmatch(self.ars):
            raise MessageError(_("Regionalschlüssel: es müssen 12 Ziffern sein."))
        if self.editors and not EDITORS.fullmatch(self.editors):
            raise MessageError(_("Redaktion: nur Buchstaben, Ziffern, Punkt und Strich."))

    def wanted_keys(self) -> list[str]:
        """Those that are named, else those of the services that the city shows."""
        if self.keys:
            return sorted(self.keys)
        rows = Service.objects.public().values_list("leika_keys", flat=True)
        return sorted({key for keys in rows for key in keys})[:KEYS_AT_MOST]
