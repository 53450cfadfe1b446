"""Who may reach what, and how often: the only way to a learner's things."""
