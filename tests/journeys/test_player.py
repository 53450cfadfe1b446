"""The video chapter in a real browser: seeking, resuming, what counts, captions, the transcript, and the keys."""

import re
import time
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from credence.progress.rules import CARRIED_MS
from tests.journeys.conftest import PATIENCE, Site, free_port
from tests.journeys.courses import CUES, SECONDS
from tests.journeys.steps import open_video, pause, place, play, seek

pytestmark = pytest.mark.browser
COURSE = "/courses/contrast-reactions/learn/"
CHAPTER = f"{COURSE}recognize/"
NAMES = (
    "seeker",
    "leaver",
    "closer",
    "twin",
    "racer",
    "finisher",
    "listener",
    "typist",
    "plain",
    "owner",
    "thief",
    "stutterer",
)


@pytest.fixture(scope="module")
def site(installation: Site) -> Iterator[str]:
    """Serve the installation with a clock that is true: here it is looked whether time can be hurried."""
    with installation.served(free_port()) as address:
        yield address


@pytest.fixture(scope="module")
def students(installation, site) -> dict[str, str]:
    """Return the session keys of learners who are ready to study, one for each test."""
    return installation.enroll(*NAMES)


@pytest.fixture
def device(browser: Browser, site: str, students: dict[str, str]):
    """Return a function that opens one more device on which a student is signed in."""
    opened: list[BrowserContext] = []

    def open_device(name: str, **options) -> Page:
        context = browser.new_context(base_url=site, **options)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "sessionid", "value": students[name], "url": site}])
        opened.append(context)
        return context.new_page()

    yield open_device
    for context in opened:
        context.close()


def open_chapter(page: Page, query: str = "") -> None:
    """Open the video chapter and wait until the player knows its length."""
    open_video(page, CHAPTER + query)


def tab_into_player(page: Page) -> None:
    """Press the tabulator until the player has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.video-js') !== null"):
            return
    raise AssertionError("the player cannot be reached with the tabulator")


def source(page: Page) -> str:
    """Return the address of the video's file."""
    return page.locator("video source").get_attribute("src").partition("#")[0]


