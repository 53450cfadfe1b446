"""Sentences that announce credit before it is approved (R19). [GEN-3]"""

import re

NEAR = r"(?:[^.;!?]|\.\d){0,60}?"
CREDIT = r"\b(?:credits?|CME|CNE|CPE|CEUs?|contact hours?)\b"
CREDIT_OR_APPROVAL = rf"(?:{CREDIT}|\b(?:pre-?)?approval\b|\baccreditation\b)"
ANY_OBJECT = rf"(?:{CREDIT_OR_APPROVAL}|\b(?:certification|designation)\b)"
COURSE = r"\b(?:course|activity|program|lesson|module|session)\b"
TO_COME = (
    r"\b(?:will|shall|(?:is|are|was|were) (?:anticipated|expected) to) be"
    r" (?:approved|accredited|certified|designated)\b"
)
APPLY = r"\b(?:applied|applying|application)\b"
REVIEW = r"\bunder (?:review|consideration)\b"
USUAL = (
    rf"{ANY_OBJECT}{NEAR}\bpending\b",
    rf"\bpending\b{NEAR}{ANY_OBJECT}",
    rf"{CREDIT_OR_APPROVAL}{NEAR}\bapplied[- ]for\b",
    rf"{APPLY}{NEAR}\bfor\b{NEAR}{CREDIT_OR_APPROVAL}",
    rf"\bsubmitted\b{NEAR}\bfor\b{NEAR}{CREDIT_OR_APPROVAL}",
    rf"{CREDIT_OR_APPROVAL}{NEAR}\b(?:been|was|were) submitted\b",
    rf"(?:{ANY_OBJECT}|{COURSE}){NEAR}{TO_COME}",
    rf"{TO_COME}{NEAR}{CREDIT}",
    rf"{CREDIT_OR_APPROVAL} (?:is |are )?(?:anticipated|expected)\b",
    rf"\b(?:anticipated|expected) {CREDIT_OR_APPROVAL}",
    rf"\bawait(?:s|ing|ed)?\b{NEAR}{ANY_OBJECT}",
    rf"{CREDIT_OR_APPROVAL}{NEAR}\bawait(?:s|ing|ed)\b",
    rf"{CREDIT_OR_APPROVAL}{NEAR}{REVIEW}",
    rf"{REVIEW}{NEAR}{CREDIT_OR_APPROVAL}",
    rf"{ANY_OBJECT} (?:(?:is|are|still|now|currently) )*in (?:the )?(?:process|progress)\b",
    rf"\bin the process of\b{NEAR}{CREDIT_OR_APPROVAL}",
)
"""Pending, applied for, submitted for, to be approved, expected, awaiting approval, under review, in process."""
ANNOUNCED = re.compile("|".join(f"(?:{each})" for each in USUAL), re.IGNORECASE)
ELSEWHERE = re.compile(
    r"\b(?:FDA|EMA|CMS|drugs?|devices?|agents?|vaccines?|trials?|IRB|ethics|marketing|prior authorization|insurers?"
    r"|labels?|indications?|hospital (?:credential|privilege)\w*)\b",
    re.IGNORECASE,
)
"""Whoever is approved there is no course."""
CREDIT_ITSELF = re.compile(CREDIT, re.IGNORECASE)
OF_AAPA = re.compile(
    r"This (?:program|activity|course) is not yet approved for (?:AAPA Category 1 )?CME credit\.\s+"
    r"(?:\w+ )?organizers plan to request [\d.]+ AAPA Category 1 CME credits? from [^.]+\.",
    re.IGNORECASE,
)
"""AAPA's own sentence for the time before its approval, which it wants printed. [AAPA-1]"""


def pending_credit(text: str) -> str:
    """Return the first words that announce credit which is not approved (R19), or nothing.

    >>> pending_credit("Free of charge. AMA credit is pending.")
    'credit is pending'
    >>> pending_credit("The agent awaits approval by the FDA.")
    ''
    """
    for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n", OF_AAPA.sub(" ", text)):
        found = ANNOUNCED.search(sentence)
        if found and (CREDIT_ITSELF.search(sentence) or not ELSEWHERE.search(sentence)):
            return " ".join(found[0].split())
    return ""
