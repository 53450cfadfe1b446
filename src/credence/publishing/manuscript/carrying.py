"""A manuscript as JSON, as drafts and programs carry it: there and back it says the same."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from credence.media.rules.files import Probe
from credence.media.rules.webvtt import Cue
from credence.publishing.manuscript.document import Files, Manuscript, manuscript_of
from credence.publishing.manuscript.fitting import fit
from credence.publishing.manuscript.flaws import Document
from credence.publishing.manuscript.shape.files import FileNote, FilesDocument
from credence.publishing.manuscript.shape.part import plain


def to_json(manuscript: Manuscript) -> dict[str, Any]:
    """Return a manuscript as JSON values; a document that does not fit its shape is left out."""
    documents, files = {"course": manuscript.course, "posttest": manuscript.posttest}, manuscript.files
    notes = {path: _note(found, files.cues.get(path, ())) for path, found in files.found.items()}
    kept = FilesDocument(texts=dict(files.texts), files=notes)
    return {**{name: plain(document) for name, document in documents.items() if document}, **plain(kept)}


def from_json(document: Any) -> Manuscript:
    """Return the manuscript that JSON values say; what does not fit becomes flaws."""
    said: Mapping[str, Any] = document if isinstance(document, dict) else {}
    files, flaws = fit(Document.FILE, {name: said[name] for name in ("texts", "files") if name in said}, FilesDocument)
    manuscript = manuscript_of(said.get("course"), said.get("posttest"), _files(files) if files else None)
    return replace(manuscript, flaws=(*manuscript.flaws, *flaws))


def _note(found: Probe, cues: tuple[Cue, ...]) -> FileNote:
    return FileNote.model_validate({**asdict(found), "cues": [asdict(cue) for cue in cues]})


def _files(document: FilesDocument) -> Files:
    return Files(
        texts=document.texts,
        found={path: Probe(**note.model_dump(exclude={"cues"})) for path, note in document.files.items()},
        cues={
            path: tuple(Cue(**cue.model_dump()) for cue in note.cues)
            for path, note in document.files.items()
            if note.cues
        },
    )
