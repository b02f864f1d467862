"""What the demo's product team does besides answering: it files and scores ideas, and tells what was built."""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from domain import changelog, ideas, scores
from domain.members import Member
from web.demo.model import DemoEntry, Story

Step = Callable[[AsyncSession], Awaitable[None]]


def sorting(story: Story, people: Mapping[str, Member], numbers: Mapping[str, int]) -> Step:
    """Return the step that files ideas under the team's tags, and scores some."""

    async def step(session: AsyncSession) -> None:
        writer = people[story.on_duty]
        slugs = {}
        for name in story.tags:
            slugs[name] = next(
                slug for slug, kept in (await ideas.add_tag(session, writer, name)).kept_tags.items() if kept == name
            )
        for key in sorted({key for keys in story.tags.values() for key in keys}):
            filed = [slugs[name] for name, keys in story.tags.items() if key in keys]
            await ideas.file(session, writer, numbers[key], filed)
        for key, (reach, impact, confidence, effort) in story.scores.items():
            terms = {"impact": impact, "confidence": confidence, "effort": effort}
            await scores.score(session, writer, numbers[key], reach=int(reach), **terms)

    return step


def telling(entry: DemoEntry, people: Mapping[str, Member], numbers: Mapping[str, int]) -> Step:
    """Return the step that writes an entry of the changelog, and publishes it unless it stays a draft."""

    async def step(session: AsyncSession) -> None:
        writer, named = people[entry.by], [numbers[key] for key in entry.ideas]
        made = await changelog.draft(session, writer, title=entry.title, body=entry.body, idea_ids=named)
        if not entry.draft:
            await changelog.publish(session, writer, made.id)

    return step
