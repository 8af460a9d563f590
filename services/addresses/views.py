"""The page that asks for an address. It answers at once and keeps nothing: no cookie, no session,
no line anywhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt  # for a question, see `office_for_me`
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from services.addresses.forms import WHICH_STREET, AddressForm
from services.addresses.responsible import Answer, Missing, find
from services.models import Service, StreetDirectory
from services.page import ServicePage, office_card


# It changes nothing and reads no cookie, so a forged request gains nothing. A token would cost
# every service page, which carries the form, its place in memory, and the reader a cookie.
@csrf_exempt  # only asks, and reads no cookie
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def office_for_me(request: HttpRequest, slug: str) -> HttpResponse:
    service = get_object_or_404(Service.objects.public().with_facts(), slug=slug)
    form = AddressForm(request.POST if request.method == "POST" else None)
    answer = find(service, form.address) if form.is_valid() else None
    if answer and answer.missing == Missing.STREET and not form.address.street:
        form.add_error("street", WHICH_STREET)
        answer = None
    page = ServicePage(service, get_language() or "de", timezone.now())
    context = {"service": service, "page": page, "form": form, **_answered(answer)}
    return render(request, "services/address/page.html", context)


def _answered(answer: Answer | None) -> dict[str, Any]:
    now = timezone.now()
    cards = [office_card(office, now) for office in answer.offices] if answer else []
    return {"answer": answer, "cards": cards, "edition": StreetDirectory.objects.first()}
