"""How each command that a document shows is tried: every line of code in the documents has its entry here."""

from typing import NamedTuple


class RunBy(NamedTuple):
    """A test, or another script, runs it: the file, and the words in it by which the place is found."""

    file: str
    words: str


class NotHere(NamedTuple):
    """No test can run it, and why."""

    reason: str


SETUP = RunBy("tests/project/test_setup.py", "make-signing-key")
SET_UP = RunBy("tests/project/test_scripts.py", '"script/setup"')
ROLES = RunBy("tests/accounts/test_permissions.py", "grant_role")
IMPORT = RunBy("tests/publishing/test_commands.py", "import_course")
BACKUPS = RunBy("tests/project/backups/test_backups.py", "restore")
BENCH = RunBy("tests/house/test_bench.py", "bench")
CHECKS = "script/test"
GUIDE = RunBy("tests/house/test_first_change.py", "pytest")
SYSTEM = NotHere("It changes the machine.")
COPY = NotHere("It changes the copy of the project in which the tests run.")
SUITE = NotHere("It runs the tests.")

SHOWN: dict[str, RunBy | NotHere] = {
    "script/run": SET_UP,
    "script/setup dev": SET_UP,
    "PYTHON=/usr/bin/python3 script/setup": SET_UP,
    "script/strings": RunBy("tests/house/test_strings.py", 'call_command("strings"'),
    "script/test": SUITE,
    "git clone <this repository> credence && cd credence": NotHere("It needs the network."),
    "git clone <this repository> /opt/credence && cd /opt/credence": NotHere("It needs the network."),
    "git pull && script/setup": COPY,
    "git switch -c optometrists": COPY,
    "git commit -am": COPY,
    "git grep -n '\"dentist\"' -- src tests": RunBy("tests/house/test_first_change.py", "git grep"),
    "export CREDENCE_DEMO=true": GUIDE,
    "pytest -q tests/learn/test_accounts_profile.py": GUIDE,
    "pytest -q tests/accounts tests/house/test_strings.py": SUITE,
    "ruff format .": RunBy(CHECKS, "ruff format"),
    "ruff check .": RunBy(CHECKS, "ruff check"),
    "lint-imports": RunBy(CHECKS, "lint-imports"),
    "mypy": RunBy(CHECKS, "mypy"),
    "apt-get install git python3-venv nginx postgresql poppler-utils": SYSTEM,
    "adduser --system --group --home /var/lib/credence credence": SYSTEM,
    "runuser -u postgres -- createuser credence": SYSTEM,
    "runuser -u postgres -- createdb --owner credence credence": SYSTEM,
    "chown credence .env && adduser www-data credence": SYSTEM,
    "systemctl restart credence credence-worker": SYSTEM,
    "docker compose -f deploy/compose.yaml up -d": RunBy("tests/house/test_containers.py", "compose.yaml"),
    "credence setup": SETUP,
    "credence make-signing-key": SETUP,
    "credence prepare": SETUP,
    "credence check --deploy": SETUP,
    "credence import-course PATH": IMPORT,
    "credence import-course PATH --check": IMPORT,
    "credence export-course SLUG DIR": RunBy("tests/publishing/test_commands.py", "export_course"),
    "credence grant-role USERNAME manager": ROLES,
    "credence grant-role USERNAME finance": ROLES,
    "credence grant-role USERNAME coordinator --provider lakeside": ROLES,
    "credence grant-role USERNAME support --revoke": ROLES,
    "credence check-payment-script --approve": RunBy("tests/commerce/test_tamper_detection.py", "check_payment_script"),
    "credence backup /mnt/backups/credence": BACKUPS,
    "credence restore /mnt/backups/credence": BACKUPS,
    "credence unseal /mnt/backups/credence /opt/credence": BACKUPS,
    "script/soak-learning --learners 500 --seed 7": RunBy("tests/journey/test_soak.py", "soak"),
    "script/soak-orders --orders 2000 --seed 7": RunBy("tests/commerce/test_soak.py", "soak"),
    "script/bench": BENCH,
    "script/bench --rows my-courses,study": BENCH,
    "script/bench --courses 200 --learners 2000 --seconds 5 --rounds 5": BENCH,
    "script/bench --database sqlite": BENCH,
    "script/bench --profile my-courses": BENCH,
    "script/bench --json": BENCH,
}
