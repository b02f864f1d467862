"""The community over GraphQL: how it presents itself, whom it lets in, and what admins change."""

from dataclasses import replace
from datetime import date

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.enums import Joining, Reading, Role, Status
from api.members import Member, Team
from api.reasons import Reason, Retired
from api.tag_list import TagList
from api.viewer import Done
from domain import community, ideas, members, triage, votes
from domain.community import Community as CommunityRow
from domain.errors import Invalid


@strawberry.type(description="What a status is called here in one language.")
class OwnLabel:
    """A label of the community's own."""

    language: str = strawberry.field(description="The language, en or de.")
    label: str = strawberry.field(description="What people read in it.")


@strawberry.type(description="What a status is called here.")
class StatusLabel:
    """What a status is called here."""

    status: Status = strawberry.field(description="The status.")
    label: str = strawberry.field(description="What people read, in the language of whoever asks.")
    own: list[OwnLabel] = strawberry.field(
        description="The labels of the community's own; none where it uses our words.", metadata={"at_most": 2}
    )

    @classmethod
    def of(cls, status: Status, row: CommunityRow, info: Info) -> "StatusLabel":
        """Return what a status is called."""
        named = [(language, row.status_label(status, language)) for language in community.LANGUAGES]
        own = [OwnLabel(language=language, label=label) for language, label in named if label]
        return cls(status=status, label=info.context.status_label(status, row), own=own)


@strawberry.type(description="The community.")
class Community(TagList):
    """The community."""

    name: str = strawberry.field(description="What it is called.")
    tagline: str = strawberry.field(description="What it says of itself.")
    zone: str = strawberry.field(description="The time zone of its days.")
    hue: int = strawberry.field(description="The angle of its own colour, 0 to 359.")
    language: str = strawberry.field(description="Its own language.")
    reading: Reading = strawberry.field(description="Who may read.")
    joining: Joining = strawberry.field(description="Who may become a member by themselves.")
    status_labels: list[StatusLabel] = strawberry.field(
        description="Every status with its label.", metadata={"at_most": 11}
    )
    answer_hours: int = strawberry.field(description="Within how many working hours an answer is owed.")
    round_the_clock: bool = strawberry.field(description="Whether every hour counts, on weekends and holidays too.")
    working_days: list[int] = strawberry.field(description="The days of the week that count, Monday as 1.")
    holidays: list[date] = strawberry.field(description="The days on which nobody works.")
    domains: strawberry.Private[list[str]]
    awaited_texts: strawberry.Private[int]

    @classmethod
    def of(cls, row: CommunityRow, info: Info) -> "Community":
        """Return the community as the schema shows it."""
        labels = [StatusLabel.of(status, row, info) for status in ideas.LABELS]
        return cls(
            name=row.name,
            tagline=row.tagline,
            zone=row.zone,
            hue=row.hue,
            language=row.language,
            reading=row.reading,
            joining=row.joining,
            status_labels=labels,
            answer_hours=row.answer_hours,
            round_the_clock=row.round_the_clock,
            working_days=row.working_days,
            holidays=row.holidays,
            domains=row.join_domains,
            awaited_texts=row.first_texts,
            tags=row.kept_tags,
        )

    @strawberry.field(
        description="How many first texts of a new member wait for a moderator, 0 for none; null for all but admins."
    )
    def first_texts(self, info: Info) -> int | None:
        """Return how many wait to whoever may change it."""
        return self.awaited_texts if members.may_edit_community(info.context.viewer) else None

    @strawberry.field(description="Whose addresses may join when joining is by domains; null for all but admins.")
    def join_domains(self, info: Info) -> list[str] | None:
        """Return the domains to whoever may change them."""
        return self.domains if members.may_edit_community(info.context.viewer) else None

    @strawberry.field(
        description="Groups of phrases that mean the same to the search; null for all but admins.",
        metadata={"cost": 10},
    )
    async def synonyms(self, info: Info) -> list[list[str]] | None:
        """Return the groups to whoever may change them."""
        if not members.may_edit_community(info.context.viewer):
            return None
        async with info.context.reading() as session:
            return await community.synonyms(session)

    @strawberry.field(
        description="The reasons that may be given; null for all but who reads the queue.",
        metadata={"at_most": 100, "cost": 10},
    )
    async def reasons(self, info: Info, retired: Retired = False) -> list[Reason] | None:
        """Return the reasons to the team."""
        if not triage.may_read_triage(info.context.viewer):
            return None
        async with info.context.reading() as session:
            return [Reason.of(row, info) for row in await community.reasons(session, retired=retired)]

    @strawberry.field(
        description="Who of the product team hears of late answers; null for all but who reads the queue.",
        metadata={"cost": 10},
    )
    async def on_duty(self, info: Info) -> Member | None:
        """Return who is on duty to the team."""
        if not triage.may_read_triage(info.context.viewer):
            return None
        async with info.context.reading() as session:
            found = await members.on_duty(session)
            return Member.of(found) if found else None

    @strawberry.field(description="How many members are here.", metadata={"cost": 10})
    async def member_count(self, info: Info) -> int:
        """Return how many members there are for the viewer."""
        async with info.context.reading() as session:
            return await members.count(session, info.context.viewer)

    @strawberry.field(description="How many votes the ideas have together.", metadata={"cost": 10})
    async def vote_count(self, info: Info) -> int:
        """Return how many votes there are for the viewer."""
        async with info.context.reading() as session:
            return await votes.count(session, info.context.viewer)


