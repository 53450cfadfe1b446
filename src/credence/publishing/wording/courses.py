"""The sentences for the rules that a course or its posttest breaks."""

from django.utils.translation import gettext_lazy as _

COURSES = {
    # Parts and surroundings
    "no-provider": _(
        "There is no provider “{provider}” here. Correct the name, or bring the provider together with this course."
    ),
    "no-form": _("{provider} has no evaluation form “{form}”, and no other."),
    "no-form:forms": _("{provider} has no evaluation form “{form}”. Its forms: {forms}."),
    "topic-nearly": _("The topic “{topic}” is new, and nearly “{near}”. Write that, or give the new one a name."),
    "no-twin": _("There is no other course “{twin}” here. Correct the name, or publish that course first."),
    # Questions
    "no-objective": _("“{objective}” is not an objective of the course. Write one of {objectives}."),
    "no-chapter": _("“{chapter}” is not a chapter of the course. Write one of {chapters}."),
    "no-video": _("The chapter “{chapter}” is not a video. Leave the place in it out."),
    "after-end": _("{at} is after the end of {path}. Write an earlier place."),
    "unmeasured": _("No question measures the objective “{key}”. Ask one, or leave the objective out."),
    "option-refers": _(
        "“{text}” speaks of other options by their place or letter, and each learner sees them in another order. "
        "Say what is meant, or keep the options in order."
    ),
    "options-alike": _("Two options say “{text}”. Keep one of them."),
    "questions-alike": _("This question is asked before, with the same options. Leave one of them out."),
    "stems-alike": _("A question before asks the same in these words. Say in which way this one is another."),
    "stem-negative": _("The question asks for what is not so, which is often misread. Ask for what is so."),
    "longest-right": _("The right option is by far the longest, which gives it away. Make them about equally long."),
    "measured-once": _(
        "Each attempt asks one question alone on the objective “{key}”, so whoever fails is told whether it was right. "
        "Ask another."
    ),
    "pool-too-small": _(
        "{drawn} questions are to be drawn for the objective “{objective}”, but it has {there}. "
        "Draw fewer, or write more."
    ),
    "pool-not-agreed": _(
        "The approver of {type} must agree to questions drawn from a pool. Say on which day it did, "
        "or leave the pool out."
    ),
    "feedback-closed": _(
        "{type} asks for feedback after the last attempt, and there is none on the objectives {objectives}: the key "
        "would be known to all. Draw at most half of the questions on each from a pool."
    ),
    # Pictures
    "picture-undescribed": _("Say what the cover shows, or that it only decorates."),
    "picture-both": _("The cover is described and said to decorate only. Keep one of them."),
    "no-poster": _("A poster is described that is not there. Add it, or leave the description out."),
    "picture-tells": _("The description of the picture says the right answer, “{answer}”. Describe what is seen."),
    "preview-twice": _("A second chapter is open to everybody. Keep one."),
    # Origin
    "book-chapters": _(
        "For {type}, a course made from a book is exactly one chapter of it, and this one has {chapters}. "
        "Make a course of each."
    ),
    "released-with-event": _(
        "The recording is released on the day of its event or before, {held_on}. Choose a later day."
    ),
    "certified-with-event": _(
        "A recording is another activity than its event of {held_on}, and certified after it. "
        "Write the day of its own approval."
    ),
    "valid-with-event": _("The credit begins with the event of {held_on}. Write the days of the recording's approval."),
    "number-of-event": _("{number} is the number of the live event. Write the recording's own."),
    # Generative tools
    "ai-unchecked": _("Nobody is named who checked what {tool} made of “{of}”. Say who checked it, and on which day."),
    "ai-checked-before": _("The check lies before the use on {used_on}. Correct one of the days."),
    "ai-of-nothing": _("There is no “{of}” of this kind in the course. Name what was made or changed."),
    "day-to-come": _("{day} is a day to come. Write the day on which it happened."),
    # Texts
    "picture-in-text": _("Pictures inside texts are not shown. Take it out."),
    "picture-in-stem": _("Pictures inside texts are not shown. Add it as the picture of the question instead."),
    "sign-begins": _(
        "The line “{words}” begins with “{sign}”, which Markdown takes for a mark and does not show. "
        "Write \\{sign} for the sign itself."
    ),
    "sign-inside": _(
        "“{sign}” in “{words}” is taken for a mark of Markdown and not shown. Write \\{sign} for the sign itself."
    ),
    "sign-defines": _(
        "The line “{words}” defines a link for Markdown and is not shown. Write \\[ for the bracket itself."
    ),
    "sign-links": _(
        "“{sign}” in “{words}” is taken for the address of a link and not shown. Write \\( for the bracket itself, or "
        "an address that begins with https://."
    ),
    "html-in-text": _(
        "Texts hold no HTML, so learners read “{tag}” as it stands. Write it in Markdown, or leave it out."
    ),
    "credit-pending": _("“{words}” announces credit that is not approved. Leave it out until the approval is there."),
    # Dates
    "expiry-too-late": _(
        "The course expires later than three years after its release or last review on {reviewed}. "
        "Choose {latest} or earlier, or review it."
    ),
    "expiry-before-release": _("The course expires before it is released or reviewed. Choose a later day."),
    "review-before-release": _("The course was reviewed before it was released. Leave the review out or correct it."),
    "review-ahead": _("The course was reviewed on a day to come. Correct the day."),
    "extended-without-review": _(
        "The expiry was {before} and may be extended only after a new review. Say when it was reviewed."
    ),
    "review-not-recorded": _("An extended expiry needs the record of the review: by whom, and its outcome."),
    # People
    "role-undated": _("Nobody wrote down when the role of {person} began. Say the day; it lies after the disclosure."),
    "role-ahead": _("The role of {person} begins on a day to come. Publish the course on that day or later."),
    "role-late": _("The role of {person} began after the release or review on {reviewed}. Correct one of the days."),
    "disclosed-ahead": _("{person} disclosed on a day to come. Correct the day."),
    "mitigation-undated": _(
        "Nobody wrote down when the relationship of {person} with {company} was mitigated. Say it."
    ),
    "mitigation-ahead": _(
        "The relationship of {person} with {company} is mitigated on a day to come. Correct the day."
    ),
    "mitigation-late": _(
        "The relationship of {person} with {company} was mitigated after the role began, by {by}. It comes before."
    ),
    "no-profession": _("“{profession}” is no profession here. Write one of {professions}."),
    "no-planner": _("Credit of type {type} is planned by a nurse. Name one as planner or director of the course."),
    "disclosed-late": _(
        "{person} disclosed after {by}, when the role had begun. Everybody discloses before; correct the day."
    ),
    "disclosure-old": _(
        "The disclosure of {person} is older than 24 months. Ask again; it must be from {earliest} or later."
    ),
    "unmitigated": _(
        "The relevant relationship of {person} with {company} is not mitigated. Say how it was mitigated."
    ),
    "owner": _("{person} owns {company}, an ineligible company, and may not take part in the course."),
    "employee": _(
        "{person} is employed by {company}, an ineligible company. Such a person takes part only under an exception: "
        "unrelated-topic, basic-science or device-training."
    ),
    # Organizations
    "joint-provider-unknown": _(
        "Nobody said of what kind {company} is. Say whether it is an ineligible company, or eligible."
    ),
    "two-kinds": _("{company} is called an ineligible company in another place of this course. It is one or not."),
    "agreement-ahead": _("The agreement with {company} is signed on a day to come. Correct the day."),
    "joint-on-probation": _(
        "{provider} is on probation with {body} and may begin no new course jointly. Provide it alone, or wait."
    ),
    "joint-provider-ineligible": _("{company} is an ineligible company here and cannot provide the course jointly."),
    "agreement-late": _("The agreement with {company} must be signed before the release on {released}."),
    "in-kind-unnamed": _("Support in kind from {company} must say what was given."),
    # Time
    "chapters-too-long": _(
        "The chapters take {chapters} minutes together, more than the {estimated} estimated for the whole course. "
        "Correct one of them."
    ),
    "time": _(
        "An amount of {amount} stands for {needed} minutes, but the course is estimated at {estimated}. "
        "Correct the amount or the estimate; up to 7 minutes of difference are allowed."
    ),
    "film-minutes": _(
        "The film is {measured} min long, and {minutes} min are written. Leave the minutes out, and give extra time "
        "with its reason where there is some."
    ),
    "reading-minutes": _(
        "The words and figures of this chapter are read in {measured} min, and {minutes} min are written. Leave the "
        "minutes out, and give extra time with its reason where there is some."
    ),
    "estimate-off": _(
        "Chapters, posttest and evaluation come to {measured} minutes, and learners are told {estimated}. "
        "Correct the estimate."
    ),
    "credit-unmeasured": _(
        "An amount of {amount} stands for {needed} minutes, but {measured} are measured. Lower the amount, or give "
        "chapters extra time with its reason."
    ),
    "credit-small": _("An amount of {amount} stands for {needed} minutes, and {measured} are measured."),
    # Credit
    "credit-type": _("The credit type “{type}” is not known on these dates. Choose one of {known}."),
    "attempts": _("A course with {type} credit allows 1 to {most} attempts. Say how many."),
    "accreditation-unrecorded": _(
        "{provider} has no accreditation on record for {type}. Write down by whom it is accredited, and for how long."
    ),
    "accreditation-ended": _(
        "{provider} is not accredited for {type} on {gap}, and no credit reaches past its accreditation. Shorten it."
    ),
    "statement:accreditation": _("{provider} has no accreditation statement for {type}. Give the provider one."),
    "statement:joint-accreditation": _(
        "{provider} has no accreditation statement for jointly provided courses (joint-accreditation). "
        "Give the provider one."
    ),
    "statement:designation": _("{provider} has no designation statement for {type}. Give the provider one."),
    "awards-ama": _(
        "The text of {provider} for {type} reads as if AMA credit was awarded, which is for physicians only. "
        "Say in it that the activity was designated for the credit."
    ),
    "references": _("Courses with AMA credit name sources for further study. Name at least one."),
    "amount": _("{amount} is not a multiple of {step}. Correct the amount."),
    "valid-backward": _("The credit ends before it begins. Correct its days."),
    "valid-before-release": _("The credit begins before the release on {released}. Choose that day or a later one."),
    "valid-after-expiry": _(
        "The credit ends after the course expires on {expires}. Choose that day or an earlier one."
    ),
    "valid-too-late": _(
        "The credit begins after learners do, so whoever passes before it would never get it. They begin on {opens}: "
        "choose that day or an earlier one, or publish the course when the credit has begun."
    ),
    "certified-late": _(
        "The credit is certified after it begins on {valid_from}. Nobody may earn it before; correct one of the days."
    ),
    "not-certified": _("The credit is certified on a day to come. Publish the course on that day or later."),
    "provider-number": _(
        "Certificates of type {type} print the number of {provider} with its board. Give the provider its "
        "number, under {label}."
    ),
    "time-short": _(
        "The credit of type {type} stands for {needed} minutes, and {counted} of the course count for it. It is as its "
        "approver says; look whether it was so approved."
    ),
    "element": _("Credit of type {type} needs this, as the approver gave it."),
    "category": _("{category} is no category of {type}. Correct it or leave it out."),
    "amount-small": _("Less than {least} cannot be offered of {type}. Correct the amount."),
    "valid-too-long": _("Credit of type {type} is approved for a shorter time. Choose {latest} or earlier."),
    "a-plus": _(
        "Category A+ needs an approver that is an RCEEM+; {approver} is not known as one. Correct it, or the approvers."
    ),
    "pass-mark": _("The pass mark for {type} is at least {least} here. Choose {least} or more, or leave it out."),
    "offer-attempts": _("The attempts for {type} are at most {most} here. Choose {most} or less, or leave it out."),
    "evaluation-locked": _("For {type} the evaluation always comes before the certificate. It cannot be left out."),
    "evaluation": _(
        "{type} needs the evaluation form of {provider}. Name it among the evaluations, or require none for it."
    ),
}
