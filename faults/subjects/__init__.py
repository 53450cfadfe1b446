"""One module a subject; importing this registers every fault."""

from faults.subjects import clock, database, disks, machines, mail, outside, processes, visitors

__all__ = ["clock", "database", "disks", "machines", "mail", "outside", "processes", "visitors"]
