"""What somebody wrote into a form, and how it was sent."""

from uuid import UUID, uuid4

from domain.ideas import Writing
from domain.moderation import Sending
from web import quadrants, stamps, state
from web.visit import Visit


def key_of(visit: Visit) -> UUID:
    """Return the form's own key, a new one where it has none."""
    try:
        return UUID(visit.text("key"))
    except ValueError:
        return uuid4()


def writing_of(visit: Visit) -> Writing:
    """Return the idea that the form holds."""
    return Writing(
        title=visit.text("title"),
        problem=visit.text("problem"),
        proposal=visit.text("proposal"),
        quadrant=quadrants.chosen(visit.text("quadrant"), visit.text("whom"), visit.text("how")) or None,
        tags=visit.text("tags").split(","),
        language=visit.text("language") or visit.locale,
    )


def sending_of(visit: Visit) -> Sending:
    """Return how the form was sent: how long after it was opened, and whether the field was filled that nobody sees."""
    own = state.of(visit.request)
    opened = stamps.opened_at(own.settings.key, visit.text("key"))
    seconds = None if opened is None else (own.clock() - opened).total_seconds()
    return Sending(seconds, filled_unseen=bool(visit.text("website")))