@strawberry.type
class CommunityQueries:
    """What the community says of itself."""

    @strawberry.field(description="The community.")
    async def community(self, info: Info) -> Community:
        """Return the community."""
        async with info.context.reading() as session:
            return Community.of(await community.current(session), info)


@strawberry.input(description="What to change about the community; what is left out stays.")
class ReviseCommunityInput:
    """What to change about the community."""

    name: str | None = strawberry.field(default=None, description="What it is called.")
    tagline: str | None = strawberry.field(default=None, description="What it says of itself.")
    zone: str | None = strawberry.field(default=None, description="The time zone of its days.")
    hue: int | None = strawberry.field(default=None, description="The angle of its own colour, 0 to 359.")
    language: str | None = strawberry.field(default=None, description="Its own language, en or de.")
    reading: Reading | None = strawberry.field(default=None, description="Who may read.")
    joining: Joining | None = strawberry.field(default=None, description="Who may become a member by themselves.")
    join_domains: list[str] | None = strawberry.field(
        default=None, description="Whose addresses may join when joining is by domains."
    )
    answer_hours: int | None = strawberry.field(default=None, description="Hours for an answer, 1 to 720.")
    round_the_clock: bool | None = strawberry.field(default=None, description="Whether every hour counts.")
    working_days: list[int] | None = strawberry.field(default=None, description="The days that count, Monday as 1.")
    first_texts: int | None = strawberry.field(
        default=None, description="How many first texts of a new member wait for a moderator, 0 to 20."
    )


@strawberry.input(description="A status and what it shall be called.")
class StatusLabelInput:
    """A status and what it shall be called."""

    status: Status = strawberry.field(description="The status.")
    label: str = strawberry.field(description="What people shall read; empty for our own word.")
    language: str | None = strawberry.field(default=None, description="In which language, en or de; null for both.")


@strawberry.input(description="What statuses shall be called.")
class RelabelStatusesInput:
    """What statuses shall be called."""

    labels: list[StatusLabelInput] = strawberry.field(description="The statuses to rename; others stay as they are.")


@strawberry.input(description="Which phrases mean the same.")
class ReviseSynonymsInput:
    """Which phrases mean the same."""

    synonyms: list[list[str]] = strawberry.field(description="All groups, each of 2 to 8 phrases; empty ones go.")
    based_on: list[list[str]] = strawberry.field(description="All groups as you saw them; refused if they changed.")


