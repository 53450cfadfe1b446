"""A stand-in for PayTrace: V3 of its API, its hosted card fields, a ledger in memory, and faults on demand.

Written from the public description of the service, not from its code. What is not known for sure is a switch in
`assumptions.py`.
"""
