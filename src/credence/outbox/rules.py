"""What a mail server's answer means for a letter."""

import smtplib
from dataclasses import dataclass

FOR_GOOD = 500
"""From here on a reply says that the same letter will be refused again (RFC 5321, 4.2.1)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the server's own words, or why there were none; and whether it is a refusal for good."""

    words: str
    is_final: bool


def answer_of(error: Exception) -> Answer:
    """Return what the mail server meant by an error of `smtplib`; other errors mean that it was not reached.

    A refusal of our own sign-in is never final: it says nothing of the letter. A letter with a header that cannot be
    written (ValueError) will never go out.
    """
    code, words = _reply(error)
    is_final = code >= FOR_GOOD and not isinstance(error, smtplib.SMTPAuthenticationError)
    return Answer(words, is_final or isinstance(error, ValueError))


def _reply(error: Exception) -> tuple[int, str]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return code, f"{code} {_plain(said)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, f"{error.smtp_code} {_plain(error.smtp_error)}"
    return 0, _plain(getattr(error, "strerror", "") or str(error) or type(error).__name__)


def _plain(said: bytes | str) -> str:
    """Return a reply as one line, whatever bytes the server sent."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())
