"""Why members are told, what that is about, and how soon they hear of it by mail."""

from enum import StrEnum

from domain.notifications.timing import Pace


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
    ASKED = "asked"
    ANSWERED = "answered"
    SHORTLISTED = "shortlisted"
    ADOPTED = "adopted"
    DELIVERED = "delivered"
    PUT_OFF = "put_off"
    TURNED_DOWN = "turned_down"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    ASSIGNED = "assigned"
    OVERDUE = "overdue"
    DOUBTED = "doubted"
    CONFIRMED = "confirmed"
    GIVEN_UP = "given_up"
    HIDDEN = "hidden"
    RESTORED = "restored"
    COMMENT_HIDDEN = "comment_hidden"
    COMMENT_RESTORED = "comment_restored"
    REPORT_SETTLED = "report_settled"
    LET_THROUGH = "let_through"
    NOT_LET_THROUGH = "not_let_through"
    COMMENT_LET_THROUGH = "comment_let_through"
    COMMENT_NOT_LET_THROUGH = "comment_not_let_through"
    MERGED = "merged"
    TOOK_IN = "took_in"
    UNMERGED = "unmerged"
    CHANGELOG = "changelog"
    NOTED = "noted"
    SUSPENDED = "suspended"
    SUSPENSION_LIFTED = "suspension_lifted"
    EDIT_LET_THROUGH = "edit_let_through"
    EDIT_NOT_LET_THROUGH = "edit_not_let_through"
    EXPERIMENT_STARTED = "experiment_started"
    EXPERIMENT_CONCLUDED = "experiment_concluded"
    EXPERIMENT_GIVEN = "experiment_given"
    PLAN_PROPOSED = "plan_proposed"
    PLAN_APPROVED = "plan_approved"
    PLAN_SENT_BACK = "plan_sent_back"
    VERDICT_FELL = "verdict_fell"
    VERDICT_LATE = "verdict_late"
    CONCLUSION_DOUBTED = "conclusion_doubted"
    CONCLUSION_WITHDRAWN = "conclusion_withdrawn"
    ASKED_FOR_CUSTOMER = "asked_for_customer"
    THANKED = "thanked"
    CARD_HIDDEN = "card_hidden"
    CARD_RESTORED = "card_restored"
    CARD_REPORT_SETTLED = "card_report_settled"
    POINTS_EARNED = "points_earned"
    ROLLOUT_GIVEN = "rollout_given"
    FOLLOW_UP_DUE = "follow_up_due"
    FOLLOW_UP_LATE = "follow_up_late"
    BENEFIT_CLAIMED = "benefit_claimed"
    BENEFIT_WITHDRAWN = "benefit_withdrawn"
    BADGE_GIVEN = "badge_given"
    BADGE_REVOKED = "badge_revoked"
    CREDITED = "credited"
    HERO_ASKED = "hero_asked"
    HERO_NOMINATED = "hero_nominated"
    HERO_AGREED = "hero_agreed"
    HERO_DECLINED = "hero_declined"
    CHALLENGE_WON = "challenge_won"
    CHALLENGE_DECIDED = "challenge_decided"
    CHALLENGE_CALLED_OFF = "challenge_called_off"
    CHALLENGE_OVER = "challenge_over"
    VOTES_HELD = "votes_held"
    SUPPORT_HELD = "support_held"
    CASE_DECIDED = "case_decided"
    LEARNING_WAITS = "learning_waits"
    TRUST_ROSE = "trust_rose"
    TRUST_FELL_UPHELD = "trust_fell_upheld"
    TRUST_FELL_QUIET = "trust_fell_quiet"
    PART_WAITS = "part_waits"
    HERO_HIDDEN = "hero_hidden"
    HERO_RESTORED = "hero_restored"
    HERO_REPORT_SETTLED = "hero_report_settled"
    CASES_LATE = "cases_late"
    OFFER_HIDDEN = "offer_hidden"
    OFFER_RESTORED = "offer_restored"
    CASES_RISEN = "cases_risen"


# What these speak of stands on the page of the rollout.
OF_ROLLOUTS = frozenset(
    {
        NoticeKind.ROLLOUT_GIVEN,
        NoticeKind.FOLLOW_UP_DUE,
        NoticeKind.FOLLOW_UP_LATE,
        NoticeKind.BENEFIT_CLAIMED,
        NoticeKind.BENEFIT_WITHDRAWN,
    }
)
# What these speak of stands on the member's page of votes that are looked at.
OF_CASES = frozenset(
    {
        NoticeKind.VOTES_HELD,
        NoticeKind.SUPPORT_HELD,
        NoticeKind.CASE_DECIDED,
        NoticeKind.LEARNING_WAITS,
        NoticeKind.PART_WAITS,
    }
)

# What these speak of stands on the member's page of trust.
OF_TRUST = frozenset({NoticeKind.TRUST_ROSE, NoticeKind.TRUST_FELL_UPHELD, NoticeKind.TRUST_FELL_QUIET})


class NoticeTopic(StrEnum):
    """What notices are about, as members choose their mail."""

    OWN_OUTCOMES = "own_outcomes"
    OUTCOMES = "outcomes"
    REPLIES = "replies"
    OFFERS = "offers"
    COMMENTS = "comments"
    DUTIES = "duties"
    MODERATION = "moderation"
    THANKS = "thanks"
    POINTS = "points"
    BADGES = "badges"
    HEROES = "heroes"
    CHALLENGES = "challenges"


