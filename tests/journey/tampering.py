"""Runs the soak of learning, and breaks a row once all was judged: `python -m tests.journey.tampering`."""

import sys

from soak.learning import __main__ as command

BREAK = """
UPDATE progress_chapterprogress SET finished_at = NULL
WHERE id = (SELECT MIN(p.id) FROM progress_chapterprogress p
            JOIN credit_award a ON a.enrollment_id = p.enrollment_id WHERE p.finished_at IS NOT NULL)
"""
whole = command._soak


def broken(learners, seed, environment, folder):
    """Soak, say what was found, take one chapter away from an award, and judge again."""
    import django  # noqa: PLC0415 - the command knows its database only now

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from soak.learning import facts, judge  # noqa: PLC0415

    violations = judge.violations

    def tampered(case):
        sys.stderr.write(f"BEFORE {[line for lines in violations(case).values() for line in lines]}\n")
        with connection.cursor() as cursor:
            cursor.execute(BREAK)
        case.facts = facts.read()
        return violations(case)

    judge.violations = tampered
    return whole(learners, seed, environment, folder)


command._soak = broken
if __name__ == "__main__":
    sys.exit(command.main(sys.argv[1:]))
