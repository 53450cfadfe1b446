"""PDFs that do more than show pages, or less, written by hand where no library would write them."""

import io
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

Change = Callable[[pikepdf.Pdf], Any]
SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
BOX = b"[0 0 200 200]"


def paper(*changes: Change, pages: int = 1, **how: Any) -> bytes:
    """Return a PDF with some changes."""
    target = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(200, 200))
        for change in changes:
            change(document)
        document.save(target, **how)
    return target.getvalue()


def by_hand(parts: Mapping[int, bytes], *, root: int = 1) -> bytes:
    """Return the PDF of these objects by number, whether anything leads to them or not."""
    written, places = b"%PDF-1.7\n", {}
    for number, part in parts.items():
        places[number] = len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    return written + _table(places, len(written), root)


def amended(original: bytes, parts: Mapping[int, bytes], *, root: int = 1) -> bytes:
    """Return a PDF with objects that were added or changed later, behind its end."""
    written, places = original + b"\n", {}
    for number, part in parts.items():
        places[number] = len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    before = original[original.rindex(b"startxref") :].split()[1]
    return written + _table(places, len(written), root, b"/Prev " + before)


def plain(**others: bytes) -> dict[int, bytes]:
    """Return the objects of a PDF of one page, with `others` such as `n4=b"<<>>"` beside or in place of them."""
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox %s >>" % BOX,
    } | {int(name[1:]): part for name, part in others.items()}


def stream(contents: bytes) -> bytes:
    """Return a compressed stream."""
    packed = zlib.compress(contents)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def written(words: bytes) -> bytes:
    """Return a PDF with one page that draws so, in the language of the format."""
    font = b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Resources %s /Contents 4 0 R >>" % (BOX, font)
    return by_hand(plain(n3=page, n4=stream(words)))


def _table(places: Mapping[int, int], start: int, root: int, more: bytes = b"") -> bytes:
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in places.items())
    size = max(places) + 1
    trailer = b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, more, start)
    return b"xref\n0 1\n0000000000 65535 f \n" + rows + trailer


def on_opening(action: pikepdf.Object) -> Change:
    """Let an action run when the document is opened."""
    return lambda document: setattr(document.Root, "OpenAction", action)


def marked(**values: Any) -> Change:
    """Put an annotation on the first page."""
    mark = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **values)
    return lambda document: setattr(document.pages[0].obj, "Annots", document.make_indirect(Array([mark])))


def linked(address: str) -> Change:
    """Put a link on the first page."""
    return marked(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(address)))


def moved(**values: Any) -> Change:
    """Let an annotation do something when it is clicked."""
    return marked(Subtype=Name.Link, A=Dictionary(**values))


def in_root(**values: Any) -> Change:
    """Put something into the catalog."""
    return lambda document: [setattr(document.Root, key, value) for key, value in values.items()]


def with_file(document: pikepdf.Pdf) -> None:
    """Put a file into the document."""
    document.attachments["a.txt"] = b"a"


