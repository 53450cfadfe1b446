"""The sentences for what is wrong with files, and for the rules of publication that a course breaks."""

import datetime as dt
from decimal import Decimal
from typing import Any

from credence.catalog.rules.publication import Breach
from credence.media.rules.files import Unfit

KINDS = {"video": "video", "pdf": "PDF", "picture": "picture", "captions": "captions"}

UNFIT = {
    "not-a-file": "{path} is not a plain file. Put the file itself there.",
    "empty": "{path} is empty.",
    "too-large": "{path} is larger than {largest} MB, the most for a {kind}. Make it smaller.",
    "too-long": "{path} is longer than eight hours. Cut it into several chapters.",
    "not-video": "{path} is not an MP4 or WebM video with a picture. Convert it to MP4 with H.264.",
    "damaged": "{path} is a damaged or unfinished video. Render or copy it again.",
    "slow": "{path} took too long to read. Render it again.",
    "codec": "{path} holds {codec}, which not every browser plays. Convert it: {convert}",
    "profile": "{path} holds {codec} of the profile {profile}, which not every browser plays. Convert it: {convert}",
    "colors": "{path} keeps its colors as {pixel_format}, finer than every browser shows. Convert it: {convert}",
    "sound": "{path} has sound kept as {codec}, which not every browser plays. Convert it: {convert}",
    "interlaced": "{path} is interlaced, and browsers would show combs. Convert it: {convert}",
    "rotated": "{path} is turned by a note of {degrees} degrees that not every player heeds. Convert it: {convert}",
    "not-pdf": "{path} is not a PDF that can be opened, or has no pages. Save it as a PDF again.",
    "encrypted": "{path} is encrypted. Save it without a password or restrictions.",
    "script": "{path} runs a script when it is opened. Save it without scripts.",
    "not-picture": "{path} is not a JPEG, PNG or WebP picture that can be opened. Convert it to one of these.",
    "too-many-pixels": "{path} has more than {pixels} million pixels. Make it smaller.",
    "animated": "{path} moves. Save one frame of it as a picture, or make it a video chapter.",
    "not-utf8": "{path} is not UTF-8 text. Save it as UTF-8.",
}

CAPTIONS = {
    "header": "WebVTT captions begin with a line that says WEBVTT. Write it.",
    "timing": "This is not a WebVTT timing: “{text}”. Write it like 00:01.000 --> 00:04.000.",
    "order": "This caption starts before the one above it. Put captions in order of time.",
    "backward": "This caption ends before it starts. Correct its times.",
    "empty": "This caption has no words. Write them or delete the caption.",
    "none": "There are no captions in this file. Write them.",
}

