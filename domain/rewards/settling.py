"""Bringing the ledger in line with what has happened: what is new is awarded, what no longer holds is taken back."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy import ARRAY, BigInteger, CompoundSelect, delete, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from domain.clock import now
from domain.database import Sessions, transaction
from domain.events import Together, record_all, take_turn
from domain.ideas import Idea, above
from domain.members import Member
from domain.rewards.causes import CAUSES, Code, Due, UpTo
from domain.rewards.due import Paid, due
from domain.rewards.events import PointsEarned
from domain.rewards.ledger import Award, award, reverse
from domain.rewards.model import Currency, Entry, UnsettledIdea
from domain.rewards.pending import pending
from domain.rewards.rulebook import Rulebook, kept_rulebook
from domain.votes import VoteCast, VoteWithdrawn

log = structlog.get_logger(__name__)
Cause = tuple[str, str, int, str]


async def settle(session: AsyncSession, idea_id: int) -> list[Entry]:
    """Award what an idea has brought about and take back what no longer holds; return what was written.

    Done again, nothing more is written. Who is paid for something is settled the first time: whoever joins later
    gets nothing of it.
    """
    return await settle_all(session, [idea_id])


async def settle_all(session: AsyncSession, idea_ids: Collection[int]) -> list[Entry]:
    """Settle each of these ideas, in one order; return what was written."""
    await take_turn(session)
    book, made = await kept_rulebook(session), list[Entry]()
    for idea_id in sorted(idea_ids):
        made += await _settle(session, idea_id, book)
    return made


async def _settle(session: AsyncSession, idea_id: int, book: Rulebook) -> list[Entry]:
    idea = await session.scalar(select(Idea).where(Idea.id == idea_id).execution_options(populate_existing=True))
    if idea is None:
        return []
    moment = now(session)
    written = await written_for(session, idea_id)
    live = [entry for entry, gone in written if not gone]
    wanted = {cause_of(each): each for each in await due(session, idea, book, paid_of(written), moment)}
    ahead = {cause for cause, each in wanted.items() if each.at > moment}
    if ahead:  # the clock was set back: what was given stays, and the rest is looked at again until it is right
        await note(session, Counter([idea_id]))
    fallen = [entry for entry in live if cause_of(entry) not in wanted]
    made = list[Entry]()
    if fallen:
        held_for = await pending(session, idea, fallen, moment)
        made = await reverse(session, [entry.id for entry in fallen], held_for=held_for)
    times: dict[tuple[Cause, int], int] = defaultdict(int)
    for entry, _gone in written:
        times[cause_of(entry), entry.member_id] = max(times[cause_of(entry), entry.member_id], entry.generation)
    awards = await _awards(session, idea, book, [each for cause, each in wanted.items() if cause not in ahead], live)
    fresh = [Award(**{**vars(each), "generation": times[_cause_of_award(each), each.member_id] + 1}) for each in awards]
    awarded = await award(session, fresh) if fresh else []
    await _tell(session, awarded)
    return made + awarded


def cause_of(of: Due | Entry) -> Cause:
    """Return what an entry is the same as for the ledger, and what happened: it is paid once."""
    return (of.code, of.cause_kind, of.cause_id, of.part)


def _cause_of_award(of: Award) -> Cause:
    return (of.rule.code, of.cause_kind, of.cause_id, of.part)


def paid_of(written: Sequence[tuple[Entry, bool]]) -> Paid:
    """Return which support has earned something, of all awards for an idea."""
    support = [(entry, gone) for entry, gone in written if entry.code == Code.SUPPORTED]
    places, before = ({entry.cause_id: entry.place for entry, gone in support if gone is was} for was in (False, True))
    return Paid(places, before)


async def written_for(session: AsyncSession, idea_id: int) -> list[tuple[Entry, bool]]:
    """Return all awards for an idea, with whether each was taken back."""
    reversal = aliased(Entry)
    query = select(Entry, reversal.id.is_not(None)).outerjoin(reversal, reversal.reverses_id == Entry.id)
    query = query.where(Entry.idea_id == idea_id, Entry.reverses_id.is_(None), Entry.tops_up_id.is_(None))
    return [(row[0], row[1]) for row in await session.execute(query.order_by(Entry.id))]


async def _awards(
    session: AsyncSession, idea: Idea, book: Rulebook, dues: Sequence[Due], live: Sequence[Entry]
) -> list[Award]:
    """Return what the rules in force then pay for these, to people who are here and have nothing of it yet.

    Where others were paid already, only who stood for the idea, and joined since, gets their part: who runs a test
    now says nothing of who did then.
    """
    paid: dict[Cause, dict[int, datetime]] = defaultdict(dict)
    for entry in live:
        paid[cause_of(entry)][entry.member_id] = entry.recorded_at
    open_ones = [each for each in dues if not paid[cause_of(each)] or CAUSES[each.code].currency is Currency.IMPACT]
    people = {who for each in open_ones for who in each.people if who not in paid[cause_of(each)]}
    here = select(Member.id, Member.joined_at).where(Member.id.in_(people))
    here = here.where(Member.left_at.is_(None), Member.imported_from.is_(None))
    present = dict((await session.execute(here)).tuples().all()) if people else {}
    found = []
    for each in open_ones:
        before = paid[cause_of(each)]
        since = max(before.values(), default=None)
        rule = book.at(each.code, each.at)
        share = each.share(rule.amount_at(each.place)) if rule else 0
        if rule is None or not share:
            continue
        found += [
            Award(
                member_id=who,
                rule=rule,
                wanted=share,
                occurred_at=each.at,
                cause_kind=each.cause_kind,
                cause_id=each.cause_id,
                part=each.part,
                place=each.place,
                people=len(each.people),
                idea_id=idea.id,
                quadrant=idea.quadrant,
            )
            for who in each.people
            if who in present and who not in before and (since is None or present[who] > since)
        ]
    return found


async def _tell(session: AsyncSession, awarded: Sequence[Entry]) -> None:
    facts = [
        PointsEarned(entry_id=entry.id, idea_id=entry.idea_id, member_id=entry.member_id)
        for entry in awarded
        if CAUSES[Code(entry.code)].up_to is UpTo.OUTCOME and entry.amount and entry.idea_id is not None
    ]
    if facts:
        await record_all(session, facts)


@Together
async def settle_later(session: AsyncSession, facts: Sequence[VoteCast | VoteWithdrawn], since: datetime) -> None:
    """Note that votes of ideas have changed; `settle_voted` settles each once for all of them."""
    await note(session, Counter(fact.idea_id for fact in facts))


async def note(session: AsyncSession, changes: Mapping[int, int]) -> None:
    """Note how often ideas have changed, in the order of ideas."""
    if not changes:
        return
    ordered = sorted(changes.items())
    columns = [literal([pair[n] for pair in ordered], ARRAY(BigInteger)) for n in range(2)]
    given = func.unnest(*columns).table_valued("idea_id", "changes", name="given").render_derived()
    note = insert(UnsettledIdea).from_select(["idea_id", "changes"], select(given.c.idea_id, given.c.changes))
    again = {"changes": UnsettledIdea.changes + note.excluded.changes}
    await session.execute(note.on_conflict_do_update(index_elements=["idea_id"], set_=again))


async def take_back_support(session: AsyncSession, pairs: Collection[tuple[int, int]], batch: int) -> list[Entry]:
    """Take back, as one batch, what these votes of (member, idea) had earned anybody; return what was written.

    What follows from it, such as others moving up, is settled with the next round.
    """
    made = await reverse(session, list(await session.scalars(_earned(pairs))), batch=batch)
    await unsettle(session, {idea_id for _member_id, idea_id in pairs})
    return made


async def at_stake(session: AsyncSession, pairs: Collection[tuple[int, int]]) -> dict[int, int]:
    """Return how many points each member has of these votes of (member, idea) now."""
    undone, earned = aliased(Entry), _earned(pairs).subquery()
    parts = or_(Entry.id == earned.c.id, Entry.tops_up_id == earned.c.id)
    query = select(Entry.member_id, func.sum(Entry.amount)).join(earned, parts)
    query = query.outerjoin(undone, undone.reverses_id == Entry.id).where(undone.id.is_(None))
    rows = await session.execute(query.group_by(Entry.member_id).having(func.sum(Entry.amount) > 0))
    return {row[0]: int(row[1]) for row in rows}


def _earned(pairs: Collection[tuple[int, int]]) -> CompoundSelect[int]:
    """Return the query for the awards that these votes brought: to whom they were for, and for early support."""
    columns = [literal([pair[n] for pair in pairs], ARRAY(BigInteger)) for n in range(2)]
    given = func.unnest(*columns).table_valued("member_id", "idea_id", name="given").render_derived()
    first = Entry.reverses_id.is_(None), Entry.tops_up_id.is_(None)
    support = select(Entry.id).join(given, Entry.idea_id == given.c.idea_id).where(*first)
    support = support.where(Entry.code == Code.SUPPORTED.value, Entry.cause_id == given.c.member_id)
    # Early support counts, too, where it was given to what is merged into the idea; looked up each way for itself, so
    # that many votes aren't compared with everything.
    backed = *first, Entry.code == Code.SUPPORTED_EARLY.value, Entry.member_id == given.c.member_id
    early = select(Entry.id).join(given, Entry.idea_id == given.c.idea_id).where(*backed)
    merged = select(Idea.id, func.unnest(Idea.merged_ids).label("merged_id")).subquery()
    living_on = select(Entry.id).join(merged, merged.c.id == Entry.idea_id)
    living_on = living_on.join(given, given.c.idea_id == merged.c.merged_id).where(*backed)
    return support.union(early, living_on)


async def unsettle(session: AsyncSession, idea_ids: Collection[int]) -> None:
    """Have ideas, and those they live on in, settled with the next round, as after a vote."""
    await note(session, Counter({*idea_ids, *await above(session, idea_ids)}))


async def settle_voted(sessions: Sessions) -> int:
    """Settle the ideas whose votes have changed or begun to count, each in a transaction of its own; return how many.

    One that can't be settled waits for the next time, and holds up none of the others.
    """
    async with sessions() as session:
        waiting = (await session.execute(select(UnsettledIdea.idea_id, UnsettledIdea.changes))).tuples().all()
    settled = 0
    for idea_id, changes in sorted(waiting):
        try:
            async with transaction(sessions) as session:
                await settle(session, idea_id)
                noted = delete(UnsettledIdea).where(UnsettledIdea.idea_id == idea_id)
                await session.execute(noted.where(UnsettledIdea.changes == changes))
                settled += 1
        except Exception:
            log.exception("settling_failed", idea=idea_id)
    return settled


async def settle_next(session: AsyncSession, after: int, most: int) -> int | None:
    """Settle the next ideas past a number; return the last of them, None when there are no more."""
    query = select(Idea.id).where(Idea.id > after).order_by(Idea.id).limit(most)
    found = list(await session.scalars(query))
    await settle_all(session, found)
    return found[-1] if found else None
