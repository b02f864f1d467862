"""Heroes of the month: the wall, one story with the chain behind it, telling of somebody, and one's own stories."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import community, experiments, heroes, ideas, members, stories
from domain.errors import Conflict, NotAllowed, NotFound
from domain.errors import _ as mark
from domain.heroes import KINDS, Hero, HeroKind, Story
from domain.members import Actor
from domain.paging import Slice
from domain.permissions import Permission
from domain.rollouts import FELT
from domain.triage import StepKind
from web import amounts
from web.card_faces import about_at
from web.errors import status_of
from web.forms import Answer, asking
from web.images import NAME, sent
from web.progress import told
from web.render import page, see_other
from web.slots import Slot, chosen, filled
from web.visit import Inside, Session, Visit

router = APIRouter()
SHOWN = 12
AHero = Annotated[str, Path(max_length=24)]
STORY = ("headline", "problem", "tried", "failed", "changed", "helped")
# How an idea became something; all else stands on the idea's own page.
_CHAIN = {
    *(StepKind.DECIDED, StepKind.TOOK_IN, StepKind.TEST_STARTED, StepKind.TEST_CONCLUDED),
    *(StepKind.ROLLED_OUT, StepKind.ROLLED_BACK, StepKind.BENEFIT_SETTLED),
}


@router.get("/heroes")
async def show_wall(
    visit: Inside, session: Session, kind: Annotated[str, Query(max_length=20)] = "", after: str | None = None
) -> Response:
    """Show the heroes by month, the latest first, or with `kind` only customers or employees."""
    only = HeroKind(kind) if kind in set(HeroKind) else None
    found = await heroes.wall(session, visit.actor, Slice(SHOWN, after=after), kind=only)
    return page(
        visit,
        "heroes/wall.html",
        page=found,
        kind=only or "",
        kinds=KINDS,
        may_nominate=heroes.may_nominate(visit.actor),
        may_choose=heroes.may_choose(visit.actor),
    )


@router.get("/heroes/nominate")
async def ask_for_story(visit: Inside, session: Session, to: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Ask whose story it is and what they did; `to` is a handle."""
    members.require_member(visit.actor, Permission.NOMINATE_HERO)
    return await _nominate_form(visit, session, {"to": to}, Answer())


@router.post("/heroes/nominate")
async def nominate_hero(visit: Inside, session: Session) -> Response:
    """Tell why somebody should be a hero."""
    values = visit.texts("to", "story", "about")
    async with asking(session, Conflict, heroes.OwnStory) as answer:
        about = about_at(values["about"])
        await heroes.nominate(session, visit.actor, values["to"], story=values["story"], about=about)
        return see_other(visit, "/me/heroes", mark("Thank you. Whoever chooses the heroes reads it."))
    return await _nominate_form(visit, session, values, answer)


@router.post("/nominations/{nomination_id}/take-back")
async def take_back_nomination(
    visit: Inside, session: Session, nomination_id: Annotated[int, Path(ge=1, lt=2**63)]
) -> Response:
    """Take a nomination back."""
    await heroes.take_back_nomination(session, visit.actor, nomination_id)
    return see_other(visit, "/me/heroes", mark("Taken back. Nothing of it is kept."))