BREACHES = {
    "credit-type": "The credit type “{type}” is not known on these dates. Write one of {known}.",
    "expiry-too-late": "The course expires later than three years after its release or last review on {reviewed}. "
    "Write {latest} or earlier, or review it.",
    "expiry-before-release": "The course expires before it is released or reviewed. Write a later day.",
    "review-before-release": "The course was reviewed before it was released. Leave `reviewed` out or correct it.",
    "extended-without-review": "The expiry was {before} and may be extended only after a new review. "
    "Write the day of the review in `reviewed`.",
    "review-not-recorded": "An extended expiry needs the record of the review. Write `review: {{by: …, outcome: …}}`.",
    "disclosed-late": "{name} disclosed after {by}. Everybody discloses before taking part; correct the day.",
    "disclosure-old": "The disclosure of {name} is older than 24 months. "
    "Ask again; it must be from {earliest} or later.",
    "unmitigated": "The relevant relationship of {name} with {company} is not mitigated. "
    "Write how it was in `mitigation`.",
    "owner": "{name} owns {company}, an ineligible company, and may not take part in the course.",
    "employee": "{name} is employed by {company}, an ineligible company. Such a person takes part only under an "
    "`exception`: unrelated-topic, basic-science or device-training.",
    "joint-provider-ineligible": "{company} is an ineligible company here and cannot provide the course jointly.",
    "agreement-late": "The agreement with {company} must be signed before the release on {released}.",
    "in-kind-unnamed": "Support in kind from {company} must say what was given. Write `nature`.",
    "credit-pending": "“{words}” announces credit that is not approved. Leave it out until the approval is there.",
    "attempts": "A course with {type} credit allows 1 to {most} attempts. Write a number in `attempts`.",
    "chapters-too-long": "The chapters take {chapters} minutes together, more than the {estimated} estimated for the "
    "whole course. Correct one of them.",
    "unmeasured": "No question measures the objective “{key}”. Write one in posttest.yaml or leave the objective out.",
    "references": "Courses with AMA credit name sources for further study. Write `references`.",
    "time": "An amount of {amount} stands for {needed} minutes, but the course is estimated at {estimated}. "
    "Correct the amount or `estimated_minutes`; up to 7 minutes of difference are allowed.",
    "valid-backward": "The credit ends before it begins. Correct `valid`.",
    "awards-ama": "The text of {provider} for {type} reads as if AMA credit was awarded, which is for physicians only. "
    "Say in its provider.yaml that the activity was designated for the credit.",
    "valid-before-release": "The credit begins before the release on {released}. Write that day or a later one.",
    "valid-after-expiry": "The credit ends after the course expires on {expires}. Write that day or an earlier one.",
    "valid-too-late": "The credit begins after learners do, so whoever passes before it would never get it. They begin "
    "on {opens}: write that day or an earlier one, or import the course when the credit has begun.",
    "certified-late": "The credit is certified after it begins on {valid_from}. Nobody may earn it before; "
    "correct one of the days.",
    "element": "Credit of type {type} needs `{field}`. Write it as the approver gave it.",
    "category": "{category} is no category of {type}. Correct it or leave it out.",
    "amount-small": "Less than {least} cannot be offered of {type}. Correct the amount.",
    "valid-too-long": "Credit of type {type} is approved for a shorter time. Write {latest} or earlier.",
    "a-plus": "Category A+ needs an approver that is an RCEEM+. Write `rceem_plus: true` if {approver} is one, "
    "or category A.",
    "pass-mark": "The pass mark for {type} is at least {least} here. Write {least} or more, or leave it out.",
    "offer-attempts": "The attempts for {type} are at most {most} here. Write {most} or less, or leave it out.",
    "evaluation-locked": "For {type} the evaluation always comes before the certificate. Leave this line out.",
    "evaluation": "{type} needs the evaluation form of {provider}. Name it in `evaluations`, "
    "or write `evaluation_required: false`.",
    "not-certified": "The credit is certified on a day to come. Import the course on that day or later.",
}

STATEMENTS = {
    "accreditation": "an accreditation statement",
    "joint-accreditation": "an accreditation statement for jointly provided courses (kind: joint-accreditation)",
    "designation": "a designation statement for {type}",
}


CONVERT = "ffmpeg -i {path} {weave}-pix_fmt yuv420p -c:v libx264 -c:a aac -movflags +faststart {made}"
"""A film that every browser plays, upright, from any that ffmpeg reads."""


def unfit_sentence(refusal: Unfit, *, path: str, kind: str) -> str:
    """Say why a file named in a course is refused."""
    weave = "-vf yadif " if refusal.code == "interlaced" else ""
    convert = CONVERT.format(path=path, weave=weave, made=f"{path.rpartition('.')[0]}-new.mp4")
    return UNFIT[refusal.code].format(path=path, kind=KINDS[kind], convert=convert, **refusal.data)


def breach_sentence(breach: Breach) -> str:
    """Say which rule a course breaks and what to write instead; the number of the rule stands last."""
    data = {name: _plain(value) for name, value in breach.data.items()}
    if breach.code == "statement":
        wanted = STATEMENTS[data["kind"]].format(**data)
        sentence = f"{data['provider']} has no {wanted.partition(' ')[2]}. Write one in its provider.yaml."
    elif breach.code == "amount":
        sentence = f"{data['amount']} is not a multiple of {data['step']}. Correct the amount."
    else:
        sentence = BREACHES[breach.code].format(**data)
    return f"{sentence} ({breach.rule})" if breach.rule.startswith("R") else sentence


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)
