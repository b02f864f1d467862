"""What an idea's statuses mean, a sentence each; the labels are the domain's, and a community may rename them."""

from dataclasses import dataclass

from domain import ideas
from domain.community import Community
from domain.errors import _
from domain.ideas import Status
from web import i18n


@dataclass(frozen=True, slots=True)
class StatusWords:
    """One status as people meet it."""

    label: str
    meaning: str


_MEANINGS = {
    Status.DRAFT: _("Only its author can see it."),
    Status.SUBMITTED: _("New here. The product team will look at it."),
    Status.IN_REVIEW: _("The product team is looking at it."),
    Status.SHORTLISTED: _("Worth trying. An experiment comes next."),
    Status.IN_EXPERIMENT: _("It is being tried with people who volunteered."),
    Status.ADOPTED: _("It will be built."),
    Status.DELIVERED: _("It is there. Thank you."),
    Status.NOT_NOW: _("A good idea at the wrong time. It comes back for review."),
    Status.DECLINED: _("It will not be done, for a stated reason."),
    Status.MERGED: _("It lives on in another idea, with all its supporters."),
    Status.WITHDRAWN: _("Its author took it back."),
}
STATUSES = {status.value: StatusWords(ideas.LABELS[status], _MEANINGS[status]) for status in Status}


def label(status: Status, community: Community) -> str:
    """Return what a status is called here, in the reader's language."""
    return community.status_label(status, i18n.reader.get()) or i18n.gettext(STATUSES[status].label)
