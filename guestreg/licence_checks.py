"""What the licence officer sees checked beside an application."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from guestreg.models import LegalBasis, Licence, Terms

NEARLY_FULL = 95  # of 100


@dataclass(frozen=True)
class Check:
    name: str
    passed: bool
    detail: str


@dataclass(frozen=True)
class Load:
    """How much of the municipal licence is used, and what it costs the city."""

    used: int
    limit: int
    monthly_cost: Decimal

    @property
    def free(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def is_nearly_full(self) -> bool:
        return self.used * 100 >= self.limit * NEARLY_FULL

    @property
    def percent(self) -> int:
        return self.used * 100 // self.limit


def municipal_load() -> Load:
    return Load(
        used=Licence.objects.counted().count(),
        limit=settings.GUESTREG_LICENCE_LIMIT,
        monthly_cost=settings.GUESTREG_MONTHLY_COST,
    )


def checks(licence: Licence) -> list[Check]:
    return [
        _basis(licence),
        _address(licence),
        _company(licence),
        _duplicate(licence),
        _terms(licence),
        _limit(),
    ]


def _basis(licence: Licence) -> Check:
    covered = LegalBasis.objects.covering(licence.kind, timezone.localdate()).exists()
    detail = (
        _("gilt heute für diese Art von Ort") if covered else _("für diese Art gilt heute keine")
    )
    return Check(_("Rechtsgrundlage"), covered, f"{licence.basis}: {detail}")


def in_city(postcode: str, city: str) -> bool:
    """Whether an address belongs to the city. ``Altenburg OT Ehrenberg`` does too."""
    name = settings.PORTAL_CITY.casefold()
    return postcode in settings.GUESTREG_POSTCODES and city.casefold().startswith(name)


def _address(licence: Licence) -> Check:
    return Check(
        _("Ort liegt in der Stadt"), in_city(licence.postcode, licence.city), licence.address
    )


def _company(licence: Licence) -> Check:
    account = licence.account
    same = (account.street, account.house_number) == (licence.street, licence.house_number)
    detail = f"{account.name}, {account.street_line}, {account.city_line}"
    note = _("wie im Unternehmenskonto") if same else _("Ort weicht vom Sitz ab, das ist erlaubt")
    return Check(_("Unternehmen"), True, f"{detail} ({note})")


def _duplicate(licence: Licence) -> Check:
    others = (
        Licence.objects.counted()
        .exclude(pk=licence.pk)
        .filter(street__iexact=licence.street, house_number__iexact=licence.house_number)
    )
    numbers = ", ".join(other.number for other in others)
    detail = _("schon eine Lizenz an dieser Adresse: %(numbers)s") % {"numbers": numbers}
    return Check(_("Keine doppelte Lizenz"), not numbers, detail if numbers else licence.address)


def _terms(licence: Licence) -> Check:
    current = Terms.objects.order_by("-published_on", "-pk").first()
    passed = licence.terms is not None and licence.terms == current
    return Check(
        _("Bedingungen angenommen"), passed, _("Fassung %(v)s") % {"v": licence.terms or "–"}
    )


def _limit() -> Check:
    load = municipal_load()
    detail = _("%(used)s von %(limit)s Lizenzen vergeben") % {
        "used": load.used,
        "limit": load.limit,
    }
    return Check(_("Platz in der Gesamtlizenz"), load.free > 0, detail)
