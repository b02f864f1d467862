"""Reading and dropping notices, and choosing which of them come by mail."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, ideas, members
from domain.clock import now, zones
from domain.errors import _
from domain.ideas import Idea
from domain.members import Actor, Member
from domain.notifications.kinds import NoticeTopic
from domain.notifications.model import IdeaPace, MailHabits, Notice
from domain.notifications.queries import addressee, habits
from domain.notifications.timing import Pace
from domain.permissions import Permission
from domain.texts import Problems, checked


async def mark_read(session: AsyncSession, actor: Actor, *, up_to: int, idea_id: int | None = None) -> None:
    """Mark the member's notices up to this number as read, of one idea or of all; mail about them needn't leave."""
    member = members.require_self(actor)
    query = update(Notice).where(Notice.member_id == member.id, Notice.id <= up_to, Notice.read_at.is_(None))
    if idea_id is not None:
        query = query.where(Notice.idea_id == idea_id)
    seen = query.values(read_at=now(session), mail_due_at=None)
    await session.execute(seen.execution_options(synchronize_session=False))


async def revise_mail_habits(
    session: AsyncSession,
    actor: Actor,
    *,
    paces: Mapping[str, str],
    zone: str | None,
    quiet_from: int | None,
    quiet_until: int | None,
    digest_hour: int,
) -> MailHabits:
    """Choose when to get which mail; topics left out of `paces` stay as they are. Raises SignInNeeded, Invalid.

    Hours are 0 to 23, in `zone`, or in the community's without one. What waits to be mailed follows the choice.
    """
    member = await members.lock(session, members.require_self(actor))
    with checked() as problems:
        _check_paces(problems, paces)
        _check_hours(problems, quiet_from, quiet_until, digest_hour)
        if zone and zone not in zones():
            problems.add("zone", "unknown", _("Choose a time zone by its name, such as Europe/Berlin."))
    own = await session.merge(await habits(session, member))
    own.paces = {**own.paces, **{str(topic): str(pace) for topic, pace in paces.items()}}
    own.zone, own.digest_hour = zone or None, digest_hour
    own.quiet_from, own.quiet_until = quiet_from, quiet_until
    await session.flush()
    await _time_anew(session, member)
    return own


async def set_idea_pace(session: AsyncSession, actor: Actor, idea_id: int, pace: Pace | str | None) -> Idea:
    """Choose how soon to get mail about one idea; None leaves it to one's habits. Raises NotFound, Invalid."""
    idea = await ideas.visible(session, actor, idea_id)
    member = await members.lock(session, members.require_member(actor, Permission.FOLLOW_IDEA))
    with checked() as problems:
        if pace is not None and pace not in set(Pace):
            problems.add("pace", "unknown", _("Choose one of the options."))
    await _set_pace(session, member, idea.id, Pace(pace) if pace is not None else None)
    return idea


async def leave_mail(
    session: AsyncSession, member_id: int, topics: Collection[NoticeTopic] = (), idea_id: int | None = None
) -> None:
    """Send a member no more mail about these topics, or about an idea; for the link in a mail. Raises NotFound."""
    member = await members.lock(session, await addressee(session, member_id))
    own = await session.merge(await habits(session, member))
    own.paces = {**own.paces, **{str(topic): str(Pace.NEVER) for topic in topics}}
    await session.flush()
    if idea_id is None:
        await _time_anew(session, member)
    elif await session.get(Idea, idea_id):
        await _set_pace(session, member, idea_id, Pace.NEVER)


async def forget(session: AsyncSession, member: Member) -> None:
    """Drop the member's notices, and what they chose about mail."""
    for table in (Notice, MailHabits, IdeaPace):
        await session.execute(delete(table).where(table.member_id == member.id))


async def _set_pace(session: AsyncSession, member: Member, idea_id: int, pace: Pace | None) -> None:
    if pace is None:
        gone = delete(IdeaPace).where(IdeaPace.member_id == member.id, IdeaPace.idea_id == idea_id)
        await session.execute(gone)
    else:
        chosen = insert(IdeaPace).values(member_id=member.id, idea_id=idea_id, pace=pace)
        keys = [IdeaPace.member_id, IdeaPace.idea_id]
        await session.execute(chosen.on_conflict_do_update(index_elements=keys, set_={"pace": chosen.excluded.pace}))
    await _time_anew(session, member)


async def _time_anew(session: AsyncSession, member: Member) -> None:
    own, here, moment = await habits(session, member), (await community.current(session)).zone_info, now(session)
    chosen = await session.scalars(select(IdeaPace).where(IdeaPace.member_id == member.id))
    paces = {each.idea_id: each.pace for each in chosen}
    waiting = select(Notice).where(Notice.member_id == member.id, Notice.mail_due_at.is_not(None))
    for notice in await session.scalars(waiting.with_for_update()):
        notice.mail_due_at = own.mail_due(notice.topic, moment, here, paces.get(notice.idea_id or 0))
    await session.flush()


def _check_paces(problems: Problems, paces: Mapping[str, str]) -> None:
    for topic, pace in paces.items():
        if topic not in set(NoticeTopic) or pace not in set(Pace):
            problems.add(f"pace_{topic}", "unknown", _("Choose one of the options."))


def _check_hours(problems: Problems, quiet_from: int | None, quiet_until: int | None, digest_hour: int) -> None:
    hours = {"quiet_from": quiet_from, "quiet_until": quiet_until, "digest_hour": digest_hour}
    for field, hour in hours.items():
        if hour is not None and not 0 <= hour <= 23:
            problems.add(field, "out_of_range", _("An hour is a number from 0 to 23."))
    if (quiet_from is None) != (quiet_until is None):
        missing = "quiet_from" if quiet_from is None else "quiet_until"
        problems.add(missing, "missing", _("Say when the quiet begins and when it ends, or neither."))
    elif quiet_from is not None and quiet_from == quiet_until:
        problems.add("quiet_until", "same", _("The quiet can't end in the hour it begins. Choose another."))
