"""What many learners did: three enrollments each, of which two in five were completed with credit."""

from bench.dialect import data, day, digits, key, moment, quoted, series, some_bytes

EACH = 3
DONE = "(e * 7 + i / 13) % 10"
"""Below 2: only enrolled. Below 4: began. Below 6: took the posttest. From there on: has the credit."""
ENROLLED = "i * 118 + k * 1000000 % 9000000 + 3600"
FINISHED = f"({ENROLLED} + 172800 + e % 500000)"
TIED = "JOIN large_course c ON c.n = (i * 2 + k * 2) % large_courses"
LINE = "(SELECT v.line_id FROM catalog_courseversion v WHERE v.id = c.version)"
HASTY = '{"test_seconds": 20, "questions": 12}'


def study(learners: int, courses: int, base: int, first: int) -> list[tuple[str, str]]:
    """Return what makes the enrollments, whose keys follow `first`, of the learners whose keys follow `base`."""
    numbered = f"(SELECT e, e / {EACH} AS i, e % {EACH} AS k FROM {series(learners * EACH, 'e')}) AS m"
    tied = f"{numbered} {TIED.replace('large_courses', str(courses))}"
    given = f"{tied} JOIN large_offer o ON o.n = c.n AND o.p = i % 5"
    return [
        ("enrollment_enrollment",
         "INSERT INTO enrollment_enrollment (id, public_id, learner_id, course_id, line_id, version_id, enrolled_at) SELECT "
         f"{first} + e, 'large-e-' || {digits('e', 14)}, {base} + i, c.course, {LINE}, c.version, {moment(ENROLLED)} FROM {tied}"),
        ("enrollment_frontmattershowing",
         "INSERT INTO enrollment_frontmattershowing (enrollment_id, front_matter_id, shown_at) SELECT "
         f"{first} + e, c.front_matter, {moment(ENROLLED)} FROM {tied}"),
        ("progress_chapterprogress",
         "INSERT INTO progress_chapterprogress (enrollment_id, chapter_id, opened_at, counted_before_ms, position_ms, "
         "watched, read_ms, seen_percent, finished_at) SELECT "
         f"{first} + e, h.chapter, {moment(ENROLLED + ' + 600')}, 0, 60000, {data(quoted('[[0, 60000]]'))}, 0, 0, "
         f"{moment(ENROLLED + ' + 4000 + h.place * 60')} FROM {tied} JOIN large_chapter h ON h.n = c.n "
         f"WHERE {DONE} >= 4 OR ({DONE} >= 2 AND h.place = 0)"),
        ("progress_studyclock",
         "INSERT INTO progress_studyclock (enrollment_id, clock_id, studied_ms) SELECT "
         f"{first} + e, {base} + i, 1800000 FROM {tied} WHERE {DONE} >= 2"),
        ("assessment_attempt",
         "INSERT INTO assessment_attempt (public_id, enrollment_id, posttest_id, number, submission_key, submitted_at, "
         f"asked, answers, \"right\", total, target) SELECT 'large-t-' || {digits('e', 14)}, {first} + e, c.posttest, 1, "
         f"{key('a', 'e')}, {moment(FINISHED)}, {data(quoted('[]'))}, {data(quoted('{}'))}, "
         f"CASE WHEN {DONE} >= 6 THEN 10 ELSE 5 END, 10, 70 FROM {tied} WHERE {DONE} >= 4"),
        ("evaluation_evaluationresponse",
         "INSERT INTO evaluation_evaluationresponse (enrollment_id, form_id, answers, submitted_at) SELECT "
         f"{first} + e, c.form, c.answers, {moment(FINISHED + ' + 300')} FROM {tied} WHERE {DONE} >= 6"),
        ("credit_award",
         "INSERT INTO credit_award (id, public_id, learner_id, course_id, content, credit_type, period, enrollment_id, "
         "offer_id, amount, completed_on, awarded_at, attestation, evidence, standard, verdict) SELECT "
         f"{first} + e, 'large-a-' || {digits('e', 14)}, {base} + i, c.course, c.content, o.credit_type, '', {first} + e, "
         f"o.offer, o.amount, {day(FINISHED)}, {moment(FINISHED + ' + 400')}, '', o.evidence, o.standard, "
         f"o.verdict FROM {given} WHERE {DONE} >= 6"),
    ]  # fmt: skip


def papers(since: int) -> list[tuple[str, str]]:
    """Return what makes identity, certificate and record of the awards whose keys are from `since` on."""
    made = f"FROM credit_award a JOIN accounts_profile p ON p.user_id = a.learner_id WHERE a.id >= {since}"
    snapshot = (
        "replace(replace(o.snapshot, '@name@', p.given_name || ' ' || p.family_name), '@code@', 'LARGE-' || a.id)"
    )
    holder = made.replace(" WHERE", " JOIN large_snapshot o ON o.course = a.course_id WHERE")
    about = "'award', a.public_id, '', "
    return [
        ("credit_identity",
         "INSERT INTO credit_identity (award_id, name, family_name, given_name, credentials, birth_month, birth_day) "
         f"SELECT a.id, p.given_name || ' ' || p.family_name, p.family_name, p.given_name, '', 4, 12 {made}"),
        ("credit_certificate",
         "INSERT INTO credit_certificate (public_id, award_id, code, issued_at, snapshot, pdf, sha256, unstamped, tries) "
         f"SELECT 'large-c-' || {digits('a.id', 14)}, a.id, 'LARGE-' || a.id, a.awarded_at, {data(snapshot)}, "
         f"{some_bytes('a.id')}, 'f' || {digits('a.id', 63)}, a.id % 500 = 0, 0 {holder}"),
        ("credit_number",
         "INSERT INTO credit_number (id, kind, region, key) SELECT i.id + 1000000000, i.kind, i.region, i.key "
         "FROM accounts_identifier i JOIN accounts_user u ON u.id = i.user_id WHERE u.username LIKE 'learner%'"),
        ("credit_awardnumber",
         "INSERT INTO credit_awardnumber (award_id, kind, region, value, number_id, given_at, content, credit_type, "
         "period, holds) SELECT a.id, i.kind, i.region, i.value, i.id + 1000000000, a.awarded_at, a.content, "
         "a.credit_type, a.period, true FROM credit_award a JOIN accounts_identifier i ON i.user_id = a.learner_id "
         f"WHERE a.id >= {since}"),
        ("audit_event",
         "INSERT INTO audit_event (at, actor, action, subject_type, subject_id, reason, details) SELECT a.awarded_at, "
         f"u.username, 'award.granted', {about} {data(quoted('{}'))} FROM credit_award a JOIN accounts_user u ON u.id = "
         f"a.learner_id WHERE a.id >= {since}"),
        ("audit_event of haste",
         "INSERT INTO audit_event (at, actor, action, subject_type, subject_id, reason, details) SELECT a.awarded_at, "
         f"'award', 'award.hasty', {about} {data(quoted(HASTY))} FROM credit_award a WHERE a.id >= {since} "
         "AND a.id % 1000 = 7"),
        ("audit_event of faculty",
         "INSERT INTO audit_event (at, actor, action, subject_type, subject_id, reason, details) SELECT a.awarded_at, "
         f"'award', 'award.to-faculty', {about} {data(quoted('{}'))} FROM credit_award a WHERE a.id >= {since} "
         "AND a.id % 5000 = 9"),
    ]  # fmt: skip
