"""What learners ask, and the answers as this software behaves."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credence.learn.wording.payments import REFUNDS


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer. `name` is its fragment in the page's address, and stays."""

    name: str
    words: Promise
    answer: Promise


@dataclass(frozen=True, slots=True)
class Subject:
    """Questions that belong together."""

    title: Promise
    questions: tuple[Question, ...]


SUBJECTS = (
    Subject(
        _("Account and profile"),
        (
            Question(
                "register",
                _("Why do I have to register?"),
                _(
                    "Credit belongs to a person. Your account keeps your courses, results and certificates together, "
                    "so that you and your board find them again years later."
                ),
            ),
            Question(
                "cost",
                _("What does it cost?"),
                _("Registering is free. Each course shows its price before you enroll; many are free."),
            ),
            Question(
                "profile",
                _("Why do you want my profile?"),
                _(
                    "Your profession decides which credit you can earn, and your legal name is printed on "
                    "certificates. We ask only for numbers that the credit of your profession needs, and say beside "
                    "each what for."
                ),
            ),
            Question(
                "user-name",
                _("Can I change my user name?"),
                _(
                    "No. It is permanent, so that records never mix. "
                    "Your name, address, profession and e-mail address can be changed."
                ),
            ),
            Question(
                "password",
                _("My initial password does not work."),
                _(
                    "It works for 72 hours. After that, use “Forgot your password?” on the sign-in page: "
                    "a link that works once comes by e-mail."
                ),
            ),
        ),
    ),
    Subject(
        _("Payment"),
        (
            Question(
                "payment",
                _("How can I pay?"),
                _(
                    "By coupon, by Visa or Mastercard, or by both together. Other cards are refused before anything is "
                    "charged. The course opens as soon as it is paid."
                ),
            ),
            Question(
                "coupon",
                _("I have a coupon. Where does it go?"),
                _(
                    "Into the box beside the price, at checkout. The new total stands there before you pay. "
                    "If the coupon pays everything, no card is asked for."
                ),
            ),
            Question(
                "card",
                _("Who sees my card?"),
                _(
                    "The company that takes cards for us, and your bank. You type the card into that company's own "
                    "fields; its number never reaches this site. We keep the kind of card and its last four digits for "
                    "your receipt."
                ),
            ),
            Question(
                "paid-twice",
                _("The page closed while I was paying. Was I charged?"),
                _(
                    "Look at your orders, in the menu under your user name: each says how its payment stands. Paying "
                    "goes on without the page, nothing is charged twice, and you get a letter either way."
                ),
            ),
            Question(
                "receipt",
                _("Where is my receipt?"),
                _("It comes by e-mail, and stays among your orders as a page to print and as a PDF."),
            ),
            Question("refund", _("Can I have my money back?"), REFUNDS),
        ),
    ),
    Subject(
        _("Courses"),
        (
            Question(
                "my-courses",
                _("What is My Courses?"),
                _(
                    "The list of everything you are enrolled in: each course with its progress, test result, deadline, "
                    "the next step as a button, and your certificates."
                ),
            ),
            Question(
                "browser",
                _("Which browser do I need?"),
                _(
                    "A current version of Firefox, Chrome, Edge or Safari, on a computer, tablet or phone. "
                    "Without JavaScript a page cannot tell what you have watched of a video, and takes your word "
                    "once as much time has passed as it needs."
                ),
            ),
            Question(
                "chapters",
                _("How are chapters used?"),
                _(
                    "A course has chapters: videos, PDF documents or texts. Take them in any order; "
                    "the menu shows what is finished, and the end of one offers the next. "
                    "Videos have captions, a transcript, several speeds, and keys for everything."
                ),
            ),
            Question(
                "pdf",
                _("How are PDF chapters and texts studied?"),
                _(
                    "Read them in the page, or download or print them, and say that you have read them. That counts "
                    "once they were open for as long as fast reading takes; a text that you read to its end in the "
                    "page is finished by itself."
                ),
            ),
            Question(
                "return",
                _("Can I stop and come back?"),
                _("Yes, on any device. A video goes on at the second where you stopped."),
            ),
            Question(
                "watching",
                _("Why does my watching not count?"),
                _(
                    "Time counts once, whatever is open. Playing on a second device or another course at the same "
                    "time adds nothing, and neither does skipping ahead: what you jumped over is still to be watched."
                ),
            ),
        ),
    ),
    Subject(
        _("Posttest and evaluation"),
        (
            Question(
                "posttest",
                _("When can I take the posttest?"),
                _(
                    "As soon as you have studied what the course asks for, on any day until its credit expires. "
                    "All questions are on one page."
                ),
            ),
            Question(
                "answers",
                _("Are my answers saved while I take the posttest?"),
                _(
                    "No. They live in the page until you send them. "
                    "If you leave before, they are gone, nothing is stored and no attempt is used."
                ),
            ),
            Question(
                "score",
                _("What score do I need?"),
                _(
                    "The course page says so for each credit before you begin. "
                    "The same result may be enough for one credit and not for another."
                ),
            ),
            Question(
                "again",
                _("Can I try again?"),
                _(
                    "Yes, as often as the course allows; the page says how many attempts are left. Where there is any "
                    "number, a pause between them grows from a minute to a day. After a failed try we tell you which "
                    "objectives to look at again and where they are taught; the answers are shown after passing."
                ),
            ),
            Question(
                "evaluation",
                _("Why is there an evaluation?"),
                _(
                    "Accrediting providers must learn whether a course changes practice and whether it was free of "
                    "commercial bias. Where a credit asks for the evaluation, it comes before the credit."
                ),
            ),
        ),
    ),
    Subject(
        _("Credit and certificates"),
        (
            Question(
                "certificate",
                _("When do I get my certificate?"),
                _(
                    "At once. Credit that is given whole, such as ARRT and nursing credit, needs no claim: it is "
                    "yours on the page after the last step that it asks for. Where you say the amount yourself, the "
                    "certificate is on the page after your claim. It stays under My Courses."
                ),
            ),
            Question(
                "claim",
                _("How much credit can I claim?"),
                _(
                    "Physicians claim AMA PRA Category 1 Credit™ in quarters up to the course's maximum, as much as "
                    "matches their participation. ARRT and nursing credit is the whole amount or none."
                ),
            ),
            Question(
                "twice",
                _("Can I take a course twice for credit?"),
                _("No. A course gives you each credit once. You can look at it as often as you like."),
            ),
            Question(
                "check",
                _("How does somebody check my certificate?"),
                _("By its code, by its QR code, or by giving us the file on the verification page."),
            ),
            Question(
                "expiry",
                _("What happens when a course expires?"),
                _(
                    "After its last day, reckoned in the provider's time zone, no credit can be claimed. "
                    "You can still view everything, and your certificates stay."
                ),
            ),
            Question(
                "name",
                _("My name has changed. What about my certificates?"),
                _(
                    "Change it in your profile; it holds for future certificates. "
                    "Those already issued stay as they are: for a correction, write to support."
                ),
            ),
        ),
    ),
)


def faq_page() -> dict[str, Any]:
    """Return the questions as schema.org's FAQPage (https://schema.org/FAQPage)."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": str(question.words),
                "acceptedAnswer": {"@type": "Answer", "text": str(question.answer)},
            }
            for subject in SUBJECTS
            for question in subject.questions
        ],
    }
