"""Files of courses, files of the machine, and files that people send."""

import re
import zlib

from attack.registry import attack, held, honest
from attack.site import Person, Site
from attack.subjects.study import address, begun
from attack.visitor import ORIGIN
from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment

SOURCE = re.compile(r'(?:src|href|data)="(/media/[^"#]+)')


def film(site: Site) -> tuple[Person, Enrollment, Chapter, str]:
    """Return a learner with a film, and the link on their page, by which the film comes."""
    person, enrollment, chapter = begun(site, "video")
    found = SOURCE.search(person.at.get(address(enrollment, chapter)).text)
    honest(found, "the page has a link to its film")
    link = found[1] if found else ""
    answer = person.at.get(link)
    honest((answer.status, answer.content) == (200, _bytes(chapter)), "the film comes by it")
    return person, enrollment, chapter, link


def _bytes(chapter: Chapter) -> bytes:
    return f"contents of {chapter.slug}".encode()


@attack
def link_of_another(site: Site) -> None:
    """The link to a film is used by another learner, by a guest, and bent."""
    person, _, _, link = film(site)
    token = link.split("/")[2]
    bent = link.replace(token, token[:-4] + "AAAA")
    got = [site.learner().at.get(link).status, site.visitor().get(link).status, person.at.get(bent).status]
    held(got == [404, 404, 404], f"they were answered {got}")


@attack
def shelf_itself(site: Site) -> None:
    """A film is asked for where nginx finds it, around the link."""
    person, _, chapter, _ = film(site)
    shelved = chapter.file.file if chapter.file else ""
    for path in (f"/protected/{shelved}", f"/media/..%2fprotected/{shelved}", f"/media/../protected/{shelved}"):
        answer = person.at.get(path)
        held(_bytes(chapter) not in answer.content, f"{path} gave it")
    answer = person.at.get("/faq/", {"X-Accel-Redirect": f"/protected/{shelved}"})
    held(_bytes(chapter) not in answer.content, "a header gave it")


@attack
def beside_the_shelf(site: Site) -> None:
    """Settings, keys and the database are asked for by paths around the files."""
    guest = site.visitor()
    honest(guest.get("/robots.txt").status == 200, "a file for everybody comes")
    for up in ("../", "..%2f", "%2e%2e/", "..\\", "....//", "%252e%252e%252f"):
        for start in ("/static/", "/protected/", "/media/x/", "/covers/"):
            for name in ("signing.p12", ".env", "etc/passwd"):
                answer = guest.get(f"{start}{up * 4}{name}")
                held(answer.status in {301, 302, 400, 404}, f"{start}{up * 4}{name} was answered {answer.status}")


@attack
def what_should_not_lie_there(site: Site) -> None:
    """What developers and operators leave lying about is asked for."""
    guest = site.visitor()
    honest(guest.get("/.well-known/security.txt").status == 200, "security.txt is there")
    names = (
        ".env",
        ".git/config",
        ".git/HEAD",
        "debug/",
        "admin/",
        "__debug__/",
        "demo/mail/",
        "metrics",
        "api/",
        "backup",
    )
    got = {name: guest.get(f"/{name}").status for name in names}
    held({name for name, status in got.items() if status not in {301, 302, 404}} == set(), f"they were answered {got}")
    for name in ("admin/", "demo/mail/"):
        held(guest.get(f"/{name}").status == 404 or guest.get(f"/{name}").is_sign_in, f"{name} is there")


@attack
def film_after_its_end(site: Site) -> None:
    """A link is used after the course was closed to its learner, by the session that got it."""
    person, _, _, link = film(site)
    person.at.post("/sign-out/")
    held(person.at.get(link).status == 404, "it comes after signing out")
    honest(person.sign_in().status == 302, "the learner signs in again")
    honest(person.at.get(link).status == 200, "the link works again")


@attack
def file_too_large(site: Site) -> None:
    """A file too large, and a form too large, are sent to the page that checks certificates."""
    at = site.visitor()
    honest(at.upload("/verify/", b"%PDF-1.7\n%%EOF").status in {200, 422}, "a small one is answered")
    answer = at.upload("/verify/", b"%PDF" + b"a" * (26 * 1024 * 1024))
    held(answer.status == 413, f"26 MB were answered {answer.status}")
    answer = at.post("/verify/", {"code": "a" * 3_000_000})
    held(400 <= answer.status < 500, f"a form of 3 MB was answered {answer.status}")
    answer = at.post("/verify/", {f"field{number}": "a" for number in range(3_000)})
    held(400 <= answer.status < 500, f"3,000 fields were answered {answer.status}")


@attack
def files_that_are_no_certificates(site: Site) -> None:
    """Files that swell, that are cut off, and that have odd names are sent to the page that checks certificates."""
    swollen = zlib.compress(b"0" * 30_000_000)
    head = f"1 0 obj<</Length {len(swollen)}/Filter/FlateDecode>>stream\n".encode()
    files = [b"", b"%PDF", b"%PDF-1.7\n" + head + swollen + b"\nendstream endobj", b"PK\x03\x04", b"\xff" * 1000]
    for file in files:
        for name in ("a.pdf", "../../a.pdf", "a\x00.pdf", "<svg>.pdf", "a" * 500):
            answer = site.visitor().upload("/verify/", file, name)
            held(answer.status < 500, f"{file[:10]!r} as {name[:20]!r} was answered {answer.status}")
            held("<svg>" not in answer.text, "the name stands on the page as markup")
    honest(site.visitor().get("/verify/").status == 200, "the page opens afterwards")


@attack
def pages_of_others_in_a_frame(site: Site) -> None:
    """Pages and files of a learner are read by another site through a browser."""
    person, _, _, link = film(site)
    for path in ("/account/data.json", "/transcript/", link):
        answer = person.at.get(path, {"Origin": "https://evil.example"})
        held("Access-Control-Allow-Origin" not in answer.headers, f"{path} may be read by others")
    frame = person.at.get("/transcript/").headers.get("X-Frame-Options", "")
    held(frame in {"SAMEORIGIN", "DENY"}, "others may frame a page")
    honest(person.at.get("/transcript/", {"Origin": ORIGIN}).status == 200, "the page opens")
