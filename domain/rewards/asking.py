"""Asking of an idea why it brought a member points or not, and what is still to come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from domain import ideas
from domain.clock import now
from domain.comments import Comment
from domain.errors import _
from domain.experiments import PLANNED, UNDER_WAY, Conclusion, ConclusionKind, Experiment, Phase
from domain.ideas import Idea, Status
from domain.members import Actor, Member, Team
from domain.rewards.causes import CAUSES, Code, Due
from domain.rewards.conditions import JOINED_LATER, LOOKED_AT, OTHERS_FIRST, TO_CONFIRM, asked, failed
from domain.rewards.due import MEMBER_FOR, VERIFIED_AFTER, due, shared_with
from domain.rewards.experimenting import Tested, experiments_of
from domain.rewards.explaining import Said, why, withheld
from domain.rewards.model import Currency, Entry
from domain.rewards.pending import OF_AN_END, HeldPart, Look, held_of, held_parts
from domain.rewards.rulebook import Rulebook, rulebook
from domain.rewards.settling import Cause, cause_of, paid_of, written_for
from domain.rewards.waiting import waiting_until
from domain.rollouts import Benefit
from domain.votes import Vote

OPEN_MOST = 5
_OVER = frozenset({Status.DECLINED, Status.WITHDRAWN, Status.MERGED, Status.DRAFT})
_ADOPTED = frozenset({Status.ADOPTED, Status.DELIVERED})
_TEST_LOOKED_AT = _(
    "Somebody looks at how this test ended. These points wait until it is decided; it is no accusation."
)
_REFUSED = _("Somebody looked at how this test ended, and decided that these points aren’t given. You read why.")
_PART_LOOKED_AT = _(
    "Somebody looks at whether this and an earlier idea are one. These points wait until then; it is no accusation."
)
_PART_REFUSED = _(
    "Somebody looked and found that this and an earlier idea are one, so that these points aren’t given again."
)
_PART_MERGED = _("This and an earlier idea are one now, and share one budget: these points aren’t given a second time.")


@dataclass(frozen=True)
class WhyNot:
    """One rule against one idea: the entry it gave the reader, or the first condition that doesn't hold."""

    code: Code
    currency: Currency
    name: str
    said: Said
    entry_id: int | None = None


async def ideas_to_ask_about(session: AsyncSession, actor: Actor, member: Member, most: int) -> list[Idea]:
    """Return the newest ideas that a member stands for, tests, backs or was credited for, as the actor sees them."""
    numbers = [
        select(Idea.id).where(Idea.author_id == member.id),
        select(Idea.id).where(Idea.co_author_ids != [], Idea.co_author_ids.contains([member.id])),
        select(Experiment.idea_id).where(_runs(member)),
        select(Vote.idea_id).where(Vote.member_id == member.id),
        select(Comment.idea_id).where(Comment.author_id == member.id, Comment.credited_at.is_not(None)),
    ]
    newest = union(*(select(_newest(each, most).subquery()) for each in numbers)).subquery()
    found = await session.scalars(select(newest.c[0]).order_by(newest.c[0].desc()).limit(most))
    seen = await ideas.by_ids(session, actor, list(found))
    return sorted(seen.values(), key=lambda idea: -idea.id)


def _newest(numbers: Select[int], most: int) -> Select[int]:
    (column,) = numbers.selected_columns
    return numbers.order_by(column.desc()).limit(most)


