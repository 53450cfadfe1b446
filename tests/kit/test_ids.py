"""Codes are read out of whatever was pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.kit.ids import CODE_ALPHABET, MOST_CODES, codes_in, verification_code

CODE = "ABCDE-FGHJK-MNPQR-STVWX"
CODES = st.text(CODE_ALPHABET, min_size=20, max_size=20).map(lambda letters: "-".join(
    letters[at : at + 5] for at in range(0, 20, 5)
))  # fmt: skip


@pytest.mark.parametrize(
    ("pasted", "codes"),
    [
        (CODE, (CODE,)),
        (f"Code: {CODE}", ("DEABC-DEFGH-JKMNP-QRSTV", "EABCD-EFGHJ-KMNPQ-RSTVW", CODE)),
        (CODE[:-1], ()),
        (CODE.replace("A", "O"), ()),
        (f"{CODE[:11]}é{CODE[12:]}", ()),
        ("", ()),
        ("Not found", ()),
    ],
)
def test_a_code_is_twenty_letters_that_only_signs_part(pasted: str, codes: tuple[str, ...]) -> None:
    assert codes_in(pasted) == codes


def test_a_long_text_gives_no_more_codes_than_can_be_looked_up() -> None:
    assert len(codes_in(CODE_ALPHABET * 1000)) <= MOST_CODES
    assert codes_in(f"{'o' * 10_000} {CODE}") == ()


def test_what_is_drawn_is_read_back() -> None:
    code = verification_code()
    assert codes_in(code) == (code,)


@given(CODES, st.text(), st.text("-\u2010\u2013\u2014\u2212 _.\n\r\t/>*", max_size=4), st.text())
def test_a_code_is_found_between_any_two_texts(code: str, before: str, gap: str, after: str) -> None:
    assert code in codes_in(f"{before} é {code.lower().replace('-', gap)} é {after}")
