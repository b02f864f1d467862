"""Notices, made from facts, and how their members want them by mail."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain.answers import Answer
from domain.challenges import Challenge
from domain.comments import Comment
from domain.database import Base, PrimaryKey, words
from domain.ideas import Idea
from domain.members import Member
from domain.moderation import Note
from domain.notifications.kinds import ALWAYS, OF_CASES, OF_ROLLOUTS, OF_TRUST, PACES, NoticeKind, NoticeTopic
from domain.notifications.timing import Pace, due
from domain.recognition import RecognitionCard

# Where those stand that speak of no idea and no card.
_ALONE = {
    NoticeKind.BADGE_GIVEN: "/me/badges",
    NoticeKind.BADGE_REVOKED: "/me/badges",
    NoticeKind.HERO_ASKED: "/me/heroes",
    NoticeKind.HERO_NOMINATED: "/heroes/choosing",
    NoticeKind.HERO_AGREED: "/heroes",
    NoticeKind.HERO_DECLINED: "/heroes/choosing",
    NoticeKind.HERO_HIDDEN: "/me/heroes",
    NoticeKind.HERO_RESTORED: "/heroes",
    NoticeKind.HERO_REPORT_SETTLED: "/me/reports/heroes",
    NoticeKind.CASES_LATE: "/moderation/fairness",
    NoticeKind.CASES_RISEN: "/recognition/fairness#late",
    **dict.fromkeys(OF_CASES, "/me/fairness"),
    **dict.fromkeys(OF_TRUST, "/me/trust"),
}


class Notice(Base):
    """Something one member should hear, because of one fact; by mail when `mail_due_at` has come.

    It speaks of an idea, a recognition card, a challenge, or of the member alone. A note or card it speaks of takes it
    along when it is removed.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("member_id", "fact_id", name="uq_notices_member_id_fact_id"),
        Index("ix_notices_member_id_id", "member_id", "id"),
        Index("ix_notices_unread", "member_id", postgresql_where="read_at IS NULL"),
        Index("ix_notices_note_id", "note_id", postgresql_where="note_id IS NOT NULL"),
        Index("ix_notices_experiment_id", "experiment_id", postgresql_where="experiment_id IS NOT NULL"),
        Index("ix_notices_recognition_id", "recognition_id", postgresql_where="recognition_id IS NOT NULL"),
        Index("ix_notices_challenge_id", "challenge_id", postgresql_where="challenge_id IS NOT NULL"),
        Index("ix_notices_mail_due", "mail_due_at", postgresql_where="mail_due_at IS NOT NULL"),
    )

    id: Mapped[PrimaryKey]
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"))
    kind: Mapped[NoticeKind] = mapped_column(words(NoticeKind))
    topic: Mapped[NoticeTopic] = mapped_column(words(NoticeTopic))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id", ondelete="CASCADE"))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"))
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey("experiments.id", ondelete="CASCADE"))
    recognition_id: Mapped[int | None] = mapped_column(ForeignKey("recognition_cards.id", ondelete="CASCADE"))
    challenge_id: Mapped[int | None] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_due_at: Mapped[datetime | None]

    idea: Mapped[Idea | None] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    answer: Mapped[Answer | None] = relationship(lazy="raise")
    note: Mapped[Note | None] = relationship(lazy="raise")
    recognition: Mapped[RecognitionCard | None] = relationship(lazy="raise")
    challenge: Mapped[Challenge | None] = relationship(lazy="raise")
    actor: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=[actor_id])

    @property
    def path(self) -> str:
        """Return the address of what the notice speaks of."""
        elsewhere = {
            NoticeKind.OFFER: f"/ideas/{self.idea_id}/offers",
            **dict.fromkeys((NoticeKind.OFFER_HIDDEN, NoticeKind.OFFER_RESTORED), f"/ideas/{self.idea_id}#take-part"),
            NoticeKind.MERGED: f"/ideas/{self.idea_id}/merged",
            NoticeKind.CHANGELOG: f"/ideas/{self.idea_id}#changelog",
            NoticeKind.EDIT_NOT_LET_THROUGH: "/me/edits",
            NoticeKind.POINTS_EARNED: "/points",
            NoticeKind.NOTED: f"/ideas/{self.idea_id}/notes#note-{self.note_id}",
        }
        if self.recognition_id is not None:
            settled = self.kind is NoticeKind.CARD_REPORT_SETTLED
            return "/me/reports/cards" if settled else f"/recognition/{self.recognition_id}"
        if self.idea is None:
            return f"/challenges/{self.challenge_id}" if self.challenge_id else _ALONE.get(self.kind, "/me")
        if self.experiment_id is not None:
            return f"/experiments/{self.experiment_id}{'/rollout' if self.kind in OF_ROLLOUTS else ''}"
        if self.kind in elsewhere:
            return elsewhere[self.kind]
        place = (
            f"#comment-{self.comment_id}" if self.comment_id else f"#answer-{self.answer_id}" if self.answer_id else ""
        )
        # What was said stays on a merged idea's own page, while its address leads on.
        own_page = "?merged=1" if place and self.idea.merged_into_id else ""
        return f"/ideas/{self.idea_id}{own_page}{place}"


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
        pace = self.pace(topic) if topic in ALWAYS or idea_pace is None else idea_pace
        return due(pace, moment, zone, digest_hour=self.digest_hour, quiet=quiet)


class IdeaPace(Base):
    """How soon a member wants mail about one idea, whatever their habits say."""

    __tablename__ = "idea_paces"
    __table_args__ = (Index("ix_idea_paces_idea_id", "idea_id"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    pace: Mapped[Pace] = mapped_column(words(Pace))

    idea: Mapped[Idea] = relationship(lazy="raise")
