"""Runs `script/faults` with two faults more, a loss and a bare failure: `python -m tests.journeys.losing`."""

import signal
import sys

from faults import __main__ as command
from faults.registry import fault

BREAK = """
UPDATE progress_chapterprogress SET finished_at = NULL
WHERE id = (SELECT MIN(p.id) FROM progress_chapterprogress p
            JOIN credit_award a ON a.enrollment_id = p.enrollment_id WHERE p.finished_at IS NOT NULL)
"""


@fault(seconds=1)
def something_lost(site, span):
    """A row is changed behind everybody's back."""
    from django.db import connection  # noqa: PLC0415 - the command knows its database only now

    while True:
        with connection.cursor() as cursor:
            cursor.execute(BREAK)
            if cursor.rowcount:
                return
        span.hold()


@fault(seconds=1)
def something_bare(site, span):
    """nginx is led to where nobody listens, and says so by a page of its own."""
    conf = site.folder / "credence.conf"
    whole = conf.read_text()
    for text in (whole.replace("error_page 502 504 =503 @away;", "").replace(f":{site.app_port};", ":9;"), whole):
        conf.write_text(text)
        site.front.process.send_signal(signal.SIGHUP)
        span.hold(3)


if __name__ == "__main__":
    sys.exit(command.main(sys.argv[1:]))