@router.get("/me/heroes")
async def show_own(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show the stories of the reader's that wait for their word or are read, and what they told of others."""
    member = members.require_self(visit.actor)
    found = await heroes.nominated(session, member, Slice(SHOWN, after=after))
    return page(
        visit,
        "heroes/mine.html",
        page=found,
        stories=await heroes.mine(session, member),
        kinds=KINDS,
        may_nominate=heroes.may_nominate(member),
    )


@router.api_route("/heroes/pictures/{picture}", methods=["GET", "HEAD"])
async def show_picture(visit: Inside, session: Session, picture: Annotated[str, Path(max_length=80)]) -> Response:
    """Send one version of a picture in a hero's story."""
    asked = NAME.fullmatch(picture)
    if asked is None:
        raise NotFound
    return await sent(visit, session, await heroes.picture(session, visit.actor, int(asked[1])), asked)


@router.get("/heroes/{hero}")
async def show_hero(visit: Inside, session: Session, hero: AHero) -> Response:
    """Show a hero's story and the chain behind it."""
    found = await heroes.at(session, visit.actor, hero)
    return page(visit, "heroes/show.html", **await _whole(session, visit.actor, found))


@router.get("/heroes/{hero}/answer")
async def ask_hero(visit: Inside, session: Session, hero: AHero) -> Response:
    """Show a hero their story as it would be read, and ask for a yes, a no, or other words."""
    found = await _asked(visit, session, hero)
    return await _answer_form(visit, session, found, {name: getattr(found, name) for name in STORY}, filled(), Answer())


@router.post("/heroes/{hero}/answer")
async def agree_to_story(visit: Inside, session: Session, hero: AHero) -> Response:
    """Let everybody read the story, as the hero wrote it."""
    values, here = visit.texts(*STORY), await chosen(visit, session)
    found = await _asked(visit, session, hero)
    async with asking(session) as answer:
        done = await heroes.agree(session, visit.actor, found.id, Story(**values), here.described())
        told = mark("Thank you. Your story can be read now, and a badge came with it.")
        if done.award_id is None:
            told = mark("Thank you. Your story can be read now. Its badge is no longer given, so none came with it.")
        return see_other(visit, done.path, told)
    found = await _asked(visit, session, hero)
    return await _answer_form(visit, session, found, values, here.slots, answer)


@router.post("/heroes/{hero}/decline")
async def decline_story(visit: Inside, session: Session, hero: AHero) -> Response:
    """Say that one would rather not be a hero."""
    found = await _asked(visit, session, hero)
    await heroes.decline(session, visit.actor, found.id)
    return see_other(visit, "/me/heroes", mark("That is fine. Nobody reads it, and its words are gone."))


@router.get("/heroes/{hero}/withdraw")
async def ask_whether(visit: Inside, session: Session, hero: AHero) -> Response:
    """Ask whether a story shall go for good."""
    members.require_self(visit.actor)
    found = await heroes.at(session, visit.actor, hero)
    if not heroes.may_withdraw(visit.actor, found):
        raise NotAllowed
    return page(visit, "heroes/withdraw.html", hero=found, kinds=KINDS)


@router.post("/heroes/{hero}/withdraw")
async def withdraw_story(visit: Inside, session: Session, hero: AHero) -> Response:
    """Take a story off the wall."""
    members.require_self(visit.actor)
    found = await heroes.at(session, visit.actor, hero)
    await heroes.withdraw(session, visit.actor, found.id)
    return see_other(visit, "/heroes", mark("It is off the wall, and its words are gone."))


async def _asked(visit: Visit, session: AsyncSession, slug: str) -> Hero:
    members.require_self(visit.actor)
    found = await heroes.at(session, visit.actor, slug)
    if found.member_id != visit.actor.id:
        raise heroes.NotYourStory
    if not found.is_waiting:
        raise heroes.SaidAlready
    return found


async def _whole(session: AsyncSession, actor: Actor, hero: Hero) -> dict[str, Any]:
    """Return what a story's page shows: the hero, and what became of the idea as far as the reader sees it."""
    found = await ideas.by_ids(session, actor, [hero.idea_id]) if hero.idea_id is not None else {}
    idea = next(iter(found.values()), None)
    steps = await stories.story(session, actor, idea) if idea is not None else []
    zone = (await community.current(session)).zone_info
    tests = [hero.experiment_id] if hero.experiment_id is not None else []
    return {
        "hero": hero,
        "kinds": KINDS,
        "idea": idea,
        "steps": [
            (step, told(step), step.at.astimezone(zone).date())
            for place, step in enumerate(steps)
            if place == 0 or step.kind in _CHAIN
        ],
        "card": (await experiments.cards_of(session, actor, tests)).get(hero.experiment_id or 0),
        "share": amounts.of_everyone,
        "felt": FELT,
        "may_answer": heroes.may_answer(actor, hero),
        "may_report": heroes.may_report(actor, hero),
        "may_moderate": heroes.may_moderate(actor, hero),
        "may_withdraw": heroes.may_withdraw(actor, hero),
        "may_take_back": heroes.may_take_back(actor, hero),
    }


async def _answer_form(
    visit: Visit, session: AsyncSession, hero: Hero, values: dict[str, str], slots: list[Slot], answer: Answer
) -> Response:
    shown = await _whole(session, visit.actor, hero)
    status = status_of(answer.refused) if answer.refused else 200
    errors = answer.errors
    return page(visit, "heroes/answer.html", status=status, **shown, values=values, errors=errors, slots=slots)


async def _nominate_form(visit: Visit, session: AsyncSession, values: dict[str, str], answer: Answer) -> Response:
    status = status_of(answer.refused) if answer.refused else 200
    return page(visit, "heroes/nominate.html", status=status, values=values, errors=answer.errors)
