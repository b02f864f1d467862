"""Badges over GraphQL: what there is, who carries one, and the signed document of each."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import ID

from api import ids
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import Quadrant, described
from api.members import Member
from api.nodes import Node
from api.offered import QUERY
from api.showing import SHOWN_MOST, AwardEvidence
from domain import badges, credentials, members, paging
from domain.badges import Award as AwardRow
from domain.badges import Badge as BadgeRow
from domain.badges import Family, Near, Repeats
from domain.credentials import IssuerKey as IssuerKeyRow
from domain.credentials import KeyKind
from domain.errors import NotFound

Slug = Annotated[str, strawberry.argument(description="The badge's name in its address.")]
Handle = Annotated[str, strawberry.argument(description="Whose.")]

described(
    Family,
    "What badges have in common.",
    name="BadgeFamily",
    IDEAS="For ideas, and what became of them.",
    EXPERIMENTS="For honest experiments.",
    QUADRANTS="A family for each quadrant.",
    COMMUNITY="For the community as a whole.",
)
described(
    Repeats,
    "How often one member can be given the same badge.",
    name="BadgeRepeats",
    ONCE="Once.",
    EACH="Once for each thing that shows it.",
    MONTH="Once a month.",
)
described(
    KeyKind,
    "What a key signs.",
    name="IssuerKeyKind",
    ED25519="Data Integrity proofs, eddsa-rdfc-2022.",
    RSA="JWTs, RS256.",
)


@strawberry.type(description="A badge, as it is given today.")
class Badge(Node):
    """A badge, as it is given today."""

    slug: str = strawberry.field(description="Its name in addresses, which never changes.")
    family: Family = strawberry.field(description="What it has in common with others.")
    tier: int | None = strawberry.field(description="How many times over, where there are several of a kind.")
    quadrant: Quadrant | None = strawberry.field(description="The quadrant that it is about; null for all others.")
    repeats: Repeats = strawberry.field(description="How often one member can be given it.")
    kept: bool = strawberry.field(description="Whether it stays for ever once earned.")
    moderated: bool = strawberry.field(description="Whether people alone give it.")
    version: int = strawberry.field(description="Which version of it is given today.")
    name: str = strawberry.field(description="What it is called.")
    says: str = strawberry.field(description="What it tells of whoever carries it.")
    criteria: str = strawberry.field(description="What it is given for.")
    picture: str = strawberry.field(description="Its drawing, as a path on this site.")
    page: str = strawberry.field(description="Its page, as a path on this site.")
    retired_at: datetime | None = strawberry.field(description="Since when it is no longer given.")
    row: strawberry.Private[BadgeRow]

    @classmethod
    def of(cls, row: BadgeRow, info: Info) -> "Badge":
        """Return a badge, with its version loaded, in the reader's language as far as its words are ours."""
        say, said = info.context.gettext, row.version
        return cls(
            id=ID(ids.encode("Badge", row.id)),
            slug=row.slug,
            family=row.family,
            tier=row.tier,
            quadrant=row.quadrant,
            repeats=row.repeats,
            kept=said.kept,
            moderated=row.moderated,
            version=said.number,
            name=say(said.name),
            says=say(said.says),
            criteria=say(said.criteria),
            picture=f"/ob/achievements/{row.slug}/{said.number}.svg",
            page=row.path,
            retired_at=row.retired_at,
            row=row,
        )


@strawberry.type(description="That a badge was taken back.")
class BadgeRevocation:
    """That a badge was taken back."""

    reason: str = strawberry.field(description="Why.")
    at: datetime = strawberry.field(description="When.")


@strawberry.type(description="A badge as signed document: exactly what was signed.")
class BadgeCredential:
    """A badge as signed document."""

    document: str = strawberry.field(description="As JSON, with its Data Integrity proof.")
    jwt: str = strawberry.field(description="The same as a JWT.")
    issued_at: datetime = strawberry.field(description="When it was signed.")


@strawberry.type(description="A badge that was given to a member.")
class Award(Node):
    """A badge that was given to a member."""

    slug: str = strawberry.field(description="Which badge, by its name in addresses.")
    name: str = strawberry.field(description="What the badge was called when it was given.")
    version: int = strawberry.field(description="Which version of the badge it is.")
    member: Member = strawberry.field(description="Who carries it.")
    because: str = strawberry.field(description="What for, in a sentence.")
    earned_at: datetime = strawberry.field(description="When what earned it happened.")
    given_at: datetime = strawberry.field(description="When it was given.")
    shown_at: datetime | None = strawberry.field(description="Since when its carrier lets it be seen in lists.")
    revocation: BadgeRevocation | None = strawberry.field(description="That it was taken back, and why.")
    page: str = strawberry.field(description="Where anybody who has the address sees it, as a path on this site.")
    row: strawberry.Private[AwardRow]

    @classmethod
    def of(cls, row: AwardRow, info: Info) -> "Award":
        """Return an award as the schema shows one."""
        taken = row.revocation
        return cls(
            id=ID(ids.encode("Award", row.id)),
            slug=row.badge.slug,
            name=info.context.gettext(row.version.name),
            version=row.version.number,
            member=Member.of(row.member),
            because=info.context.gettext(row.because) if row.because else "",
            earned_at=row.earned_at,
            given_at=row.given_at,
            shown_at=row.shown_at,
            revocation=BadgeRevocation(reason=info.context.gettext(taken.reason), at=taken.at) if taken else None,
            page=row.path,
            row=row,
        )

    @strawberry.field(
        description="What shows that it was earned, as far as you may see that.", metadata={"at_most": SHOWN_MOST}
    )
    async def evidence(self, info: Info) -> list[AwardEvidence]:
        """Return what shows it."""
        return [AwardEvidence.of(each, info) for each in await info.context.loaders.showings.load(self.row)]

    @strawberry.field(description="It as signed document; null before it is signed.", metadata={"cost": QUERY})
    async def credential(self, info: Info) -> BadgeCredential | None:
        """Return the signed document."""
        async with info.context.reading() as session:
            found = await credentials.of_award(session, self.row)
        if found is None or found.document is None or found.jwt is None:
            return None
        return BadgeCredential(document=found.document, jwt=found.jwt, issued_at=found.issued_at)


