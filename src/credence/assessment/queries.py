"""What was tried, what is asked, and what may be told of it."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from credence.accounts.queries import professions_of
from credence.assessment import rules
from credence.assessment.enums import QuestionKind
from credence.assessment.models import Attempt, Option, Posttest, Question
from credence.catalog.models import Chapter, CourseVersion
from credence.catalog.queries.courses import LONG_COLUMNS
from credence.catalog.queries.terms import Terms, terms_of_version
from credence.catalog.queries.withdrawals import withdrawn_since
from credence.enrollment.models import Enrollment
from credence.kit.clock import after, day_in
from credence.media.models import Asset


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptSummary:
    """All attempts of one enrollment, first to last, and what they amount to."""

    attempts: tuple[Attempt, ...]
    limit: int | None

    @property
    def left(self) -> int | None:
        """Attempts that remain; None if there is no limit."""
        return rules.attempts_left(len(self.attempts), self.limit)

    @property
    def best(self) -> Attempt | None:
        """The attempt with the highest score, the earliest of equals."""
        return max(self.attempts, key=lambda attempt: Fraction(attempt.right, attempt.total), default=None)

    @property
    def latest(self) -> Attempt | None:
        """The last attempt handed in."""
        return self.attempts[-1] if self.attempts else None

    @property
    def is_settled(self) -> bool:
        """Whether every mark that mattered to the learner has been met, so that the test is over."""
        return rules.is_settled(self.attempts)

    @property
    def opens_at(self) -> dt.datetime | None:
        """From when the next attempt can be handed in; None if there is no pause before it (R30)."""
        if self.limit is not None or self.latest is None:
            return None
        return after(self.latest.submitted_at, rules.pause_after(len(self.attempts)))

    def has_counted(self, submission_key: UUID) -> bool:
        """Return whether the page with this key has been handed in."""
        return any(attempt.submission_key == submission_key for attempt in self.attempts)

    def meets(self, terms: Terms) -> bool:
        """Return whether the mark of a credit was reached within its own attempt limit (R31, R33)."""
        return rules.meets(self.attempts, terms.pass_mark, terms.attempt_limit)


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditMark:
    """What one credit asks of the posttest, whether it is for the learner's professions, and whether it was met."""

    terms: Terms
    for_me: bool
    met: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An option as the page shows it: the code says nothing of the option's key."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedQuestion:
    """A question as the page shows it. It has no room for the key, an explanation or where the answer is taught."""

    key: str
    kind: str
    stem_html: str
    picture: Asset | None
    picture_alt: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Where something is taught."""

    chapter: Chapter
    at_ms: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectiveToReview:
    """An objective that a wrong answer belongs to, and the places where it is taught."""

    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewedOption:
    """An option with the truth about it."""

    text: str
    correct: bool
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewedQuestion:
    """A question with its key and explanation: only for whom `rules.key_for` allows it (R34)."""

    stem_html: str
    picture: Asset | None
    picture_alt: str
    options: tuple[ReviewedOption, ...]
    right: bool
    explanation: str
    passage: Passage | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """What an attempt teaches: the objectives to see again and, for whom the key may be shown, every answer."""

    objectives: tuple[ObjectiveToReview, ...]
    questions: tuple[ReviewedQuestion, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Marking:
    """The options of each question, the right ones, and which questions take one option, by keys: for grading only."""

    offered: dict[str, list[str]]
    correct: dict[str, list[str]]
    single: frozenset[str]


def attempts_of_many(enrollments: Iterable[Enrollment]) -> dict[int, AttemptSummary]:
    """Return the attempts of each enrollment by its primary key, in one query for all.

    The enrollments must come with their `version`.
    """
    by_pk = {enrollment.pk: enrollment for enrollment in enrollments}
    found = defaultdict(list)
    attempts = Attempt.objects.filter(enrollment__in=by_pk).select_related("posttest__version")
    for attempt in attempts.defer(*(f"posttest__version__{name}" for name in LONG_COLUMNS)).order_by("number"):
        found[attempt.enrollment_id].append(attempt)
    return {
        pk: AttemptSummary(attempts=tuple(found[pk]), limit=enrollment.version.attempt_limit)
        for pk, enrollment in by_pk.items()
    }


def attempts_of(enrollment: Enrollment) -> AttemptSummary:
    """Return the attempts of one enrollment."""
    return attempts_of_many([enrollment])[enrollment.pk]


def posttest_of(version: CourseVersion) -> Posttest | None:
    """Return the posttest of a version of a course, if it has one."""
    return Posttest.objects.filter(version=version).first()


def marks_for(enrollment: Enrollment, summary: AttemptSummary) -> tuple[CreditMark, ...]:
    """Return the mark of each credit of the enrollment's version, the lowest first, and how the learner stands to it.

    The enrollment must come with its `version` and `learner`.
    """
    professions = professions_of(enrollment.learner)
    found = sorted(terms_of_version(enrollment.version), key=lambda each: (each.pass_mark, each.type.code))
    return tuple(
        CreditMark(terms=terms, for_me=terms.is_open_to(professions), met=summary.meets(terms)) for terms in found
    )


def bar_of(
    enrollment: Enrollment, summary: AttemptSummary, marks: Collection[CreditMark], now: dt.datetime
) -> rules.Bar | None:
    """Return why `enrollment` can hand in nothing at `now`, or None if it can."""
    return rules.bar(
        summary.attempts,
        limit=summary.limit,
        windows=_windows(enrollment.version, marks, now),
    )


def _windows(version: CourseVersion, marks: Collection[CreditMark], now: dt.datetime) -> list[rules.Window]:
    if not marks:
        today = day_in(version.provider.time_zone, now)
        is_withdrawn = withdrawn_since(version) is not None
        window = rules.Window(opens=version.released_on, closes=version.expires_on, today=today, withdrawn=is_withdrawn)
        return [window]
    return [
        rules.Window(
            opens=mark.terms.first,
            closes=mark.terms.last,
            today=mark.terms.day_of(now),
            awaited=mark.for_me,
            withdrawn=mark.terms.withdrawn_at is not None,
        )
        for mark in marks
    ]


def is_passed(summary: AttemptSummary, marks: Iterable[CreditMark]) -> bool:
    """Return whether the test is over by passing, or the mark of any credit of the course was met (R33)."""
    return summary.is_settled or any(mark.met for mark in marks)


def target_of(version: CourseVersion, marks: Iterable[CreditMark], number: int) -> int:
    """Return the mark that ends the test if attempt `number` reaches it.

    It is the highest among the credits that the learner's professions may earn and that still count this attempt;
    the course's own mark where there is none.
    """
    mine = [mark.terms for mark in marks if mark.for_me]
    counting = [terms for terms in mine if terms.attempt_limit is None or number <= terms.attempt_limit]
    return rules.target((terms.pass_mark for terms in counting), version.pass_mark)


def questions_for(enrollment: Enrollment, posttest: Posttest, number: int) -> tuple[AskedQuestion, ...]:
    """Return what attempt `number` of `enrollment` is asked, the same in the same order at every reload, without key.

    Of a pool it is what is drawn for this enrollment and attempt.
    """
    return tuple(
        AskedQuestion(
            key=question.key,
            kind=question.kind,
            stem_html=question.stem_html,
            picture=question.picture,
            picture_alt=question.picture_alt,
            choices=_choices(enrollment, posttest, number, question),
        )
        for question in _asked(enrollment, posttest, number)
    )


def options_chosen(
    enrollment: Enrollment, posttest: Posttest, number: int, codes: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """Return question -> option keys for question -> `codes` of the page of attempt `number`.

    A code that stands for no option of its question becomes the empty key, which no option has: `hand_in` refuses it.
    """
    asked = _asked(enrollment, posttest, number)
    meant = {question.key: _disguised(enrollment, posttest, number, question) for question in asked}
    return {key: [meant.get(key, {}).get(code, "") for code in sent] for key, sent in codes.items()}


def codes_for(
    enrollment: Enrollment, posttest: Posttest, number: int, answers: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """Return the codes by which the page of attempt `number` shows `answers` (question -> option keys) as chosen.

    What it does not ask is left out.
    """
    asked = [each for each in _asked(enrollment, posttest, number) if each.key in answers]
    disguised = {each.key: _disguised(enrollment, posttest, number, each) for each in asked}
    return {key: [code for code, option in meant.items() if option in answers[key]] for key, meant in disguised.items()}


def key_of(summary: AttemptSummary, marks: Iterable[CreditMark], barred: rules.Bar | None) -> rules.Key:
    """Return how much of the key the learner of these attempts may see now (R34)."""
    mine = [mark for mark in marks if mark.for_me]
    return rules.key_for(
        barred,
        passed=summary.is_settled or any(mark.met for mark in mine),
        feedback_due=any(mark.terms.type.feedback_after_last_attempt for mark in mine),
    )


def review_of(attempt: Attempt, key: rules.Key) -> Review:
    """Return what to see again after an attempt, and of its questions with their key those that `key` opens (R34).

    `key` is what `key_of` says. Without it the answer depends on nothing but the objectives with a wrong answer.
    """
    questions = list(_questions_with_key(attempt.posttest_id))
    asked = [each for each in questions if attempt.asks(each.key)]
    return Review(
        objectives=_to_review(questions, [each for each in asked if not _is_right(each, attempt)]),
        questions=tuple(_reviewed(each, attempt) for each in _opened(attempt, key, asked, questions)),
    )


def _opened(
    attempt: Attempt, key: rules.Key, asked: Iterable[Question], questions: Iterable[Question]
) -> list[Question]:
    """Return which of the questions `asked` are shown with their key."""
    if key is rules.Key.NOTHING:
        return []
    pool, there = attempt.posttest.pool, Counter(each.objective.key for each in questions)
    ample = {objective for objective in there if rules.is_ample(pool.get(objective), there[objective])}
    return [each for each in asked if key is rules.Key.ALL or each.objective.key in ample]


def _to_review(questions: Sequence[Question], wrong: Iterable[Question]) -> tuple[ObjectiveToReview, ...]:
    """Return the objectives of the questions answered wrong, and every place where the test's questions on them are
    taught: never which question it was.
    """
    objectives = {question.objective_id: question.objective for question in wrong}
    return tuple(
        ObjectiveToReview(
            text=objective.text, passages=_passages(each for each in questions if each.objective_id == pk)
        )
        for pk, objective in sorted(objectives.items(), key=lambda item: item[1].position)
    )


def _reviewed(question: Question, attempt: Attempt) -> ReviewedQuestion:
    """Return a question with the learner's answer, the right one and the explanation."""
    chosen = attempt.answers.get(question.key, ())
    return ReviewedQuestion(
        stem_html=question.stem_html,
        picture=question.picture,
        picture_alt=question.picture_alt,
        options=tuple(
            ReviewedOption(text=option.text, correct=option.correct, chosen=option.key in chosen)
            for option in question.options.all()
        ),
        right=_is_right(question, attempt),
        explanation=question.explanation,
        passage=_passage(question),
    )


