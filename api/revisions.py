"""What an idea said at one time, over GraphQL."""

from datetime import datetime

import strawberry

from api.enums import Quadrant
from api.members import Member
from domain.ideas import Revision as RevisionRow


@strawberry.type(description="What an idea said at one time.")
class Revision:
    """What an idea said at one time."""

    number: int = strawberry.field(description="Its place in the history; 1 is what was submitted.")
    title: str = strawberry.field(description="The title then.")
    problem: str = strawberry.field(description="What was wrong, in Markdown.")
    proposal: str = strawberry.field(description="What could be done, in Markdown.")
    quadrant: Quadrant = strawberry.field(description="Where it belonged.")
    tags: list[str] = strawberry.field(description="Its tags then.")
    note: str = strawberry.field(description="Why it was changed, where that had to be said.")
    images_changed: bool = strawberry.field(description="Whether its images changed with it.")
    editor: Member = strawberry.field(description="Who wrote this.")
    edited_at: datetime = strawberry.field(description="When this was written.")

    @classmethod
    def of(cls, row: RevisionRow) -> "Revision":
        """Return a revision as the schema shows one."""
        return cls(
            number=row.number,
            title=row.title,
            problem=row.problem,
            proposal=row.proposal,
            quadrant=row.quadrant,
            tags=row.tags,
            note=row.note,
            images_changed=row.images_changed,
            editor=Member.of(row.editor),
            edited_at=row.edited_at,
        )
