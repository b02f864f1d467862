"""What somebody wrote into the form of an idea."""

from uuid import UUID, uuid4

from domain.ideas import Writing
from web import quadrants
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
