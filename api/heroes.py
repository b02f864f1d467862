"""Heroes of the month over GraphQL: the wall, one story, and what was told of whom."""

from contextlib import suppress
from datetime import date, datetime
from typing import Annotated

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import ID

from api import ids
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import described
from api.members import Member
from api.nodes import Node
from api.recognition import CardEvidence
from domain import heroes, members, paging
from domain.errors import NotFound
from domain.heroes import Hero as HeroRow
from domain.heroes import HeroKind
from domain.paging import Page
from domain.recognition import Evidence

ASKED_MOST = 20
described(
    HeroKind,
    "What a hero is to the community.",
    CUSTOMER="A customer.",
    EMPLOYEE="Somebody who works with customers.",
)


@strawberry.type(description="A picture in a hero's story, as WebP; whoever reads the story may fetch it.")
class HeroPicture:
    """A picture in a hero's story."""

    url: str = strawberry.field(description="Where it is, at most 1600 pixels long, as a path on this site.")
    width: int = strawberry.field(description="How wide it is, in pixels.")
    height: int = strawberry.field(description="How high it is, in pixels.")
    alternative_text: str = strawberry.field(description="What it shows, for those who can't see it; may be empty.")

    @classmethod
    def of(cls, row: heroes.HeroPicture) -> "HeroPicture":
        """Return a picture, with its image loaded, as the schema shows one."""
        image = row.image
        return cls(url=row.path, width=image.width, height=image.height, alternative_text=image.alternative_text)


