"""Headers that Django does not know: what a page may use of the device, and who may embed it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# The copy button writes to the clipboard; nothing else is needed.
ALLOWED = {"clipboard-write": "(self)"}
REFUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
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
# For the one page that reads QR codes; its view says so on its answer.
WITH_CAMERA = PERMISSIONS.replace("camera=()", "camera=(self)")


class DeviceHeadersMiddleware:
    """Open data says itself that every origin may read it; everything else stays at home."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        camera = getattr(response, "needs_camera", False)
        response["Permissions-Policy"] = WITH_CAMERA if camera else PERMISSIONS
        shared = response.has_header("Access-Control-Allow-Origin")
        response["Cross-Origin-Resource-Policy"] = "cross-origin" if shared else "same-origin"
        return response
