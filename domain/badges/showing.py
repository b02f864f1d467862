"""What shows that a badge was earned: the idea, the verdict and the learning card of what happened just then.

An award names the one thing that leads to the others: a card, else an experiment, else an idea.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import experiments, ideas
from domain.badges.deeds import ANSWERED_SOON, REPLICATED, deeds
from domain.badges.model import Award, Repeats
from domain.errors import _
from domain.experiments import Conclusion, Experiment, LearningCard, Phase
from domain.ideas import Idea
from domain.members import Actor
from domain.permissions import Permission
from domain.rewards import Code, Entry

_VERDICT, _TEST = _("The verdict on “%(title)s”"), _("The experiment “%(title)s”")
_CARD = _("The learning card “%(title)s”")


@dataclass(frozen=True)
class Showing:
    """One page that shows it: what the page is, as a sentence with the place %(title)s, its title, and its address.

    `kind` and `number` say which thing that is; one without a title says it all in the sentence.
    """

    what: str
    title: str
    path: str
    kind: Literal["idea", "experiment", "learning_card", "recognition"]
    number: int

    def text(self, say: Callable[[str], str]) -> str:
        """Return what the page is, in the words of who reads."""
        return say(self.what) % {"title": self.title} if self.title else say(self.what)


async def showings(session: AsyncSession, actor: Actor, awards: Collection[Award]) -> dict[int, list[Showing]]:
    """Return the pages that show that badges were earned, as far as the actor may see them, by the award's number.

    As many statements for one as for many.
    """
    if not awards or not actor.may(Permission.READ):
        return {}
    card_ids = {each.card_id for each in awards if each.card_id is not None}
    about = select(LearningCard.id, LearningCard.experiment_id).where(LearningCard.id.in_(card_ids))
    behind = {row.id: row.experiment_id for row in await session.execute(about)} if card_ids else {}
    tests = {each.id: behind.get(each.card_id or 0, each.experiment_id) for each in awards}
    known = await experiments.by_ids(session, actor, {number for number in tests.values() if number is not None})
    cards = await experiments.cards_by_ids(session, actor, card_ids)
    wanted = {each.idea_id for each in awards} | {each.idea_id for each in known.values()}
    seen = await ideas.by_ids(session, actor, {number for number in wanted if number is not None})
    found = dict[int, list[Showing]]()
    for award in awards:
        test_id = tests[award.id]
        test = known.get(test_id) if test_id is not None else None
        if test_id is None or test is not None:
            idea = seen.get((test.idea_id if test else award.idea_id) or 0)
            found[award.id] = _showings(idea, test, cards.get(award.card_id or 0))
    return found


def _showings(idea: Idea | None, test: Experiment | None, card: LearningCard | None) -> list[Showing]:
    found = list[Showing]()
    if idea is not None:
        found.append(Showing("%(title)s", idea.title, idea.path, "idea", idea.id))
    if test is not None:
        ended = test.phase in (Phase.CONCLUDED, Phase.ARCHIVED)
        found.append(Showing(_VERDICT if ended else _TEST, test.title, test.path, "experiment", test.id))
    if test is not None and card is not None:
        found.append(Showing(_CARD, test.title, f"/learning/{card.id}", "learning_card", card.id))
    return found


@dataclass(frozen=True)
class _Thing:
    """What a deed was about, where that is still there."""

    idea_id: int
    experiment_id: int | None = None
    card_id: int | None = None

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """Return what tells most first; among equals the oldest, so that it is always the same one."""
        return self.card_id is None, self.experiment_id is None, self.idea_id, self.card_id or 0

    @property
    def named(self) -> dict[str, int | None]:
        """Return the one thing that leads to the others, as an award keeps it."""
        experiment_id = None if self.card_id else self.experiment_id
        idea_id = None if self.card_id or experiment_id else self.idea_id
        return {"idea_id": idea_id, "experiment_id": experiment_id, "card_id": self.card_id}


class Shown:
    """What members did at moments, to be asked for what shows it."""

    def __init__(self, things: Mapping[tuple[int, datetime], Sequence[_Thing]]) -> None:
        self._things = things

    def of(self, member_id: int, at: datetime, idea_id: int | None) -> dict[str, int | None]:
        """Return what an award for this keeps; with an idea only what is about it."""
        things = self._things.get((member_id, at), ())
        fitting = [each for each in things if idea_id in (None, each.idea_id)]
        best = min(fitting, key=lambda each: each.rank, default=None)
        return best.named if best else {"idea_id": idea_id, "experiment_id": None, "card_id": None}


async def shown_by(session: AsyncSession, codes: Collection[str], moments: Collection[tuple[int, datetime]]) -> Shown:
    """Return what members did just then, which shows it to others; not of what they backed."""
    rows, who, when = deeds(Repeats.EACH), {number for number, _at in moments}, {at for _number, at in moments}
    query = select(rows.c.member_id, rows.c.at, rows.c.code, rows.c.id, Idea.id.label("idea_id"))
    query = query.add_columns(Entry.cause_kind, Entry.cause_id, Entry.part)
    # Entries outlive what they were for, so that only ideas which are still there can be shown.
    query = query.join(Idea, Idea.id == rows.c.idea_id)
    query = query.outerjoin(Entry, and_(Entry.id == rows.c.id, rows.c.code.not_in((ANSWERED_SOON, REPLICATED))))
    query = query.where(rows.c.code.in_(set(codes) - {Code.SUPPORTED_EARLY.value}))
    # Each list by itself, which an index helps with; the few pairs too many are left out here.
    query = query.where(rows.c.member_id.in_(who), rows.c.at.in_(when))
    found = [row for row in await session.execute(query) if (row.member_id, row.at) in moments]
    tests = await _tests(session, found)
    things = defaultdict[tuple[int, datetime], list[_Thing]](list)
    for row in found:
        things[row.member_id, row.at].append(_Thing(row.idea_id, *tests.get(_about(row), (None, None))))
    return Shown(things)


def _about(row: Any) -> tuple[str, int]:
    """Return by what the experiment behind a deed is found: its conclusion, its card, or itself."""
    if row.code == REPLICATED:
        return "conclusion", row.id
    if row.code == Code.CARD_REUSED:
        return "card", int(row.part)
    return row.cause_kind or "", row.cause_id or 0


async def _tests(session: AsyncSession, rows: Sequence[Any]) -> dict[tuple[str, int], tuple[int, int | None]]:
    """Return the experiments behind deeds, each with its card where there is one."""
    wanted = defaultdict[str, set[int]](set)
    for kind, number in map(_about, rows):
        wanted[kind].add(number)
    found = dict[tuple[str, int], tuple[int, int | None]]()
    ended = select(Conclusion.id, Conclusion.experiment_id, LearningCard.id.label("card_id"))
    ended = ended.outerjoin(LearningCard, LearningCard.conclusion_id == Conclusion.id)
    if wanted["conclusion"]:
        for row in await session.execute(ended.where(Conclusion.id.in_(wanted["conclusion"]))):
            found["conclusion", row.id] = (row.experiment_id, row.card_id)
    if wanted["card"]:
        cards = select(LearningCard.id, LearningCard.experiment_id).where(LearningCard.id.in_(wanted["card"]))
        for card_id, experiment_id in await session.execute(cards):
            found["card", card_id] = (experiment_id, card_id)
    if wanted["experiment"]:
        for number in await session.scalars(select(Experiment.id).where(Experiment.id.in_(wanted["experiment"]))):
            found["experiment", number] = (number, None)
    return found
