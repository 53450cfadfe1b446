"""Who takes money for us: one small interface, and one module for each that stands behind it."""
