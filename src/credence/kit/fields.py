"""Fields of forms whose text is made normal before anything judges it. No form takes text by any other field."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from credence.kit.addresses import LONGEST, normal_address
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
    """An e-mail address, in the one form in which it is stored and looked for."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Write an address like name@example.org, with letters from A to Z before the @."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST, **options})

    def to_python(self, value: Any) -> str:
        """Return what is stored of what was typed; raises ValidationError where it is none that we write to."""
        text = super().to_python(_made_normal(value, normal)) or ""
        address = normal_address(text)
        if text and address is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address or ""


class Password(forms.CharField):
    """A password, in which every character counts as it was typed."""

    widget = forms.PasswordInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"strip": False, "max_length": 1000, **options})


def _made_normal(value: Any, how: Any) -> Any:
    return how(value) if isinstance(value, str) else value
