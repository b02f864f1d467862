"""Who reacts to what, on one page. A fact without a line here is kept for the record."""

from collections.abc import Mapping, Sequence

from domain import follows, images, notifications
from domain.comments import CommentRemoved, CommentRevised, CommentWritten
from domain.community import CommunityRevised
from domain.events import Fact, Subscriber
from domain.ideas import IdeaRevised, IdeaSubmitted, IdeaWithdrawn
from domain.images import ImagesPlaced
from domain.members import EmailChanged, MemberJoined, MemberLeft, RoleChanged, SponsorNamed, TeamRevised
from domain.offers import CoAuthorAccepted, CoAuthorDeclined, CoAuthorLeft, OfferMade, OfferTakenBack
from domain.votes import VoteCast, VoteWithdrawn

SUBSCRIBERS: Mapping[type[Fact], Sequence[Subscriber]] = {
    CommentRemoved: (images.remove_with_comment,),
    IdeaSubmitted: (follows.author_follows,),
    CommentWritten: (follows.commenter_follows, notifications.tell_of_comment),
    OfferMade: (notifications.tell_of_offer,),
    OfferTakenBack: (notifications.tell_of_removal,),
    CoAuthorAccepted: (notifications.tell_of_acceptance, images.remove_with_ask),
    CoAuthorDeclined: (notifications.tell_of_declining, images.remove_with_ask),
    CoAuthorLeft: (notifications.tell_of_parting,),
}

FOR_THE_RECORD: frozenset[type[Fact]] = frozenset(
    {
        CommentRevised,
        CommunityRevised,
        EmailChanged,
        IdeaRevised,
        IdeaWithdrawn,
        ImagesPlaced,
        MemberJoined,
        MemberLeft,
        RoleChanged,
        SponsorNamed,
        TeamRevised,
        VoteCast,
        VoteWithdrawn,
    }
)
