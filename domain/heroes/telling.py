"""What a hero's story says, and what it is about, brought into good form."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import experiments, recognition
from domain.errors import _
from domain.experiments import Conclusion, Experiment
from domain.heroes.candidates import STOPPED
from domain.heroes.model import HEADLINE_LEAST, HEADLINE_MOST, PART_LEAST, PART_MOST, Hero, Nomination
from domain.members import Actor, Member
from domain.recognition import About, Evidence, EvidenceKind
from domain.texts import Problems


@dataclass(frozen=True)
class Story:
    """A story: its headline, what was wrong, what was tried, what failed, what changed, and who helped."""

    headline: str
    problem: str
    tried: str
    failed: str = ""
    changed: str = ""
    helped: str = ""


@dataclass(frozen=True)
class Chain:
    """What a story is about, as numbers: an idea, and the experiment on it if it is about one."""

    idea_id: int | None = None
    experiment_id: int | None = None


def tidied(problems: Problems, story: Story, *, failure: bool) -> Story:
    """Return a story in good form; a failure's has to say what failed."""
    return Story(
        headline=problems.line("headline", story.headline, least=HEADLINE_LEAST, most=HEADLINE_MOST),
        problem=problems.text("problem", story.problem, least=PART_LEAST, most=PART_MOST),
        tried=problems.text("tried", story.tried, least=PART_LEAST, most=PART_MOST),
        failed=problems.text("failed", story.failed, least=PART_LEAST if failure else 0, most=PART_MOST),
        changed=problems.text("changed", story.changed, least=PART_LEAST, most=PART_MOST),
        helped=problems.text("helped", story.helped, most=PART_MOST),
    )


def put(hero: Hero, story: Story) -> None:
    """Write a story's words into its row."""
    for each in fields(Story):
        setattr(hero, each.name, getattr(story, each.name))


def wordless(hero: Hero) -> None:
    """Take all words of a story out of its row."""
    put(hero, Story("", "", ""))
    hero.because = hero.hidden_said = ""


async def chain_of(session: AsyncSession, problems: Problems, about: About | None, *readers: Member) -> Chain:
    """Return what a story is about; notes a problem unless all these readers see it."""
    if about is None:
        return Chain()
    for reader in readers:
        if about not in await recognition.shown(session, reader, [about]):
            problems.add("about", "unseen", _("Choose something that you and the one it is about may see."))
            return Chain()
    if about.kind is EvidenceKind.IDEA:
        return Chain(about.number)
    number = about.number
    if about.kind is EvidenceKind.LEARNING_CARD:
        number = (await experiments.cards_by_ids(session, readers[0], [number]))[number].experiment_id
    return Chain(await session.scalar(select(Experiment.idea_id).where(Experiment.id == number)), number)


def about_of(told: Hero | Nomination) -> About | None:
    """Return what a story is about, without saying whether anybody may see it: its experiment, or else its idea."""
    if told.experiment_id is not None:
        return About(EvidenceKind.EXPERIMENT, told.experiment_id)
    return About(EvidenceKind.IDEA, told.idea_id) if told.idea_id is not None else None


async def evidence_of(
    session: AsyncSession, actor: Actor, told: Sequence[Hero] | Sequence[Nomination]
) -> dict[int, Evidence]:
    """Return what stories are about, by their numbers, as far as the actor may see it."""
    by_number = {each.id: about for each in told if (about := about_of(each)) is not None}
    seen = await recognition.shown(session, actor, by_number.values())
    return {number: seen[about] for number, about in by_number.items() if about in seen}


async def taught(session: AsyncSession, chain: Chain) -> bool:
    """Return whether a story is about an experiment that was stopped for good, with its learning card."""
    query = select(Conclusion.id).where(Conclusion.experiment_id == chain.experiment_id)
    query = query.where(Conclusion.effective_at.is_not(None), Conclusion.kind.in_(STOPPED))
    return chain.experiment_id is not None and await session.scalar(query) is not None
