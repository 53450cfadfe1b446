"""What machines are told of a course: schema.org, as search engines read it."""

from typing import Any

from credence.catalog.models import Course, CourseVersion

STOCK = "https://schema.org/InStock"
SOLD_OUT = "https://schema.org/Discontinued"


def course_data(course: Course, topics: list[str], *, page: str, picture: str, is_open: bool) -> dict[str, Any]:
    """Return the schema.org Course of a published course.

    Args:
        course: with its current version, provider and front matter.
        topics: their names.
        page: the canonical address of its page.
        picture: the address of its social picture.
        is_open: whether credit can still be earned.
    """
    version, document = course.current_version, course.current_front_matter.document  # type: ignore[union-attr]
    assert version  # noqa: S101 - pages show published courses only
    provider = {"@type": "Organization", "name": version.provider.name, "url": version.provider.url or page}
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": version.title,
        "description": version.summary,
        "url": page,
        "image": picture,
        "inLanguage": "en-US",
        "courseCode": course.slug,
        "provider": provider,
        "about": topics,
        "teaches": document.get("objectives", []),
        "audience": {"@type": "Audience", "audienceType": version.audience},
        "timeRequired": _duration(version),
        "datePublished": version.released_on.isoformat(),
        "dateModified": (version.reviewed_on or version.released_on).isoformat(),
        "expires": version.expires_on.isoformat(),
        "isAccessibleForFree": not version.price,
        "educationalCredentialAwarded": [_credential(credit) for credit in document.get("credits", [])],
        "offers": [_offer(version, page, is_open=is_open)],
        "hasCourseInstance": [
            {
                "@type": "CourseInstance",
                "courseMode": "Online",
                "courseWorkload": _duration(version),
                "startDate": version.released_on.isoformat(),
                "endDate": version.expires_on.isoformat(),
            }
        ],
    }


def _duration(version: CourseVersion) -> str:
    return f"PT{version.facts.minutes}M"


def _credential(credit: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "EducationalOccupationalCredential",
        "name": f"{credit['amount']} {credit['name']}",
        "credentialCategory": "continuing education credit",
        "recognizedBy": {"@type": "Organization", "name": credit["provider"]},
        "validIn": {"@type": "Country", "name": "US"},
    }


def _offer(version: CourseVersion, page: str, *, is_open: bool) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "category": "Paid" if version.price else "Free",
        "price": str(version.price),
        "priceCurrency": version.currency,
        "availability": STOCK if is_open else SOLD_OUT,
        "url": page,
    }
