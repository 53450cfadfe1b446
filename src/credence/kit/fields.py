"""Fields of forms whose text is made normal before anything judges it. No form takes text by any other field."""

from typing import Any

from django import forms

from credence.kit.text import normal, normal_lines


class Line(forms.CharField):
    """One line of text."""

    def to_python(self, value: Any) -> str:
        """Return what is stored of what was typed."""
        return str(super().to_python(_made_normal(value, normal)))


class Lines(forms.CharField):
    """A text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return what is stored of what was typed, without blank lines around it."""
        return str(super().to_python(_made_normal(value, normal_lines)))


class Address(forms.EmailField):
    """An e-mail address: nothing unseen that came along when it was copied stays in it."""

    def to_python(self, value: Any) -> str:
        """Return what is stored of what was typed."""
        return str(super().to_python(_made_normal(value, normal)))


class Password(forms.CharField):
    """A password, in which every character counts as it was typed."""

    widget = forms.PasswordInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"strip": False, "max_length": 1000, **options})


def _made_normal(value: Any, how: Any) -> Any:
    return how(value) if isinstance(value, str) else value