def marking_of(enrollment: Enrollment, posttest: Posttest, number: int) -> Marking:
    """Return what attempt `number` of `enrollment` offers and what is right, for grading."""
    questions = _drawn(enrollment, posttest, number, _questions_with_key(posttest.pk))
    return Marking(
        offered={question.key: [option.key for option in question.options.all()] for question in questions},
        correct={question.key: _correct(question) for question in questions},
        single=frozenset(question.key for question in questions if question.kind != QuestionKind.MULTIPLE),
    )


def _asked(enrollment: Enrollment, posttest: Posttest, number: int) -> list[Question]:
    options = Option.objects.only("key", "text", "position", "question_id")
    shown = ("posttest_id", "key", "position", "kind", "stem_html", "picture", "picture_alt", "objective__key")
    questions = (
        Question.objects.filter(posttest=posttest)
        .select_related("picture", "objective")
        .only(*shown)
        .prefetch_related(Prefetch("options", queryset=options))
    )
    return _drawn(enrollment, posttest, number, questions)


def _drawn(enrollment: Enrollment, posttest: Posttest, number: int, questions: Iterable[Question]) -> list[Question]:
    found = list(questions)
    seed = _seed(enrollment, posttest, number, "pool")
    asked = rules.drawn([(each.key, each.objective.key) for each in found], posttest.pool, seed=seed)
    return [each for each in found if each.key in asked]


