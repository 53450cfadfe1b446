"""Captions as browsers and the player read them, against what the transcript says."""

import unicodedata

import pytest
from playwright.sync_api import Browser, Page

from credence.media.rules.webvtt import read
from tests.journeys.steps import open_video
from tests.media.captions import NAMED, SOUND, Told, made_up

pytestmark = [pytest.mark.browser, pytest.mark.same]
CHAPTER = "/courses/contrast-reactions/learn/recognize/"
MADE_UP = 1500
BY_BROWSER = """async (sources) => {
  const video = document.body.appendChild(document.createElement("video"));
  const told = [];
  for (const source of sources) {
    const track = document.createElement("track");
    track.src = URL.createObjectURL(new Blob([source]));
    const read = new Promise((done) => { track.onload = track.onerror = done; });
    video.append(track);
    track.track.mode = "hidden";
    await read;
    told.push([...track.track.cues].map((cue) =>
      [Math.round(cue.startTime * 1000), Math.round(cue.endTime * 1000), cue.getCueAsHTML().textContent]));
    track.remove();
  }
  return told;
}"""
BY_PLAYER = """(sources) => sources.map((source) => {
  const told = [];
  const parser = new WebVTT.Parser(window, window.vttjs, WebVTT.StringDecoder());
  parser.oncue = (cue) => told.push([Math.round(cue.startTime * 1000), Math.round(cue.endTime * 1000),
    WebVTT.convertCueToDOMTree(window, cue.text).textContent]);
  parser.onparsingerror = (error) => told.push([0, 0, error.message]);
  parser.parse(source);
  parser.flush();
  return told;
})"""


@pytest.fixture
def empty_page(browser: Browser) -> Page:
    """Open a window that shows nothing."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def chapter(browser: Browser, site: str, installation) -> Page:
    """Open a chapter with its player."""
    context = browser.new_context(base_url=site)
    context.add_cookies([{"name": "sessionid", "value": installation.enroll("reader")["reader"], "url": site}])
    page = context.new_page()
    open_video(page, CHAPTER)
    yield page
    context.close()


def told_by(page: Page, how: str, sources: list[str]) -> list[Told]:
    """Return what is told of each source, each caption in one line; those without words are not seen."""
    answers = page.evaluate(how, sources)
    return [[(start, end, _in_a_line(words)) for start, end, words in cues if words.strip()] for cues in answers]


def told_here(source: str) -> Told:
    """Return what the transcript is made from."""
    return [(cue.start_ms, cue.end_ms, _in_a_line(cue.text)) for cue in read(source).cues]


def _in_a_line(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).split())


def sound() -> list[str]:
    """Return made-up captions without faults."""
    made = [made_up(seed) for seed in range(MADE_UP)]
    return [each for each in made if all(fault.warns for fault in read(each).faults)]


def test_a_browser_shows_what_was_imported(empty_page):
    told = told_by(empty_page, BY_BROWSER, [source for source, _ in SOUND.values()])
    assert dict(zip(SOUND, told, strict=True)) == {name: told_here(source) for name, (source, _) in SOUND.items()}


def test_a_browser_shows_made_up_captions_as_they_were_imported_but_for_who_speaks(empty_page):
    def bare(told: Told) -> Told:
        return sorted((start, end, "".join(words.replace("Quill: ", "").split())) for start, end, words in told)

    sources = sound()
    assert len(sources) > MADE_UP // 2
    told = told_by(empty_page, BY_BROWSER, sources)
    assert [bare(each) for each in told] == [bare(told_here(source)) for source in sources]


def test_a_browser_reads_what_is_kept_as_the_transcript_says_it(empty_page):
    sources = [source for source, _ in (SOUND | NAMED).values()] + sound()
    told = told_by(empty_page, BY_BROWSER, [read(source).shown for source in sources])
    assert told == [told_here(source) for source in sources]


def test_the_player_reads_what_is_kept_as_the_transcript_says_it(chapter):
    sources = [source for source, _ in (SOUND | NAMED).values()] + sound()
    told = told_by(chapter, BY_PLAYER, [read(source).shown for source in sources])
    assert told == [told_here(source) for source in sources]
