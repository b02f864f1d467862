"""What is reported of heroes' stories, and what moderators do then, over GraphQL."""

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry import ID

from api import ids, refusals
from api.complaints import Complaint, told
from api.connections import After, Before, Connection, First, Last
from api.context import Info
from api.enums import ReportReason
from api.heroes import Hero, hero_of
from domain import heroes, members, paging
from domain.heroes import Hero as HeroRow
from domain.heroes import HeroReport as HeroReportRow

REPORTS_MOST = 20


@strawberry.type(description="A member's complaint about a hero's story.")
class HeroReport(Complaint):
    """A member's complaint about a hero's story."""

    hero_id: ID = strawberry.field(description="The hero.")
    story_gone: bool = strawberry.field(description="Whether the story was taken off the wall since.")

    @classmethod
    def of(cls, row: HeroReportRow) -> "HeroReport":
        """Return a report, with its hero loaded, as the schema shows one."""
        gone = row.hero.withdrawn_at is not None
        return cls(**told(row), hero_id=ID(ids.encode("Hero", row.hero_id)), story_gone=gone)


@strawberry.type(description="A hero's story with what members said of it.")
class ReportedHero:
    """A hero's story with open reports."""

    hero: Hero = strawberry.field(description="The hero.")
    reports: list[HeroReport] = strawberry.field(
        description="The open reports about the story, oldest first, 20 at most.", metadata={"at_most": REPORTS_MOST}
    )


@strawberry.input(description="Which hero's story, and what is wrong with it.")
class ReportHeroStoryInput:
    """A story to report."""

    id: ID = strawberry.field(description="The hero.")
    reason: ReportReason = strawberry.field(description="What is wrong with it.")
    said: str = strawberry.field(default="", description="In your words; needed for something else.")


@strawberry.input(description="Which reported story to leave where it is.")
class KeepHeroStoryInput:
    """A story to leave."""

    id: ID = strawberry.field(description="The hero.")
    answer: str = strawberry.field(default="", description="A word to those who reported it.")


@strawberry.input(description="Which hero's story to take out of sight, and why.")
class HideHeroStoryInput:
    """A story to hide."""

    id: ID = strawberry.field(description="The hero.")
    reason: ReportReason = strawberry.field(description="What is wrong with it.")
    said: str = strawberry.field(default="", description="A word to its hero and who chose them.")


@strawberry.input(description="Which hidden story to bring back.")
class RestoreHeroStoryInput:
    """A story to bring back."""

    id: ID = strawberry.field(description="The hero.")


@strawberry.type
class HeroReportQueries:
    """What was reported of heroes' stories."""

    @strawberry.field(description="The heroes' stories that you reported, and what became of it, latest first.")
    async def my_hero_reports(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[HeroReport]:
        """Return what the viewer reported."""
        wanted, member = paging.requested(first, after, last, before), members.require_self(info.context.viewer)
        async with info.context.reading() as session:
            return Connection.of(await heroes.reports_made(session, member, wanted), HeroReport.of)

    @strawberry.field(description="Heroes' stories with open reports, what was reported first on top; for moderators.")
    async def reported_heroes(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[ReportedHero]:
        """Return what was reported."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            found = await heroes.reported(session, info.context.viewer, wanted)
            shown = await _shown(session, info, [each.hero for each in found.items])
            return Connection.of(
                found,
                lambda row: ReportedHero(
                    hero=shown[row.hero.id], reports=[HeroReport.of(each) for each in row.reports[:REPORTS_MOST]]
                ),
            )

    @strawberry.field(description="The heroes' stories that are out of sight, by month; for moderators.")
    async def hidden_heroes(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Hero]:
        """Return what is hidden."""
        wanted = paging.requested(first, after, last, before)
        async with info.context.reading() as session:
            found = await heroes.hidden(session, info.context.viewer, wanted)
            shown = await _shown(session, info, list(found.items))
            return Connection.of(found, lambda row: shown[row.id])


@strawberry.type
class HeroReportMutations:
    """Reporting heroes' stories, and settling that."""

    @refusals.mutation(description="Complain about a hero's story; again changes what you said, until somebody looks.")
    async def report_hero_story(self, info: Info, input: ReportHeroStoryInput) -> HeroReport:
        """Report a story."""
        number, given = _number(input.id), {"reason": input.reason, "said": input.said}
        async with info.context.writing() as session:
            return HeroReport.of(await heroes.report(session, info.context.viewer, number, **given))

    @refusals.mutation(description="Leave a reported story where it is, and settle its reports; for moderators.")
    async def keep_hero_story(self, info: Info, input: KeepHeroStoryInput) -> Hero:
        """Leave a story."""
        async with info.context.writing() as session:
            kept = await heroes.keep(session, info.context.viewer, _number(input.id), answer=input.answer)
            return await hero_of(session, info, kept)

    @refusals.mutation(description="Take a hero's story out of sight, and settle its reports; for moderators.")
    async def hide_hero_story(self, info: Info, input: HideHeroStoryInput) -> Hero:
        """Hide a story."""
        number, given = _number(input.id), {"reason": input.reason, "said": input.said}
        async with info.context.writing() as session:
            return await hero_of(session, info, await heroes.hide(session, info.context.viewer, number, **given))

    @refusals.mutation(description="Bring a hidden story back as it was; for moderators.")
    async def restore_hero_story(self, info: Info, input: RestoreHeroStoryInput) -> Hero:
        """Bring a story back."""
        async with info.context.writing() as session:
            return await hero_of(session, info, await heroes.restore(session, info.context.viewer, _number(input.id)))


async def _shown(session: AsyncSession, info: Info, rows: list[HeroRow]) -> dict[int, Hero]:
    seen = await heroes.evidence_of(session, info.context.viewer, rows)
    return {row.id: Hero.of(row, seen.get(row.id)) for row in rows}


def _number(given: ID) -> int:
    return ids.decode("Hero", given)
