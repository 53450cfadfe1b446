"""What every test shares."""

import os

os.environ.setdefault("CREDENCE_DEMO", "true")
