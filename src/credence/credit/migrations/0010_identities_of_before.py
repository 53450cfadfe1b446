"""Awards of before take the name that their first certificate says, and the numbers that their learner has now.

From here on no change of a profile reaches them. Numbers that several accounts have become cases for staff.
"""

from itertools import groupby

from django.db import migrations
from django.db.models import Q

CHUNK = 500


def names_of(said, profile):
    """Return the parts of a name: those of the profile while they are in what the certificate says."""
    name = said.get("learner_name", "") if said else ""
    if profile and not said:
        full = " ".join(each for each in (profile.given_name, profile.middle_name, profile.family_name) if each)
        name = ", ".join(each for each in (full, profile.suffix) if each)
    if profile and profile.family_name in name and profile.given_name in name:
        return {"name": name, "family_name": profile.family_name, "given_name": profile.given_name}
    given, _blank, family = name.partition(",")[0].rpartition(" ")
    return {"name": name, "family_name": family[:100], "given_name": given[:100]}


def identity_of(apps, award, certificate, profile):
    """Return whose an award is."""
    said = certificate.snapshot if certificate else None
    erased_at = certificate.erased_at if certificate else None
    kept = None if erased_at else profile
    credentials = (said or {}).get("learner_credentials", kept.credentials if kept and not said else "")
    return apps.get_model("credit", "Identity")(
        award=award,
        **names_of(said, kept),
        credentials=credentials[:100],
        birth_month=kept.birth_month if kept else None,
        birth_day=kept.birth_day if kept else None,
        erased_at=erased_at,
    )


def take_identities(apps, _schema_editor):
    """Write the identity of every award, and its numbers."""
    awards = apps.get_model("credit", "Award").objects.filter(identity=None).order_by("pk")
    last = 0
    while chunk := list(awards.filter(pk__gt=last)[:CHUNK]):
        _take(apps, chunk)
        last = chunk[-1].pk


def _take(apps, awards):
    learners = {each.learner_id for each in awards}
    profiles = {each.user_id: each for each in apps.get_model("accounts", "Profile").objects.filter(user__in=learners)}
    firsts = apps.get_model("credit", "Certificate").objects.filter(award__in=awards, replaces=None).defer("pdf")
    certificates = {each.award_id: each for each in firsts}
    identities = [identity_of(apps, each, certificates.get(each.pk), profiles.get(each.learner_id)) for each in awards]
    apps.get_model("credit", "Identity").objects.bulk_create(identities)
    erased = {each.award_id for each in identities if each.erased_at}
    _number(apps, [each for each in awards if each.pk not in erased], learners)


def _number(apps, awards, learners):
    held = {}
    for each in apps.get_model("accounts", "Identifier").objects.filter(user__in=learners).order_by("pk"):
        held.setdefault(each.user_id, {}).setdefault((each.kind, each.region, each.key or each.value), each)
    numbers = _numbers(apps, [row for rows in held.values() for row in rows.values()])
    revoked = set(
        apps.get_model("credit", "Revocation").objects.filter(in_force__in=awards).values_list("in_force_id", flat=True)
    )
    model = apps.get_model("credit", "AwardNumber")
    taken = set(
        model.objects.filter(holds=True, number__in=numbers.values()).values_list(
            "number_id", "content", "credit_type", "period"
        )
    )
    rows = []
    for award in awards:
        for each in held.get(award.learner_id, {}).values():
            number = numbers.get((each.kind, each.region, each.key))
            credit = (number and number.pk, award.content, award.credit_type, award.period)
            holds = number is not None and award.pk not in revoked and credit not in taken
            taken |= {credit} if holds else set()
            rows.append(
                model(
                    award=award,
                    kind=each.kind,
                    region=each.region,
                    value=each.value,
                    number=number,
                    given_at=award.awarded_at,
                    content=award.content,
                    credit_type=award.credit_type,
                    period=award.period,
                    holds=holds,
                )
            )
    model.objects.bulk_create(rows)


def _numbers(apps, identifiers):
    """Return the rows of some numbers by kind, place and form, made where there are none."""
    model = apps.get_model("credit", "Number")
    wanted = {(each.kind, each.region, each.key) for each in identifiers if each.key}
    rows = [model(kind=kind, region=region, key=key) for kind, region, key in sorted(wanted)]
    model.objects.bulk_create(rows, ignore_conflicts=True)
    found = model.objects.filter(key__in={key for _kind, _region, key in wanted})
    return {(each.kind, each.region, each.key): each for each in found if (each.kind, each.region, each.key) in wanted}


def open_cases(apps, _schema_editor):
    """Open a case for each number that is in several profiles."""
    rows = apps.get_model("accounts", "Identifier").objects.filter(~Q(key="")).order_by("kind", "region", "key", "pk")
    for key, shared in groupby(rows.iterator(), lambda each: (each.kind, each.region, each.key)):
        holders = list({each.user_id: each for each in shared}.values())
        if len(holders) > 1:
            number = _numbers(apps, holders)[key]
            opened_at = max(each.given_at for each in holders)
            case = apps.get_model("credit", "NumberCase").objects.create(number=number, opened_at=opened_at)
            party = apps.get_model("credit", "CaseParty")
            party.objects.bulk_create(
                party(case=case, learner_id=each.user_id, joined_at=each.given_at) for each in holders
            )


class Migration(migrations.Migration):
    dependencies = [("credit", "0009_identity")]
    operations = [
        migrations.RunPython(take_identities, migrations.RunPython.noop),
        migrations.RunPython(open_cases, migrations.RunPython.noop),
    ]
