"""What stands between a learner and credit: one sentence, and the one button that mends it, the same on every page."""

from urllib.parse import urlencode

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from credence.assessment.rules import percent
from credence.credit.rules import Missing, Shortfall
from credence.journey.queries.standing import Standing, Step
from credence.kit.routes import route
from credence.learn.wording.credit import shortfall_sentence
from credence.learn.wording.posttest import to_the_minute
from credence.learn.wording.study import NextStep, next_in_study


def what_is_next(standing: Standing) -> NextStep:
    """Say what a learner lacks, or how the way ended, and where to go on; nothing is read for it.

    Each has a button that leads on: there is no end at which nothing can be done.
    """
    found = WORDED[standing.step](standing)
    if not standing.results or standing.step is Step.CLOSED or _is_for_me(standing):
        return found
    return NextStep(sentence=f"{NOT_FOR_YOU} {found.sentence}", label=found.label, url=found.url)


def _is_for_me(standing: Standing) -> bool:
    return any(credit.for_me or credit.award for credit in standing.results)


def _profile(standing: Standing) -> NextStep:
    back = urlencode({"next": route("learn:learn", _slug(standing))})
    return NextStep(
        sentence=_("Your profile is not complete: certificates need your legal name, and what else it asks for."),
        label=_("Complete your profile"),
        url=f"{route('learn:profile')}?{back}",
    )


def _front_matter(standing: Standing) -> NextStep:
    url = route("learn:front-matter", _slug(standing))
    if standing.coursework.showings:
        changed = _("The objectives and disclosures of this course have changed: they must be shown to you once more.")
        return NextStep(sentence=changed, label=_("Look at them"), url=url)
    first = _("Look at the objectives and disclosures of the course first.")
    return NextStep(sentence=first, label=_("Begin"), url=url)


def _study(standing: Standing) -> NextStep:
    return next_in_study(_slug(standing), standing.coursework.study)


def _posttest(standing: Standing) -> NextStep:
    slug, attempts = _slug(standing), standing.coursework.attempts
    if not attempts.attempts:
        first = _("You have finished every chapter. The posttest comes next.")
        return NextStep(sentence=first, label=_("Take the posttest"), url=route("learn:posttest", slug))
    if standing.opens_at:
        said = _("The next attempt opens on %(moment)s.") % {"moment": _moment(standing)}
        url = route("learn:result", slug)
        return NextStep(sentence=f"{_not_passed(standing)} {said}", label=_("See what to study again"), url=url)
    said = f"{_not_passed(standing)} {_tries(attempts.left)}"
    return NextStep(sentence=said, label=_("Take the posttest again"), url=route("learn:posttest", slug))


def _not_passed(standing: Standing) -> str:
    """Say which mark was missed; where attempts were not counted, why."""
    missed = _first(standing, Missing.PASS_MARK)
    if missed and "unseen" in missed.data:
        return shortfall_sentence(missed)
    best = standing.coursework.attempts.best
    words = {
        "mark": missed.data["mark"] if missed else standing.pass_mark,
        "best": percent(best.right, best.total) if best else 0,
    }
    if any(credit.award or credit.verdict.attempt for credit in standing.results if credit.for_me):
        return _("You passed for part of the credit. The rest asks for %(mark)s%%; your best is %(best)s%%.") % words
    return _("Not passed yet: the posttest asks for %(mark)s%%, and your best is %(best)s%%.") % words


def _tries(left: int | None) -> str:
    if left is None:
        return _("You may try again now.")
    return ngettext("You have %(num)s attempt left.", "You have %(num)s attempts left.", left) % {"num": left}


def _evaluation(standing: Standing) -> NextStep:
    said = _("You passed the posttest. The provider\u2019s evaluation comes next.")
    if standing.open_form is None:
        return NextStep(sentence=said, label=_("Write to support"), url=route("learn:support"))
    url = route("learn:evaluation", _slug(standing), standing.open_form.form.pk)
    return NextStep(sentence=said, label=_("Fill in the evaluation"), url=url)


def _claim(standing: Standing) -> NextStep:
    url, asked = route("learn:claim", _slug(standing)), _first(standing, Missing.IDENTIFIERS)
    if standing.claimable or asked is None:
        return NextStep(sentence=_("Your credit is ready for you to claim."), label=_("Claim your credit"), url=url)
    done = _("You have done everything that the course asks.")
    return NextStep(sentence=f"{done} {shortfall_sentence(asked)}", label=_("Add it and get your credit"), url=url)


