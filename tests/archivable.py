"""Whether a PDF is what it says of itself, asked of a checker that is not ours."""

import page

PROFILES = ("3a", "ua1")


def faults(pdf: bytes) -> list[str]:
    """Return by name the rules of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) that `pdf` breaks."""
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    assert [report.rules.total for report in reports] == [156, 104]
    return [failure.rule_id for report in reports for failure in report.failures]
