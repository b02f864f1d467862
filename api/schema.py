"""The schema, joined from the modules of the concepts; run as a program it prints the contract."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry
from strawberry import ID
from strawberry.schema.config import StrawberryConfig

from api import ids, refusals
from api.accounts import AccountMutations
from api.comments import Comment, CommentMutations
from api.community import CommunityMutations, CommunityQueries
from api.context import Info
from api.ideas import Idea, IdeaQueries
from api.members import Member, MemberMutations, MemberQueries
from api.nodes import Node
from api.votes import VoteMutations, VoteQueries, VoteSubscriptions
from api.writing import WritingMutations
from domain import comments, members
from domain.errors import NotFound, _, problem

NODES_MOST = 20


async def _idea(info: Info, number: int) -> Node:
    row = await info.context.ideas.load(number)
    if row is None:
        raise NotFound
    return Idea.of(row)


async def _member(info: Info, number: int) -> Node:
    async with info.context.sessions() as session:
        return Member.of(await members.visible(session, info.context.viewer, number))


async def _comment(info: Info, number: int) -> Node:
    async with info.context.sessions() as session:
        return Comment.alone(await comments.visible(session, info.context.viewer, number))


_FINDERS: dict[str, Callable[[Info, int], Awaitable[Node]]] = {"Idea": _idea, "Member": _member, "Comment": _comment}


async def _found(info: Info, text: str, field: str) -> Node | None:
    kind, number = ids.split(text, field)
    if kind not in _FINDERS:
        raise NotFound
    try:
        return await _FINDERS[kind](info, number)
    except NotFound:
        return None


@strawberry.type(description="What can be asked.")
class Query(IdeaQueries, VoteQueries, MemberQueries, CommunityQueries):
    """What can be asked."""

    @strawberry.field(description="Whatever this id names; null if you may not see it or there is nothing.")
    async def node(self, info: Info, id: ID) -> Node | None:
        """Return one thing by its id."""
        return await _found(info, id, "id")

    @strawberry.field(
        description="Whatever these ids name, in their order, 20 at most.", metadata={"at_most": NODES_MOST}
    )
    async def nodes(
        self, info: Info, ids: Annotated[list[ID], strawberry.argument(description="The ids.")]
    ) -> list[Node | None]:
        """Return several things by their ids."""
        if len(ids) > NODES_MOST:
            raise problem("ids", "out_of_range", _("Ask for 1 to %(most)s ideas."), most=NODES_MOST)
        return [await _found(info, each, "ids") for each in ids]


@strawberry.type(description="What can be done. Each answers with the thing itself or with why it wasn't done.")
class Mutation(
    WritingMutations, VoteMutations, CommentMutations, MemberMutations, AccountMutations, CommunityMutations
):
    """What can be done."""


@strawberry.type(description="What can be heard as it happens.")
class Subscription(VoteSubscriptions):
    """What can be heard."""


def _made(*, sort: bool) -> strawberry.Schema:
    return strawberry.Schema(
        Query,
        Mutation,
        Subscription,
        types=[refusals.FieldProblem, Idea, Member, Comment],
        exception_handlers=refusals.HANDLERS,
        config=StrawberryConfig(sort_schema=sort, disable_field_suggestions=True),
    )


schema = _made(sort=False)


def contract() -> str:
    """Return the schema as text, sorted by name. A sorted schema can't answer: its unions don't know their members."""
    return _made(sort=True).as_str()


if __name__ == "__main__":
    print(contract())
