"""The steps of a learner's way, as a person takes them: by what the pages say."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.credit.documents import samples
from tests.journeys.conftest import PATIENCE
from tests.journeys.courses import QUESTIONS, SECONDS, harms, helps

PASSWORD = "a calm and sunny morning"
CODE = re.compile(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){3}")
COURSE = "/courses/contrast-reactions/"


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    """Expect the page with this heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def register(page: Page, mailbox, username: str) -> None:
    """Register, read the mail and sign in with the initial password."""
    page.goto("/register/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("E-mail address").fill(f"{username}@example.org")
    page.locator("main").get_by_role("button", name="Create a free account").click()
    heading(page, "Look into your mail")
    letter = mailbox.wait_for(f"{username}@example.org", "Your account")
    page.goto("/sign-in/")
    sign_in(page, username, re.search(r"initial password: (\S+)", letter)[1])
    heading(page, "User Profile")


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill in the sign-in page."""
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def complete_profile(page: Page, given: str, family: str, profession: str, arrt: str = "") -> None:
    """Fill in the User Profile with a password of one's own."""
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Family name").fill(family)
    page.get_by_label(profession).check()
    if arrt:
        page.get_by_label("ARRT ID").fill(arrt)
    page.get_by_role("button", name="Save profile").click()
    heading(page, "My Courses")


def enroll(page: Page, course: str) -> None:
    """Enroll from the course page, see the front matter and begin."""
    page.goto(course)
    page.get_by_role("button", name="Enroll", exact=True).click()
    heading(page, "Before you begin")
    page.get_by_role("button", name="Begin the course").click()
    expect(page).to_have_url(re.compile(f"{course}learn/"))


def open_video(page: Page, address: str = f"{COURSE}learn/recognize/") -> None:
    """Open a video chapter and wait until the player knows its length."""
    page.goto(address)
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    page.evaluate("document.querySelector('video').muted = true")


def place(page: Page) -> float:
    """Return the second at which the video stands."""
    return page.evaluate("document.querySelector('video').currentTime")


def seek(page: Page, second: float) -> None:
    """Move the video as its bar does, and wait until the picture is there."""
    page.evaluate("second => { document.querySelector('video').currentTime = second }", second)
    page.wait_for_function(
        "() => !document.querySelector('video').seeking && document.querySelector('video').readyState >= 2"
    )


def play(page: Page, seconds: float, rate: float = 1) -> None:
    """Play on for so many seconds of the video."""
    begun_at = page.evaluate(
        """rate => { const video = document.querySelector('video');
        video.playbackRate = rate; video.play(); return video.currentTime }""",
        rate,
    )
    page.wait_for_function(
        "until => document.querySelector('video').currentTime >= until",
        arg=begun_at + seconds,
        timeout=seconds / rate * 1_000 + PATIENCE,
    )


def pause(page: Page) -> float:
    """Pause, wait until the site has heard of it, and return the second."""
    with page.expect_response(lambda response: response.url.endswith("/beat/")):
        page.evaluate("document.querySelector('video').pause()")
    return place(page)


def watch(page: Page) -> None:
    """Watch the video to its end."""
    seek(page, 0)
    play(page, SECONDS - 1, rate=2)
    expect(page.locator("[data-watched]")).to_contain_text("Chapter finished")


def study(page: Page) -> None:
    """Study the course on contrast reactions from its access page: seek, leave, come back, watch, open and read."""
    page.get_by_role("link", name="Start", exact=True).click()
    heading(page, "Recognize")
    open_video(page, page.url)
    seek(page, 7)
    play(page, 1)
    left_at = pause(page)
    page.goto("/my-courses/")
    page.locator("main").get_by_role("link", name="Continue").click()
    page.wait_for_function("() => document.querySelector('video')?.currentTime > 0")
    assert place(page) == pytest.approx(left_at, abs=0.2)
    watch(page)
    page.locator(".next-step").get_by_role("link", name="Open the next chapter").click()
    heading(page, "Treat")
    page.get_by_role("button", name="I have read it").click()
    heading(page, "Summary")
    page.get_by_role("button", name="I have read it").click()
    heading(page, "Posttest")


def take_posttest(page: Page, right: int) -> None:
    """Answer the first `right` questions rightly and the others wrongly, and send the answers."""
    page.goto(f"{COURSE}posttest/")
    for number in range(1, QUESTIONS + 1):
        page.get_by_label(helps(number) if number <= right else harms(number), exact=True).check()
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/posttest/result/")
    expect(page.locator("main")).to_contain_text(f"{right} of {QUESTIONS} questions right")


def see_no_key(page: Page) -> None:
    """Expect that nothing on the page gives an answer away."""
    source = page.content()
    assert "The guideline says so" not in source
    assert not [number for number in range(1, QUESTIONS + 1) if helps(number) in source or harms(number) in source]


def evaluate(page: Page, then: str = "Claim your credit") -> None:
    """Fill in the evaluation, and find the page of the credit; who perceived bias is asked to explain."""
    heading(page, "Evaluation")
    for row in page.locator(".matrix-row").all():
        row.get_by_role("radio").last.check()
    explanation = page.get_by_label("Please explain.")
    expect(explanation).to_be_hidden()
    page.get_by_label("Yes", exact=True).check()
    expect(explanation).to_be_visible()
    page.get_by_role("button", name="Send the evaluation").click()
    expect(page.get_by_role("alert").first).to_contain_text("needs your attention")
    page.get_by_label("Please explain.").fill("One brand was praised twice.")
    page.get_by_role("button", name="Send the evaluation").click()
    heading(page, then)


def card(page: Page, credit: re.Pattern[str]) -> Locator:
    """Return the part of the claim page that is about one credit."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=credit))


def download(page: Page, folder: Path) -> Path:
    """Download the certificate of the page."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("certificate", re.IGNORECASE)).first.click()
    waiting.value.save_as(folder / "certificate.pdf")
    return folder / "certificate.pdf"


def hold_certificate(page: Page, site: str, folder: Path, name: str) -> str:
    """Download the certificate, read it back, verify it by its code and by its file, and return its words."""
    path = download(page, folder)
    pdf = path.read_bytes()
    root = samples.reader(pdf).trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en-US")
    assert "H1" in samples.structure(pdf, folder)
    words = samples.text(pdf)
    code = CODE.search(words)[0]
    assert samples.qr_codes(pdf) == [f"{site}/verify/?code={code}"]
    facts = verified(page, code=code)
    assert name in facts
    assert verified(page, file=path) == facts
    expect(page.locator("main")).to_contain_text("This is the very file that we issued")
    return words


def verified(page: Page, *, code: str = "", file: Path | None = None) -> str:
    """Verify a certificate by its code or by its file, and return what the page says it stands for."""
    page.goto("/verify/")
    sends_itself = file is not None and page.get_by_text("You can also drop the file here.").is_visible()
    page.get_by_label("Verification code").fill(code)
    if file:
        page.get_by_label("Or the PDF file").set_input_files(file)
    if not sends_itself:
        page.get_by_role("button", name="Verify").click()
    facts, found, _ = page.locator("dl.facts").inner_text().partition("Checked")  # the moment of this very question
    assert found
    return facts


def claim(page: Page, credit: re.Pattern[str]) -> str:
    """Press the button that claims a credit, and return the fields that were sent."""
    with page.expect_request(lambda request: request.method == "POST") as waiting:
        card(page, credit).get_by_role("button", name="Claim").click()
    return str(waiting.value.post_data)


def find_no_second_claim(page: Page, credit: re.Pattern[str], fields: str) -> None:
    """Expect that a credit that was claimed is not offered again, and that sending the claim again is refused."""
    page.goto(f"{COURSE}claim/")
    expect(card(page, credit).get_by_role("button")).to_have_count(0)
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url}
    answer = page.request.post(f"{COURSE}claim/", data=fields, headers=sent)
    assert (answer.status, "You hold this credit already." in answer.text()) == (422, True)
