"""Abuse cases, tried from outside on the site as it runs in production: nginx, PostgreSQL, worker, mail, no demo."""
