"""The commands that people type."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from credence.audit.models import Event
from credence.catalog.models import Course
from tests.factories.accounts import make_learner, make_user
from tests.factories.enrollment import make_enrollment
from tests.publishing.samples import CONTRAST, HANDS, edit

pytestmark = pytest.mark.django_db


def run(*words: object, **options: object) -> tuple[str, str]:
    """Run a command and return what it printed to both outputs."""
    out, err = io.StringIO(), io.StringIO()
    call_command(*map(str, words), stdout=out, stderr=err, **options)  # type: ignore[arg-type]
    return out.getvalue(), err.getvalue()


def test_import_says_what_it_reads_and_what_became_of_it(tree: Path) -> None:
    assert run("import_course", tree) == (
        (
            f"Reading {tree}/providers/riverside\n"
            f"Reading {tree}/{CONTRAST}\n"
            f"Reading {tree}/{HANDS}\n"
            "Provider riverside: new\n"
            "Course contrast-reactions: new, version 1\n"
            "Course hand-washing: new, version 1\n"
            "3 imported, 0 unchanged.\n"
        ),
        (
            f"{tree}/{HANDS}/course.yaml:16: Note: Each attempt asks one question alone on the objective “wash”, so "
            "whoever fails is told whether it was right. Ask another.\n"
        ),
    )
    edit(tree / HANDS / "text.md", "both", "the two")
    make_user("dana")
    assert run("import_course", tree, "--by", "dana")[0].endswith(
        "Provider riverside: unchanged\n"
        "Course contrast-reactions: unchanged\n"
        "Course hand-washing: changed, version 2\n"
        "1 imported, 2 unchanged.\n"
    )
    assert list(Event.objects.filter(action="course.published").values_list("actor", flat=True)) == [
        "import-course",
        "import-course",
        "dana",
    ]


def test_whom_a_change_affects_is_printed_before_it_goes_on(tree: Path) -> None:
    run("import_course", tree)
    enrollment = make_enrollment(make_learner(), Course.objects.get(slug="hand-washing"))
    edit(tree / HANDS / "text.md", "both", "two")
    with pytest.raises(CommandError, match=r"(?s)^People are enrolled in hand-washing, .*chapters/text/file: "):
        run("import_course", tree, "--yes")
    with pytest.raises(
        CommandError, match=r"^People are enrolled\. Look at what it affects, and add --yes to go on\.$"
    ):
        run("import_course", tree, "--as", "correction")
    out, _ = run("import_course", tree, "--as", "correction", "--yes", "--list")
    assert (
        "Course hand-washing:\n"
        "  course chapters/text/file: correction\n"
        "  on the version that new learners get: 1\n"
        f"    {enrollment.learner.username} {enrollment.public_id}\n"
        "  of them in the middle of it, or through: 0\n"
        "  of them without credit: 1\n"
        f"    {enrollment.learner.username} {enrollment.public_id}\n"
        "  of them with credit: 0\n"
        "  on older content, whom this change does not reach: 0\n"
    ) in out
    assert Course.objects.get(slug="hand-washing").current_version.number == 2


def test_a_repaired_key_asks_for_a_reason(tree: Path) -> None:
    run("import_course", tree)
    make_enrollment(make_learner(), Course.objects.get(slug="hand-washing"))
    edit(tree / HANDS / "posttest.yaml", "answer: true", "answer: false")
    with pytest.raises(CommandError, match=r"^A repaired key needs a reason: say it with --reason\.$"):
        run("import_course", tree, "--as", "key", "--yes")
    assert run("import_course", tree, "--as", "key", "--yes", "--reason", "It was wrong")[0].endswith("2 unchanged.\n")


@pytest.mark.parametrize("option", ["--by", "--approved-by"])
def test_nobody_acts_who_has_no_account(tree: Path, option: str) -> None:
    with pytest.raises(CommandError, match=r"^There is no account with the user name “nobody”\.$"):
        run("import_course", tree, option, "nobody")
    assert not Course.objects.exists()


def test_import_prints_every_fault_and_fails(tree: Path) -> None:
    edit(tree / HANDS / "course.yaml", "title: Washing hands\n", "")
    edit(tree / HANDS / "posttest.yaml", "kind: true-false", "kind: essay")
    err = io.StringIO()
    with pytest.raises(CommandError, match=r"^2 faults; nothing was imported\.$") as failure:
        call_command("import_course", str(tree), stdout=io.StringIO(), stderr=err)
    assert err.getvalue() == (
        f"{tree}/{HANDS}/course.yaml:2: `title`: This is missing. It holds: title of the course.\n"
        f"{tree}/{HANDS}/posttest.yaml:2: The kind must be one of single, multiple, true-false, not “essay”.\n"
    )
    assert failure.value.returncode == 1
    assert not Course.objects.exists()


def test_check_imports_nothing(tree: Path) -> None:
    assert run("import_course", tree, "--check")[0].endswith(
        "No faults in 2 courses and 1 providers; nothing was imported.\n"
    )
    assert not Course.objects.exists()


def test_export_says_where_it_wrote(tree: Path, tmp_path: Path) -> None:
    run("import_course", tree)
    assert run("export_course", "hand-washing", tmp_path / "out") == (f"Wrote {tmp_path}/out/{HANDS}\n", "")


def test_export_says_why_it_does_not(tree: Path, tmp_path: Path) -> None:
    run("import_course", tree)
    with pytest.raises(CommandError, match=r"^There is no published course “hands”\."):
        run("export_course", "hands", tmp_path / "out")
    (tmp_path / "topics.yaml").write_text("patient-safety: Patient safety\n")
    (tmp_path / HANDS).mkdir(parents=True)
    (tmp_path / HANDS / "text.md").write_text("mine")
    with pytest.raises(CommandError, match=rf"^These files say something else: {tmp_path}/{HANDS}/text\.md\."):
        run("export_course", "hand-washing", tmp_path)


def test_a_folder_that_cannot_be_read_is_one_sentence() -> None:
    with pytest.raises(CommandError, match=r"^x{300}/course\.yaml cannot be read: File name too long\.$"):
        run("import_course", "x" * 300)


def test_a_missing_setting_is_one_sentence(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "credence", "import-course", str(tmp_path)]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("CREDENCE_", "DJANGO_"))}
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, cwd=tmp_path, env=bare | {"CREDENCE_VAR": str(tmp_path)}
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "CREDENCE_SECRET_KEY must hold at least 50 characters. Set it, or set CREDENCE_DEMO=true on a laptop.\n"
        "CREDENCE_ALLOWED_HOSTS must name the hosts this site answers to.\n"
    )


def test_the_commands_are_typed_with_hyphens(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "credence", "course-schema", str(tmp_path / "schemas")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "schemas/course.schema.json").exists()
