"""By what somebody is found."""

from credence.kit.finding import beginnings


def ways_to_find(username: str, email: str, first_names: str = "", family_name: str = "") -> frozenset[str]:
    """Return the beginnings by which a person is found: names in both orders, the user name, the address.

    >>> sorted(ways_to_find("avega", "ann@mail.org", "Ann", "de Vega"))
    ['anndevega', 'annmailorg', 'avega', 'devegaann', 'vegaann']
    """
    box, _at, host = email.rpartition("@")
    names = beginnings(first_names, after=family_name) | beginnings(family_name, after=first_names)
    return frozenset(names | beginnings(username) | beginnings(box, after=host))
