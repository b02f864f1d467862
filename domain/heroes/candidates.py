"""Who could be a hero by what the facts say, each with what they did; people choose, and may choose somebody else.

It looks back 90 days: at benefits that were confirmed, experiments that were stopped as advised and taught something,
ideas that were adopted, learning cards that helped others, and comments that authors gave credit for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, members
from domain.clock import now
from domain.comments import Comment
from domain.database import Number
from domain.errors import _
from domain.experiments import CardReuse, Conclusion, ConclusionKind, Experiment, LearningCard
from domain.heroes.model import ROLES, HeroKind
from domain.heroes.policy import require_chooser
from domain.heroes.turns import choosable, cooling
from domain.ideas import Idea, Status
from domain.members import Actor, Member
from domain.rollouts import Benefit, Felt

LOOK_BACK = timedelta(days=90)
CANDIDATES_MOST, DEEDS_MOST = 8, 3
STOPPED = (ConclusionKind.STOPPED_NOT_AS_PROMISED, ConclusionKind.STOPPED_HARMFUL)


class DeedKind(StrEnum):
    """What somebody did that could make them a hero, the rarest first."""

    VERIFIED = "verified"
    STOPPED = "stopped"
    ADOPTED = "adopted"
    REUSED = "reused"
    CREDITED = "credited"


DEEDS: dict[DeedKind, str] = {
    DeedKind.VERIFIED: _("The business felt what %(idea)s brings, and a second person confirmed it."),
    DeedKind.STOPPED: _("The test of %(idea)s was stopped in time and honestly, and says what was learned."),
    DeedKind.ADOPTED: _("%(idea)s will be built, or is there by now."),
    DeedKind.REUSED: _("What was learned from %(idea)s helped others to plan their test."),
    DeedKind.CREDITED: _("What they answered below %(idea)s carried it on, as its author says."),
}
WEIGHTS = {DeedKind.VERIFIED: 4, DeedKind.STOPPED: 3, DeedKind.ADOPTED: 2, DeedKind.REUSED: 2, DeedKind.CREDITED: 1}


@dataclass(frozen=True)
class Deed:
    """Something that somebody did: for which idea, in which experiment if in one, and when it counted."""

    kind: DeedKind
    idea: Idea
    experiment_id: int | None
    at: datetime

    @property
    def path(self) -> str:
        """Return the address of what shows it."""
        return self.idea.path if self.experiment_id is None else f"/experiments/{self.experiment_id}"


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be a hero, with up to three things they did, the rarest first."""

    member: Member
    kind: HeroKind
    deeds: list[Deed]


async def candidates(session: AsyncSession, actor: Actor) -> list[Candidate]:
    """Return who could be a hero by what they did in 90 days, who did most first, at most 8 of a kind.

    Who was a hero within a year and the actor are left out. Raises SignInNeeded, NotAllowed.
    """
    chooser = require_chooser(actor)
    done = _deeds(chooser, now(session) - LOOK_BACK).subquery()
    query = select(done, Member.role).join(Member, Member.id == done.c.member_id)
    present = Member.left_at.is_(None), Member.imported_from.is_(None), Member.suspended_until.is_(None)
    query = query.where(*present, Member.role.in_(ROLES), Member.id != chooser.id)
    rows = (await session.execute(query.order_by(done.c.at.desc(), done.c.idea_id))).all()
    by_member: dict[int, dict[tuple[DeedKind, int], Any]] = {}
    for row in rows:
        by_member.setdefault(row.member_id, {}).setdefault((DeedKind(row.kind), row.idea_id), row)
    for number in await cooling(session, by_member, (await choosable(session))[0]):
        del by_member[number]
    ranked = sorted(by_member, key=lambda each: (-sum(WEIGHTS[kind] for kind, _idea in by_member[each]), each))
    shown: dict[HeroKind, list[int]] = {kind: [] for kind in HeroKind}
    for number in ranked:
        role = next(iter(by_member[number].values())).role
        if len(shown[ROLES[role]]) < CANDIDATES_MOST:
            shown[ROLES[role]].append(number)
    chosen = {number: _first(by_member[number]) for numbers in shown.values() for number in numbers}
    people = await members.by_ids(session, chosen)
    told = await ideas.by_ids(session, chooser, [row.idea_id for mine in chosen.values() for row in mine])
    return [Candidate(people[each], kind, _named(chosen[each], told)) for kind in HeroKind for each in shown[kind]]


def _first(mine: dict[tuple[DeedKind, int], Any]) -> list[Any]:
    order = list(DeedKind)
    return [mine[key] for key in sorted(mine, key=lambda key: order.index(key[0]))][:DEEDS_MOST]


def _named(rows: list[Any], told: dict[int, Idea]) -> list[Deed]:
    return [Deed(DeedKind(row.kind), told[row.idea_id], row.experiment_id, row.at) for row in rows]


def _deeds(actor: Actor, since: datetime) -> Any:
    """Return who did what when, of ideas the actor sees."""
    seen = ideas.visible_to(actor)
    adopted = Idea.status.in_((Status.ADOPTED, Status.DELIVERED)), Idea.moved_at >= since, seen
    nothing = null().cast(Number)
    columns = literal(DeedKind.ADOPTED.value).label("kind"), Idea.id.label("idea_id")
    by_author = select(Idea.author_id.label("member_id"), Idea.moved_at.label("at"), *columns)
    by_author = by_author.add_columns(nothing.label("experiment_id")).where(*adopted)
    shared = func.unnest(Idea.co_author_ids, type_=Number)
    by_others = select(shared, Idea.moved_at, *columns, nothing).where(*adopted)
    confirmed = Benefit.confirmed_at >= since, Benefit.felt == Felt.YES, Benefit.withdrawn_at.is_(None), seen
    stopped = Conclusion.effective_at >= since, Conclusion.kind.in_(STOPPED), ~Conclusion.against_advice, seen
    felt, ended = Benefit.experiment_id == Experiment.id, Conclusion.experiment_id == Experiment.id
    people = Experiment.owner_id, Idea.author_id
    reused = _of(LearningCard.author_id, func.max(CardReuse.reused_at), DeedKind.REUSED)
    reused = reused.join(LearningCard, LearningCard.experiment_id == Experiment.id)
    reused = reused.join(CardReuse, CardReuse.card_id == LearningCard.id).where(seen)
    reused = reused.where(CardReuse.reused_at >= since, CardReuse.member_id != LearningCard.author_id)
    credited = Comment.credited_at >= since, Comment.removed_at.is_(None), Comment.held_at.is_(None), seen
    best = literal(DeedKind.CREDITED.value).label("kind"), Comment.idea_id, nothing
    by_answerers = select(Comment.author_id, func.max(Comment.credited_at), *best)
    by_answerers = by_answerers.join(Idea, Idea.id == Comment.idea_id).where(*credited)
    return union_all(
        by_author,
        by_others,
        by_answerers.group_by(Comment.author_id, Comment.idea_id),
        *(_of(who, Benefit.confirmed_at, DeedKind.VERIFIED).join(Benefit, felt).where(*confirmed) for who in people),
        *(
            _of(who, Conclusion.effective_at, DeedKind.STOPPED).join(Conclusion, ended).where(*stopped)
            for who in people
        ),
        reused.group_by(LearningCard.author_id, Experiment.id, Experiment.idea_id),
    )


def _of(who: Any, at: Any, kind: DeedKind) -> Select[Any]:
    columns = literal(kind.value).label("kind"), Experiment.idea_id, Experiment.id
    return select(who, at, *columns).select_from(Experiment).join(Idea, Idea.id == Experiment.idea_id)