def _number(standing: Standing) -> NextStep:
    return NextStep(
        sentence=_because(standing, Missing.NUMBER), label=_("Look at your profile"), url=route("learn:profile")
    )


def _wait(standing: Standing) -> NextStep:
    days = [each.data["first"] for each in standing.shortfalls if each.code is Missing.NOT_YET]
    said = _("The credit of this course can be earned from %(day)s on; the posttest opens on that day.")
    day = formats.date_format(max(days), "DATE_FORMAT")
    return NextStep(sentence=said % {"day": day}, label=_("Look at the chapters again"), url=_chapter(standing))


def _done(standing: Standing) -> NextStep:
    slug, earned = _slug(standing), standing.earned
    if not earned:
        passed = _("You have completed this course. You can view everything again at any time.")
        return NextStep(sentence=passed, label=_("Find another course"), url=route("learn:catalog"))
    if all(credit.revocation for credit in earned):
        taken = _("The provider took back the credit that was awarded to you here. You can still view everything.")
        return NextStep(sentence=taken, label=_("See why"), url=route("learn:claim", slug))
    said = _("You have completed this course. Its credit is yours, and you can view everything again at any time.")
    return NextStep(sentence=said, label=_("See your certificate"), url=route("learn:claim", slug))


def _over(standing: Standing) -> NextStep:
    day = formats.date_format(standing.deadline, "DATE_FORMAT")
    said = _("The last day for the credit of this course was %(day)s. You can still view everything.") % {"day": day}
    late = _because(standing, Missing.LATE, otherwise=said)
    return NextStep(sentence=late, label=_("View the course"), url=_chapter(standing))


def _locked(standing: Standing) -> NextStep:
    """Say why no credit can be earned any more, though its day has not come."""
    if _first(standing, Missing.ONCE):
        said = _because(standing, Missing.ONCE)
        return NextStep(sentence=said, label=_("See your transcript"), url=route("learn:transcript"))
    used_up = _("No attempts at the posttest are left, so this course gives no more credit.")
    why = _because(standing, Missing.EARLY, Missing.ATTEMPTS, otherwise=used_up)
    ask = _("You can still view everything. If you think that something went wrong, write to us.")
    return NextStep(sentence=f"{why} {ask}", label=_("Write to support"), url=route("learn:support"))


def _withdrawn(standing: Standing) -> NextStep:
    said = _because(standing, Missing.WITHDRAWN)
    view = _("You can still view everything.")
    return NextStep(sentence=f"{said} {view}", label=_("Write to support"), url=route("learn:support"))


def _closed(standing: Standing) -> NextStep:
    said = _("You were given back what was paid, so the course is closed. Your study is kept.")
    return NextStep(sentence=said, label=_("See the course"), url=route("learn:course", _slug(standing)))


def _first(standing: Standing, *codes: Missing) -> Shortfall | None:
    return next((each for each in standing.shortfalls if each.code in codes), None)


def _because(standing: Standing, *codes: Missing, otherwise: str = "") -> str:
    found = _first(standing, *codes)
    return shortfall_sentence(found) if found else otherwise


def _slug(standing: Standing) -> str:
    return standing.enrollment.course.slug


def _chapter(standing: Standing) -> str:
    """Return the address of the chapter to look at: where the learner stopped, else the first."""
    study = standing.coursework.study
    return route("learn:chapter", _slug(standing), (study.next_chapter or study.chapters[0]).slug)


def _moment(standing: Standing) -> str:
    assert standing.opens_at  # noqa: S101 - asked only where there is a pause
    local = timezone.localtime(to_the_minute(standing.opens_at))
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {local:%Z}"


NOT_FOR_YOU = gettext_lazy(
    "None of this course\u2019s credit is for the professions in your profile. You can take it all the same."
)
WORDED = {
    Step.PROFILE: _profile,
    Step.FRONT_MATTER: _front_matter,
    Step.STUDY: _study,
    Step.POSTTEST: _posttest,
    Step.EVALUATION: _evaluation,
    Step.CLAIM: _claim,
    Step.NUMBER: _number,
    Step.WAIT: _wait,
    Step.DONE: _done,
    Step.OVER: _over,
    Step.LOCKED: _locked,
    Step.WITHDRAWN: _withdrawn,
    Step.CLOSED: _closed,
}