async def why_not(
    session: AsyncSession, actor: Actor, member: Member, idea_id: int, looks: Mapping[int, Look]
) -> list[WhyNot]:
    """Return for each rule why an idea brought a member points or not. Raises NotFound for an idea out of sight.

    `looks` says of what was taken back from them how the look stands, by the number of the reversal.
    """
    idea = await ideas.visible(session, actor, idea_id)
    book, moment = await rulebook(session), now(session)
    mine = select(Entry).where(Entry.idea_id == idea.id, Entry.member_id == member.id).order_by(Entry.id)
    entries = list(await session.scalars(mine.options(joinedload(Entry.rule))))
    gone = {each.reverses_id: each for each in entries if each.reverses_id is not None}
    written = await written_for(session, idea.id)
    settled = {cause_of(entry) for entry, was_reversed in written if not was_reversed}
    happened = [each for each in await due(session, idea, book, paid_of(written), moment) if each.at <= moment]
    waits = idea.id in await waiting_until(session, [idea.id])
    stands = member.id in {idea.author_id, *await shared_with(session, idea)}
    tests = await experiments_of(session, idea.id)
    held = await held_of(session, idea.id)
    part = (await held_parts(session, [idea.id])).get(idea.id) if stands else None
    of = await asked(session, member, idea, tests, moment, stands=stands)
    found = []
    for code, cause in CAUSES.items():
        if cause.currency is Currency.THANKS:
            continue  # no idea brings them
        own = [each for each in entries if each.code == code and each.reverses_id is None]
        of_this = [one for one in happened if one.code is code]
        theirs = [one for one in of_this if member.id in one.people]
        entry_id: int | None = None
        of_test = _of_test(code, held, of.mine)
        nothing_stands = gone.keys() >= {each.id for each in own}
        if part is not None and code in part.codes and nothing_stands:
            said = _of_part(part)
        elif waits and code is Code.SUPPORTED and stands and nothing_stands:
            said = Said(LOOKED_AT)
        elif of_test is not None and nothing_stands:
            said = of_test
        elif own:
            said, entry_id = _of_entries(own, gone, idea, looks)
        elif theirs:
            said = _of_share(code, theirs, settled, book)
        else:
            said = failed(code, of, book, moment, happened=bool(of_this))
        found.append(WhyNot(code, cause.currency, cause.name, said, entry_id))
    return found


def _of_test(code: Code, held: Mapping[int, bool], mine: Sequence[Tested]) -> Said | None:
    """Return why a test that the member runs brings no points for how it ended, as far as somebody looks at it."""
    if code not in OF_AN_END:
        return None
    well = [test.id for test in mine if (end := test.conclusion) and end.is_valid and end.in_time]
    if code is Code.ACTED_ON_VERDICT:
        well = [test.id for test in mine if test.id in well and test.conclusion and test.conclusion.as_advised]
    refused = [held[number] for number in well if number in held]
    return Said(_REFUSED if all(refused) else _TEST_LOOKED_AT) if refused else None


def _of_part(part: HeldPart) -> Said:
    """Return why the later of two ideas that may be one brings no points of its own."""
    if part.merged:
        return Said(_PART_MERGED)
    return Said(_PART_REFUSED if part.refused else _PART_LOOKED_AT)


def _of_entries(
    own: Sequence[Entry], gone: Mapping[int, Entry], idea: Idea, looks: Mapping[int, Look]
) -> tuple[Said, int]:
    last = own[-1]
    if standing := [each for each in own if each.id not in gone]:
        points = sum(each.amount for each in standing)
        said = Said(_("You got %(points)s points for it."), {"points": points})
        return said if points else withheld(standing[-1]) or said, standing[-1].id
    return why(gone[last.id], idea, looks.get(gone[last.id].id)), last.id


def _of_share(code: Code, theirs: Sequence[Due], settled: Collection[Cause], book: Rulebook) -> Said:
    """Return why what happened for this member isn't an entry."""
    fresh = [(each, book.at(code, each.at)) for each in theirs if cause_of(each) not in settled]
    if not fresh and CAUSES[code].currency is Currency.LEARNING:
        return Said(_("You joined those who run the test after that, so it went to those who ran it then."))
    if not fresh:
        return Said(JOINED_LATER)
    if not any(rule and rule.tiers for _each, rule in fresh):
        return Said(_("The rule paid nothing for this at that time."))
    if not any(rule and rule.amount_at(each.place) for each, rule in fresh):
        return Said(OTHERS_FIRST)
    if not any(rule and each.share(rule.amount_at(each.place)) for each, rule in fresh):
        return Said(_("Shared by so many, it comes to less than one point each."))
    return Said(_("It has just happened. The points arrive within a minute."))


@dataclass(frozen=True)
class Coming:
    """What an idea may still bring a member, and what that waits for, until `until` where that is known."""

    idea: Idea
    code: Code
    said: Said
    until: datetime | None = None


