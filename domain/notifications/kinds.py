"""Why members are told, what that is about, how soon they hear of it by mail, and in which words."""

from enum import StrEnum

from domain.errors import _
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
        *OF_ROLLOUTS,
    ),
    NoticeTopic.MODERATION: (
        NoticeKind.HIDDEN,
        NoticeKind.RESTORED,
        NoticeKind.COMMENT_HIDDEN,
        NoticeKind.COMMENT_RESTORED,
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

TOPIC_LABELS: dict[NoticeTopic, str] = {
    NoticeTopic.OWN_OUTCOMES: _("What becomes of your ideas"),
    NoticeTopic.OUTCOMES: _("What becomes of ideas you back or follow"),
    NoticeTopic.REPLIES: _("Replies to you, mentions of you, questions and credit"),
    NoticeTopic.OFFERS: _("Offers to take part, and what became of yours"),
    NoticeTopic.COMMENTS: _("Comments on ideas you follow"),
    NoticeTopic.DUTIES: _("What waits for you at work"),
    NoticeTopic.THANKS: _("Cards that thank you, and being asked as a hero"),
    NoticeTopic.MODERATION: _("What moderators did with your texts and reports, and whether you may write"),
    NoticeTopic.POINTS: _("Points that an outcome brought you"),
    NoticeTopic.BADGES: _("Badges that you are given"),
    NoticeTopic.HEROES: _("Heroes whom you chose or told of, and who is told of"),
    NoticeTopic.CHALLENGES: _("What became of challenges that you took part in"),
}
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
    NoticeKind.CREDITED: _("%(who)s says that the idea builds on what you wrote"),
    NoticeKind.ASKED: _("%(who)s asks you something"),
    NoticeKind.ASKED_FOR_CUSTOMER: _("%(who)s has a question to the customer for whom you wrote it down"),
    NoticeKind.ANSWERED: _("%(who)s gave the product team’s answer"),
    NoticeKind.SHORTLISTED: _("%(who)s put it on the shortlist"),
    NoticeKind.ADOPTED: _("%(who)s decided: it will be built"),
    NoticeKind.DELIVERED: _("It is there now"),
    NoticeKind.PUT_OFF: _("%(who)s decided: not now"),
    NoticeKind.TURNED_DOWN: _("%(who)s decided: it will not be done"),
    NoticeKind.REOPENED: _("It is being looked at again"),
    NoticeKind.CHANGELOG: _("The changelog tells what came of it, and thanks you"),
    NoticeKind.WITHDRAWN: _("%(who)s took it back"),
    NoticeKind.ASSIGNED: _("%(who)s gave it into your care"),
    NoticeKind.OVERDUE: _("Its answer is overdue"),
    NoticeKind.DOUBTED: _("A decision of %(who)s needs a second person"),
    NoticeKind.CONFIRMED: _("%(who)s stands by your decision"),
    NoticeKind.GIVEN_UP: _("%(who)s took your decision back"),
    NoticeKind.HIDDEN: _("Your idea was taken out of sight; its page says why"),
    NoticeKind.RESTORED: _("Your idea can be seen again"),
    NoticeKind.COMMENT_HIDDEN: _("Your comment was taken out of sight; it says there why"),
    NoticeKind.COMMENT_RESTORED: _("Your comment can be read again"),
    NoticeKind.REPORT_SETTLED: _("What you reported was looked at"),
    NoticeKind.LET_THROUGH: _("A moderator has looked at your idea: everybody can see it now"),
    NoticeKind.NOT_LET_THROUGH: _("Your idea stays between you and the moderators; its page says why"),
    NoticeKind.COMMENT_LET_THROUGH: _("A moderator has looked at your comment: everybody can read it now"),
    NoticeKind.COMMENT_NOT_LET_THROUGH: _("Your comment stays between you and the moderators; it says there why"),
    NoticeKind.MERGED: _("%(who)s merged it into another idea; your support counts there"),
    NoticeKind.TOOK_IN: _("%(who)s merged another idea into it"),
    NoticeKind.UNMERGED: _("It stands on its own again; the merge was undone"),
    NoticeKind.EDIT_LET_THROUGH: _("A moderator has looked at what you changed: everybody can read it now"),
    NoticeKind.EDIT_NOT_LET_THROUGH: _("What you changed was not let through; among your edits stands why"),
    NoticeKind.NOTED: _("%(who)s named you in a note among the staff"),
    NoticeKind.SUSPENDED: _(
        "For now you can read here, and not write; at the top of each page stands why, and until when"
    ),
    NoticeKind.SUSPENSION_LIFTED: _("You can write here again"),
    NoticeKind.EXPERIMENT_STARTED: _("It is being tested now"),
    NoticeKind.EXPERIMENT_CONCLUDED: _("Its test is over: this is what we learned"),
    NoticeKind.EXPERIMENT_GIVEN: _("%(who)s gave its experiment into your care"),
    NoticeKind.PLAN_PROPOSED: _("%(who)s asks for a second look at the plan of its experiment"),
    NoticeKind.PLAN_APPROVED: _("%(who)s approved the plan of its experiment"),
    NoticeKind.PLAN_SENT_BACK: _("%(who)s asks for another look at the plan of its experiment"),
    NoticeKind.VERDICT_FELL: _("A verdict fell: its experiment waits for a conclusion"),
    NoticeKind.ROLLOUT_GIVEN: _("%(who)s gave you the rollout of what its experiment scaled"),
    NoticeKind.FOLLOW_UP_DUE: _("Did the business feel what its experiment scaled? Please have a look at the KPI"),
    NoticeKind.FOLLOW_UP_LATE: _("Nobody has said yet whether the business felt what its experiment scaled"),
    NoticeKind.BENEFIT_CLAIMED: _(
        "%(who)s says that the business felt what its experiment scaled, and needs a second person"
    ),
    NoticeKind.BENEFIT_WITHDRAWN: _("%(who)s took back what you said of the benefit of its experiment"),
    NoticeKind.VERDICT_LATE: _("The conclusion of its experiment is overdue"),
    NoticeKind.CONCLUSION_DOUBTED: _("%(who)s concluded its experiment against the advice, and needs a second person"),
    NoticeKind.THANKED: _("%(who)s thanks you with a card"),
    NoticeKind.CARD_HIDDEN: _("Your card was taken out of sight; its page says why"),
    NoticeKind.CARD_RESTORED: _("Your card can be seen again"),
    NoticeKind.CARD_REPORT_SETTLED: _("A card that you reported was looked at"),
    NoticeKind.CONCLUSION_WITHDRAWN: _("%(who)s withdrew your conclusion of its experiment"),
    NoticeKind.POINTS_EARNED: _("What became of it brought you points; your record says why"),
    NoticeKind.BADGE_GIVEN: _("%(who)s gave you a badge"),
    NoticeKind.BADGE_REVOKED: _("A badge of yours was taken back; its page says why"),
    NoticeKind.HERO_ASKED: _("%(who)s chose you as a hero of the month, and asks whether your story may be read"),
    NoticeKind.HERO_NOMINATED: _("Somebody tells of a person who should be a hero"),
    NoticeKind.HERO_AGREED: _("%(who)s agreed: the hero’s story can be read"),
    NoticeKind.HERO_DECLINED: _("%(who)s would rather not be a hero"),
    NoticeKind.CHALLENGE_WON: _("You met both, how much and how well, and won"),
    NoticeKind.CHALLENGE_DECIDED: _("It is decided who won; its page says why"),
    NoticeKind.CHALLENGE_CALLED_OFF: _("It was called off; its page says why"),
    NoticeKind.CHALLENGE_OVER: _("Its time is over: please confirm who won"),
}