def _seed(enrollment: Enrollment, posttest: Posttest, number: int, what: str) -> str:
    return f"{settings.SECRET_KEY}:{enrollment.public_id}:{posttest.pk}:{number}:{what}"


def _questions_with_key(posttest_pk: int) -> QuerySet[Question]:
    return (
        Question.objects.filter(posttest=posttest_pk)
        .select_related("picture", "objective", "chapter")
        .prefetch_related("options")
    )


def _choices(enrollment: Enrollment, posttest: Posttest, number: int, question: Question) -> tuple[Choice, ...]:
    text_of = {option.key: option.text for option in question.options.all()}
    meant = _disguised(enrollment, posttest, number, question)
    return tuple(Choice(code=code, text=text_of[key]) for code, key in meant.items())


def _disguised(enrollment: Enrollment, posttest: Posttest, number: int, question: Question) -> dict[str, str]:
    seed = _seed(enrollment, posttest, number, question.key)
    keys = [option.key for option in question.options.all()]
    # True before False wherever they stand: only lists are shuffled.
    shuffle = posttest.shuffle_options and question.kind != QuestionKind.TRUE_FALSE
    return rules.disguise(keys, seed=seed, shuffle=shuffle)


def _is_right(question: Question, attempt: Attempt) -> bool:
    return rules.is_right(attempt.answers.get(question.key, ()), _correct(question))


def _correct(question: Question) -> list[str]:
    return [option.key for option in question.options.all() if option.correct]


def _passages(questions: Iterable[Question]) -> tuple[Passage, ...]:
    """Return where `questions` are taught, each place once, in the order of the course."""
    found = {
        (passage.chapter.position, passage.at_ms or 0): passage for each in questions if (passage := _passage(each))
    }
    return tuple(found[place] for place in sorted(found))


def _passage(question: Question) -> Passage | None:
    return Passage(chapter=question.chapter, at_ms=question.at_ms) if question.chapter else None