async def coming(session: AsyncSession, member: Member) -> list[Coming]:
    """Return what may still come of a member's newest open ideas and experiments, one thing for each."""
    book, moment = await rulebook(session), now(session)
    mine = await _open_ideas(session, member)
    found = await _of_ideas(session, mine, moment) if mine else []
    running = select(Experiment).join(Experiment.idea).options(contains_eager(Experiment.idea))
    running = running.where(_runs(member), Experiment.phase.in_(PLANNED | UNDER_WAY), Idea.hidden_at.is_(None))
    for test in await session.scalars(running.order_by(Experiment.id.desc()).limit(OPEN_MOST)):
        code = Code.PLAN_APPROVED if test.phase in (Phase.DRAFT, Phase.PROPOSED) else Code.LEARNED
        found.append(Coming(test.idea, code, Said(CAUSES[code].waiting)))
    rules = {code: book.at(code, moment) for code in Code}
    return [each for each in found if (rule := rules[each.code]) and rule.tiers]


def _runs(member: Member) -> ColumnElement[bool]:
    """Return the condition for experiments that a member runs, alone or with a team."""
    teams = select(Team.id).select_from(Member).join(Member.teams).where(Member.id == member.id)
    return or_(Experiment.owner_id == member.id, Experiment.team_id.in_(teams))


async def _open_ideas(session: AsyncSession, member: Member) -> list[Idea]:
    shared = and_(Idea.co_author_ids != [], Idea.co_author_ids.contains([member.id]))
    still = Idea.status.not_in(_OVER), Idea.hidden_at.is_(None)
    sides = [_newest(select(Idea.id).where(side, *still), OPEN_MOST) for side in (Idea.author_id == member.id, shared)]
    numbers = union(*(select(side.subquery()) for side in sides))
    query = select(Idea).where(Idea.id.in_(numbers)).order_by(Idea.id.desc()).limit(OPEN_MOST)
    return list(await session.scalars(query))


async def _of_ideas(session: AsyncSession, mine: Sequence[Idea], moment: datetime) -> list[Coming]:
    numbers = [idea.id for idea in mine]
    stands = and_(
        Benefit.experiment_id == Experiment.id, Benefit.days == VERIFIED_AFTER, Benefit.withdrawn_at.is_(None)
    )
    scaled = and_(Conclusion.experiment_id == Experiment.id, Conclusion.effective_at.is_not(None))
    tests = select(Experiment, Conclusion.kind, Benefit).outerjoin(Conclusion, scaled).outerjoin(Benefit, stands)
    rows = (await session.execute(tests.where(Experiment.idea_id.in_(numbers)).order_by(Experiment.id))).tuples().all()
    fresh = select(Vote.idea_id).distinct().join(Member, Member.id == Vote.member_id)
    fresh = fresh.where(
        Vote.idea_id.in_(numbers), Vote.quarantined_at.is_(None), Member.joined_at > moment - MEMBER_FOR
    )
    supported = set(await session.scalars(fresh))
    looked_at, parts = await waiting_until(session, numbers), await held_parts(session, numbers)
    found = []
    for idea in mine:
        theirs = [row for row in rows if row[0].idea_id == idea.id]
        if idea.id in parts and parts[idea.id].refused:
            continue
        if idea.id in parts:
            found.append(Coming(idea, Code.PUBLISHED, _of_part(parts[idea.id])))
        elif idea.id in looked_at:
            found.append(Coming(idea, Code.SUPPORTED, Said(LOOKED_AT), looked_at[idea.id]))
        elif (code := _next(idea, theirs, fresh=idea.id in supported)) is not None:
            confirms = code is Code.BENEFIT_VERIFIED and any(row[2] for row in theirs)
            found.append(Coming(idea, code, Said(TO_CONFIRM if confirms else CAUSES[code].waiting)))
    return found


Row = tuple[Experiment, ConclusionKind | None, Benefit | None]


def _next(idea: Idea, tests: Sequence[Row], *, fresh: bool) -> Code | None:
    """Return what an open idea waits for, None where nothing more is on its way."""
    if any(test.phase in UNDER_WAY for test, _kind, _benefit in tests):
        return Code.TESTED
    felt = [benefit for _test, kind, benefit in tests if kind is ConclusionKind.SCALED]
    if idea.status is not Status.NOT_NOW and any(each is None or each.is_waiting for each in felt):
        return Code.BENEFIT_VERIFIED
    if fresh:
        return Code.SUPPORTED
    if idea.status in _ADOPTED or idea.status is Status.NOT_NOW:
        return None
    begun = any(test.started_at for test, _kind, _benefit in tests)
    return Code.CHOSEN if idea.status is Status.SHORTLISTED and not begun else Code.ADOPTED
