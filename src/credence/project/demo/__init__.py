"""The demo: courses made from sources that people can read and edit, accounts, and a history."""
