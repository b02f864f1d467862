"""Notices, made from facts, and how their members want them by mail."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.comments import Comment
from domain.database import Base, PrimaryKey, words
from domain.errors import _
from domain.ideas import Idea
from domain.members import Member
from domain.notifications.timing import Pace, due


class NoticeKind(StrEnum):
    """Why a member is told."""

    COMMENT = "comment"
    REPLY = "reply"
    MENTION = "mention"
    OFFER = "offer"
    OFFER_REMOVED = "offer_removed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    STEPPED_DOWN = "stepped_down"
    PARTED = "parted"


class NoticeTopic(StrEnum):
    """What notices are about, as members choose their mail."""

    REPLIES = "replies"
    OFFERS = "offers"
    COMMENTS = "comments"


TOPICS: dict[NoticeKind, NoticeTopic] = {
    NoticeKind.COMMENT: NoticeTopic.COMMENTS,
    NoticeKind.REPLY: NoticeTopic.REPLIES,
    NoticeKind.MENTION: NoticeTopic.REPLIES,
    NoticeKind.OFFER: NoticeTopic.OFFERS,
    NoticeKind.OFFER_REMOVED: NoticeTopic.OFFERS,
    NoticeKind.ACCEPTED: NoticeTopic.OFFERS,
    NoticeKind.DECLINED: NoticeTopic.OFFERS,
    NoticeKind.STEPPED_DOWN: NoticeTopic.OFFERS,
    NoticeKind.PARTED: NoticeTopic.OFFERS,
}
TOPIC_LABELS: dict[NoticeTopic, str] = {
    NoticeTopic.REPLIES: _("Replies to you, and mentions of you"),
    NoticeTopic.OFFERS: _("Offers to take part, and what became of yours"),
    NoticeTopic.COMMENTS: _("Comments on ideas you follow"),
}
PACES: dict[NoticeTopic, Pace] = {
    NoticeTopic.REPLIES: Pace.AT_ONCE,
    NoticeTopic.OFFERS: Pace.AT_ONCE,
    NoticeTopic.COMMENTS: Pace.DAILY,
}
SENTENCES: dict[NoticeKind, str] = {
    NoticeKind.COMMENT: _("%(who)s commented"),
    NoticeKind.REPLY: _("%(who)s replied to you"),
    NoticeKind.MENTION: _("%(who)s mentioned you"),
    NoticeKind.OFFER: _("%(who)s wants to take part"),
    NoticeKind.OFFER_REMOVED: _("%(who)s took your offer away"),
    NoticeKind.ACCEPTED: _("%(who)s shares this idea with you now"),
    NoticeKind.DECLINED: _("%(who)s answered you: not this time"),
    NoticeKind.STEPPED_DOWN: _("%(who)s stepped down as co-author"),
    NoticeKind.PARTED: _("%(who)s no longer shares this idea with you"),
}


class Notice(Base):
    """Something one member should hear, because of one fact; by mail when `mail_due_at` has come."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("member_id", "fact_id", name="uq_notices_member_id_fact_id"),
        Index("ix_notices_member_id_id", "member_id", "id"),
        Index("ix_notices_unread", "member_id", postgresql_where="read_at IS NULL"),
        Index("ix_notices_mail_due", "mail_due_at", postgresql_where="mail_due_at IS NOT NULL"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"))
    kind: Mapped[NoticeKind] = mapped_column(words(NoticeKind))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_due_at: Mapped[datetime | None]

    idea: Mapped[Idea] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    actor: Mapped[Member] = relationship(lazy="raise", foreign_keys=[actor_id])

    @property
    def path(self) -> str:
        """Return the address of what the notice speaks of."""
        if self.kind is NoticeKind.OFFER:
            return f"/ideas/{self.idea_id}/offers"
        return f"/ideas/{self.idea_id}" + (f"#comment-{self.comment_id}" if self.comment_id else "")

    @property
    def topic(self) -> NoticeTopic:
        """Return what the notice is about."""
        return TOPICS[self.kind]


class MailHabits(Base):
    """When a member wants which mail. Members without a row have the habits that are set out here.

    Hours are those of `zone`, or of the community where it is None; from `quiet_from` to `quiet_until` no mail leaves.
    """

    __tablename__ = "mail_habits"
    __table_args__ = (
        CheckConstraint("digest_hour BETWEEN 0 AND 23", name="digests_leave_on_the_hour"),
        CheckConstraint(
            "quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23 AND quiet_from <> quiet_until"
            " OR (quiet_from IS NULL AND quiet_until IS NULL)",
            name="quiet_has_two_ends",
        ),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, autoincrement=False)
    paces: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    zone: Mapped[str | None] = mapped_column(String(60))
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    digest_hour: Mapped[int] = mapped_column(default=8)

    def pace(self, topic: NoticeTopic) -> Pace:
        """Return how soon the member wants mail about a topic."""
        return Pace(self.paces.get(topic, PACES[topic]))

    def mail_due(
        self, topic: NoticeTopic, moment: datetime, here: ZoneInfo, idea_pace: Pace | None = None
    ) -> datetime | None:
        """Return when mail about something of `moment` leaves, None for never.

        `here` is the community's zone; `idea_pace` what the member has chosen for the idea that it is about.
        """
        quiet = None
        if self.quiet_from is not None and self.quiet_until is not None:
            quiet = self.quiet_from, self.quiet_until
        zone = ZoneInfo(self.zone) if self.zone else here
        return due(idea_pace or self.pace(topic), moment, zone, digest_hour=self.digest_hour, quiet=quiet)


class IdeaPace(Base):
    """How soon a member wants mail about one idea, whatever their habits say."""

    __tablename__ = "idea_paces"
    __table_args__ = (Index("ix_idea_paces_idea_id", "idea_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    pace: Mapped[Pace] = mapped_column(words(Pace))

    idea: Mapped[Idea] = relationship(lazy="raise")
