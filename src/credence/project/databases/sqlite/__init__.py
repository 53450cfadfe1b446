"""SQLite: `base` is where Django looks."""
