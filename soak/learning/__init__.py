"""Learners over HTTP with duplicates, late retries, cheats and kills, and what must hold: `script/soak-learning`."""
