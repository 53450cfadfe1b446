"""The credit types, one entry each: a changed requirement is a new entry of the same code, never an edit.

How to add one is told in docs/credit.md. Nothing else in the house knows a code.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from credence.accounts.rules.professions import CODES as PROFESSIONS
from credence.accounts.rules.professions import PHYSICIANS
from credence.catalog.rules.approval import USUAL_LABELS, Approval
from credence.catalog.rules.credit_types.shape import (
    ANY_ACCREDITOR,
    Certificate,
    Claim,
    ClaimWords,
    CreditType,
    Education,
)
from credence.kit.marking import marked

IMAGING = frozenset({"radiologic-technologist", "nuclear-medicine-technologist", "sonographer"})
PHARMACY = ("pharmacist", "pharmacy-technician")
QUARTER = Decimal("0.25")
HUNDREDTH = Decimal("0.01")
IN_PARS = (frozenset({"npi", "state-licence"}), frozenset({"birthday"}))
"""PARS matches by name, month and day of birth, and an NPI or a license with its state. [ACC-23] [ACC-25]"""
WHOLE = marked("As approved: it is awarded whole or not at all.")
QUARTER_OF_AN_HOUR = marked("A quarter stands for 15 minutes.")

CREDIT_TYPES = (
    CreditType(
        code="ama-pra-1",
        name="AMA PRA Category 1 Credit™",
        unit=marked("credits"),
        valid_from=dt.date(2017, 9, 29),  # the AMA's and ACCME's rules aligned (accreditation page 1.1)
        education=Education.CME,
        professions=PHYSICIANS,
        claim=Claim.SELF_CLAIMED,
        step=QUARTER,
        attestation="I attest that I claim only the credit commensurate with the extent of my participation.",
        evaluation_locked=True,
        matched_by=IN_PARS,
        reported_identifiers=frozenset({"npi", "state-licence"}),
        reported_birthday=True,
        needed_statements=("accreditation", "designation"),
        accreditors=("medical education", "ACCME"),
        awards_ama=True,
        names_sources=True,
        minutes_a_credit=60,
        tolerance_minutes=Decimal("7.5"),
        provider_numbers=("ACCME",),
        claim_words=ClaimWords(question=marked("How many credits match your participation?"), step=QUARTER_OF_AN_HOUR),
        certificate=Certificate(
            heading="Certificate of Continuing Medical Education",
            deed="has completed the continuing medical education activity",
            one="AMA PRA Category 1 Credit™",
            many="AMA PRA Category 1 Credits™",
            accent="#123a63",
            required=("learning_format", "place", "accreditation_statement", "credit_statement"),
        ),
    ),
    CreditType(
        code="arrt-a",
        name="ARRT Category A/A+",
        unit=marked("credits"),
        valid_from=dt.date(2022, 1, 1),  # partial credit ended
        education=Education.CE,
        professions=IMAGING,  # ARRT registers nuclear medicine technologists and sonographers, too
        claim=Claim.ALL_OR_NOTHING,
        step=QUARTER,
        minimum_pass_mark=75,
        max_attempts=3,
        printed_identifiers=("arrt",),
        reported_identifiers=frozenset({"arrt"}),
        required_elements=("approver", "reference_number", "category"),
        categories=("A", "A+"),
        plus_categories=frozenset({"A+"}),
        minutes_a_credit=50,
        counts_posttest=False,
        one_chapter_of_a_book=True,
        pool_by_agreement=True,
        provider_numbers=("ARRT",),
        claim_words=ClaimWords(whole=WHOLE),
        certificate=Certificate(
            heading="Certificate of Continuing Education",
            deed="has completed the self-learning activity",
            one="ARRT Category %(category)s CE credit",
            many="ARRT Category %(category)s CE credits",
            labels=replace(USUAL_LABELS, category="Category", approver="Approved by"),
            expiry="Approved through",
            accent="#16504a",
            required=("category", "approver", "reference_number", "signatory_name"),
        ),
    ),
    CreditType(
        code="ancc",
        name="ANCC contact hours",
        unit=marked("contact hours"),
        valid_from=dt.date(2015, 1, 1),
        education=Education.CE,
        professions=frozenset({"nurse"}),
        claim=Claim.ALL_OR_NOTHING,
        step=HUNDREDTH,
        printed_identifiers=("state-licence",),
        reported_identifiers=frozenset({"state-licence"}),
        needed_statements=("accreditation",),
        planned_by="nurse",
        accreditors=("American Nurses Credentialing Center", "ANCC"),
        minutes_a_credit=60,
        provider_numbers=("ANCC",),
        claim_words=ClaimWords(whole=WHOLE),
        certificate=Certificate(
            heading="Certificate of Nursing Continuing Education",
            deed="has completed the nursing continuing professional development activity",
            one="contact hour",
            many="contact hours",
            expiry="Approved through",
            accent="#5a2450",
            required=("provider_address", "accreditation_statement"),
        ),
    ),
    CreditType(
        code="aapa-1",
        name="AAPA Category 1 CME",
        unit=marked("credits"),
        valid_from=dt.date(2017, 1, 1),
        education=Education.CME,
        professions=frozenset({"physician-associate"}),
        claim=Claim.SELF_CLAIMED,
        step=QUARTER,  # clock hours to the nearest quarter [AAPA-1]
        attestation="I attest that I claim only the credit commensurate with the extent of my participation.",
        printed_identifiers=("nccpa",),
        reported_identifiers=frozenset({"nccpa", "state-licence"}),
        needed_statements=("designation",),
        accreditors=("American Academy of Physician Associates", "American Academy of PAs", "AAPA"),
        minutes_a_credit=60,
        tolerance_minutes=Decimal("7.5"),
        validity_limit=1,  # enduring material is approved for a year [AAPA-3]
        provider_numbers=("AAPA",),
        claim_words=ClaimWords(question=marked("How many credits match your participation?"), step=QUARTER_OF_AN_HOUR),
        certificate=Certificate(
            heading="Certificate of Continuing Medical Education for PAs",
            deed="has completed the continuing medical education activity",
            one="AAPA Category 1 CME credit",
            many="AAPA Category 1 CME credits",
            expiry="Approved through",
            accent="#7a3b12",
            required=("credit_statement",),
        ),
    ),
    CreditType(
        code="acpe",
        name="ACPE contact hours",
        unit=marked("contact hours"),
        valid_from=dt.date(2015, 1, 1),
        education=Education.CE,
        professions=frozenset(PHARMACY),
        claim=Claim.ALL_OR_NOTHING,
        step=HUNDREDTH,
        required_identifiers=(frozenset({"nabp"}), frozenset({"birthday"})),  # CPE Monitor takes the pair [PHA-1]
        printed_identifiers=("nabp",),
        reported_identifiers=frozenset({"nabp"}),
        reported_birthday=True,
        needed_statements=("accreditation",),
        accreditors=("Accreditation Council for Pharmacy Education", "ACPE"),
        required_elements=("reference_number",),
        minutes_a_credit=60,
        validity_limit=3,  # home study [PHA-3]
        provider_numbers=("ACPE",),
        reference_suffixes=tuple(zip(PHARMACY, ("-P", "-T"), strict=True)),
        claim_words=ClaimWords(whole=WHOLE),
        certificate=Certificate(
            heading="Record of Pharmacy Continuing Education",
            deed="has completed the pharmacy continuing education activity",
            grants="for",
            one="ACPE contact hour",
            many="ACPE contact hours",
            labels=Approval(reference_number="Universal Activity Number"),
            expiry="Valid through",
            note="This is not an official statement of credit: the official one is in CPE Monitor.",  # [PHA-5]
            accent="#2f5d2b",
            required=("accreditation_statement", "reference_number"),
        ),
    ),
    CreditType(
        code="ca-brn",
        name="California BRN contact hours",
        unit=marked("contact hours"),
        valid_from=dt.date(2015, 1, 1),
        education=Education.CE,
        professions=frozenset({"nurse"}),
        claim=Claim.ALL_OR_NOTHING,  # no partial credit: 16 CCR 1450 [NUR-4]
        step=HUNDREDTH,
        least_amount=Decimal(1),  # a course lasts an hour or more [NUR-3]
        required_identifiers=(frozenset({"state-licence:CA"}),),  # 16 CCR 1458 [NUR-5]
        printed_identifiers=("state-licence:CA",),
        reported_identifiers=frozenset({"state-licence:CA"}),
        needed_statements=("designation",),
        accreditors=("California Board of Registered Nursing",),
        minutes_a_credit=50,
        provider_numbers=("CEP",),
        claim_words=ClaimWords(whole=WHOLE),
        certificate=Certificate(
            heading="Certificate of Continuing Education for California Nurses",
            deed="has completed the continuing education course",
            one="contact hour",
            many="contact hours",
            accent="#6b1f2a",
            required=(
                "learner_identifiers",
                "provider_address",
                "provider_numbers",
                "credit_statement",
                "signatory_name",
            ),
        ),
    ),
    CreditType(
        code="abim-moc",
        name="ABIM MOC points",
        unit=marked("points"),
        valid_from=dt.date(2015, 1, 1),
        education=Education.CME,
        professions=frozenset({"physician"}),
        claim=Claim.ALL_OR_NOTHING,
        step=QUARTER,
        attestation="I permit the accredited provider to report my completion to the ACCME and the ABIM.",  # [MOC-2]
        required_identifiers=(frozenset({"board:ABIM"}), frozenset({"birthday"})),
        printed_identifiers=("board:ABIM",),
        reported_identifiers=frozenset({"board:ABIM"}),
        reported_birthday=True,
        needed_statements=("accreditation", "designation"),
        accreditors=("medical education", "ACCME"),
        feedback_after_last_attempt=True,  # an evaluation of the learner with feedback [MOC-1]
        provider_numbers=("ACCME",),
        claim_words=ClaimWords(whole=WHOLE),
        certificate=Certificate(
            heading="Record of Maintenance of Certification",
            deed="has completed the activity",
            grants="for",
            one="ABIM MOC point",
            many="ABIM MOC points",
            accent="#2b3f73",
            required=("learner_identifiers", "accreditation_statement", "credit_statement"),
        ),
    ),
    CreditType(
        code="participation",
        name="Certificate of participation",
        unit=marked("hours"),
        valid_from=dt.date(2015, 1, 1),
        education=Education.CME,
        professions=PROFESSIONS,  # for whom the course offers no other credit, physicians among them [AMA-9]
        fallback=True,
        no_credit=marked("It confirms that somebody took part. It is no credit, and none is awarded by it."),
        claim=Claim.ALL_OR_NOTHING,
        step=QUARTER,
        accreditors=ANY_ACCREDITOR,
        credit_statement="participation",
        claim_words=ClaimWords(whole=WHOLE),
        certificate=Certificate(
            heading="Certificate of Participation",
            certifies="This confirms that",
            deed="has participated in the educational activity",
            grants="for",
            one="hour of participation",
            many="hours of participation",
            accent="#3d4650",
        ),
    ),
)
