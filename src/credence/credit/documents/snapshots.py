"""What the documents say, taken from the rows of the moment: afterwards nothing changes them (R52)."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import asdict, replace

from django.conf import settings
from django.utils import translation

from credence.accounts.enums import token_label
from credence.accounts.models import Profile, User
from credence.catalog.enums import AMA_FORMATS
from credence.catalog.models import AccreditingProvider, CourseVersion, Statement
from credence.catalog.queries.statements import filled, statements_kept
from credence.catalog.queries.terms import Terms, terms_of
from credence.catalog.rules.credit_types import CreditType
from credence.credit.documents.certificate import CertificateSnapshot
from credence.credit.documents.transcript import TranscriptRow, TranscriptSnapshot
from credence.credit.models import Award
from credence.credit.queries import Transcript, TranscriptLine
from credence.credit.queries.identity import Numbers
from credence.credit.queries.kept import professions_of_award

LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PR", "PH", "CL", "CO", "CR", "GT", "PA", "SV", "VE"})
"""Where paper is of letter size; elsewhere it is A4."""


def snapshot_for(award: Award, numbers: Numbers, *, mark: str, code: str, now: dt.datetime) -> CertificateSnapshot:
    """Return what the certificate of `award`, with its `numbers`, says as the rows are now (R49 to R52, R55).

    `mark` is the mark of content that stands (`catalog.queries.stamp`).

    Raises:
        ValueError: something that such a certificate must print is missing.
    """
    terms, version, learner = terms_of(award.offer), award.enrollment.version, award.learner
    provider, kind, identity = terms.provider, terms.type, award.identity
    texts = statements_kept(provider.pk, mark)
    return CertificateSnapshot(
        kind=kind.code,
        kind_from=kind.valid_from.isoformat(),
        learner_name=identity.name,
        learner_credentials=identity.credentials,
        learner_identifiers=_printed_identifiers(numbers, kind.printed_identifiers),
        course_title=version.title,
        learning_format=AMA_FORMATS[version.learning_format].capitalize(),
        amount=figure(award.amount_in_force),
        completed_on=award.completed_on.isoformat(),
        issued_at=now.isoformat(),
        provider_name=provider.name,
        provider_address=provider.address,
        provider_url=provider.url,
        provider_numbers=_provider_numbers(provider, kind),
        joint_provider_name=version.facts.partner,
        signatory_name=provider.signatory_name,
        signatory_title=provider.signatory_title,
        signature=provider.signature.sha256 if provider.signature else "",
        accreditation_statement=_accreditation_statement(texts, version, terms),
        credit_statement=_credit_statement(texts, version, terms),
        **asdict(kind.approval_for(professions_of_award(award), terms.approval)),
        approval_expires_on=terms.last.isoformat() if terms.approval.approver else "",
        paper=_paper(learner.profile),
        code=code,
        verify_url=_verify_url(code),
        verify_address=_verify_address(),
    )


def corrected(
    former: CertificateSnapshot, *, name: str = "", amount: str = "", code: str, now: dt.datetime
) -> CertificateSnapshot:
    """Return `former` with another name or amount and nothing else changed but what makes it a new issue (R52)."""
    return replace(
        former,
        learner_name=name or former.learner_name,
        amount=amount or former.amount,
        code=code,
        verify_url=_verify_url(code),
        verify_address=_verify_address(),
        issued_at=now.isoformat(),
        replaces_code=former.code,
    )


def transcript_snapshot(transcript: Transcript, learner: User, *, now: dt.datetime) -> TranscriptSnapshot:
    """Return what the transcript document of `learner` says; the moment is told in the zone it comes in."""
    profile = learner.profile
    return TranscriptSnapshot(
        learner_name=profile.legal_name,
        learner_credentials=profile.credentials,
        site_name=settings.ENV.site_name,
        made_at=now.isoformat(),
        period_from=transcript.first.isoformat(),
        period_to=transcript.last.isoformat(),
        rows=tuple(_transcript_row(line) for line in transcript.rows),
        verify_address=_verify_address(),
        paper=_paper(profile),
    )


def _transcript_row(line: TranscriptLine) -> TranscriptRow:
    return TranscriptRow(
        completed_on=line.completed_on.isoformat(),
        course_title=line.title,
        provider_name=line.provider,
        credit=line.type.name,
        amount=figure(line.amount),
        approval=line.approval,
        code=line.code,
        withdrawn=line.revoked,
        learner_name=line.name,
        corrected_name=line.corrected_name,
    )


def _paper(profile: Profile) -> str:
    return "letter" if profile.country in LETTER_COUNTRIES else "a4"


def figure(amount: object) -> str:
    """Return an amount as it is stored, with two decimals: 1.00, 0.25."""
    return f"{amount:.2f}"


def _printed_identifiers(numbers: Numbers, printed: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return label and value of the award's numbers that the credit is filed under, no others (R47, R50, R51)."""
    found = [each for each in numbers.own if not each.tokens.isdisjoint(printed)]
    with translation.override("en-us"):
        return tuple((token_label(each.kind), str(each)) for each in found)


def _provider_numbers(provider: AccreditingProvider, kind: CreditType) -> tuple[tuple[str, str], ...]:
    """Return the provider's numbers of the body behind the credit, and of no other."""
    numbers = provider.provider_numbers.items()
    return tuple((str(board), str(number)) for board, number in numbers if kind.shows_provider_number(str(board)))


def _accreditation_statement(texts: Iterable[Statement], version: CourseVersion, terms: Terms) -> str:
    """Return the provider's accreditation statement, the joint one for a jointly provided course (R14)."""
    found = [
        each
        for each in _newest(texts, terms, version.facts.accreditation)
        if terms.type.accepts_accreditation(each.credit_type, each.text)
    ]
    return filled(found[0], version, terms) if found else ""


def _credit_statement(texts: Iterable[Statement], version: CourseVersion, terms: Terms) -> str:
    found = _newest(texts, terms, terms.type.credit_statement)
    return filled(found[0], version, terms) if found else ""


def _newest(texts: Iterable[Statement], terms: Terms, kind: str) -> list[Statement]:
    """Return the newest texts of a kind among the provider's: the credit type's own, then one for all types."""
    newest = {each.credit_type: each for each in texts if each.kind == kind}
    return [newest[code] for code in (terms.type.code, "") if code in newest]


def _verify_url(code: str) -> str:
    return f"{settings.ENV.base_url}/verify/?code={code}"


def _verify_address() -> str:
    return f"{settings.ENV.base_url.split('//')[-1]}/verify"