@pytest.mark.same
def test_seeking_fetches_the_bytes_from_there_and_no_others(device):
    page = device("seeker")
    parts: list[tuple[int, str]] = []
    page.on(
        "response",
        lambda got: parts.append((got.status, got.headers.get("content-range", ""))) if ".mp4" in got.url else None,
    )
    open_chapter(page)
    seek(page, SECONDS - 3)
    assert {status for status, _ in parts} == {206}
    starts = [int(re.match(r"bytes (\d+)-", span)[1]) for _, span in parts]
    size = int(parts[0][1].rpartition("/")[2])
    assert starts[0] == 0
    assert any(start > size // 2 for start in starts[1:]), parts


def test_leaving_and_coming_back_resumes_to_the_second_on_the_second_device_too(device):
    page = device("leaver")
    open_chapter(page)
    seek(page, 7)
    play(page, 2)
    left_at = pause(page)
    page.goto(COURSE)
    expect(page.locator(".next-step")).to_contain_text("Go on where you stopped")
    page.get_by_role("link", name="Continue").click()
    page.wait_for_function("() => document.querySelector('video')?.currentTime > 0")
    assert place(page) == pytest.approx(left_at, abs=0.2)
    phone = device("leaver", viewport={"width": 390, "height": 844})
    open_chapter(phone)
    phone.wait_for_function("() => document.querySelector('video')?.currentTime > 0")
    assert place(phone) == pytest.approx(left_at, abs=0.2)


def test_closing_the_tab_loses_nothing(device, installation):
    page = device("closer")
    open_chapter(page)
    play(page, 3)
    at = place(page)
    page.close(run_before_unload=True)
    time.sleep(1)
    kept = installation.study_of("closer")
    assert kept["position_ms"] == pytest.approx(at * 1000, abs=500)
    assert kept["watched_ms"] == pytest.approx(at * 1000, abs=500)


@pytest.mark.same
def test_a_picture_that_stalls_and_goes_on_unannounced_loses_nothing(device, installation):
    page = device("stutterer")
    open_chapter(page)
    play(page, 1, rate=2)
    page.evaluate("document.querySelector('video').dispatchEvent(new Event('waiting'))")
    play(page, 14, rate=2)
    at = pause(page)
    assert installation.study_of("stutterer")["watched_ms"] == pytest.approx(at * 1000, abs=500)


def test_two_devices_at_once_count_once(device, installation):
    first, second = device("twin"), device("twin")
    open_chapter(first)
    open_chapter(second, "?t=12")
    began = time.monotonic()
    play(first, 1)
    play(second, 0.5)
    expect(second.locator("[data-notice=elsewhere]")).to_be_visible()
    expect(second.locator("[data-notice=elsewhere]")).to_contain_text("playing somewhere else")
    first.wait_for_function("() => document.querySelector('video').currentTime >= 3")
    at = pause(first)
    took = (time.monotonic() - began) * 1000
    second.close()
    kept = installation.study_of("twin")
    assert kept["watched_ms"] == pytest.approx(at * 1000, abs=600)
    assert 0 < kept["studied_ms"] <= took


def test_time_cannot_be_hurried(device, installation):
    page = device("racer")
    open_chapter(page)
    began = time.monotonic()
    play(page, 10, rate=16)
    pause(page)
    forged = {
        "player": str(uuid.uuid4()),
        "csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value(),
    }
    for took, end in ((0, 0), (3_600_000, SECONDS * 1000)):
        answer = page.request.post(f"{CHAPTER}beat/", form={**forged, "took": took, "start": 0, "end": end})
        assert answer.status == 200
    took = (time.monotonic() - began) * 1000
    kept = installation.study_of("racer")
    assert kept["studied_ms"] <= took + CARRIED_MS
    assert kept["watched_ms"] <= 2 * (took + CARRIED_MS)


def test_the_end_of_a_chapter_shows_what_is_missing_then_offers_the_next_chapter(device):
    page = device("finisher")
    open_chapter(page)
    seek(page, SECONDS - 2)
    play(page, 1.5)
    gap = page.locator("[data-ending=gap]")
    expect(gap).to_contain_text(re.compile(r"You have watched \d+% of this chapter; 80% finish it."))
    gap.get_by_role("button", name="Play what you have not watched").click()
    expect(gap).to_be_hidden()
    page.wait_for_function(
        "() => document.querySelector('video').currentTime < 5 && !document.querySelector('video').paused"
    )
    play(page, SECONDS - 4, rate=2)
    page.wait_for_function("() => document.querySelector('video').ended")
    expect(page.locator("[data-watched]")).to_have_text("Chapter finished. You can watch it as often as you like.")
    page.locator(".next-step").get_by_role("link", name="Open the next chapter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Treat")


@pytest.mark.same
def test_captions_and_transcript_follow_and_the_transcript_moves_the_video(device):
    page = device("listener")
    open_chapter(page)
    seek(page, 5)
    expect(page.locator(".vjs-text-track-display")).to_contain_text(CUES[1])
    current = page.locator("[data-cues] [aria-current=true] .study-cue-text")
    expect(current).to_have_text(CUES[1])
    page.get_by_role("link", name=re.compile(CUES[3])).click()
    page.wait_for_function("() => document.querySelector('video').currentTime >= 12")
    expect(current).to_have_text(CUES[3])
    expect(page.locator(".vjs-text-track-display")).to_contain_text(CUES[3])
    assert 12 <= place(page) < 14
    page.get_by_label("Search the transcript").fill("épinephrine")
    expect(page.locator("[data-cues] li:visible")).to_have_count(1)
    expect(page.locator("[data-found]")).to_have_text("1 of 5 lines")


@pytest.mark.same
def test_the_whole_player_obeys_the_keyboard(device):
    page = device("typist")
    open_chapter(page, "?t=10")
    player = page.locator(".video-js")
    tab_into_player(page)
    video = "document.querySelector('video')"

    def after(key: str, becomes: str) -> None:
        page.keyboard.press(key)
        page.wait_for_function(f"() => {becomes}")

    after("Space", f"!{video}.paused")
    after("k", f"{video}.paused")
    at = place(page)
    for key, by in (("ArrowRight", 5), ("ArrowLeft", -5), ("j", -10), ("l", 10)):
        at += by
        after(key, f"Math.abs({video}.currentTime - {at}) < 0.1")
    after("m", f"!{video}.muted")
    after("m", f"{video}.muted")
    after("ArrowDown", f"Math.abs({video}.volume - 0.9) < 0.01")
    after("ArrowUp", f"{video}.volume === 1")
    for rate in (1.25, 1.5, 1.75, 2, 2):
        after(">", f"{video}.playbackRate === {rate}")
    after("<", f"{video}.playbackRate === 1.75")
    captions = page.locator(".vjs-text-track-display")
    expect(captions).to_have_text(CUES[2])
    page.keyboard.press("c")
    expect(captions).to_have_text("")
    page.keyboard.press("c")
    expect(captions).to_have_text(CUES[2])
    after("f", "document.fullscreenElement !== null")
    after("f", "document.fullscreenElement === null")
    expect(player).to_be_visible()
    page.get_by_label("Search the transcript").press_sequentially("km ")
    assert page.evaluate(f"{video}.paused")


@pytest.mark.same
def test_captions_stay_off_for_whoever_turned_them_off(device):
    page = device("typist")
    captions = page.locator(".vjs-text-track-display")
    open_chapter(page, "?t=10")
    expect(captions).to_have_text(CUES[2])
    page.locator(".video-js").focus()
    page.keyboard.press("c")
    expect(captions).to_have_text("")
    open_chapter(page, "?t=10")
    seek(page, 5)
    expect(captions).to_have_text("")
    page.locator(".video-js").focus()
    page.keyboard.press("c")
    expect(captions).to_have_text(CUES[1])


@pytest.mark.same
def test_the_speed_is_chosen_from_a_menu(device):
    page = device("typist")
    open_chapter(page)
    play(page, 0.2)
    page.locator(".video-js").hover()
    page.get_by_role("button", name="Playback Rate").click()
    page.get_by_role("menuitemradio", name="1.5x").click()
    page.wait_for_function("() => document.querySelector('video').playbackRate === 1.5")


@pytest.mark.same
def test_without_javascript_the_video_plays_with_captions_and_takes_the_learners_word_in_time(device):
    page = device("plain", java_script_enabled=False)
    page.goto(f"{CHAPTER}?t=8")
    video = page.locator("video[controls]")
    expect(video).to_be_visible()
    page.wait_for_function("() => document.querySelector('video').currentTime >= 8")
    assert page.evaluate("document.querySelector('video').textTracks[0].mode") == "showing"
    page.get_by_role("button", name="I have watched this chapter").click()
    expect(page.get_by_role("status")).to_contain_text("Less time has passed than this chapter takes")
    time.sleep(SECONDS * 0.8)
    page.get_by_role("button", name="I have watched this chapter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Treat")
    page.goto(f"{CHAPTER}?t=8")
    expect(page.locator("[data-watched]")).to_have_text("Chapter finished. You can watch it as often as you like.")
    assert page.get_by_role("link", name=re.compile(CUES[2])).get_attribute("href") == "?t=8"


@pytest.mark.same
def test_the_file_is_there_for_the_learner_it_was_linked_for_and_nobody_else(device, browser, site):
    page = device("owner")
    page.goto(CHAPTER)
    address = source(page)
    token, name = address.split("/")[2:]
    guessed = f"/media/{token[:-3]}abc/{name}"
    renamed = f"/media/{token}/other.mp4"
    stranger = browser.new_context(base_url=site)
    got = {
        "owner": page.request.get(address).status,
        "thief": device("thief").request.get(address).status,
        "stranger": stranger.request.get(address).status,
        "guessed": page.request.get(guessed).status,
        "renamed": page.request.get(renamed).status,
    }
    stranger.close()
    assert got == {"owner": 200, "thief": 404, "stranger": 404, "guessed": 404, "renamed": 404}
