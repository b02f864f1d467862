"""What shows that a badge was earned, over GraphQL."""

import strawberry
from strawberry import ID

from api import ids
from api.context import Info
from domain.badges import Showing

SHOWN_MOST = 3  # the idea, the verdict and the learning card
_NODES = {
    "idea": "Idea",
    "experiment": "Experiment",
    "learning_card": "LearningCard",
    "recognition": "RecognitionCard",
}


@strawberry.type(description="A page that shows that a badge was earned.")
class AwardEvidence:
    """A page that shows that a badge was earned."""

    about_id: ID = strawberry.field(description="The idea, experiment, learning card or recognition card, for `node`.")
    says: str = strawberry.field(description="What it is, in your language.")
    page: str = strawberry.field(description="Its page, as a path on this site.")

    @classmethod
    def of(cls, row: Showing, info: Info) -> "AwardEvidence":
        """Return what shows it as the schema does."""
        about_id = ID(ids.encode(_NODES[row.kind], row.number))
        return cls(about_id=about_id, says=row.text(info.context.gettext), page=row.path)