@strawberry.type(description="A part of what a badge asks for, and how far you are.")
class BadgeStep:
    """A part of what a badge asks for."""

    reached: int = strawberry.field(description="How many so far.")
    least: int = strawberry.field(description="How many it asks for.")
    of: list[str] = strawberry.field(description="What is counted, in your language.", metadata={"at_most": 20})


@strawberry.type(description="A badge that you are on the way to.")
class NearBadge:
    """A badge that somebody is on the way to."""

    badge: Badge = strawberry.field(description="Which one.")
    share: float = strawberry.field(description="How far in all, 0 to 1.")
    steps: list[BadgeStep] = strawberry.field(description="How far in each part.", metadata={"at_most": 12})

    @classmethod
    def of(cls, found: Near, info: Info) -> "NearBadge":
        """Return how far a badge is as the schema shows it."""
        say = info.context.gettext
        return cls(
            badge=Badge.of(found.badge, info),
            share=found.share,
            steps=[BadgeStep(reached=each.reached, least=each.least, of=[*map(say, each.of)]) for each in found.steps],
        )


@strawberry.type(description="A key that badges are or were signed with.")
class IssuerKey:
    """A key that badges are or were signed with."""

    name: str = strawberry.field(description="What it is called: its multikey, or the thumbprint of its JWK.")
    kind: KeyKind = strawberry.field(description="What it signs.")
    created_at: datetime = strawberry.field(description="When it was made.")
    retired_at: datetime | None = strawberry.field(description="Since when it signs no more.")

    @classmethod
    def of(cls, row: IssuerKeyRow) -> "IssuerKey":
        """Return a key as the schema shows one."""
        return cls(name=row.name, kind=row.kind, created_at=row.created_at, retired_at=row.retired_at)


@strawberry.type
class BadgeQueries:
    """Reading badges."""

    @strawberry.field(
        description="Every badge that is given today, in the order of the catalogue.",
        metadata={"at_most": badges.BADGES_MOST},
    )
    async def badges(self, info: Info) -> list[Badge]:
        """Return the catalogue."""
        async with info.context.reading() as session:
            return [Badge.of(row, info) for row in await badges.catalogue(session, info.context.viewer)]

    @strawberry.field(description="One badge; null where there is none.")
    async def badge(self, info: Info, slug: Slug) -> Badge | None:
        """Return one badge by its name in addresses."""
        async with info.context.reading() as session:
            try:
                return Badge.of(await badges.by_slug(session, info.context.viewer, slug), info)
            except NotFound:
                return None

    @strawberry.field(
        description="The badges that you are nearest to; none if you chose not to see it.", metadata={"at_most": 3}
    )
    async def nearest_badges(self, info: Info) -> list[NearBadge]:
        """Return what is on the way."""
        async with info.context.reading() as session:
            return [NearBadge.of(each, info) for each in await badges.nearest(session, info.context.viewer)]

    @strawberry.field(description="The badges of a member that you may see, latest first; your own all of them.")
    async def awards(
        self,
        info: Info,
        handle: Handle,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Award] | None:
        """Return a page of a member's badges, None for somebody who isn't there."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            try:
                member = await members.by_handle(session, info.context.viewer, handle)
            except NotFound:
                return None
            found = await badges.of_member(session, info.context.viewer, member, wanted)
        return Connection.of(found, lambda row: Award.of(row, info))

    @strawberry.field(description="Who carries a badge and lets it be seen, last earned first; all for who gives them.")
    async def badge_carriers(
        self, info: Info, slug: Slug, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Award] | None:
        """Return a page of who carries a badge, None for one that isn't there."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            try:
                badge = await badges.by_slug(session, info.context.viewer, slug)
            except NotFound:
                return None
            found = await badges.carried(session, info.context.viewer, badge, wanted)
        return Connection.of(found, lambda row: Award.of(row, info))


async def find_badge(info: Info, number: int) -> Node:
    """Return a badge by its number; raises NotFound."""
    async with info.context.reading() as session:
        return Badge.of(await badges.badge(session, info.context.viewer, number), info)


async def find_award(info: Info, number: int) -> Node:
    """Return an award by its number, as far as the viewer finds it in lists; raises NotFound."""
    async with info.context.reading() as session:
        return Award.of(await badges.visible(session, info.context.viewer, number), info)
