"""What a browser is told not to offer to our pages, nor to what they frame."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from credence.learn.responses.file_policy import is_file, policy_of

UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
"""Features that no page of ours asks for, so that no script that got in can."""

POLICY = ", ".join(f"{feature}=()" for feature in UNUSED)


class PermissionsPolicy:
    """Sends the policy with every answer (https://www.w3.org/TR/permissions-policy/)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does, with the policy."""
        response = self._get_response(request)
        response["Permissions-Policy"] = POLICY
        return response


class FilesUnlikePages:
    """Sends a file, such as a certificate, with the policy of files and not with that of our pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does, with a policy that its type asks for, unless it has one."""
        response = self._get_response(request)
        kind = response.get("Content-Type", "")
        if is_file(kind):
            response.headers.setdefault("Content-Security-Policy", policy_of(kind))
        return response
