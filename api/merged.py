"""What an idea says of merges: where it lives on, what lives on in it, and what may say the same."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.context import Info
from api.offered import QUERY
from domain import triage
from domain.ideas import Idea as IdeaRow

if TYPE_CHECKING:
    from api.ideas import Idea

MERGED_SHOWN = 10


@strawberry.type
class Merged:
    """What an idea says of merges."""

    row: strawberry.Private[IdeaRow]

    @strawberry.field(description="The idea it lives on in; null if it wasn't merged, or you may not see that one.")
    async def merged_into(self, info: Info) -> Annotated["Idea", strawberry.lazy("api.ideas")] | None:
        """Return the target of its merge."""
        number = self.row.merged_into_id
        found = await info.context.loaders.ideas.load(number) if number else None
        return _shown(found) if found else None

    @strawberry.field(description="What was merged into it, the oldest first.", metadata={"at_most": MERGED_SHOWN})
    async def merged_ideas(self, info: Info) -> list[Annotated["Idea", strawberry.lazy("api.ideas")]]:
        """Return what lives on in it by a link of its own."""
        if not self.row.merged_ids:
            return []
        return [_shown(row) for row in await info.context.loaders.merged.load(self.row.id)]

    @strawberry.field(
        description="Ideas that may say the same, to be judged by the product team; empty for all others.",
        metadata={"at_most": triage.LIKELY_MOST, "cost": QUERY},
    )
    async def likely_duplicates(self, info: Info) -> list[Annotated["Idea", strawberry.lazy("api.ideas")]]:
        """Return what is much like it."""
        async with info.context.reading() as session:
            found = await triage.likely_duplicates(session, info.context.viewer, self.row)
        return [_shown(row) for row in found]


def _shown(row: IdeaRow) -> "Idea":
    from api.ideas import Idea  # noqa: PLC0415 - ideas say this of themselves

    return Idea.of(row)
