"""The rows: what is measured, where it is asked, and what it is compared with. Needs no Django."""

from dataclasses import dataclass

APPLICATION, FRONT = "the application", "nginx"
VIEW, ALONE_PAGE, ALONE_FILM = "reference", "alone-page", "alone-film"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. `goal` is that of docs/performance.md, in visits a second of Moodle's table."""

    name: str
    does: str
    reference: str = VIEW
    place: str = APPLICATION
    moodle: float | None = None


ROWS = {
    row.name: row
    for row in (
        Row("home", "the home page, by nobody", moodle=76),
        Row("course", "a course's page, by nobody", moodle=96),
        Row("catalog", "a page of the catalog, by nobody", moodle=77),
        Row("search", "a search that nobody made before", moodle=74),
        Row("my-courses", "My Courses with ten enrollments", moodle=54),
        Row("study", "the page of a course under study", moodle=50),
        Row("chapter", "a film's page, where its learner stopped", moodle=53),
        Row("course-signed-in", "a course's page with all that is the learner's own on it", moodle=50),
        Row("posttest-page", "the posttest, opened"),
        Row("posttest-journey", "the posttest: open, hand in, see the result", moodle=9.0),
        Row("claim", "claim a credit, see it, hold its first certificate, signed", moodle=6.8),
        Row("download", "a certificate, downloaded again", moodle=6.8),
        Row("verify", "a certificate, verified by its code"),
        Row("beat", "what was watched, as the player tells it"),
        Row("sign-in", "sign in by password", moodle=56),
        Row("home-of-nginx", "the home page through nginx", ALONE_PAGE, FRONT, 76),
        Row("catalog-of-nginx", "a page of the catalog through nginx", ALONE_PAGE, FRONT, 77),
        Row("course-of-nginx", "a course's page through nginx", ALONE_PAGE, FRONT, 96),
        Row("video-of-nginx", "a mebibyte of a protected film through nginx", ALONE_FILM, FRONT, 324),
    )
}
"""In the order in which they are measured and printed."""
