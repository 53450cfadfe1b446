"""What a manuscript changes of the one before, and of what kind each difference is: proposed, never guessed.

A difference of words is wording only where nothing that tells a fact has changed with them: no figure, unit, number in
words, denial or comparison. What the difference itself cannot say, a person says (`kinds_of`, `import-course --as`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from credence.catalog.enums import ChangeKind
from credence.publishing.manuscript.document import Manuscript
from credence.publishing.manuscript.flaws import Document, Place
from credence.publishing.manuscript.shape.chapters import VideoChapter
from credence.publishing.manuscript.shape.part import plain

K = ChangeKind
TO_ALL = frozenset({K.WORDING, K.CORRECTION, K.SAME_CONTENT, K.WITHDRAWN})
"""What anything that is read, seen or heard may be said to be, beside new content."""
ON_THE_LINE = TO_ALL | {K.KEY, K.STATEMENT, K.NEW_CREDIT, K.LONGER, K.SHORTER, K.TERMS}
"""What stays on the line; whom other terms reach is told by the offers themselves (`catalog.rules.holding`)."""
ALIKE = 0.9
"""Share of a text that is the same where a few words of it were mended."""
SHORT = 2000
"""Letters."""
ORDER = "(order)"
NAMES = ("key", "slug", "type", "provider", "name", "company")
"""By which of its columns an entry of a list is known, the first that it has."""
TELLING = re.compile(
    r"[^\W\d_]*\d[\w.,/%\u2030]*|[%\u2030<>\u2264\u2265=+\u00b1\u2212]|\b(?:mg|mcg|\u00b5g|\u03bcg|ug|kg|g|ml|dl|l|mmol|mol|meq|iu|units?|mm|cm|"
    r"hours?|minutes?|seconds?|days?|weeks?|months?|years?|daily|twice|once|zero|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|half|double|no|not|never|none|neither|nor|without|cannot|except|unless|only|always|contra\w+|"
    r"avoid\w*|stop\w*|hold|less|more|least|most|fewer|lower\w*|higher|above|below|over|under|before|after|increas\w+|"
    r"decreas\w+|reduc\w+|rais\w+|left|right|anterior|posterior|hypo\w*|hyper\w*)\b|n[\u2019']t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One thing that is other than before.

    `place` is where it stands, entries of lists by their names; `was` and `now` are JSON values, of files their hashes,
    None where there is nothing. `kind` is None where the difference cannot say it: then a person says one of `may_be`.
    """

    document: Document
    place: Place
    was: Any
    now: Any
    kind: ChangeKind | None
    may_be: frozenset[ChangeKind] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept with the publication; the key of a posttest is in its rows only (R34)."""
        said = {"was": self.was, "now": self.now} if self.kind != K.KEY else {}
        place = "/".join(map(str, self.place))
        return {"kind": str(self.kind or ""), "document": self.document.value, "place": place, **said}


def differences(before: Manuscript, after: Manuscript) -> tuple[Difference, ...]:
    """Return what `after` says otherwise than `before`, each difference with the kind that it shows by itself.

    Of a manuscript that does not fit its shape nothing can be compared: that is one difference of unknown kind.
    """
    was, now = _said(before), _said(after)
    if not (was and now):
        whole = TO_ALL | {K.NEW_CONTENT}
        return (Difference(document=Document.COURSE, place=(), was=None, now=None, kind=None, may_be=whole),)
    return tuple(
        _told(document, place, old, new)
        for document in (Document.COURSE, Document.POSTTEST)
        for place, old, new in _compared(was[document], now[document], ())
    )


def kinds_of(found: Iterable[Difference], said: ChangeKind | None) -> tuple[Difference, ...]:
    """Return differences with the kind that a person `said` where they could not tell it and it can be that."""
    return tuple(
        replace(each, kind=said) if each.kind is None and (said in each.may_be or said == K.NEW_CONTENT) else each
        for each in found
    )


def to_be_said(found: Iterable[Difference], said: ChangeKind | None) -> tuple[Difference, ...]:
    """Return the differences for which a person has to say the kind, and what was said does not fit.

    Besides what cannot know it, that is another key, which is never repaired by the way, and what would reach the
    enrolled if it did not come together with new content.
    """
    if said == K.NEW_CONTENT:
        return ()
    is_new = any(each.kind == K.NEW_CONTENT for each in found)
    return tuple(
        each
        for each in found
        if each.kind is None or (each.kind == K.KEY and said != K.KEY) or (is_new and each.kind in TO_ALL)
    )


def goes_on(found: Iterable[Difference], said: ChangeKind | None) -> bool:
    """Return whether all of it reaches those who are enrolled, so that it stays on their line."""
    return said != K.NEW_CONTENT and all(each.kind in ON_THE_LINE for each in found)


def _said(manuscript: Manuscript) -> dict[Document, dict[str, Any]]:
    """Return what documents say, with texts and hashes in the place of the paths of files."""
    if manuscript.course is None or manuscript.posttest is None:
        return {}
    course, posttest = plain(manuscript.course), plain(manuscript.posttest)
    for written, chapter in zip(course["chapters"], manuscript.course.chapters, strict=True):
        written["file"] = _content(manuscript, chapter.file)
        if isinstance(chapter, VideoChapter):
            cues = manuscript.files.cues.get(chapter.captions, ())
            written["captions"] = "\n".join(each.text for each in cues)
            written["poster"] = _content(manuscript, chapter.poster)
    for part in filter(None, (course.get("cover"), *(each.get("picture") for each in posttest["questions"]))):
        part["file"] = _content(manuscript, part["file"])
    for person in course["faculty"]:
        person["portrait"] = _content(manuscript, person.get("portrait"))
    return {Document.COURSE: course, Document.POSTTEST: posttest}


def _content(manuscript: Manuscript, path: str | None) -> str | None:
    if path is None:
        return None
    found = manuscript.files.found.get(path)
    return manuscript.files.texts.get(path, found.sha256 if found else path)


def _compared(was: Any, now: Any, place: Place) -> Iterator[tuple[Place, Any, Any]]:
    """Yield each place at which two documents differ; entries of lists are compared by their names."""
    if was == now:
        return
    old, new = _named(was), _named(now)
    if old is not None and new is not None:
        yield from _lists(old, new, place)
    elif isinstance(was, dict) and isinstance(now, dict):
        for key in [*was, *(each for each in now if each not in was)]:
            yield from _compared(was.get(key), now.get(key), (*place, key))
    else:
        yield place, was, now


def _lists(was: Mapping[str, Any], now: Mapping[str, Any], place: Place) -> Iterator[tuple[Place, Any, Any]]:
    yield from _compared(was, now, place)
    if [each for each in was if each in now] != [each for each in now if each in was]:
        yield (*place, ORDER), list(was), list(now)


def _named(entries: Any) -> dict[str, Any] | None:
    """Return the entries of a list by their names, None where it is none, or they have none or share one."""
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        return None
    names = [next((str(each[name]) for name in NAMES if each.get(name)), "") for each in entries]
    return dict(zip(names, entries, strict=True)) if "" not in names and len(set(names)) == len(names) else None


def _told(document: Document, place: Place, was: Any, now: Any) -> Difference:
    kind, may_be = (_of_course if document is Document.COURSE else _of_posttest)(place, was, now)
    return Difference(document=document, place=place, was=was, now=now, kind=kind, may_be=may_be)


Told = tuple[ChangeKind | None, frozenset[ChangeKind]]


def _is(kind: ChangeKind) -> Told:
    return kind, frozenset()


def _unknown(*kinds: ChangeKind) -> Told:
    return None, frozenset(kinds) or TO_ALL | {K.NEW_CONTENT}


OF_COURSE: Mapping[str, Told] = {
    **dict.fromkeys(("faculty", "commercial_support", "ai_uses", "joint_provider", "made_from"), _is(K.STATEMENT)),
    **dict.fromkeys(("topics", "twin_of"), _is(K.WORDING)),
    **dict.fromkeys(("provider", "requirements", "format"), _is(K.NEW_CONTENT)),
    **dict.fromkeys(("price", "participation"), _is(K.TERMS)),
    **dict.fromkeys(("estimated_minutes", "format_of_learning"), _unknown(K.CORRECTION, K.NEW_CONTENT)),
    "review": _is(K.LONGER),
    "cover": _is(K.SAME_CONTENT),
}


def _of_course(place: Place, was: Any, now: Any) -> Told:
    first = str(place[0]) if place else ""
    by_place = {"dates": _of_dates, "credit": _of_credit, "chapters": _of_chapter, "evaluations": _of_evaluation}
    if first in by_place:
        return by_place[first](place, was, now)
    if first == "objectives" and (len(place) < 3 or place[-1] == ORDER):
        return _is(K.WORDING) if place[-1] == ORDER else _is(K.NEW_CONTENT)
    return OF_COURSE.get(first) or _words(was, now)


def _of_dates(place: Place, was: Any, now: Any) -> Told:
    if place[-1] == "expires":
        return _is(K.LONGER if str(now) > str(was) else K.SHORTER)
    return _is(K.LONGER) if place[-1] == "reviewed" else _unknown(K.CORRECTION)


def _of_credit(place: Place, was: Any, now: Any) -> Told:
    """Return what a change of credit is; for whom its terms hold is decided by the offers themselves."""
    if len(place) < 3:
        return _is(K.TERMS if place[-1] == ORDER else K.NEW_CREDIT if was is None else K.SHORTER)
    if place[2:] == ("valid", "to"):
        return _is(K.LONGER if str(now) > str(was) else K.SHORTER)
    is_of_approval = place[2] in {"approver", "reference_number", "pool_agreed_on"}
    return _unknown(K.CORRECTION, K.LONGER) if is_of_approval else _is(K.TERMS)


def _of_chapter(place: Place, was: Any, now: Any) -> Told:
    if place[-1] == ORDER:
        return _is(K.WORDING)
    if len(place) < 3:
        return _is(K.NEW_CONTENT) if was is None else _unknown(K.WITHDRAWN, K.NEW_CONTENT)
    part = str(place[2])
    fixed = {"kind": _is(K.NEW_CONTENT), "preview": _is(K.WORDING), "poster": _is(K.SAME_CONTENT)}
    if part in {"minutes", "extra"}:
        return _unknown(K.CORRECTION, K.SAME_CONTENT, K.NEW_CONTENT)
    if part in {"file", "captions"}:
        return _of_content(was, now)
    return fixed.get(part) or _words(was, now)


def _of_content(was: Any, now: Any) -> Told:
    """Return what a change of content is: of a file that cannot be read in words, nothing can be told."""
    is_mended = _words(was, now)[0] == K.WORDING
    return _is(K.CORRECTION) if is_mended else _unknown(*(TO_ALL - {K.WORDING}), K.NEW_CONTENT)


def _is_hash(value: Any) -> bool:
    return bool(re.fullmatch("[0-9a-f]{64}", str(value)))


def _of_evaluation(place: Place, was: Any, now: Any) -> Told:
    return _is(K.WORDING) if place[-1] in {"form", ORDER} and was and now else _is(K.NEW_CONTENT)


def _of_posttest(place: Place, was: Any, now: Any) -> Told:
    if place[-1] in {"correct", "answer"}:
        return _is(K.KEY)
    if place[-1] in {ORDER, "shuffle_options"} or "taught_in" in place:
        return _is(K.WORDING)
    if place[-1] == "file":
        return _unknown()
    is_words = place[-1] in {"stem", "text", "explanation", "instructions", "alt"}
    return _words(was, now) if is_words else _is(K.NEW_CONTENT)


def _words(was: Any, now: Any) -> Told:
    """Return that words are wording where they are nearly the same and tell the same facts; else it is not known."""
    old, new = str(was or ""), str(now or "")
    if _telling(old) != _telling(new):
        return _unknown(K.CORRECTION, K.NEW_CONTENT)
    return _is(K.WORDING) if _is_mended(old, new) and not _is_hash(new) else _unknown()


def _is_mended(old: str, new: str) -> bool:
    """Return whether nearly all is the same: of short texts letter by letter, of long ones word by word."""
    if len(old) + len(new) < SHORT:
        return SequenceMatcher(None, old, new, autojunk=False).ratio() >= ALIKE
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() >= ALIKE


def _telling(text: str) -> list[str]:
    return [each.casefold().rstrip(".,") for each in TELLING.findall(text)]
