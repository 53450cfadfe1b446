"""Help: the documents of the project, to be read and searched on the site."""

from django.http import Http404, HttpRequest, HttpResponse

from credence.learn.presenters.documents import decisions, shelves, shown
from credence.learn.presenters.help_search import find
from credence.learn.responses.public_pages import public_page, render_public

LONGEST = 200


@public_page("q")
def overview(request: HttpRequest) -> HttpResponse:
    """List the documents by their readers, or where they say what is looked for."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = find(words)
    context = {"words": words, "found": found, "shelves": shelves(), "decisions": decisions()}
    return render_public("help/help.html", context)


@public_page()
def document(request: HttpRequest, document: str) -> HttpResponse:
    """Show a document."""
    found = shown(document)
    if found is None:
        raise Http404
    return render_public("help/document.html", {"shown": found})
