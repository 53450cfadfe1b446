"""Professions, and the identifiers their credit bodies ask for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Profession(models.TextChoices):
    """What a learner is licensed or trained as; it decides which credit types are offered (R40, R41)."""

    PHYSICIAN = "physician", _("Physician (MD, DO or equivalent)")
    RESIDENT = "resident", _("Resident or fellow physician")
    RADIOLOGIC_TECHNOLOGIST = "radiologic-technologist", _("Radiologic technologist")
    NUCLEAR_MEDICINE_TECHNOLOGIST = "nuclear-medicine-technologist", _("Nuclear medicine technologist")
    SONOGRAPHER = "sonographer", _("Sonographer")
    NURSE = "nurse", _("Nurse (RN, LPN, APRN)")
    PHARMACIST = "pharmacist", _("Pharmacist")
    PHARMACY_TECHNICIAN = "pharmacy-technician", _("Pharmacy technician")
    PHYSICIAN_ASSOCIATE = "physician-associate", _("Physician associate / assistant")
    DENTIST = "dentist", _("Dentist or dental hygienist")
    MEDICAL_PHYSICIST = "medical-physicist", _("Medical physicist or dosimetrist")
    STUDENT = "student", _("Student")
    OTHER = "other", _("Other healthcare professional")


class IdentifierKind(models.TextChoices):
    """A number by which a board or registry knows a learner."""

    NPI = "npi", _("NPI (National Provider Identifier)")
    STATE_LICENCE = "state-licence", _("State licence")
    ARRT = "arrt", _("ARRT ID")
    NMTCB = "nmtcb", _("NMTCB number")
    ARDMS = "ardms", _("ARDMS number")
    SDMS = "sdms", _("SDMS number")
    NABP = "nabp", _("NABP e-Profile ID")
    NCCPA = "nccpa", _("NCCPA ID")