ACTING: dict[str, tuple[bytes, str, dict[str, str]]] = {
    "a script on opening": (paper(on_opening(SCRIPT)), "script", {}),
    "a script behind another action": (
        paper(on_opening(Dictionary(S=Name.Named, N=Name.FirstPage, Next=Array([SCRIPT])))),
        *("script", {}),
    ),
    "a script two actions on": (
        paper(on_opening(Dictionary(S=Name.Named, N=Name.FirstPage, Next=Dictionary(S=Name.URI, Next=SCRIPT)))),
        *("script", {}),
    ),
    "a script by name": (
        paper(in_root(Names=Dictionary(JavaScript=Dictionary(Names=Array([String("a"), SCRIPT]))))),
        *("script", {}),
    ),
    "a script when the document closes": (paper(in_root(AA=Dictionary(WC=SCRIPT))), "script", {}),
    "a script when a page opens": (
        paper(lambda document: setattr(document.pages[0].obj, "AA", Dictionary(O=SCRIPT))),
        *("script", {}),
    ),
    "a script of a field": (
        paper(in_root(AcroForm=Dictionary(Fields=Array([Dictionary(FT=Name.Tx, AA=Dictionary(K=SCRIPT))])))),
        *("script", {}),
    ),
    "a script of a mark": (paper(marked(Subtype=Name.Text, AA=Dictionary(E=SCRIPT))), "script", {}),
    "a script of an entry of the outline": (
        paper(in_root(Outlines=Dictionary(First=Dictionary(A=SCRIPT)))),
        "script",
        {},
    ),
    "a script in a packed part": (
        paper(on_opening(SCRIPT), object_stream_mode=pikepdf.ObjectStreamMode.generate),
        *("script", {}),
    ),
    "a script to which nothing leads": (by_hand(plain(n4=b"<< /S /JavaScript /JS (1) >>")), "script", {}),
    "a script that came later": (
        amended(
            by_hand(plain()),
            {1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>", 4: b"<< /S /Java#53cript /JS (1) >>"},
        ),
        *("script", {}),
    ),
    "a program": (paper(moved(S=Name.Launch, F=String("a.exe"))), "starts", {"action": "Launch"}),
    "a form that is sent": (paper(moved(S=Name.SubmitForm, F=String("//a"))), "starts", {"action": "SubmitForm"}),
    "values from a file": (paper(moved(S=Name.ImportData, F=String("a"))), "starts", {"action": "ImportData"}),
    "another document": (paper(moved(S=Name.GoToR, F=String("a.pdf"))), "starts", {"action": "GoToR"}),
    "a document inside": (paper(moved(S=Name.GoToE, T=Dictionary())), "starts", {"action": "GoToE"}),
    "an article elsewhere": (paper(moved(S=Name.Thread, F=String("a.pdf"))), "starts", {"action": "Thread"}),
    "a form of another kind": (
        paper(in_root(AcroForm=Dictionary(Fields=Array([]), XFA=Array([])))),
        *("starts", {"action": "XFA"}),
    ),
    "a film": (paper(marked(Subtype=Name.Movie)), "plays", {}),
    "a sound": (paper(marked(Subtype=Name.Sound)), "plays", {}),
    "a rich medium": (paper(marked(Subtype=Name.RichMedia)), "plays", {}),
    "a screen": (paper(marked(Subtype=Name.Screen)), "plays", {}),
    "a model in space": (paper(marked(Subtype=Name("/3D"))), "plays", {}),
    "a film by an action": (paper(moved(S=Name.Rendition, OP=0)), "plays", {}),
    "a file inside": (paper(with_file), "attaches", {}),
    "a file on a page": (paper(marked(Subtype=Name.FileAttachment)), "attaches", {}),
    "a portfolio": (paper(in_root(Collection=Dictionary())), "attaches", {}),
    "contents that lie elsewhere": (
        by_hand(plain(n4=b"<< /Length 0 /F (a.txt) >>\nstream\n\nendstream")),
        *("attaches", {}),
    ),
    "a script for an address": (paper(linked("javascript:alert(1)")), "astray", {"link": "javascript:alert(1)"}),
    "a script in disguise": (paper(linked(" Java\nScript:alert(1)")), "astray", {"link": " Java\nScript:alert(1)"}),
    "a file for an address": (paper(linked("file:///etc/passwd")), "astray", {"link": "file:///etc/passwd"}),
    "data for an address": (paper(linked("data:text/html,a")), "astray", {"link": "data:text/html,a"}),
    "a script before every address": (
        paper(in_root(URI=Dictionary(Base=String("javascript:")))),
        *("astray", {"link": "javascript:"}),
    ),
}
"""What a PDF does beyond showing pages, and the refusal."""

QUIET: dict[str, bytes] = {
    "nothing": paper(),
    "by hand": by_hand(plain()),
    "a later part that is plain": amended(by_hand(plain()), {4: b"<< /Title (A) >>"}),
    "packed parts": paper(object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True),
    "a place to open at": paper(on_opening(Array([Name.Fit]))),
    "a page to go to": paper(moved(S=Name.GoTo, D=String("a"))),
    "the next page": paper(moved(S=Name.Named, N=Name.NextPage)),
    "a link": paper(linked("https://doi.org/10.1/a?b=javascript:c")),
    "a link in capitals": paper(linked("HTTP://EXAMPLE.ORG")),
    "a link without http": paper(linked("www.example.org/a:b")),
    "an address of mail": paper(linked("mailto:a@example.org")),
    "a form to print": paper(in_root(AcroForm=Dictionary(Fields=Array([Dictionary(FT=Name.Tx, T=String("a"))])))),
    "a structure called Sound": paper(
        in_root(StructTreeRoot=Dictionary(K=Dictionary(Type=Name.StructElem, S=Name.Sound)))
    ),
    "a font called F": paper(
        lambda document: setattr(
            document.pages[0].obj, "Resources", Dictionary(Font=Dictionary(EF=Dictionary(), F=Dictionary()))
        )
    ),
}
"""What papers do, and may."""


def _doubled() -> bytes:
    """Return pages that hold each others twice, 2 ** 40 of them."""
    tree = {
        number: b"<< /Type /Pages /Count 1 /Kids [%d 0 R %d 0 R] >>" % (number + 1, number + 1)
        for number in range(2, 42)
    }
    return by_hand({1: b"<< /Type /Catalog /Pages 2 0 R >>", **tree, 42: b"<< /Type /Page /MediaBox %s >>" % BOX})


WHOLE = paper(pages=20)
BROKEN: dict[str, tuple[bytes, str]] = {
    "half of it": (WHOLE[: len(WHOLE) // 2], "cut-off"),
    "all but the last tenth": (WHOLE[: len(WHOLE) * 9 // 10], "cut-off"),
    "all but the end": (WHOLE[: WHOLE.rindex(b"startxref")], "cut-off"),
    "a hole": (WHOLE[:100] + bytes(200) + WHOLE[300:], "cut-off"),
    "a wrong place for the table": (WHOLE.replace(b"startxref\n", b"startxref\n1"), "cut-off"),
    "the head alone": (b"%PDF-1.7\n", "cut-off"),
    "pages that go round": (by_hand(plain(n2=b"<< /Type /Pages /Count 1 /Kids [2 0 R 3 0 R] >>")), "cut-off"),
    "no pages": (by_hand(plain(n2=b"<< /Type /Pages /Count 0 /Kids [] >>")), "not-pdf"),
    "another file": (b"<html>" + bytes(2000), "not-pdf"),
    "pages without measure": (by_hand(plain(n3=b"<< /Type /Page /Parent 2 0 R >>")), "cut-off"),
    "a page of seven meters": (
        by_hand(plain(n3=b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 20000] >>")),
        "too-heavy",
    ),
    "a page of large units": (
        by_hand(plain(n3=b"<< /Type /Page /Parent 2 0 R /UserUnit 100 /MediaBox %s >>" % BOX)),
        "too-heavy",
    ),
    "pages that say they are many": (
        by_hand(plain(n2=b"<< /Type /Pages /Count 1000000 /Kids [3 0 R] >>")),
        "too-many-pages",
    ),
    "pages that double": (_doubled(), "cut-off"),
    "words that swell": (written(b"(a) Tj" + b" " * 80_000_000), "too-heavy"),
}
"""What cannot be shown, or not by everybody, and the refusal."""
