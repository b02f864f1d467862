"""Refusals: what the domain says when it won't, in words for the person who asked. They know no HTTP."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

Translate = Callable[[str], str]


def _(message: str) -> str:
    """Mark a sentence for the catalogue; the face that shows it translates."""
    return message


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field, as code and sentence."""

    field: str
    code: str
    message: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def text(self, translate: Translate = _) -> str:
        """Return the sentence with its values filled in."""
        return translate(self.message) % self.params if self.params else translate(self.message)


class Refused(Exception):
    """A request the domain turns down. Subclasses set `code` and `message`, a catalogue id with %(name)s places."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = _("This can't be done.")
    keeps_changes: ClassVar[bool] = False
    field: ClassVar[str | None] = None

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params

    def text(self, translate: Translate = _) -> str:
        """Return the sentence with its values filled in, translated if asked."""
        return translate(self.message) % self.params if self.params else translate(self.message)

    def __str__(self) -> str:
        return self.text()


class NotFound(Refused):
    """It isn't there, or the person may not know that it is."""

    code = "not_found"
    message = _("We couldn't find that. It may have been removed, or the address may be mistyped.")


class NotAllowed(Refused):
    """The person sees it and may not do this with it."""

    code = "not_allowed"
    message = _("You don't have the right to do this.")


class SignInNeeded(NotAllowed):
    """A visitor asked for something that only members can do."""

    code = "sign_in_needed"
    message = _("Please sign in first.")


class Invalid(Refused):
    """What was entered doesn't fit; holds every problem at once, so that a form can show them together."""

    code = "invalid"
    message = _("Some of this needs another look.")

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__()
        self.problems = problems


class Conflict(Refused):
    """It doesn't fit what is there already."""

    code = "conflict"
    message = _("This changed in the meantime. Please look at it again.")


class TooMany(Refused):
    """Too often in too short a time; `retry_after` says in how many seconds it is worth trying again."""

    code = "too_many"
    message = _("That was a lot in a short time. Please try again in %(minutes)s min.")
    keeps_changes = True

    def __init__(self, retry_after: int) -> None:
        super().__init__(minutes=max(1, -(-retry_after // 60)))
        self.retry_after = retry_after


class Unavailable(Refused):
    """The site can't do it just now; it is worth trying again in `retry_after` seconds."""

    retry_after: ClassVar[int] = 5

    code = "unavailable"
    message = _("This isn't available right now. Nothing was lost; please try again in a moment.")


def problem(field: str, code: str, message: str, **params: Any) -> Invalid:
    """Return a refusal about one field."""
    return Invalid(FieldProblem(field, code, message, params))
