"""The shape of what is published: a course, its posttest, a provider, its forms, and names of topics."""
