"""Giving notices: to each member for the strongest reason, with the time that mail about it leaves."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, members
from domain.clock import now
from domain.events import RecordedFact
from domain.notifications.kinds import TOPICS, NoticeKind, NoticeTopic
from domain.notifications.model import Notice
from domain.notifications.queries import habits_of, paces_of

BATCH = 5000  # members
NEWS = timedelta(days=7)  # what is told later than this is found on the site, and not mailed


async def tell(
    session: AsyncSession,
    row: RecordedFact,
    reasons: Mapping[int, NoticeKind],
    *,
    idea_id: int | None,
    actor_id: int | None,
    comment_id: int | None = None,
    answer_id: int | None = None,
    note_id: int | None = None,
    experiment_id: int | None = None,
    recognition_id: int | None = None,
    challenge_id: int | None = None,
    mail_from: datetime | None = None,
    own: Collection[int] = (),
    mailed: bool = True,
) -> None:
    """Give a notice to each of these members, for their reason; not to who left, and not to who came by import.

    To those in `own` the outcome is one of their own idea. Told twice of one fact, members hear once. No mail leaves
    before `mail_from`, and none at all of what is not `mailed`.
    """
    everyone = sorted(reasons)
    for start in range(0, len(everyone), BATCH):
        numbers = everyone[start : start + BATCH]
        found = await members.by_ids(session, numbers)
        present = {number for number in numbers if found[number].left_at is None and not found[number].imported}
        if not present:
            continue
        habits, paces = await habits_of(session, present), await paces_of(session, idea_id, present) if idea_id else {}
        here, moment = (await community.current(session)).zone_info, now(session)
        leaves = max(moment, mail_from) if mail_from else moment
        is_news = mailed and moment - row.recorded_at < NEWS
        rows = []
        for number in sorted(present):
            kind = reasons[number]
            topic = TOPICS[kind]
            if topic is NoticeTopic.OUTCOMES and number in own:
                topic = NoticeTopic.OWN_OUTCOMES
            due = habits[number].mail_due(topic, leaves, here, paces.get(number)) if is_news else None
            rows.append(
                {
                    "member_id": number,
                    "fact_id": row.id,
                    "kind": kind,
                    "topic": topic,
                    "idea_id": idea_id,
                    "comment_id": comment_id,
                    "answer_id": answer_id,
                    "note_id": note_id,
                    "experiment_id": experiment_id,
                    "recognition_id": recognition_id,
                    "challenge_id": challenge_id,
                    "actor_id": actor_id,
                    "created_at": row.recorded_at,
                    "mail_due_at": due,
                }
            )
        await session.execute(insert(Notice).on_conflict_do_nothing(), rows)
