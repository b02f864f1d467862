"""What a card is about, as far as somebody may see it: an idea, an experiment or a learning card."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import experiments, ideas
from domain.experiments import Experiment
from domain.members import Actor
from domain.recognition.model import RecognitionCard


class EvidenceKind(StrEnum):
    """What kind of thing a card is about."""

    IDEA = "idea"
    EXPERIMENT = "experiment"
    LEARNING_CARD = "learning_card"


@dataclass(frozen=True)
class About:
    """Names what a card is about."""

    kind: EvidenceKind
    number: int


@dataclass(frozen=True)
class Evidence:
    """What a card is about, for somebody who may see it."""

    about: About
    title: str
    path: str
    language: str


def about_of(card: RecognitionCard) -> About | None:
    """Return what a card is about, without saying whether anybody may see it."""
    if card.idea_id is not None:
        return About(EvidenceKind.IDEA, card.idea_id)
    if card.experiment_id is not None:
        return About(EvidenceKind.EXPERIMENT, card.experiment_id)
    if card.learning_card_id is not None:
        return About(EvidenceKind.LEARNING_CARD, card.learning_card_id)
    return None


async def shown(session: AsyncSession, actor: Actor, wanted: Iterable[About]) -> dict[About, Evidence]:
    """Return those of these that the actor may see, in at most one statement for each kind."""
    numbers: dict[EvidenceKind, set[int]] = {kind: set() for kind in EvidenceKind}
    for about in wanted:
        numbers[about.kind].add(about.number)
    found: list[Evidence] = []
    if some := numbers[EvidenceKind.IDEA]:
        for number, idea in (await ideas.by_ids(session, actor, list(some))).items():
            if not idea.is_draft:
                found.append(Evidence(About(EvidenceKind.IDEA, number), idea.title, idea.path, idea.language))
    if some := numbers[EvidenceKind.EXPERIMENT]:
        query = select(Experiment, ideas.Idea.language).join(Experiment.idea).where(Experiment.id.in_(some))
        query = query.where(experiments.visible_to(actor), ideas.visible_to(actor))
        for one, language in await session.execute(query):
            found.append(Evidence(About(EvidenceKind.EXPERIMENT, one.id), one.title, one.path, language))
    if some := numbers[EvidenceKind.LEARNING_CARD]:
        for number, card in (await experiments.cards_by_ids(session, actor, some)).items():
            about = About(EvidenceKind.LEARNING_CARD, number)
            found.append(Evidence(about, card.experiment.title, card.path, card.language))
    return {each.about: each for each in found}


async def evidence_of(session: AsyncSession, actor: Actor, cards: Iterable[RecognitionCard]) -> dict[int, Evidence]:
    """Return what cards are about, by their numbers, as far as the actor may see it."""
    by_card = {card.id: about for card in cards if (about := about_of(card)) is not None}
    seen = await shown(session, actor, by_card.values())
    return {number: seen[about] for number, about in by_card.items() if about in seen}
