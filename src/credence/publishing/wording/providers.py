"""The sentences for what is wrong with a provider's texts and forms."""

from django.utils.translation import gettext_lazy as _

PROVIDERS = {
    "second-statement": _("There is a second statement “{name}”. Keep one of them."),
    "bracket-unknown": _("Nothing fills [{bracket}]. See docs/course-format.md for what may stand there."),
    "bracket-stray": _("A bracket has no partner or nothing in it, and would be printed. Mend it."),
    "accreditation-of-one": _("An accreditation statement says nothing of one credit. Take its brackets out."),
    "names-joint-provider": _("This names a joint provider. Make it a statement of kind joint-accreditation."),
    "reads-as-award": _(
        "This reads as if AMA credit was awarded, which is for physicians only. "
        "Say that the activity was designated for the credit."
    ),
    "designation-of-none": _("A designation statement belongs to one credit type. Say which."),
    "accreditation-backward": _("This accreditation ends before it begins. Correct one of its days."),
    "no-earlier-item": _("“{item}” is not an earlier item of kind single or multiple. Name one."),
    "no-option": _("“{option}” is not an option of “{item}”. Name one of {options}."),
}
