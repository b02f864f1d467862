"""Making badges over GraphQL: what one would change, new ones, new versions, retiring and bringing back."""

from typing import Annotated

import strawberry

from api import refusals
from api.badges import Badge, Slug
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import Quadrant
from api.members import Member
from domain import badges, paging
from domain.badges import BadgePreview as Previewed
from domain.badges import BadgeVersion as VersionRow
from domain.badges import BadgeWording, Family, Frame, Repeats
from domain.errors import NotFound

SAMPLES_MOST, PARTS_MOST = 10, 6


@strawberry.input(description="What a version of a badge says.")
class BadgeWordingInput:
    """What a version of a badge says."""

    name: str = strawberry.field(description="What it is called, in 3 to 60 characters.")
    says: str = strawberry.field(description="What it tells of whoever carries it, in 10 to 300 characters.")
    criteria: str = strawberry.field(description="What it is given for, in 10 to 400 characters.")
    art: str = strawberry.field(description="Its drawing, one of badgeDrawings.")
    criterion: str = strawberry.field(
        default="", description="What has to have happened, as JSON; empty for a badge that people give."
    )

    def wording(self, kept: bool | None) -> BadgeWording:
        """Return what it shall say, and whether it stays; None for as it was."""
        return BadgeWording(self.name, self.says, self.criteria, self.art, self.criterion, kept)


@strawberry.input(description="A new badge: what stays over all its versions, and what the first one says.")
class MakeBadgeInput:
    """A new badge."""

    family: Family = strawberry.field(description="What it has in common with others.")
    quadrant: Quadrant | None = strawberry.field(default=None, description="The quadrant that it is about.")
    repeats: Repeats = strawberry.field(default=Repeats.ONCE, description="How often one member can be given it.")
    kept: bool = strawberry.field(default=True, description="Whether it stays for ever once earned.")
    wording: BadgeWordingInput = strawberry.field(description="What it says.")

    @property
    def frame(self) -> Frame:
        """Return what stays the same over its versions."""
        return Frame(self.family, self.quadrant, self.repeats)


@strawberry.input(description="The next version of a badge.")
class ReviseBadgeInput:
    """The next version of a badge."""

    slug: str = strawberry.field(description="The badge's name in its address.")
    based_on: int = strawberry.field(description="The version that you saw.")
    kept: bool | None = strawberry.field(
        default=None, description="Whether it stays for ever once earned; null for as it was."
    )
    wording: BadgeWordingInput = strawberry.field(description="What it shall say.")


@strawberry.input(description="Which badge is no longer given.")
class RetireBadgeInput:
    """A badge to retire."""

    slug: str = strawberry.field(description="The badge's name in its address.")


@strawberry.input(description="Which badge is given again.")
class BringBackBadgeInput:
    """A badge to bring back."""

    slug: str = strawberry.field(description="The badge's name in its address.")


@strawberry.type(description="One thing that a new version says differently.")
class BadgeChange:
    """One thing that a new version says differently."""

    part: str = strawberry.field(description="Which: name, says, criteria, art, criterion or kept.")
    before: str = strawberry.field(description="What it says today.")
    after: str = strawberry.field(description="What it would say.")


@strawberry.type(description="What a badge or a new version of one would change; nothing was written.")
class BadgePreview:
    """What a badge would change."""

    gain: int = strawberry.field(description="How many awards it would bring.")
    lose: int = strawberry.field(description="How many awards would be taken back.")
    told: int = strawberry.field(description="How many of those who gain would be told; the others get it silently.")
    gainers: list[Member] = strawberry.field(
        description="Some who gain, latest first.", metadata={"at_most": SAMPLES_MOST}
    )
    losers: list[Member] = strawberry.field(description="Some who lose.", metadata={"at_most": SAMPLES_MOST})
    changes: list[BadgeChange] = strawberry.field(
        description="What a new version says differently.", metadata={"at_most": PARTS_MOST}
    )

    @classmethod
    def of(cls, found: Previewed) -> "BadgePreview":
        """Return a preview as the schema shows one."""
        return cls(
            gain=found.gain,
            lose=found.lose,
            told=found.told,
            gainers=[Member.of(each.member) for each in found.gainers],
            losers=[Member.of(each.member) for each in found.losers],
            changes=[BadgeChange(part=each.part, before=each.before, after=each.after) for each in found.changes],
        )


@strawberry.type(description="What can be counted for a badge.")
class BadgeCause:
    """What can be counted for a badge."""

    code: str = strawberry.field(description="Its name in criteria.")
    name: str = strawberry.field(description="What it is, in your language.")


