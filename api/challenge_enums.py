"""What challenges are named by in the schema: kinds, states, measures and rules, each value described."""

from api.enums import described
from domain.challenges import ChallengeKind, ChallengeState, Much, TieRule, Well, Which

described(
    ChallengeKind,
    "Who takes part in a challenge.",
    IDEAS="Everybody, with their ideas.",
    STAFF="Members of staff who joined themselves.",
)
described(
    ChallengeState,
    "Where a challenge stands.",
    DRAFT="Only who keeps challenges sees it.",
    ANNOUNCED="Its first day is yet to come.",
    RUNNING="Its time is now.",
    OVER="Its time is over; people have to confirm who won.",
    DECIDED="It is decided who won.",
    CALLED_OFF="It was called off, with a reason.",
)
described(
    Much,
    "What “how much” counts.",
    name="ChallengeMuch",
    IMPACT="Impact points for what happened in its time.",
    LEARNING="Learning points for what happened in its time.",
    READINGS="The readings entered for each participant's weeks, added up.",
)
described(
    Well,
    "What “how well” counts.",
    name="ChallengeWell",
    OUTCOMES="Ideas that were chosen, tested, adopted or verified in its time.",
    SHARE_CHOSEN="How many of a hundred ideas published in its time were chosen or adopted in it.",
    LEARNED="Experiments that ended in its time, in time, valid and with their card.",
    READINGS="The mean of the readings of how well, 0 to 100; each week weighs as much as was done in it.",
)
described(
    TieRule,
    "Who wins where more met both thresholds than can win.",
    EARLIER="Who met both first, then who did better, then who did more.",
    BETTER="Who did better, then who met both first, then who did more.",
    MORE="Who did more, then who did better, then who met both first.",
)
described(
    Which,
    "Which challenges to list.",
    name="WhichChallenges",
    OPEN="Those that are announced or running.",
    PAST="Those whose time is over, and those that were called off.",
    DRAFTS="Drafts, for who keeps challenges.",
)

__all__ = ["ChallengeKind", "ChallengeState", "Much", "TieRule", "Well", "Which"]
