"""The first condition that doesn't hold, so that an idea brings a member nothing of a kind, for each kind there is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.comments import Comment
from domain.errors import _
from domain.experiments import Conclusion, ConclusionKind, Phase
from domain.ideas import Idea, Status
from domain.members import Member
from domain.rewards.causes import CAUSES, Code
from domain.rewards.due import MEMBER_FOR, VERIFIED_AFTER, adoption, backing
from domain.rewards.experimenting import Tested
from domain.rewards.explaining import Said
from domain.rewards.pending import waiting_voters
from domain.rewards.rulebook import Rulebook
from domain.rollouts import Benefit
from domain.votes import Vote

LOOKED_AT = _("Many backed it at once. These votes count; the points for them come when somebody has looked.")
JOINED_LATER = _("You joined this idea after that, so it went to those who stood for it then.")
_DRAFT = _("It is still a draft. Points come of what stands before the community.")
_WITHDRAWN = _("This idea was taken back, so it brings no points.")
_HIDDEN = _("This idea is out of sight for now, so it brings no points.")
_MERGED = _("This idea lives on in another one. What becomes of it brings points there.")
_DECLINED = _("The product team decided against this idea, so this doesn’t come.")
_NOT_NOW = _("The product team put this idea off, so this comes only if they take it up again.")
_OFF = _("The rule pays nothing for this at present.")
_OF_AUTHOR = _("This is for whoever put the idea before the community.")
_OF_STANDING = _("This is for those who stand for the idea.")
_OF_BACKERS = _("This is for those who backed it first, before it was adopted.")
_OF_CREDITED = _("This is for those on whose comments the idea builds.")
_OF_RUNNERS = _("This is for those who run an experiment on it.")
_NOBODY_YET = _("Nobody has backed it so far whose support brings points.")
_NOT_COUNTED = _("Support that it has doesn’t count: somebody looks at it, or decided so.")
_YOURS_NOT_COUNTED = _("Your support of it doesn’t count: somebody looks at it, or decided so.")
_BACKED_LATER = _("You backed it after it was adopted.")
_JUST_JOINED = _("You had been a member for less than a day when it was adopted.")
OTHERS_FIRST = _("The rule pays the first of these only, and others came before.")
_UNTESTED = _("It was adopted without a test.")
_INVALID = _("Its test ended without valid figures, so this brings nothing.")
_NOT_SCALED = _("Only what was tested and scaled is measured ninety days later. This hasn’t been so far.")
TO_CONFIRM = _("The benefit was seen. Waiting until a second person confirms it.")
_NOT_FELT = _("Ninety days on, the business didn’t feel it, or nobody could tell.")
_IMPORTED = _("Support that came with an import brings no points.")
_DROPPED = _("The experiment was dropped before it began.")
_LATE = _("The test ended more than a week after its verdict fell or its time was over, which is too late for this.")
_NO_VERDICT = _("No verdict to stop or to scale had fallen when the test ended.")
_AGAINST = _("The test ended against the advice. That is neither paid nor punished.")
_OVER = frozenset({Phase.CONCLUDED, Phase.ARCHIVED})


@dataclass(frozen=True)
class Asked:
    """A member who asks about an idea (light), with all that the conditions look at. `held` is own support that waits.

    `fresh` and `uncounted` are how many support it who are new, and whose votes don't count; `cast` is the member's own
    votes of it, or of what lives on in it; `benefits` those of the ninetieth day that stand.
    """

    idea: Idea
    member: Member
    stands: bool
    shares: bool
    tests: Sequence[Tested]
    adopted_at: datetime | None
    fresh: int
    uncounted: int
    cast: Sequence[tuple[datetime, datetime | None]]
    held: bool
    credited: bool
    scaled: bool
    benefits: Sequence[Benefit]

    @property
    def mine(self) -> list[Tested]:
        """Return the tests of it that the member runs."""
        return [test for test in self.tests if self.member.id in test.people]

    @property
    def running(self) -> bool:
        """Return whether a test of it has begun and isn't over."""
        return any(test.started_at and test.phase not in _OVER for test in self.tests)


