"""The product team's list of tags over GraphQL, and filing ideas under them."""

import strawberry
from strawberry import ID

from api import ids, refusals
from api.community import Community
from api.context import Info
from api.ideas import Idea
from domain import ideas


@strawberry.input(description="What a new tag is called.")
class AddTagInput:
    """A tag to put on the list."""

    name: str = strawberry.field(description="The word as people read it; 2 to 30 characters.")


@strawberry.input(description="Which tag to call what.")
class RenameTagInput:
    """A tag to rename."""

    slug: str = strawberry.field(description="The tag as filters know it; that stays.")
    name: str = strawberry.field(description="The word as people shall read it; 2 to 30 characters.")


@strawberry.input(description="Which tag to take off the list.")
class RetireTagInput:
    """A tag to retire."""

    slug: str = strawberry.field(description="The tag as filters know it.")


@strawberry.input(description="Under which tags to file which idea.")
class FileIdeaInput:
    """An idea to file."""

    idea_id: ID = strawberry.field(description="The idea.")
    tags: list[str] = strawberry.field(description="All tags of the list it shall have, by slug; five at most.")


@strawberry.type
class TagMutations:
    """Keeping tags."""

    @refusals.mutation(description="Put a tag on the product team's list; a retired one comes back with its ideas.")
    async def add_tag(self, info: Info, input: AddTagInput) -> Community:
        """Put a tag on the list."""
        async with info.context.writing() as session:
            return Community.of(await ideas.add_tag(session, info.context.viewer, input.name), info)

    @refusals.mutation(description="Call a tag of the list something else, on every idea.")
    async def rename_tag(self, info: Info, input: RenameTagInput) -> Community:
        """Rename a tag."""
        async with info.context.writing() as session:
            return Community.of(await ideas.rename_tag(session, info.context.viewer, input.slug, input.name), info)

    @refusals.mutation(description="Take a tag off the list and out of sight.")
    async def retire_tag(self, info: Info, input: RetireTagInput) -> Community:
        """Retire a tag."""
        async with info.context.writing() as session:
            return Community.of(await ideas.retire_tag(session, info.context.viewer, input.slug), info)

    @refusals.mutation(description="File an idea under tags of the product team's list, and under no others.")
    async def file_idea(self, info: Info, input: FileIdeaInput) -> Idea:
        """File an idea."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.idea_id, "idea_id")
            return Idea.of(await ideas.file(session, info.context.viewer, number, input.tags))