@strawberry.type(description="What a badge said, and asked for, from some time on.")
class BadgeVersion:
    """One version of a badge."""

    number: int = strawberry.field(description="Which version it is.")
    name: str = strawberry.field(description="What the badge was called.")
    criteria: str = strawberry.field(description="What it was given for.")
    criterion: str = strawberry.field(description="What had to have happened, as JSON; empty where people gave it.")

    @classmethod
    def of(cls, row: VersionRow, info: Info) -> "BadgeVersion":
        """Return a version as the schema shows one."""
        say = info.context.gettext
        return cls(
            number=row.number,
            name=say(row.name),
            criteria=say(row.criteria),
            criterion=badges.as_text(row.criterion) if row.criterion else "",
        )


ForNew = Annotated[MakeBadgeInput | None, strawberry.argument(description="A new badge to look at.")]
ForVersion = Annotated[ReviseBadgeInput | None, strawberry.argument(description="Or a new version to look at.")]


@strawberry.type
class BadgeKeepingQueries:
    """Asking what a badge would change."""

    @strawberry.field(description="What a badge would change; null for all but admins, and without one to look at.")
    async def badge_preview(self, info: Info, made: ForNew = None, revised: ForVersion = None) -> BadgePreview | None:
        """Return what would change."""
        if not badges.may_keep(info.context.viewer) or (made is None) == (revised is None):
            return None
        viewer = info.context.viewer
        async with info.context.reading() as session:
            if made is not None:
                found = await badges.preview_badge(session, viewer, made.frame, made.wording.wording(made.kept))
            elif revised is not None:
                try:
                    found = await badges.preview_version(
                        session, viewer, revised.slug, revised.wording.wording(revised.kept)
                    )
                except NotFound:
                    return None
        return BadgePreview.of(found)

    @strawberry.field(description="What can be counted for badges; for who makes them.", metadata={"at_most": 40})
    async def badge_causes(self, info: Info) -> list[BadgeCause]:
        """Return what can be counted."""
        if not badges.may_keep(info.context.viewer):
            return []
        say = info.context.gettext
        return [BadgeCause(code=code, name=say(name)) for code, name in badges.NAMES.items()]

    @strawberry.field(description="The drawings that a badge can have; for who makes them.", metadata={"at_most": 40})
    async def badge_drawings(self, info: Info) -> list[str]:
        """Return the names of the drawings."""
        return [*badges.DRAWINGS] if badges.may_keep(info.context.viewer) else []

    @strawberry.field(description="All that a badge has said, newest first; null where there is none.")
    async def badge_versions(
        self, info: Info, slug: Slug, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[BadgeVersion] | None:
        """Return a page of the versions of a badge."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            try:
                badge = await badges.by_slug(session, info.context.viewer, slug)
            except NotFound:
                return None
            found = await badges.versions(session, badge, wanted)
        return Connection.of(found, lambda row: BadgeVersion.of(row, info))

    @strawberry.field(description="Every badge there is, retired ones too; null for all but admins.")
    async def all_badges(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Badge] | None:
        """Return a page of all badges."""
        wanted = paging.requested(first, after, last, before)
        if not badges.may_keep(info.context.viewer):
            return None
        async with info.context.reading() as session:
            found = await badges.all_badges(session, info.context.viewer, wanted)
        return Connection.of(found, lambda row: Badge.of(row, info))


@strawberry.type
class BadgeKeepingMutations:
    """Making badges."""

    @refusals.mutation(description="Put a badge into the catalogue; whoever has earned it gets it; for admins.")
    async def make_badge(self, info: Info, input: MakeBadgeInput) -> Badge:
        """Make a badge."""
        async with info.context.writing() as session:
            made = await badges.make_badge(session, info.context.viewer, input.frame, input.wording.wording(input.kept))
            return Badge.of(made, info)

    @refusals.mutation(description="Write the next version of a badge; what was given stays; for admins.")
    async def revise_badge(self, info: Info, input: ReviseBadgeInput) -> Badge:
        """Write a version."""
        async with info.context.writing() as session:
            viewer, wording = info.context.viewer, input.wording.wording(input.kept)
            made = await badges.revise_badge(session, viewer, input.slug, wording, based_on=input.based_on)
            return Badge.of(made, info)

    @refusals.mutation(description="Give a badge no longer; whoever carries it goes on carrying it; for admins.")
    async def retire_badge(self, info: Info, input: RetireBadgeInput) -> Badge:
        """Retire a badge."""
        async with info.context.writing() as session:
            return Badge.of(await badges.retire_badge(session, info.context.viewer, input.slug), info)

    @refusals.mutation(description="Give a retired badge again; for admins.")
    async def bring_back_badge(self, info: Info, input: BringBackBadgeInput) -> Badge:
        """Bring a badge back."""
        async with info.context.writing() as session:
            return Badge.of(await badges.bring_back_badge(session, info.context.viewer, input.slug), info)
