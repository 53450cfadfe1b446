"""Many learners: accounts, profiles, names to find them by, professions, numbers, the time they spent."""

from bench.dialect import digits, moment, series

GIVEN = [
    "Alice",
    "Bo",
    "Carmen",
    "Dmitri",
    "Elena",
    "Farah",
    "Grace",
    "Hiro",
    "Imani",
    "Jonas",
    "Keiko",
    "Lars",
    "Mei",
    "Nadia",
    "Omar",
    "Priya",
    "Quentin",
    "Rosa",
    "Samir",
    "Tara",
    "Uma",
    "Victor",
    "Wanda",
    "Xavier",
    "Yara",
    "Zoe",
    "Amir",
    "Bella",
    "Chen",
    "Dana",
]
FAMILY = [
    "Adler",
    "Baker",
    "Chavez",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Haddad",
    "Ivanov",
    "Jensen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Nguyen",
    "Okafor",
    "Patel",
    "Quinn",
    "Rossi",
    "Silva",
    "Tanaka",
    "Ueda",
    "Vega",
    "Walsh",
    "Xu",
    "Yilmaz",
    "Zhang",
    "Abbott",
    "Bianchi",
    "Costa",
    "Demir",
    "Evans",
    "Ferrari",
    "Gupta",
    "Hansen",
    "Ito",
    "Jimenez",
    "Khan",
    "Lopez",
    "Mueller",
    "Novak",
    "Ortiz",
    "Park",
    "Reyes",
    "Schmidt",
    "Takahashi",
    "Ulrich",
    "Vargas",
    "Weber",
    "Yamamoto",
    "Zielinski",
]
PROFESSIONS = ("physician", "physician", "physician", "radiologic-technologist", "nurse")
"""Of five learners in a row; the first two of each ten have a number."""
NAMES = (
    f"JOIN large_word g ON g.kind = 'given' AND g.n = i % {len(GIVEN)} "
    f"JOIN large_word f ON f.kind = 'family' AND f.n = (i / {len(GIVEN)}) % {len(FAMILY)} "
    f"JOIN large_word h ON h.kind = 'family' AND h.n = (i / {len(GIVEN) * len(FAMILY)}) % {len(FAMILY)}"
)
FAMILY_NAME = "CASE WHEN i % 3 = 0 THEN f.word || '-' || h.word ELSE f.word END"
JOINED = "i * 118"
"""Seconds after the beginning: a million learners joined within four years."""


def words() -> list[tuple[str, int, str]]:
    """Return the names to choose from."""
    return [(kind, n, word) for kind, all_of in (("given", GIVEN), ("family", FAMILY)) for n, word in enumerate(all_of)]


def people(learners: int, base: int) -> list[tuple[str, str]]:
    """Return what makes so many learners, whose keys follow `base`."""
    many = series(learners)
    family_key = f"replace(lower({FAMILY_NAME}), '-', '')"
    known = " UNION ALL ".join(
        f"SELECT {base} + i, {text} FROM {many} {NAMES}"
        for text in (f"{family_key} || lower(g.word)", f"lower(g.word) || {family_key}", "'learner' || i",
                     "'learner' || i || 'largeexample'")
    )  # fmt: skip
    profession = "CASE i % 5 " + " ".join(f"WHEN {n} THEN '{each}'" for n, each in enumerate(PROFESSIONS)) + " END"
    return [
        ("accounts_user",
         "INSERT INTO accounts_user (id, password, is_superuser, public_id, username, email, is_staff, is_active, "
         f"date_joined) SELECT {base} + i, '!', false, 'large-u-' || {digits('i', 14)}, 'learner' || i, "
         f"'learner' || i || '@large.example', false, true, {moment(JOINED)} FROM {many}"),
        ("account_emailaddress",
         'INSERT INTO account_emailaddress (email, verified, "primary", user_id) '
         f"SELECT 'learner' || i || '@large.example', true, true, {base} + i FROM {many}"),
        ("accounts_profile",
         "INSERT INTO accounts_profile (user_id, given_name, middle_name, family_name, suffix, credentials, specialty, "
         "employer, street, city, region, postal_code, country, birth_month, birth_day, completed_at, updated_at) "
         f"SELECT {base} + i, g.word, '', {FAMILY_NAME}, '', '', '', '', '', 'Boston', 'MA', '', 'US', i % 12 + 1, "
         f"i % 28 + 1, {moment(JOINED)}, {moment(JOINED)} FROM {many} {NAMES}"),
        ("accounts_knownby", f"INSERT INTO accounts_knownby (user_id, text) {known}"),
        ("accounts_heldprofession",
         "INSERT INTO accounts_heldprofession (user_id, profession, held_from) "
         f"SELECT {base} + i, {profession}, {moment(JOINED)} FROM {many}"),
        ("accounts_identifier",
         "INSERT INTO accounts_identifier (user_id, kind, value, region, key, given_at) SELECT "
         f"{base} + i, 'npi', '' || (1000000000 + i), '', '' || (1000000000 + i), {moment(JOINED)} FROM {many} "
         "WHERE i % 5 < 2"),
        ("progress_learnerclock",
         f"INSERT INTO progress_learnerclock (id, learner_id, counted_ms, player) SELECT {base} + i, {base} + i, "
         f"5400000, '' FROM {many}"),
    ]  # fmt: skip
