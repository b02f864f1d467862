"""Where an idea stands, what each status lets people do, who owns the next step, and the one table of moves."""

from enum import StrEnum

from domain.errors import _


class Status(StrEnum):
    """Where an idea stands: a fixed category behind a label that an admin may rename."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    SHORTLISTED = "shortlisted"
    IN_EXPERIMENT = "in_experiment"
    ADOPTED = "adopted"
    DELIVERED = "delivered"
    NOT_NOW = "not_now"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Turn(StrEnum):
    """Whose turn it is."""

    AUTHOR = "author"
    PRODUCT = "product"
    EMPLOYEE = "employee"
    NOBODY = "nobody"


LABELS: dict[Status, str] = {
    Status.DRAFT: _("Draft"),
    Status.SUBMITTED: _("Submitted"),
    Status.IN_REVIEW: _("In review"),
    Status.SHORTLISTED: _("Shortlisted"),
    Status.IN_EXPERIMENT: _("In experiment"),
    Status.ADOPTED: _("Adopted"),
    Status.DELIVERED: _("Delivered"),
    Status.NOT_NOW: _("Not now"),
    Status.DECLINED: _("Declined"),
    Status.MERGED: _("Merged"),
    Status.WITHDRAWN: _("Withdrawn"),
}

# Who owns the next step. What was put off is the product team's again on the date it named.
TURNS: dict[Status, Turn] = {
    Status.DRAFT: Turn.AUTHOR,
    Status.SUBMITTED: Turn.PRODUCT,
    Status.IN_REVIEW: Turn.PRODUCT,
    Status.SHORTLISTED: Turn.EMPLOYEE,
    Status.IN_EXPERIMENT: Turn.EMPLOYEE,
    Status.ADOPTED: Turn.PRODUCT,
    Status.DELIVERED: Turn.NOBODY,
    Status.NOT_NOW: Turn.PRODUCT,
    Status.DECLINED: Turn.NOBODY,
    Status.MERGED: Turn.NOBODY,
    Status.WITHDRAWN: Turn.NOBODY,
}

_OPEN = frozenset({Status.SUBMITTED, Status.IN_REVIEW, Status.SHORTLISTED, Status.IN_EXPERIMENT, Status.ADOPTED})
UNDECIDED = frozenset({Status.SUBMITTED, Status.IN_REVIEW})
OPEN_FOR_VOTES = _OPEN - {Status.ADOPTED}
OPEN_FOR_OFFERS = _OPEN
OPEN_FOR_COMMENTS = _OPEN | {Status.DELIVERED, Status.NOT_NOW, Status.DECLINED}
OPEN_FOR_ANSWERS = OPEN_FOR_COMMENTS
OPEN_FOR_EDITS = frozenset({Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.NOT_NOW})

# From where to where. The author submits and withdraws; claiming, deciding, experiments, merges and dates do the rest.
MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED}),
    Status.SUBMITTED: frozenset({Status.IN_REVIEW, Status.MERGED, Status.WITHDRAWN}),
    Status.IN_REVIEW: frozenset(
        {
            *(Status.SHORTLISTED, Status.ADOPTED, Status.NOT_NOW, Status.DECLINED),
            *(Status.MERGED, Status.WITHDRAWN),
        }
    ),
    Status.SHORTLISTED: frozenset(
        {
            *(Status.IN_EXPERIMENT, Status.ADOPTED, Status.NOT_NOW, Status.DECLINED),
            *(Status.IN_REVIEW, Status.MERGED),
        }
    ),
    Status.IN_EXPERIMENT: frozenset({Status.IN_REVIEW}),
    Status.ADOPTED: frozenset({Status.DELIVERED, Status.IN_REVIEW, Status.MERGED}),
    Status.DELIVERED: frozenset({Status.IN_REVIEW}),
    Status.NOT_NOW: frozenset({Status.IN_REVIEW, Status.MERGED, Status.WITHDRAWN}),
    Status.DECLINED: frozenset({Status.IN_REVIEW}),
    Status.MERGED: frozenset({Status.SUBMITTED, Status.IN_REVIEW, Status.SHORTLISTED, Status.ADOPTED, Status.NOT_NOW}),
}
