"""The community over GraphQL: how it presents itself, whom it lets in, its teams; and what admins change."""

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.enums import Status
from api.members import Done, Member, viewer_of
from domain import community, ideas, members
from domain.community import Community as CommunityRow
from domain.members import Team as TeamRow


@strawberry.type(description="What a status is called here.")
class StatusLabel:
    """What a status is called here."""

    status: Status = strawberry.field(description="The status.")
    label: str = strawberry.field(description="What people read.")


@strawberry.type(description="The community.")
class Community:
    """The community."""

    name: str = strawberry.field(description="What it is called.")
    tagline: str = strawberry.field(description="What it says of itself.")
    zone: str = strawberry.field(description="The time zone of its days.")
    hue: int = strawberry.field(description="The angle of its own colour, 0 to 359.")
    language: str = strawberry.field(description="Its own language.")
    reading: str = strawberry.field(description="Who may read: everyone or members.")
    joining: str = strawberry.field(description="Who may join: everyone, domains or nobody.")
    status_labels: list[StatusLabel] = strawberry.field(
        description="Every status with its label.", metadata={"at_most": 11}
    )

    @classmethod
    def of(cls, row: CommunityRow, info: Info) -> "Community":
        """Return the community as the schema shows it."""
        labels = [
            StatusLabel(
                status=status,
                label=row.status_labels.get(status) or info.context.gettext(label),
            )
            for status, label in ideas.LABELS.items()
        ]
        return cls(
            name=row.name,
            tagline=row.tagline,
            zone=row.zone,
            hue=row.hue,
            language=row.language,
            reading=row.reading,
            joining=row.joining,
            status_labels=labels,
        )


@strawberry.type(description="Staff who work together.")
class Team:
    """Staff who work together."""

    id: ID = strawberry.field(description="Names the team across the schema.")
    name: str = strawberry.field(description="What it is called.")

    @classmethod
    def of(cls, row: TeamRow) -> "Team":
        """Return a team as the schema shows one."""
        return cls(id=ID(ids.encode("Team", row.id)), name=row.name)


@strawberry.type
class CommunityQueries:
    """What the community says of itself."""

    @strawberry.field(description="The community.")
    async def community(self, info: Info) -> Community:
        """Return the community."""
        async with info.context.sessions() as session:
            return Community.of(await community.current(session), info)

    @strawberry.field(description="The staff's teams, by name.", metadata={"at_most": 50})
    async def teams(self, info: Info) -> list[Team]:
        """Return all teams."""
        members.require_may_read(info.context.viewer)
        async with info.context.sessions() as session:
            return [Team.of(row) for row in await members.teams(session)]


@strawberry.input(description="What to change about the community; what is left out stays.")
class ReviseCommunityInput:
    """What to change about the community."""

    name: str | None = strawberry.field(default=None, description="What it is called.")
    tagline: str | None = strawberry.field(default=None, description="What it says of itself.")
    zone: str | None = strawberry.field(default=None, description="The time zone of its days.")
    hue: int | None = strawberry.field(default=None, description="The angle of its own colour, 0 to 359.")
    language: str | None = strawberry.field(default=None, description="Its own language: en or de.")
    reading: str | None = strawberry.field(default=None, description="Who may read: everyone or members.")
    joining: str | None = strawberry.field(default=None, description="Who may join: everyone, domains or nobody.")
    join_domains: list[str] | None = strawberry.field(
        default=None, description="Whose addresses may join when joining is by domains."
    )


@strawberry.input(description="A status and what it shall be called.")
class StatusLabelInput:
    """A status and what it shall be called."""

    status: Status = strawberry.field(description="The status.")
    label: str = strawberry.field(description="What people shall read; empty for our own word.")


@strawberry.input(description="A team and who is in it.")
class SaveTeamInput:
    """A team and who is in it."""

    name: str = strawberry.field(description="What it is called.")
    member_ids: list[ID] = strawberry.field(description="Who is in it, all of them.")
    id: ID | None = strawberry.field(default=None, description="The team to change; none for a new one.")


@strawberry.type
class CommunityMutations:
    """What admins change."""

    @refusals.mutation(description="Change how the community presents itself and whom it lets in; for admins.")
    async def revise_community(self, info: Info, input: ReviseCommunityInput) -> Community:
        """Change the community."""
        fields = {name: value for name, value in vars(input).items() if value is not None}
        async with info.context.writing() as session:
            return Community.of(await community.revise(session, info.context.viewer, **fields), info)

    @refusals.mutation(description="Give statuses labels of the community's own; those left out go back to ours.")
    async def relabel_statuses(self, info: Info, labels: list[StatusLabelInput]) -> Community:
        """Give statuses labels."""
        given = {str(each.status): each.label for each in labels}
        async with info.context.writing() as session:
            return Community.of(await ideas.relabel(session, info.context.viewer, given), info)

    @refusals.mutation(description="Name the one member of staff accountable for the programme; for admins.")
    async def name_sponsor(self, info: Info, member_id: ID) -> Member:
        """Name the sponsor."""
        async with info.context.writing() as session:
            number = ids.decode("Member", member_id, "member_id")
            return Member.of(await members.name_sponsor(session, info.context.viewer, number))

    @refusals.mutation(description="Make a team, or change its name and people; for admins.")
    async def save_team(self, info: Info, input: SaveTeamInput) -> Team:
        """Make or change a team."""
        people = [ids.decode("Member", each, "member_ids") for each in input.member_ids]
        team = ids.decode("Team", input.id) if input.id else None
        async with info.context.writing() as session:
            viewer = info.context.viewer
            return Team.of(await members.save_team(session, viewer, name=input.name, member_ids=people, team_id=team))

    @refusals.mutation(description="Close a team; its people stay. For admins.")
    async def close_team(self, info: Info, id: ID) -> Done:
        """Close a team."""
        async with info.context.writing() as session:
            await members.close_team(session, info.context.viewer, ids.decode("Team", id))
        return Done(viewer=viewer_of(info))
