"""Whether what public pages show has changed."""

from django.db import connection

MARK = "SELECT mark FROM catalog_edition LIMIT 1"


def edition() -> str:
    """Return a mark that is another one after every publication or other change of the catalog; "" before the first.

    Every kept page asks for it, so it is asked for in the fewest steps.
    """
    with connection.cursor() as cursor:
        cursor.execute(MARK)
        row = cursor.fetchone()
    return str(row[0]) if row else ""
