"""credence.catalog.rules.announcements: credit that is not approved is announced in seven usual ways."""

import pytest

from credence.catalog.rules.announcements import pending_credit

AAPA = (
    "This program is not yet approved for CME credit. Conference organizers plan to request 1.0 AAPA Category 1 CME "
    "credits from the Review Panel."
)


@pytest.mark.parametrize(
    "text",
    [
        "AMA credit is\npending.",
        "Accreditation pending",
        "CME credits pending approval.",
        "We have applied for CE credit.",
        "Category A credit applied for.",
        "An application has been made to the ANCC for approval of 1.0 contact hours.",
        "This activity has been submitted to the ASRT for 1.0 Category A credit.",
        "This course will be approved for 1.0 AMA PRA Category 1 Credit.",
        "Credit is anticipated to be approved in March.",
        "This activity is expected to be approved.",
        "Approval is anticipated.",
        "Awaiting approval from the ASRT.",
        "ARRT credit is under review.",
        "Approval in process.",
        f"{AAPA} Contact hours are pending.",
    ],
)
def test_each_usual_way_is_found(text: str) -> None:
    assert pending_credit(text) != ""


@pytest.mark.parametrize(
    "text",
    [
        "Treat with cultures pending.",
        "The drug is expected to be approved by the FDA.",
        "The agent awaits approval by the FDA.",
        "Sepsis is expected in a patient awaiting surgery.",
        "Claim the credit within its days; the process is simple.",
        "Physicians should claim only the credit commensurate with the extent of their participation.",
        "Approved for 1.0 AMA PRA Category 1 Credit.",
        AAPA,
    ],
)
def test_what_only_sounds_like_it_is_not(text: str) -> None:
    assert pending_credit(text) == ""
