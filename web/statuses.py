"""What an idea's statuses mean, and how notices tell of them; the labels are the domain's, unless a community has its
own."""

from dataclasses import dataclass

from domain import ideas, notifications
from domain.community import Community
from domain.errors import _
from domain.ideas import Status
from domain.notifications import Notice
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


# The status that a notice tells of, by its kind.
_DECIDED = {kind: status for status, kind in notifications.DECIDED.items()}


def told(notice: Notice, community: Community) -> tuple[str, str]:
    """Return the sentence of a notice, to be translated, and the community's own word for the status it tells of.

    Its places are `who` and, where the community has such a word in the reader's language, `status`.
    """
    status = _DECIDED.get(notice.kind)
    own = community.status_label(status, i18n.reader.get()) if status else ""
    if not own:
        return notifications.SENTENCES[notice.kind], ""
    return (_("%(who)s decided: “%(status)s”") if notice.actor else _("It stands at “%(status)s” now")), own


def labels(community: Community) -> tuple[str, ...]:
    """Return what all statuses are called here, in the reader's language, as a key of pieces that name some."""
    return tuple(label(status, community) for status in Status)


def label(status: Status, community: Community) -> str:
    """Return what a status is called here, in the reader's language."""
    return community.status_label(status, i18n.reader.get()) or i18n.gettext(STATUSES[status].label)
