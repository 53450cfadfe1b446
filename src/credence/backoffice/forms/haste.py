"""The form of somebody who looked at an award that came about fast."""

from django.utils.translation import gettext_lazy as _

from credence.backoffice.forms.fields import long_text
from credence.backoffice.forms.seen import SeenForm


class LookForm(SeenForm):
    """What was found."""

    reason = long_text(_("What you found"), longest=500)
