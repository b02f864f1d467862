"""Finding over GraphQL: ideas that say nearly the same."""

from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.context import Info
from api.ideas import Idea
from api.offered import QUERY
from domain import ideas

Title = Annotated[str, strawberry.argument(description="One line that says what would be different.")]
Proposal = Annotated[str, strawberry.argument(description="What could be done, as far as it is written.")]
Language = Annotated[str, strawberry.argument(description="The language it is written in, en or de.")]
Other = Annotated[ID | None, strawberry.argument(description="The idea itself, which is left out.")]


@strawberry.type
class SearchQueries:
    """Finding what there is."""

    @strawberry.field(
        description="Ideas much like one that is being written, the most alike first.",
        metadata={"at_most": ideas.SIMILAR_MOST, "cost": QUERY},
    )
    async def similar_ideas(
        self, info: Info, title: Title, proposal: Proposal = "", language: Language = "en", other_than: Other = None
    ) -> list[Idea]:
        """Return similar ideas."""
        but = ids.decode("Idea", other_than, "other_than") if other_than else 0
        async with info.context.reading() as session:
            found = await ideas.similar(
                session, info.context.viewer, title, proposal=proposal, language=language, but=but
            )
        return [Idea.of(row) for row in found]