_KINDS: dict[NoticeTopic, tuple[NoticeKind, ...]] = {
    NoticeTopic.OUTCOMES: (
        NoticeKind.ANSWERED,
        NoticeKind.SHORTLISTED,
        NoticeKind.ADOPTED,
        NoticeKind.DELIVERED,
        NoticeKind.PUT_OFF,
        NoticeKind.TURNED_DOWN,
        NoticeKind.REOPENED,
        NoticeKind.CHANGELOG,
        NoticeKind.WITHDRAWN,
        NoticeKind.MERGED,
        NoticeKind.TOOK_IN,
        NoticeKind.UNMERGED,
        NoticeKind.EXPERIMENT_STARTED,
        NoticeKind.EXPERIMENT_CONCLUDED,
    ),
    NoticeTopic.REPLIES: (
        NoticeKind.REPLY,
        NoticeKind.MENTION,
        NoticeKind.CREDITED,
        NoticeKind.ASKED,
        NoticeKind.ASKED_FOR_CUSTOMER,
    ),
    NoticeTopic.OFFERS: (
        NoticeKind.OFFER,
        NoticeKind.OFFER_REMOVED,
        NoticeKind.ACCEPTED,
        NoticeKind.DECLINED,
        NoticeKind.STEPPED_DOWN,
        NoticeKind.PARTED,
    ),
    NoticeTopic.COMMENTS: (NoticeKind.COMMENT,),
    NoticeTopic.DUTIES: (
        NoticeKind.ASSIGNED,
        NoticeKind.OVERDUE,
        NoticeKind.DOUBTED,
        NoticeKind.CONFIRMED,
        NoticeKind.GIVEN_UP,
        NoticeKind.NOTED,
        NoticeKind.EXPERIMENT_GIVEN,
        NoticeKind.PLAN_PROPOSED,
        NoticeKind.PLAN_APPROVED,
        NoticeKind.PLAN_SENT_BACK,
        NoticeKind.VERDICT_FELL,
        NoticeKind.VERDICT_LATE,
        NoticeKind.CONCLUSION_DOUBTED,
        NoticeKind.CONCLUSION_WITHDRAWN,
        NoticeKind.CHALLENGE_OVER,
        NoticeKind.CASES_LATE,
        NoticeKind.CASES_RISEN,
        *OF_ROLLOUTS,
    ),
    NoticeTopic.MODERATION: (
        NoticeKind.HIDDEN,
        NoticeKind.RESTORED,
        NoticeKind.COMMENT_HIDDEN,
        NoticeKind.COMMENT_RESTORED,
        NoticeKind.OFFER_HIDDEN,
        NoticeKind.OFFER_RESTORED,
        NoticeKind.REPORT_SETTLED,
        NoticeKind.LET_THROUGH,
        NoticeKind.NOT_LET_THROUGH,
        NoticeKind.COMMENT_LET_THROUGH,
        NoticeKind.COMMENT_NOT_LET_THROUGH,
        NoticeKind.EDIT_LET_THROUGH,
        NoticeKind.EDIT_NOT_LET_THROUGH,
        NoticeKind.SUSPENDED,
        NoticeKind.SUSPENSION_LIFTED,
        NoticeKind.CARD_HIDDEN,
        NoticeKind.CARD_RESTORED,
        NoticeKind.CARD_REPORT_SETTLED,
        NoticeKind.HERO_HIDDEN,
        NoticeKind.HERO_RESTORED,
        NoticeKind.HERO_REPORT_SETTLED,
        *OF_CASES,
        *OF_TRUST,
    ),
    NoticeTopic.THANKS: (NoticeKind.THANKED, NoticeKind.HERO_ASKED),
    NoticeTopic.POINTS: (NoticeKind.POINTS_EARNED,),
    NoticeTopic.BADGES: (NoticeKind.BADGE_GIVEN, NoticeKind.BADGE_REVOKED),
    NoticeTopic.HEROES: (NoticeKind.HERO_NOMINATED, NoticeKind.HERO_AGREED, NoticeKind.HERO_DECLINED),
    NoticeTopic.CHALLENGES: (
        NoticeKind.CHALLENGE_WON,
        NoticeKind.CHALLENGE_DECIDED,
        NoticeKind.CHALLENGE_CALLED_OFF,
    ),
}
# What a kind is about; outcomes are about one's own ideas for who stands for the idea.
TOPICS: dict[NoticeKind, NoticeTopic] = {kind: topic for topic, kinds in _KINDS.items() for kind in kinds}
# Who follows nothing, or silences an idea, still hears of these.
ALWAYS = frozenset({NoticeTopic.OWN_OUTCOMES, NoticeTopic.DUTIES, NoticeTopic.MODERATION})
FOR_STAFF = frozenset({NoticeTopic.DUTIES})

PACES: dict[NoticeTopic, Pace] = {
    NoticeTopic.OWN_OUTCOMES: Pace.AT_ONCE,
    NoticeTopic.OUTCOMES: Pace.DAILY,
    NoticeTopic.REPLIES: Pace.AT_ONCE,
    NoticeTopic.OFFERS: Pace.AT_ONCE,
    NoticeTopic.COMMENTS: Pace.DAILY,
    NoticeTopic.DUTIES: Pace.AT_ONCE,
    NoticeTopic.MODERATION: Pace.AT_ONCE,
    NoticeTopic.THANKS: Pace.AT_ONCE,
    NoticeTopic.POINTS: Pace.NEVER,
    NoticeTopic.BADGES: Pace.DAILY,
    NoticeTopic.HEROES: Pace.DAILY,
    NoticeTopic.CHALLENGES: Pace.AT_ONCE,
}
