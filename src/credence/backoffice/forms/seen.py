"""What a page showed of a thing that others change, too: sent from a page that has grown old, its form asks again."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FIELD = "seen"


class SeenForm(forms.Form):
    """A form about a thing. `shown` is what its page says of it and somebody else may change meanwhile.

    The page carries the mark of it; one that was sent without a mark comes from no page, and the actions refuse by
    themselves what is over. A form of two people at once is told apart by the actions, under their locks.
    """

    def __init__(self, *args: Any, shown: Iterable[object] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mark = hashlib.sha256(repr([str(each) for each in shown]).encode()).hexdigest()[:32]

    @property
    def is_old(self) -> bool:
        """Whether what the page showed has changed since."""
        return self.is_bound and self.data.get(FIELD, self.mark) != self.mark

    @property
    def status(self) -> int:
        """The status of the page that shows the form."""
        return 409 if self.is_old else 422 if self.errors else 200

    @property
    def written(self) -> list[str]:
        """The sentences that were typed, for a page that has no field for them any more."""
        typed = (self[name].value() for name in self.fields if isinstance(self.fields[name].widget, forms.Textarea))
        return [text for text in typed if text] if self.is_old else []

    def clean(self) -> dict[str, Any]:
        """Ask again where the page has grown old."""
        given = super().clean() or self.cleaned_data
        if self.is_old:
            self.add_error(None, OLD_PAGE)
        return given


OLD_PAGE = _(
    "Nothing was changed: since you opened this page, somebody else did something here. Below is how it stands now. "
    "If you still mean it, send it once more."
)
