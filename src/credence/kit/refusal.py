"""The one shape of every refusal: a code and what was seen, and no words."""

from typing import Any, ClassVar


class Refusal(Exception):
    """Something was asked that cannot be done, and nothing was written.

    A subclass stands beside the action that raises it and names its `code`, a short word that is unique in its app
    and safe to store; `data` holds what was seen, by name, for the sentence that a face makes of it.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code, data)
        self.data = data

    @classmethod
    def name(cls) -> str:
        """Return app and code, such as "enrollment.not-open": by it each face has words for the refusal."""
        return f"{cls.__module__.split('.')[1]}.{cls.code}"

    def __str__(self) -> str:
        seen = ", ".join(f"{name}={value!s}" for name, value in self.data.items())
        return f"{self.code} ({seen})" if seen else self.code
