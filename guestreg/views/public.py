"""What guest registration is, for everyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guestreg import keys
from guestreg import scripts as sealing_scripts
from guestreg.models import LegalBasis
from guestreg.statistics import public_statistics


def start(request: HttpRequest) -> HttpResponse:
    bases = LegalBasis.objects.in_force(timezone.localdate())
    context = {"bases": bases, "figures": public_statistics(), "today": timezone.localdate()}
    return render(request, "guestreg/start.html", context)


def scripts(request: HttpRequest) -> HttpResponse:
    """Checksums for those who want to compare."""
    context = {"scripts": sealing_scripts.published(), "office": keys.pinned_fingerprint()}
    return render(request, "guestreg/scripts.html", context)
