"""In which words members are told."""

from domain.errors import _
from domain.notifications.kinds import NoticeKind, NoticeTopic

TOPIC_LABELS: dict[NoticeTopic, str] = {
    NoticeTopic.OWN_OUTCOMES: _("What becomes of your ideas"),
    NoticeTopic.OUTCOMES: _("What becomes of ideas you back or follow"),
    NoticeTopic.REPLIES: _("Replies to you, mentions of you, questions and credit"),
    NoticeTopic.OFFERS: _("Offers to take part, and what became of yours"),
    NoticeTopic.COMMENTS: _("Comments on ideas you follow"),
    NoticeTopic.DUTIES: _("What waits for you at work"),
    NoticeTopic.THANKS: _("Cards that thank you, and being asked as a hero"),
    NoticeTopic.MODERATION: _("What moderators did with your texts and reports, and what you may do here"),
    NoticeTopic.POINTS: _("Points that an outcome brought you"),
    NoticeTopic.BADGES: _("Badges that you are given"),
    NoticeTopic.HEROES: _("Heroes whom you chose or told of, and who is told of"),
    NoticeTopic.CHALLENGES: _("What became of challenges that you took part in"),
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
    NoticeKind.HERO_HIDDEN: _(
        "A hero’s story that tells of you, or that you chose, was taken out of sight; it says why"
    ),
    NoticeKind.HERO_RESTORED: _("A hero’s story that tells of you, or that you chose, can be read again"),
    NoticeKind.HERO_REPORT_SETTLED: _("A hero’s story that you reported was looked at"),
    NoticeKind.CHALLENGE_WON: _("You met both, how much and how well, and won"),
    NoticeKind.CHALLENGE_DECIDED: _("It is decided who won; its page says why"),
    NoticeKind.CHALLENGE_CALLED_OFF: _("It was called off; its page says why"),
    NoticeKind.CHALLENGE_OVER: _("Its time is over: please confirm who won"),
    NoticeKind.VOTES_HELD: _("Some of your votes don’t count while we look at them; this is no accusation"),
    NoticeKind.SUPPORT_HELD: _(
        "Some support for your ideas doesn’t count while we look at it; this is no accusation, and not your doing"
    ),
    NoticeKind.CASE_DECIDED: _("Something of yours was looked at; there stands what came of it"),
    NoticeKind.LEARNING_WAITS: _("The points for how a test ended wait while we look at it; this is no accusation"),
    NoticeKind.PART_WAITS: _(
        "The points for an idea wait while we look at whether an earlier one is the same; this is no accusation"
    ),
    NoticeKind.TRUST_ROSE: _("You are trusted further here, for what you did; your page of trust says what it allows"),
    NoticeKind.TRUST_FELL_UPHELD: _(
        "As a text of yours was taken out of sight, less is taken on trust for now; your page of trust says until when"
    ),
    NoticeKind.TRUST_FELL_QUIET: _(
        "It was quiet around you, so less is taken on trust for now; it comes back as you do"
    ),
}
