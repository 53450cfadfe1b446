"""`credence setup`: five questions, and the settings of a site."""
