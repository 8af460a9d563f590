"""What guest registration is, for everyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from guestreg.models import LegalBasis
from guestreg.statistics import public_statistics


def start(request: HttpRequest) -> HttpResponse:
    bases = LegalBasis.objects.in_force(timezone.localdate())
    context = {"bases": bases, "figures": public_statistics(), "today": timezone.localdate()}
    return render(request, "guestreg/start.html", context)
