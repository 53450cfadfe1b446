"""What the site says of itself, and requests that are no requests."""

import http.client
import re
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import suppress

from tests.factories.accounts import PASSWORD, make_learner

from attack.registry import attack, held, honest
from attack.site import Site
from attack.visitor import HOST, LOOPBACK, unchecked

SECONDS = 15


def said(site: Site, request: bytes) -> bytes:
    """Return what nginx answers to these bytes, said over TLS to the site's host."""
    with (
        socket.create_connection((LOOPBACK, site.port), SECONDS) as plain,
        unchecked().wrap_socket(plain, server_hostname=HOST) as line,
    ):
        line.sendall(request)
        return b"".join(_parts(line))


def _parts(line: socket.socket) -> Iterator[bytes]:
    with suppress(OSError):
        while part := line.recv(65_536):
            yield part


def status(answer: bytes) -> int:
    """Return the status of an answer; 0 where there is none."""
    found = re.match(rb"HTTP/1\.1 (\d+)", answer)
    return int(found[1]) if found else 0


def request(host: str = HOST, line: str = "GET /faq/ HTTP/1.1", *more: str) -> bytes:
    """Return a request as it goes over the line."""
    return "\r\n".join([line, f"Host: {host}", "Connection: close", *more, "", ""]).encode()


@attack
def foreign_hosts(site: Site) -> None:
    """The site is asked for as another host, with TLS, without, and by its address."""
    honest(status(said(site, request())) == 200, "the site's own host is answered")
    for host in ("evil.example", LOOPBACK, f"sub.{HOST}", f"{HOST}.evil.example", ""):
        answer = said(site, request(host))
        held(status(answer) in {0, 400}, f"{host!r} was answered {status(answer)} over TLS")
        with socket.create_connection((LOOPBACK, site.plain_port), SECONDS) as plain:
            plain.sendall(request(host))
            held(status(plain.recv(65_536)) in {0, 400}, f"{host!r} was answered without TLS")
    try:
        with socket.create_connection((LOOPBACK, site.port), SECONDS) as plain:
            unchecked().wrap_socket(plain, server_hostname="evil.example").close()
    except ssl.SSLError:
        return
    held(is_so=False, what="another host got our certificate")


@attack
def plain_http(site: Site) -> None:
    """Pages are asked for without TLS, with headers that say there is."""
    for more in ((), ("X-Forwarded-Proto: https",), ("X-Forwarded-Ssl: on", "Front-End-Https: on")):
        with socket.create_connection((LOOPBACK, site.plain_port), SECONDS) as plain:
            plain.sendall(request(HOST, "GET /sign-in/ HTTP/1.1", *more))
            answer = plain.recv(65_536)
        held(status(answer) == 301, f"it was answered {status(answer)}")
        held(f"Location: https://{HOST}/".encode() in answer, "it leads elsewhere")
    honest(site.visitor().get("/sign-in/").status == 200, "with TLS, the page opens")


@attack
def old_ciphers(site: Site) -> None:
    """Old protocols, and suites without forward secrecy, are offered."""
    honest(_speaks(site, "ECDHE+AESGCM", ssl.TLSVersion.TLSv1_2), "TLS 1.2 with forward secrecy is spoken")
    for suites, version in (
        ("AES128-GCM-SHA256", ssl.TLSVersion.TLSv1_2),
        ("ECDHE+AES128+SHA256", ssl.TLSVersion.TLSv1_2),
        ("ALL:@SECLEVEL=0", ssl.TLSVersion.TLSv1_1),
    ):
        held(not _speaks(site, suites, version), f"{suites} of {version.name} is spoken")


def _speaks(site: Site, suites: str, version: ssl.TLSVersion) -> bool:
    context = unchecked()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context.minimum_version = context.maximum_version = version
    context.set_ciphers(suites)
    with socket.create_connection((LOOPBACK, site.port), SECONDS) as plain:
        try:
            context.wrap_socket(plain, server_hostname=HOST).close()
        except (ssl.SSLError, ConnectionError):
            return False
    return True


@attack
def headers_that_guard(site: Site) -> None:
    """Pages of all kinds come without what tells browsers to guard them, or tell what runs here."""
    person = site.learner()
    for path in ("/", "/courses/", "/sign-in/", "/my-courses/", "/verify/", "/no-such-page/"):
        headers = person.at.get(path).headers if path != "/sign-in/" else site.visitor().get(path).headers
        policy = headers.get("Content-Security-Policy", "")
        held("default-src 'self'" in policy and "unsafe-inline" not in policy, f"{path}: the policy is {policy!r}")
        held(headers.get("X-Content-Type-Options") == "nosniff", f"{path}: types are guessed")
        held("max-age=63072000" in headers.get("Strict-Transport-Security", ""), f"{path}: HTTPS is not for ever")
        held("camera=()" in headers.get("Permissions-Policy", ""), f"{path}: the camera may be asked for")
        held(headers.get("Server") == "nginx" and "X-Powered-By" not in headers, f"{path}: it tells what runs here")
    held("no-store" in person.at.get("/my-courses/").headers.get("Cache-Control", ""), "a learner's page is kept")


