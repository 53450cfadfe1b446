"""`credence unseal`: the settings and keys out of a backup, on a machine that has none yet."""

import argparse
import os
import sys
from pathlib import Path

from credence.project.backups.contents import newest_in
from credence.project.backups.faults import BackupFault
from credence.project.backups.keys import write_out
from credence.project.backups.sealing import unsealed


def main(words: list[str]) -> None:
    """Write `.env` and the signing key of a backup into a folder; exit with a sentence where that cannot be."""
    parser = argparse.ArgumentParser("credence unseal", description=__doc__)
    parser.add_argument("place", type=Path, help="a backup, or the folder of backups, whose newest is taken")
    parser.add_argument("folder", type=Path, nargs="?", default=Path(), help="where to write; this folder by default")
    asked = parser.parse_args(words)
    try:
        sealed = unsealed(newest_in(asked.place), passphrase=os.environ.get("CREDENCE_BACKUP_PASSPHRASE", ""))
        written = write_out(sealed, asked.folder)
    except FileExistsError as fault:
        sys.exit(f"{fault.filename} is there already, and was left as it is. Give another folder, or move it away.")
    except (BackupFault, OSError) as fault:
        sys.exit(f"Nothing was written. {fault}")
    sys.stdout.write(f"Wrote {' and '.join(map(str, written))}\n")
