"""The one shape of refusals."""

from credence.kit.refusal import Refusal


class TooMany(Refusal):
    code = "too-many"


def test_a_refusal_tells_its_code_and_what_was_seen() -> None:
    refused = TooMany(most=3, asked=4)

    assert (refused.code, refused.data) == ("too-many", {"most": 3, "asked": 4})
    assert str(refused) == "too-many (most=3, asked=4)"


def test_a_refusal_that_saw_nothing_is_its_code() -> None:
    assert str(TooMany()) == "too-many"