@strawberry.input(description="Whom to give which role.")
class ChangeRoleInput:
    """Whom to give which role."""

    member_id: ID = strawberry.field(description="The member.")
    role: Role = strawberry.field(description="What the member shall be.")


@strawberry.input(description="Who shall be accountable.")
class NameSponsorInput:
    """Who shall be accountable."""

    member_id: ID = strawberry.field(description="The member, one of the staff.")


@strawberry.input(description="A team and who is in it.")
class SaveTeamInput:
    """A team and who is in it."""

    name: str = strawberry.field(description="What it shall be called.")
    member_ids: list[ID] = strawberry.field(description="Who is in it, all of them.")
    id: ID | None = strawberry.field(default=None, description="The team to change; none for a new one.")


@strawberry.input(description="Which team to close.")
class CloseTeamInput:
    """A team to close."""

    id: ID = strawberry.field(description="The team.")


@strawberry.type
class CommunityMutations:
    """What admins change."""

    @refusals.mutation(description="Change how the community presents itself and whom it lets in; for admins.")
    async def revise_community(self, info: Info, input: ReviseCommunityInput) -> Community:
        """Change the community."""
        fields = {name: value for name, value in vars(input).items() if value is not None}
        async with info.context.writing() as session:
            return Community.of(await community.revise(session, info.context.viewer, **fields), info)

    @refusals.mutation(description="Give statuses labels of the community's own; for admins.")
    async def relabel_statuses(self, info: Info, input: RelabelStatusesInput) -> Community:
        """Give statuses labels."""
        given: dict[str, dict[str, str]] = {}
        for each in input.labels:
            for language in [each.language] if each.language else community.LANGUAGES:
                given.setdefault(language, {})[str(each.status)] = each.label
        async with info.context.writing() as session:
            try:
                return Community.of(await ideas.relabel(session, info.context.viewer, given), info)
            except Invalid as invalid:
                raise Invalid(*(replace(problem, field="labels") for problem in invalid.problems)) from None

    @refusals.mutation(description="Say which phrases mean the same to the search; for admins.")
    async def revise_synonyms(self, info: Info, input: ReviseSynonymsInput) -> Community:
        """Change the synonyms."""
        async with info.context.writing() as session:
            await community.revise_synonyms(session, info.context.viewer, input.synonyms, based_on=input.based_on)
            return Community.of(await community.current(session), info)

    @refusals.mutation(description="Give a member another role, which counts from their next request; for admins.")
    async def change_role(self, info: Info, input: ChangeRoleInput) -> Member:
        """Give a member another role."""
        async with info.context.writing() as session:
            number = ids.decode("Member", input.member_id, "member_id")
            role = input.role
            return Member.of(await members.change_role(session, info.context.viewer, number, role))

    @refusals.mutation(description="Name the one member of staff accountable for the programme; for admins.")
    async def name_sponsor(self, info: Info, input: NameSponsorInput) -> Member:
        """Name the sponsor."""
        async with info.context.writing() as session:
            number = ids.decode("Member", input.member_id, "member_id")
            return Member.of(await members.name_sponsor(session, info.context.viewer, number))

    @refusals.mutation(description="Make a team, or change its name and people; for admins.")
    async def save_team(self, info: Info, input: SaveTeamInput) -> Team:
        """Make or change a team."""
        async with info.context.writing() as session:
            people = [ids.decode("Member", each, "member_ids") for each in input.member_ids]
            team = ids.decode("Team", input.id) if input.id else None
            viewer = info.context.viewer
            return Team.of(await members.save_team(session, viewer, name=input.name, member_ids=people, team_id=team))

    @refusals.mutation(description="Close a team, whose people stay; for admins.")
    async def close_team(self, info: Info, input: CloseTeamInput) -> Done:
        """Close a team."""
        async with info.context.writing() as session:
            await members.close_team(session, info.context.viewer, ids.decode("Team", input.id))
        return Done()
