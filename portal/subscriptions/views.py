"""Pages behind "Per E-Mail abonnieren". Links in mails only show a button: programs that look into
mails open every link, and must neither confirm nor end anything.
"""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt  # for `end` alone, see there

from portal.api.models import RateWindow
from portal.council.models import Inquiry
from portal.network import pseudonym
from portal.subscriptions import subscribing
from portal.subscriptions.forms import SubscribeForm
from portal.subscriptions.models import Subscription
from portal.subscriptions.subscribing import SubscriptionError

# A library or a school is one network; a flood is more than this in an hour.
ASKED_PER_HOUR = 20
HOUR = 3600


@never_cache
def subscribe(request: HttpRequest) -> HttpResponse:
    inquiry = _wanted(request)
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if _too_often(request):
            form.add_error(
                None, _("Aus Ihrem Netz kamen zu viele Anfragen. Bitte später noch einmal.")
            )
        else:
            email = form.cleaned_data["email"]
            subscribing.ask(email=email, language=get_language() or "de", inquiry=inquiry)
            return redirect("subscriptions:sent")
    context = {"form": form, "inquiry": inquiry}
    return render(request, "portal/subscriptions/subscribe.html", context)


@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/subscriptions/sent.html")


@never_cache
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    subscription = Subscription.objects.filter(code=code).select_related("inquiry").first()
    if request.method == "POST":
        try:
            subscription = subscribing.confirm(code=code)
        except SubscriptionError:
            subscription = None
    status = 200 if subscription else 404
    context = {"subscription": subscription}
    return render(request, "portal/subscriptions/confirm.html", context, status=status)


# Mail programs end a subscription by POST without a page of ours before (RFC 8058, 3.2), so no
# token can come along. The secret code in the address decides, and can do nothing but end this one.
@never_cache
@csrf_exempt  # the secret code decides, no cookie does
def end(request: HttpRequest, code: str) -> HttpResponse:
    if request.method == "POST":
        subscribing.end(code=code)
        return render(request, "portal/subscriptions/ended.html")
    is_there = Subscription.objects.filter(code=code).exists()
    return render(request, "portal/subscriptions/end.html", {"is_there": is_there})


def _wanted(request: HttpRequest) -> Inquiry | None:
    slug = request.GET.get("anfrage", "")
    return get_object_or_404(Inquiry.objects.public(), slug=slug) if slug else None


def _too_often(request: HttpRequest) -> bool:
    window = int(timezone.now().timestamp()) // HOUR
    end = datetime.fromtimestamp((window + 1) * HOUR, tz=UTC)
    key = f"{window}:{pseudonym(request, purpose='subscribe')}"
    return RateWindow.count_up(key, end) > ASKED_PER_HOUR
