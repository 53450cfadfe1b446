"""Files: protected ones for the learner they are linked for, covers for everyone."""

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags
from django.views.decorators.http import require_safe

from credence.accounts.models import User
from credence.catalog.models import CourseVersion
from credence.kit.byte_ranges import ByteRange, Unsatisfiable, requested
from credence.kit.clock import now
from credence.learn.access.media_links import MediaLink, asset_under
from credence.learn.responses.file_part import FilePart
from credence.learn.responses.file_policy import policy_of
from credence.media.models import Asset

SLICE = 262_144
PRIVATE = "private, max-age=3600"
RIGHT_KEPT = 30
"""Seconds for which a server in front may keep that a session has a right to a file, while it sends its parts."""

DISK, ELSEWHERE = "disk", "elsewhere"
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def media(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Send a protected file to the learner it was linked for; to anyone else it does not exist.

    `?download` asks for it as a download, otherwise it opens in the page.
    """
    link = MediaLink.read(token, name)
    learner = request.user
    if link is None or not isinstance(learner, User) or not link.is_good_for(learner.public_id, now()):
        raise Http404
    asset = asset_under(link)
    if asset is None:
        raise Http404
    response = _answer(request, asset)
    disposition = content_disposition_header("download" in request.GET, name)
    response["Content-Disposition"] = disposition or "inline"
    response["Cache-Control"] = PRIVATE
    if settings.MEDIA_ACCEL_PREFIX:
        response["X-Accel-Expires"] = str(min(RIGHT_KEPT, link.expires - int(now().timestamp())))
    return response


@require_safe
def public_media(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Send the cover of a published course. No other file has a public address."""
    version = CourseVersion.objects.filter(cover__public_id=public_id).select_related("cover").first()
    if version is None or version.cover is None:
        raise Http404
    response = _answer(request, version.cover)
    response["Cache-Control"] = FOR_EVER
    return response


def _answer(request: HttpRequest, asset: Asset) -> HttpResponseBase:
    etag = f'"{asset.sha256}"'
    if settings.MEDIA_ACCEL_PREFIX:
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = settings.MEDIA_ACCEL_PREFIX + _place(asset)
    elif _is_current(request, etag):
        response = HttpResponseNotModified()
    else:
        response = _content(request, asset, etag)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = policy_of(asset.content_type)
    if response.status_code not in (304, 416):
        response["Content-Type"] = _content_type(asset)
    return response


def _place(asset: Asset) -> str:
    """Return where a server in front finds a file: on the shelf, or, as an address that is signed, in the bucket.

    Nobody else sees that address: the server in front asks us about the right, and drops it from what it answers.
    """
    if settings.ENV.media_store == DISK:
        return quote(str(asset.file))
    address = urlsplit(default_storage.url(str(asset.file)))
    return f"{ELSEWHERE}{address.path}?{address.query}"


def _content(request: HttpRequest, asset: Asset, etag: str) -> HttpResponseBase:
    try:
        part = _part(request, asset.size, etag)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{asset.size}"})
    whole = ByteRange(0, asset.size - 1)
    span = part or whole
    content = _read(str(asset.file), span) if request.method == "GET" else ()
    response = FilePart(content, _path(str(asset.file)), span, status=206 if part else 200)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(span.length)
    if part:
        response["Content-Range"] = part.of(asset.size)
    return response


def _path(name: str) -> str:
    """Return where a file is on this machine, "" where it is kept elsewhere."""
    try:
        return default_storage.path(name)
    except NotImplementedError:
        return ""


def _part(request: HttpRequest, size: int, etag: str) -> ByteRange | None:
    """Return the part asked for. Ranges are defined for GET only, and `If-Range` for the very bytes we hold."""
    header = request.headers.get("Range", "")
    if request.method != "GET" or not header or request.headers.get("If-Range", etag) != etag:
        return None
    return requested(header, size)


def _is_current(request: HttpRequest, etag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in [tag.removeprefix("W/") for tag in known]


def _read(name: str, span: ByteRange) -> Iterator[bytes]:
    """Yield the bytes of `span` slice by slice, so that memory stays the same however long the file is."""
    with default_storage.open(name, "rb") as file:
        file.seek(span.first)
        left = span.length
        while left and (data := file.read(min(SLICE, left))):
            left -= len(data)
            yield data


def _content_type(asset: Asset) -> str:
    return f"{asset.content_type}; charset=utf-8" if asset.content_type.startswith("text/") else asset.content_type
