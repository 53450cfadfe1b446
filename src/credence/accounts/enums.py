"""Professions, the identifiers their credit bodies ask for, and what staff are there for."""

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
    STATE_LICENCE = "state-licence", _("State license")
    BOARD = "board", _("Board ID")
    ARRT = "arrt", _("ARRT ID")
    NMTCB = "nmtcb", _("NMTCB number")
    ARDMS = "ardms", _("ARDMS number")
    SDMS = "sdms", _("SDMS number")
    NABP = "nabp", _("NABP e-Profile ID")
    NCCPA = "nccpa", _("NCCPA ID")


class Role(models.TextChoices):
    """What somebody of the staff is there for. `permissions.ROLES` says what each may do."""

    FINANCE = "finance", _("Finance")
    SUPPORT = "support", _("Support")
    COORDINATOR = "coordinator", _("Coordinator")


US_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AS": "American Samoa", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida",
    "GA": "Georgia", "GU": "Guam", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska",
    "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "MP": "Northern Mariana Islands", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "PR": "Puerto Rico", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VI": "Virgin Islands",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
ABROAD = "INTL"
LICENSING_REGIONS = [*US_STATES.items(), (ABROAD, _("Outside the United States"))]
