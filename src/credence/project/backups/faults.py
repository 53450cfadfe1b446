"""What stops a backup or a restore."""


class BackupFault(Exception):
    """A backup cannot be made, read or restored; its text says what happened, why, and what to do."""
