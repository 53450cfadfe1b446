"""PostgreSQL: `base` is where Django looks."""