async def asked(
    session: AsyncSession, member: Member, idea: Idea, tests: Sequence[Tested], moment: datetime, *, stands: bool
) -> Asked:
    """Return what the conditions look at, for an idea that was loaded for the member."""
    near = [idea.author_id, *idea.co_author_ids, *idea.merged_author_ids]
    support = select(
        func.count().filter(Vote.quarantined_at.is_(None), Member.joined_at > moment - MEMBER_FOR),
        func.count().filter(Vote.quarantined_at.is_not(None)),
    )
    support = support.select_from(Vote).join(Member, Member.id == Vote.member_id)
    row = (await session.execute(support.where(Vote.idea_id == idea.id, Vote.member_id.not_in(near)))).one()
    own = backing(idea).where(Vote.member_id == member.id).order_by(Vote.cast_at)
    told = select(Comment.id).where(Comment.idea_id.in_([idea.id, *idea.merged_ids]))
    told = told.where(Comment.author_id == member.id, Comment.credited_at.is_not(None))
    told = told.where(or_(Comment.removed_at.is_(None), Comment.removed_by_id == Comment.author_id))
    numbers = [test.id for test in tests]
    scaled = select(Conclusion.id).where(Conclusion.experiment_id.in_(numbers), Conclusion.effective_at.is_not(None))
    scaled = scaled.where(Conclusion.kind == ConclusionKind.SCALED)
    seen = select(Benefit).where(Benefit.experiment_id.in_(numbers), Benefit.days == VERIFIED_AFTER)
    seen = seen.where(Benefit.withdrawn_at.is_(None))
    decision = await adoption(session, idea)
    return Asked(
        idea=idea,
        member=member,
        stands=stands,
        shares=stands or member.id in idea.merged_author_ids,
        tests=tests,
        adopted_at=decision.effective_at if decision else None,
        fresh=row[0],
        uncounted=row[1],
        cast=[(each.cast_at, each.quarantined_at) for each in await session.execute(own)],
        held=member.id in await waiting_voters(session, idea, moment),
        credited=member.id not in near and await session.scalar(told.limit(1)) is not None,
        scaled=bool(tests) and await session.scalar(scaled.limit(1)) is not None,
        benefits=list(await session.scalars(seen)) if tests else [],
    )


def failed(code: Code, of: Asked, book: Rulebook, moment: datetime, *, happened: bool) -> Said:
    """Return the first condition that doesn't hold; `happened` is whether what it is for did, for others."""
    message = _out_of_play(of.idea) or WHOSE[code](of)
    if message is None and happened and code in SHARED:
        message = JOINED_LATER
    if message is None:
        rule = book.at(code, of.adopted_at or moment if code is Code.SUPPORTED_EARLY else moment)
        message = CONDITIONS[code](of) if rule and rule.tiers else _OFF
    return Said(message)


def _out_of_play(idea: Idea) -> str | None:
    """Return why nothing at all comes of an idea."""
    gone = {Status.DRAFT: _DRAFT, Status.WITHDRAWN: _WITHDRAWN}.get(idea.status)
    return gone or (_HIDDEN if idea.hidden_at is not None else None)


def _decided(of: Asked) -> str | None:
    """Return why an idea doesn't go on, as far as that is decided."""
    return {Status.MERGED: _MERGED, Status.DECLINED: _DECLINED, Status.NOT_NOW: _NOT_NOW}.get(of.idea.status)


def _support(of: Asked) -> str:
    if of.fresh:
        return CAUSES[Code.SUPPORTED].waiting
    return _NOT_COUNTED if of.uncounted else _NOBODY_YET


def _chosen(of: Asked) -> str:
    if (decided := _decided(of)) is not None:
        return decided
    return _UNTESTED if of.adopted_at is not None else CAUSES[Code.CHOSEN].waiting


def _tested(of: Asked) -> str:
    if of.running:
        return CAUSES[Code.TESTED].waiting
    return _INVALID if any(test.conclusion for test in of.tests) else _chosen(of)


def _adopted(of: Asked) -> str:
    return _decided(of) or CAUSES[Code.ADOPTED].waiting


