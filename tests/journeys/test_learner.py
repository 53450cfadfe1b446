"""A learner's whole way, from registering to a certificate that verifies."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser
PASSWORD = "a calm and sunny morning"


def register(page: Page, mailbox, username: str) -> None:
    """Register, read the mail and sign in with the initial password."""
    page.goto("/register/")
    page.get_by_label("User name").fill(username)
    page.get_by_label("E-mail address").fill(f"{username}@example.org")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    letter = mailbox.wait_for(f"{username}@example.org", "Your account")
    initial = re.search(r"initial password: (\S+)", letter)[1]
    page.goto("/sign-in/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(initial)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("User Profile")


def complete_profile(page: Page, given: str, family: str, profession: str, **identifiers: str) -> None:
    """Fill in the User Profile with a password of one's own."""
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_label("Given name").fill(given)
    page.get_by_label("Family name").fill(family)
    page.get_by_label(profession).check()
    page.get_by_label("City").fill("Boston")
    for name, value in identifiers.items():
        page.locator(f"[name=identifier_{name}]").fill(value)
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My Courses")


def enroll(page: Page, slug: str) -> None:
    """Enroll and begin."""
    page.goto(f"/courses/{slug}/")
    page.get_by_role("link", name="Enroll").click()
    page.get_by_role("button", name="Enroll").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you begin")
    page.get_by_role("button", name="Begin the course").click()


def read_the_text(page: Page) -> None:
    """Open the only chapter of the text course and mark it as read."""
    page.goto("/courses/hand-washing/learn/text/")
    page.get_by_role("button", name=re.compile("read", re.IGNORECASE)).click()


def take_posttest(page: Page, answer: str) -> None:
    """Answer the only question and send it."""
    page.goto("/courses/hand-washing/posttest/")
    page.get_by_label(answer, exact=True).check()
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/posttest/result/")


def test_a_technologist_fails_passes_claims_and_holds_a_certificate_that_verifies(page, mailbox, tmp_path):
    register(page, mailbox, "technologist")
    complete_profile(page, "José", "Łukasiewicz", "Radiologic technologist", arrt="123456")
    enroll(page, "hand-washing")
    read_the_text(page)
    take_posttest(page, "False")
    expect(page.locator("main")).to_contain_text("0 of 1")
    take_posttest(page, "True")
    expect(page.locator("main")).to_contain_text("1 of 1")
    page.goto("/my-courses/")
    page.get_by_role("link", name="Claim your credit").click()
    page.get_by_role("button", name="Claim").click()
    mailbox.wait_for("technologist@example.org", "certificate")
    certificate = download(page, tmp_path)
    assert "José Łukasiewicz" in text_of(certificate)
    code = re.search(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){3}", text_of(certificate))[0]
    assert facts_of(page, code=code) == facts_of(page, file=certificate)
    expect(page.locator("main")).to_contain_text("This is the very file that we issued.")


def test_the_course_with_the_video_plays_and_remembers_where_one_stopped(page, mailbox, tmp_path):
    register(page, mailbox, "physician")
    complete_profile(page, "Ana", "Example", "Physician (MD, DO or equivalent)")
    enroll(page, "contrast-reactions")
    page.goto("/courses/contrast-reactions/learn/recognize/")
    page.wait_for_function("document.querySelector('video')?.readyState >= 1")
    page.evaluate("document.querySelector('video').currentTime = 0.5")
    page.wait_for_function("Math.abs(document.querySelector('video').currentTime - 0.5) < 0.3")
    page.evaluate("document.querySelector('video').muted = true; document.querySelector('video').play()")


def download(page: Page, folder: Path) -> Path:
    """Download the certificate of the page."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("certificate", re.IGNORECASE)).first.click()
    waiting.value.save_as(folder / "certificate.pdf")
    return folder / "certificate.pdf"


def text_of(path: Path) -> str:
    """Return the words of a PDF."""
    return " ".join(" ".join(each.extract_text() for each in PdfReader(path).pages).split())


def facts_of(page: Page, *, code: str = "", file: Path | None = None) -> str:
    """Verify a certificate by its code or by its file, and return what the page says it stands for."""
    page.goto("/verify/")
    page.get_by_label("Verification code").fill(code)
    if file:
        page.get_by_label("Or the PDF file").set_input_files(file)
    page.get_by_role("button", name="Verify").click()
    return page.locator("dl.facts").inner_text()
