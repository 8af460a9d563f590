"""Headers that Django does not know: what a page may use of the device, and who may embed it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# The camera reads QR codes, the copy button writes to the clipboard; nothing else is needed.
ALLOWED = {"camera": "(self)", "clipboard-write": "(self)"}
REFUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
PERMISSIONS = ", ".join(
    f"{feature}={who}" for feature, who in {**ALLOWED, **dict.fromkeys(REFUSED, "()")}.items()
)


class DeviceHeadersMiddleware:
    """Open data says itself that every origin may read it; everything else stays at home."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        shared = response.has_header("Access-Control-Allow-Origin")
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if shared else "same-origin"
        return response