def _verified(of: Asked) -> str:
    if of.benefits:
        return TO_CONFIRM if any(each.is_waiting for each in of.benefits) else _NOT_FELT
    if of.scaled and of.idea.status not in (Status.DECLINED, Status.NOT_NOW):
        return CAUSES[Code.BENEFIT_VERIFIED].waiting
    if (decided := _decided(of)) is not None:
        return decided
    return CAUSES[Code.TESTED].waiting if of.running else _NOT_SCALED


def _early(of: Asked) -> str:
    counting = [at for at, quarantined_at in of.cast if quarantined_at is None]
    if not counting:
        return _YOURS_NOT_COUNTED
    if of.held:
        return LOOKED_AT
    if of.adopted_at is None:
        return _adopted(of)
    if counting[0] > of.adopted_at:
        return _BACKED_LATER
    if of.member.joined_at > of.adopted_at - MEMBER_FOR:
        return _JUST_JOINED
    return _IMPORTED if of.member.imported_from else OTHERS_FIRST


def _credited(of: Asked) -> str:
    return _decided(of) or CAUSES[Code.CREDITED].waiting


def _planned(of: Asked) -> str:
    dropped = all(test.phase is Phase.ARCHIVED for test in of.mine)
    return _DROPPED if dropped else CAUSES[Code.PLAN_APPROVED].waiting


def _learned(of: Asked) -> str:
    ends = [test.conclusion for test in of.mine if test.conclusion]
    if any(test.phase not in _OVER for test in of.mine):
        return CAUSES[Code.LEARNED].waiting
    if not ends:
        return _DROPPED
    return _LATE if ends[-1].is_valid else _INVALID


def _acted(of: Asked) -> str:
    ends = [test.conclusion for test in of.mine if test.conclusion]
    if any(test.phase not in _OVER for test in of.mine):
        return CAUSES[Code.ACTED_ON_VERDICT].waiting
    if not ends or not ends[-1].is_valid or not ends[-1].in_time:
        return _learned(of)
    return _AGAINST if ends[-1].decisive else _NO_VERDICT


def _reused(of: Asked) -> str:
    if any(test.conclusion for test in of.mine):
        return CAUSES[Code.CARD_REUSED].waiting
    return _learned(of)


def _of_standing(of: Asked) -> str | None:
    return None if of.stands else _OF_STANDING


def _of_sharing(of: Asked) -> str | None:
    return None if of.shares else _OF_STANDING


def _of_runners(of: Asked) -> str | None:
    return None if of.mine else _OF_RUNNERS


SHARED = frozenset({Code.SUPPORTED, Code.CHOSEN, Code.TESTED, Code.ADOPTED, Code.BENEFIT_VERIFIED})
# Whom each is for, where that isn't the member; then what hasn't happened for whom it is.
WHOSE: Mapping[Code, Callable[[Asked], str | None]] = {
    Code.PUBLISHED: lambda of: None if of.idea.author_id == of.member.id else _OF_AUTHOR,
    Code.SUPPORTED: _of_standing,
    Code.CHOSEN: _of_sharing,
    Code.TESTED: _of_sharing,
    Code.ADOPTED: _of_sharing,
    Code.BENEFIT_VERIFIED: _of_sharing,
    Code.SUPPORTED_EARLY: lambda of: None if of.cast and not of.idea.is_near(of.member.id) else _OF_BACKERS,
    Code.CREDITED: lambda of: None if of.credited else _OF_CREDITED,
    Code.PLAN_APPROVED: _of_runners,
    Code.LEARNED: _of_runners,
    Code.ACTED_ON_VERDICT: _of_runners,
    Code.CARD_REUSED: _of_runners,
}
CONDITIONS: Mapping[Code, Callable[[Asked], str]] = {
    Code.PUBLISHED: lambda of: CAUSES[Code.PUBLISHED].waiting,
    Code.SUPPORTED: _support,
    Code.CHOSEN: _chosen,
    Code.TESTED: _tested,
    Code.ADOPTED: _adopted,
    Code.BENEFIT_VERIFIED: _verified,
    Code.SUPPORTED_EARLY: _early,
    Code.CREDITED: _credited,
    Code.PLAN_APPROVED: _planned,
    Code.LEARNED: _learned,
    Code.ACTED_ON_VERDICT: _acted,
    Code.CARD_REUSED: _reused,
}
