"""Django's databases, with connections that stay open from one request to the next at next to no cost."""