@attack
def cookies_of_others(site: Site) -> None:
    """Cookies are set, or can be set by other hosts, without TLS, or be read by scripts."""
    at, user = site.visitor(), make_learner(site.name())
    lines = at.get("/sign-in/").headers.get_all("Set-Cookie", [])
    answer = at.fill("/sign-in/", "login", {"login": user.username, "password": PASSWORD})
    lines += answer.headers.get_all("Set-Cookie", [])
    sessions = [line for line in lines if line.startswith("__Host-sessionid")]
    honest(sessions and len(lines) > len(sessions), "cookies are set")
    for line in lines:
        held(line.startswith("__Host-"), f"{line.partition('=')[0]} can be set by another host")
        held("secure" in line.lower() and "samesite" in line.lower(), f"{line.partition('=')[0]} is sent without care")
    held(all("httponly" in line.lower() for line in sessions), "a script reads the session")
    person = site.learner()
    person.at.cookies["sessionid"] = person.at.cookies.pop("__Host-sessionid")
    held(person.at.get("/my-courses/").is_sign_in, "a cookie that other hosts can set signs in")


@attack
def requests_in_requests(site: Site) -> None:
    """A request is hidden in another, by two lengths, by chunks and by line ends."""
    hidden = "GET /my-courses/ HTTP/1.1"
    both = ("Content-Length: 6", "Transfer-Encoding: chunked")
    tried = {
        "length and chunks": request(HOST, "POST /faq/ HTTP/1.1", *both) + b"0\r\n\r\nG",
        "two lengths": request(HOST, "POST /faq/ HTTP/1.1", "Content-Length: 0", "Content-Length: 5") + b"12345",
        "an odd encoding": request(HOST, "POST /faq/ HTTP/1.1", "Transfer-Encoding: xchunked") + b"0\r\n\r\n",
        "a space before the colon": request(HOST, "POST /faq/ HTTP/1.1", "Content-Length : 5") + b"12345",
        "a line end in the address": request(HOST, f"GET /faq/\r\n{hidden} HTTP/1.1"),
        "an address elsewhere": request(HOST, "GET http://evil.example/ HTTP/1.1"),
    }
    honest(status(said(site, request())) == 200, "an honest request is answered")
    for name, sent in tried.items():
        answer = said(site, sent)
        held(status(answer) < 502 and status(answer) != 500, f"{name} was answered {status(answer)}")
        held(answer.count(b"HTTP/1.1 ") <= 1, f"{name} was answered twice")
        held(status(answer) != 200 or name == "length and chunks", f"{name} was answered with a page")


@attack
def requests_too_large(site: Site) -> None:
    """Headers, cookies and addresses are too large or too many."""
    at = site.visitor()
    honest(at.get("/faq/?a=" + "a" * 1000).status == 200, "a long address is answered")
    got = {
        "address": at.get("/faq/?a=" + "a" * 20_000).status,
        "cookie": at.get("/faq/", {"Cookie": "a=" + "b" * 20_000}).status,
        "headers": at.get("/faq/", {f"X-{number}": "a" * 500 for number in range(90)}).status,
        "after them": at.get("/faq/").status,
    }
    held(all(value < 500 for value in got.values()) and got["after them"] == 200, f"they were answered {got}")


@attack
def other_methods(site: Site) -> None:
    """Pages are asked for by methods that are not for them."""
    at = site.visitor()
    honest(at.get("/faq/").status == 200, "GET is answered")
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "TEST"):
        try:
            answer = at.ask(method, "/faq/")
        except (OSError, http.client.HTTPException):
            continue
        held(400 <= answer.status < 500, f"{method} was answered {answer.status}")
    override = at.post("/faq/", {"_method": "DELETE"}, {"X-HTTP-Method-Override": "GET"})
    held(override.status == 405, f"a method in a header was answered {override.status}")


@attack
def around_nginx_by_headers(site: Site) -> None:
    """A page of staff is asked for by headers that other servers take for the address."""
    person = site.learner()
    honest(person.at.get("/my-courses/").status == 200, "the learner is signed in")
    for name in ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Path", "X-Override-URL", "X-Forwarded-Prefix"):
        answer = person.at.get("/faq/", {name: "/backoffice/"})
        held(answer.status in {200, 400}, f"{name} was answered {answer.status}")
        held("backoffice" not in answer.text.partition("</main>")[0].partition("<main")[2], f"{name} led to the staff")
    for path in (
        "//backoffice/",
        "/./backoffice/",
        "/BACKOFFICE/",
        "/backoffice/%2e/",
        "/backoffice;/",
        "/faq/..;/backoffice/",
    ):
        held(person.at.get(path).status in {301, 400, 404}, f"{path} opened")


@attack
def faults_told(site: Site) -> None:
    """A page that is not there tells of files, settings or programs of the machine."""
    guest = site.visitor()
    for path in ("/no-such-page/", "/courses/none/", "/verify/?code[]=1", "/sign-in/?next=%00"):
        answer = guest.get(path)
        held(answer.status < 500, f"{path} was answered {answer.status}")
        held(not re.search(r"Traceback|django|/src/|CREDENCE_|psycopg", answer.text), f"{path} tells of the machine")
    honest(guest.get("/no-such-page/").status == 404, "what is not there is answered so")
    health = guest.get("/healthz").text
    held(not re.search(r"postgres|/var|Error", health), "/healthz tells of the machine")
