"""How learners are told things: one full sentence each."""
