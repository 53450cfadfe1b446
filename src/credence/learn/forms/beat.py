"""The beat that a page sends while it plays or is read."""

from typing import Any

from django import forms

from credence.media.rules.limits import MOST_PAGES
from credence.progress.rules import Beat

DAY_MS = 24 * 60 * 60 * 1000


class BeatForm(forms.Form):
    """Checks that a beat makes sense at all. Whether it counts is for `progress.rules`.

    The same fields come by `fetch` and by `sendBeacon`, which can send nothing but a form when a page closes.
    """

    player = forms.RegexField(r"^[0-9a-f-]{36}$")
    took = forms.IntegerField(min_value=0, max_value=DAY_MS)
    start = forms.IntegerField(min_value=0, max_value=DAY_MS, required=False)
    end = forms.IntegerField(min_value=0, max_value=DAY_MS, required=False)
    stopped = forms.BooleanField(required=False)
    pending = forms.IntegerField(min_value=0, max_value=DAY_MS, required=False)
    seen = forms.IntegerField(min_value=0, max_value=100, required=False)
    page = forms.IntegerField(min_value=0, max_value=MOST_PAGES, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse half a part of a video, and one that ends before it begins."""
        fields = super().clean() or self.cleaned_data
        start, end = fields.get("start"), fields.get("end")
        if (start is None) != (end is None) or (start is not None and end is not None and end < start):
            raise forms.ValidationError("not a part of a video", code="interval")
        return fields

    @property
    def beat(self) -> Beat:
        """The beat that was sent; ask only once the form is valid."""
        fields = self.cleaned_data
        return Beat(
            player=fields["player"],
            took_ms=fields["took"],
            played=None if fields["start"] is None else (fields["start"], fields["end"]),
            seen=fields["seen"] or 0,
            page=fields["page"] or 0,
            stopped=fields["stopped"],
            pending_ms=fields["pending"] or 0,
        )
