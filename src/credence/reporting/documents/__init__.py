"""Reports as files: tables of comma-separated values, workbooks, documents."""