@strawberry.type(description="A hero of the month, with the story that says why.")
class Hero(Node):
    """A hero of the month."""

    kind: HeroKind = strawberry.field(description="What they are to the community.")
    month: date = strawberry.field(description="The first day of the month that they are the hero of.")
    member: Member = strawberry.field(description="Who it is.")
    chosen_by: Member = strawberry.field(description="Who chose them.")
    because: str = strawberry.field(description="Why they were chosen.")
    failure: bool = strawberry.field(description="Whether it is for a failure that taught something.")
    headline: str = strawberry.field(description="The story in a line.")
    problem: str = strawberry.field(description="What was wrong, as Markdown.")
    tried: str = strawberry.field(description="What was tried, as Markdown.")
    failed: str = strawberry.field(description="What failed, as Markdown; may be empty.")
    changed: str = strawberry.field(description="What changed, as Markdown.")
    helped: str = strawberry.field(description="Who helped, as Markdown; may be empty.")
    language: str = strawberry.field(description="The language it is written in.")
    pictures: list[HeroPicture] = strawberry.field(
        description="Its pictures.", metadata={"at_most": heroes.PICTURES_MOST}
    )
    published_at: datetime | None = strawberry.field(
        description="Since when everybody reads it; null while its hero is asked, who alone reads it with who chooses."
    )
    hidden_at: datetime | None = strawberry.field(description="When a moderator took it out of sight; else null.")
    hidden_said: str = strawberry.field(description="What the moderator said to its hero and who chose them.")
    about: CardEvidence | None = strawberry.field(
        description="Its experiment or idea; null for who may not see that, or for none."
    )
    badge_given: bool = strawberry.field(description="Whether a badge came with it; not while that is retired.")
    page: str = strawberry.field(description="Its page, as a path on this site.")

    @classmethod
    def of(cls, row: HeroRow, about: Evidence | None) -> "Hero":
        """Return a hero, with people and pictures loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("Hero", row.id)),
            kind=row.kind,
            month=row.month,
            member=Member.of(row.member),
            chosen_by=Member.of(row.chosen_by),
            because=row.because,
            failure=row.failure,
            headline=row.headline,
            problem=row.problem,
            tried=row.tried,
            failed=row.failed,
            changed=row.changed,
            helped=row.helped,
            language=row.language,
            pictures=[HeroPicture.of(each) for each in row.pictures],
            published_at=row.published_at,
            hidden_at=row.hidden_at,
            hidden_said=row.hidden_said,
            about=CardEvidence.of(about),
            badge_given=row.award_id is not None,
            page=row.path,
        )


@strawberry.type(description="What a member tells of somebody who should be a hero.")
class HeroNomination:
    """What a member tells of somebody."""

    id: ID = strawberry.field(description="What mutations name it by.")
    nominator: Member = strawberry.field(description="Who tells it.")
    nominee: Member = strawberry.field(description="Of whom.")
    month: date = strawberry.field(description="The first day of the month that it was told in.")
    story: str = strawberry.field(description="The story, as Markdown.")
    made_at: datetime = strawberry.field(description="When it was told.")
    about: CardEvidence | None = strawberry.field(description="What it is about; null for who may not see that.")

    @classmethod
    def of(cls, row: heroes.Nomination, about: Evidence | None) -> "HeroNomination":
        """Return a nomination, with its people loaded, as the schema shows one."""
        return cls(
            id=ID(ids.encode("HeroNomination", row.id)),
            nominator=Member.of(row.nominator),
            nominee=Member.of(row.nominee),
            month=row.month,
            story=row.story,
            made_at=row.made_at,
            about=CardEvidence.of(about),
        )


ASlug = Annotated[str, strawberry.argument(description="The month and the kind, such as 2026-11-customer.")]
OfKind = Annotated[HeroKind | None, strawberry.argument(description="Only heroes of this kind.")]
Of = Annotated[str, strawberry.argument(description="Only stories of who has this handle; of all if empty.")]


@strawberry.type
class HeroQueries:
    """Reading heroes."""

    @strawberry.field(description="One hero's story by its address; null for who may not read it.")
    async def hero(self, info: Info, slug: ASlug) -> Hero | None:
        """Return one hero."""
        async with info.context.reading() as session:
            try:
                return await hero_of(session, info, await heroes.at(session, info.context.viewer, slug))
            except NotFound:
                return None

    @strawberry.field(description="The wall of heroes, by month, the latest first.")
    async def heroes(
        self,
        info: Info,
        kind: OfKind = None,
        handle: Of = "",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Hero]:
        """Return the wall."""
        wanted, viewer = paging.requested(first, after, last, before), info.context.viewer
        async with info.context.reading() as session:
            found: Page[HeroRow] = Page([])
            with suppress(NotFound):
                of = await members.by_handle(session, viewer, handle) if handle else None
                found = await heroes.wall(session, viewer, wanted, kind=kind, of=of)
            seen = await heroes.evidence_of(session, info.context.viewer, list(found.items))
            return Connection.of(found, lambda row: Hero.of(row, seen.get(row.id)))

    @strawberry.field(
        description="The stories that tell of you, asked about or read; and those you chose that are out of sight.",
        metadata={"at_most": ASKED_MOST},
    )
    async def my_hero_stories(self, info: Info) -> list[Hero]:
        """Return the viewer's stories."""
        member = members.require_self(info.context.viewer)
        async with info.context.reading() as session:
            return await _all(session, info, await heroes.mine(session, member))

    @strawberry.field(
        description="Whose heroes haven't said yet; null for all but who chooses.", metadata={"at_most": ASKED_MOST}
    )
    async def asked_heroes(self, info: Info) -> list[Hero] | None:
        """Return the heroes who are asked."""
        if not heroes.may_choose(info.context.viewer):
            return None
        async with info.context.reading() as session:
            return await _all(session, info, await heroes.asked(session, info.context.viewer))

    @strawberry.field(description="What was told of people who should be heroes, latest first; for who chooses.")
    async def hero_nominations(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[HeroNomination]:
        """Return the nominations."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            return await _told(session, info, await heroes.nominations(session, info.context.viewer, wanted))

    @strawberry.field(description="What you told of people who should be heroes, latest first.")
    async def my_nominations(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[HeroNomination]:
        """Return the viewer's nominations."""
        wanted, member = paging.requested(first, after, last, before), members.require_self(info.context.viewer)
        async with info.context.reading() as session:
            return await _told(session, info, await heroes.nominated(session, member, wanted))


async def find_hero(info: Info, number: int) -> Node:
    """Return a hero by number, for `node`; raises NotFound."""
    async with info.context.reading() as session:
        return await hero_of(session, info, await heroes.visible(session, info.context.viewer, number))


async def hero_of(session: AsyncSession, info: Info, row: HeroRow) -> Hero:
    """Return one hero with what the story is about."""
    return (await _all(session, info, [row]))[0]


async def nomination_of(session: AsyncSession, info: Info, row: heroes.Nomination) -> HeroNomination:
    """Return one nomination with what it is about."""
    return HeroNomination.of(row, (await heroes.evidence_of(session, info.context.viewer, [row])).get(row.id))


async def _all(session: AsyncSession, info: Info, rows: list[HeroRow]) -> list[Hero]:
    seen = await heroes.evidence_of(session, info.context.viewer, rows)
    return [Hero.of(row, seen.get(row.id)) for row in rows]


async def _told(session: AsyncSession, info: Info, page: Page[heroes.Nomination]) -> Connection[HeroNomination]:
    seen = await heroes.evidence_of(session, info.context.viewer, list(page.items))
    return Connection.of(page, lambda row: HeroNomination.of(row, seen.get(row.id)))
