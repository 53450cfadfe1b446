"""The outside of files: programs and libraries that open them, and the place where they are kept."""
