"""Merges over GraphQL: what one would bring, making and undoing it, and stepping out of it."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.ideas import Idea
from api.members import Member
from api.nodes import AnId
from domain import triage
from domain.errors import NotFound
from domain.ideas import Merge as MergeRow

Target = Annotated[ID, strawberry.argument(description="The idea that would stay.")]


@strawberry.type(description="A link by which an idea lives on in another one; nothing of it moved there.")
class Merge:
    """A merge."""

    merged_at: datetime = strawberry.field(description="When it was merged.")
    step_out_until: datetime = strawberry.field(
        description="Until when those who backed it, and its author, may step out or come back."
    )
    undone_at: datetime | None = strawberry.field(description="When that was undone; null while it stands.")
    row: strawberry.Private[MergeRow]

    @classmethod
    def of(cls, row: MergeRow) -> "Merge":
        """Return a merge as the schema shows one."""
        return cls(merged_at=row.merged_at, step_out_until=row.step_out_until, undone_at=row.undone_at, row=row)

    @strawberry.field(description="The idea that was merged.")
    async def duplicate(self, info: Info) -> Idea | None:
        """Return the duplicate, as far as the viewer may see it."""
        found = await info.context.loaders.ideas.load(self.row.duplicate_id)
        return Idea.of(found) if found else None

    @strawberry.field(description="The idea that it lives on in; null if you may not see it.")
    async def target(self, info: Info) -> Idea | None:
        """Return the target, as far as the viewer may see it."""
        found = await info.context.loaders.ideas.load(self.row.target_id)
        return Idea.of(found) if found else None

    @strawberry.field(description="Whether you stepped out of it.", metadata={"cost": 5})
    async def viewer_stepped_out(self, info: Info) -> bool:
        """Return whether the viewer stepped out."""
        async with info.context.reading() as session:
            return await triage.is_out(session, info.context.viewer, self.row)


@strawberry.type(description="What merging one idea into another one would bring.")
class MergePreview:
    """What a merge would bring."""

    supporters: int = strawberry.field(description="How many members back the duplicate.")
    new_supporters: int = strawberry.field(description="How many of them don't back the other one yet.")
    supporters_after: int = strawberry.field(description="How many members the idea that stays would have behind it.")
    co_author: Member | None = strawberry.field(
        description="Who would share the idea that stays; null if they do already, or ten others do."
    )
    told: int = strawberry.field(description="How many members would be told.")


@strawberry.input(description="Which idea to merge into which.")
class MergeIdeaInput:
    """A merge to make."""

    duplicate_id: ID = strawberry.field(description="The idea that says the same.")
    target_id: ID = strawberry.field(description="The idea that stays.")


@strawberry.input(description="Which idea shall stand on its own again.")
class UndoMergeInput:
    """A merge to undo."""

    duplicate_id: ID = strawberry.field(description="The idea that was merged.")


@strawberry.input(description="Of which idea's merge to step out.")
class StepOutOfMergeInput:
    """A merge to step out of."""

    duplicate_id: ID = strawberry.field(description="The idea that was merged.")


@strawberry.input(description="Which idea's merge to go along with after all.")
class StepBackInInput:
    """A merge to go along with."""

    duplicate_id: ID = strawberry.field(description="The idea that was merged.")


@strawberry.type
class MergeQueries:
    """What a merge would bring."""

    @strawberry.field(
        description="What merging one idea into another would bring; null for all but the product team.",
        metadata={"cost": 20},
    )
    async def merge_preview(self, info: Info, duplicate_id: AnId, target_id: Target) -> MergePreview | None:
        """Return what a merge would bring; raises what would speak against it."""
        viewer = info.context.viewer
        if not triage.may_triage(viewer):
            return None
        numbers = ids.decode("Idea", duplicate_id, "duplicate_id"), ids.decode("Idea", target_id, "target_id")
        async with info.context.reading() as session:
            try:
                found = await triage.preview_merge(session, viewer, *numbers)
            except NotFound:
                return None
        return MergePreview(
            supporters=found.supporters,
            new_supporters=found.new,
            supporters_after=found.after,
            co_author=Member.of(found.co_author) if found.co_author else None,
            told=found.told,
        )


@strawberry.type
class MergeMutations:
    """Merging, undoing it, and stepping out."""

    @refusals.mutation(description="Let an idea live on in another one; it can be undone.")
    async def merge_idea(self, info: Info, input: MergeIdeaInput) -> Merge:
        """Merge an idea into another one."""
        async with info.context.writing() as session:
            duplicate = ids.decode("Idea", input.duplicate_id, "duplicate_id")
            target = ids.decode("Idea", input.target_id, "target_id")
            return Merge.of(await triage.merge(session, info.context.viewer, duplicate, target))

    @refusals.mutation(description="Let a merged idea stand on its own again, with all that is its own.")
    async def undo_merge(self, info: Info, input: UndoMergeInput) -> Merge:
        """Undo a merge."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.duplicate_id, "duplicate_id")
            return Merge.of(await triage.undo_merge(session, info.context.viewer, number))

    @refusals.mutation(description="Let your support for a merged idea, or your sharing it, not count for the other.")
    async def step_out_of_merge(self, info: Info, input: StepOutOfMergeInput) -> Merge:
        """Step out of a merge."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.duplicate_id, "duplicate_id")
            return Merge.of(await triage.step_out(session, info.context.viewer, number))

    @refusals.mutation(description="Go along with a merge after all.")
    async def step_back_in(self, info: Info, input: StepBackInInput) -> Merge:
        """Step back in."""
        async with info.context.writing() as session:
            number = ids.decode("Idea", input.duplicate_id, "duplicate_id")
            return Merge.of(await triage.step_back_in(session, info.context.viewer, number))
