"""The words of the four calls to take part: what one clicks, what one is asked, and who will read the answer.

Every text here is marked for translation and translated where it is shown.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import ideas, images, moderation, offers
from domain.errors import _
from domain.ideas import Idea
from domain.members import Actor
from domain.offers import CALLS as KINDS
from domain.offers import OfferKind
from web.slots import OFFER, filled


@dataclass(frozen=True, slots=True)
class CallWords:
    """One call as people meet it; `name` heads a list of such offers, `done` answers whoever made one."""

    value: str
    call: str
    about: str
    label: str
    hint: str
    seen_by: str
    done: str
    name: str


_FEW = _("The author and the people who work here will see your name and your words. Everybody else sees a number.")

CALLS = {
    words.value: words
    for words in (
        CallWords(
            OfferKind.TEST,
            call=_("I’ll test it"),
            about=_("When this is tried out, they will look for people to try it."),
            label=_("Anything they should know?"),
            hint=_("When you use it, with what, how often."),
            seen_by=_FEW,
            done=_("You would test this."),
            name=_("Would test it"),
        ),
        CallWords(
            OfferKind.MAKE,
            call=_("I’d make mine"),
            about=_("What would yours look like?"),
            label=_("Yours, in a few words"),
            hint=_("The colours, the size, the one thing that makes it yours."),
            seen_by=_("Everybody who can read this idea will see your name and your words."),
            done=_("You would make your own."),
            name=_("Would make their own"),
        ),
        CallWords(
            OfferKind.HELP,
            call=_("I’ll help"),
            about=_("A skill you have, or an hour now and then."),
            label=_("What would you give, and how much of it?"),
            hint=_("For example: two evenings a month, or sewing, if somebody cuts."),
            seen_by=_FEW,
            done=_("You would help."),
            name=_("Would help"),
        ),
        CallWords(
            OfferKind.BUILD,
            call=_("Build it with me"),
            about=_("You ask to become a co-author, and the author says yes or no."),
            label=_("What would you bring?"),
            hint=_("What you know about this, or what you would do first."),
            seen_by=_(
                "The author and the people who work here will see your name and your words. "
                "If the author says yes, your name stands beside theirs, and a vote of yours is taken back."
            ),
            done=_("You asked to build this together. The author will answer."),
            name=_("Would build it together"),
        ),
    )
}


async def taking_part(session: AsyncSession, actor: Actor, idea: Idea, *, some: bool = True) -> dict[str, Any]:
    """Return what a page shows of taking part in an idea, before anything was said or refused; if there are `some`."""
    standings = (await offers.standings(session, actor, [idea.id])).get(idea.id, {}) if some else {}
    mine = [standing.mine.id for standing in standings.values() if standing.mine]
    pictures = (await images.shown(session, actor, offers=mine)).offers if mine else {}
    unseen = [standing.mine.id for standing in standings.values() if standing.mine and standing.mine.hidden_at]
    call = KINDS[idea.quadrant] if idea.quadrant else ""
    own = next((standing.mine.id for kind, standing in standings.items() if kind == call and standing.mine), 0)
    return {
        "idea": idea,
        "offer_images": pictures,
        "offer_hidings": await moderation.standing_on_offers(session, unseen),
        "reasons": moderation.REASONS,
        "offer_slots": filled(pictures.get(own, []), OFFER),
        "call": call,
        "standings": standings,
        "is_open": ideas.takes_offers(idea),
        "may_offer": offers.may_offer(actor, idea),
        "may_answer": offers.may_answer(actor, idea),
        "said": "",
        "undo": "",
        "offer_values": {},
        "offer_errors": {},
    }
