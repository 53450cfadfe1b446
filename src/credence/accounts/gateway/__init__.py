"""Our words to django-allauth and to Django's own sign-in: letters, factors, passwords, sessions."""
