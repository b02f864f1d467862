"""The words of an idea's statuses; a community may rename the labels, what they mean stays."""

from dataclasses import dataclass

from domain.errors import _


@dataclass(frozen=True, slots=True)
class StatusWords:
    """One status as people meet it: its label and one sentence on what happens now."""

    value: str
    label: str
    meaning: str


STATUSES = {
    words.value: words
    for words in (
        StatusWords("draft", _("Draft"), _("Only its author can see it.")),
        StatusWords("submitted", _("Submitted"), _("The product team owes it a first answer.")),
        StatusWords("in_review", _("In review"), _("The product team is looking at it.")),
        StatusWords("shortlisted", _("Shortlisted"), _("Worth trying. An experiment comes next.")),
        StatusWords("in_experiment", _("In experiment"), _("It is being tried with people who volunteered.")),
        StatusWords("adopted", _("Adopted"), _("It will be built.")),
        StatusWords("delivered", _("Delivered"), _("It is there. Thank you.")),
        StatusWords("not_now", _("Not now"), _("A good idea at the wrong time. It comes back for review.")),
        StatusWords("declined", _("Declined"), _("It will not be done, for a stated reason.")),
        StatusWords("merged", _("Merged"), _("It lives on in another idea, with all its supporters.")),
        StatusWords("withdrawn", _("Withdrawn"), _("Its author took it back.")),
    )
}
