"""The rows: what is measured, where it is asked, and what it is compared with. Needs no Django."""

from dataclasses import dataclass

APPLICATION, FRONT = "the application", "nginx"
VIEW, ALONE_PAGE, ALONE_FILM = "reference", "alone-page", "alone-film"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: what a visitor does, what it is compared with, and who is asked."""

    name: str
    does: str
    reference: str = VIEW
    place: str = APPLICATION


ROWS = {
    row.name: row
    for row in (
        Row("home", "the home page, by nobody"),
        Row("course", "a course's page, by nobody"),
        Row("catalog", "a page of the catalog, by nobody"),
        Row("search", "a search that nobody made before"),
        Row("my-courses", "My Courses with ten enrollments"),
        Row("study", "the page of a course under study"),
        Row("chapter", "a film's page, where its learner stopped"),
        Row("course-signed-in", "a course's page with all that is the learner's own on it"),
        Row("posttest-page", "the posttest, opened"),
        Row("posttest-journey", "the posttest: open, hand in, see the result"),
        Row("claim", "claim a credit, see it, hold its first certificate, signed"),
        Row("download", "a certificate, downloaded again"),
        Row("verify", "a certificate, verified by its code"),
        Row("beat", "what was watched, as the player tells it"),
        Row("sign-in", "sign in by password"),
        Row("home-of-nginx", "the home page through nginx", ALONE_PAGE, FRONT),
        Row("catalog-of-nginx", "a page of the catalog through nginx", ALONE_PAGE, FRONT),
        Row("course-of-nginx", "a course's page through nginx", ALONE_PAGE, FRONT),
        Row("video-of-nginx", "a mebibyte of a protected film through nginx", ALONE_FILM, FRONT),
    )
}
"""In the order in which they are measured and printed."""
