"""What the table of permissions tries with heroes, each made as far as it must be."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select

from api import ids
from domain import database, heroes
from domain.clock import now
from domain.heroes import Hero, HeroKind
from domain.members import Member, Role
from tests.api.scene import Scene
from tests.heroic import BECAUSE, STORY, TOLD, month, told

Made = Callable[[Scene], Awaitable[dict[str, Any]]]
MEMBERS = frozenset(Role) - {Role.VISITOR}
TENDING = frozenset({Role.PRODUCT, Role.ADMIN})
CHOOSING = frozenset({Role.EXECUTIVE, Role.ADMIN})


async def _nominating(scene: Scene) -> dict[str, Any]:
    return {"handle": scene.other.handle, "story": TOLD}


async def _nominated(scene: Scene) -> dict[str, Any]:
    return {"id": ids.encode("HeroNomination", (await told(scene.people, scene.other, by=scene.actor)).id)}


async def _choosing(scene: Scene) -> dict[str, Any]:
    await _clear(scene)
    day = (await month(scene.people)).isoformat()
    return {"handle": scene.other.handle, "month": day, "because": BECAUSE, "story": asdict(STORY)}


def _hero(*, own: bool = False, read: bool = False, story: bool = False, reported: bool = False, **given: Any) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        await _clear(scene)
        # Put there as it is: whoever decides about ideas is never chosen, and would have the last word all the same.
        chooser = await scene.people.member("Rex", Role.EXECUTIVE, email=f"{uuid4()}@x.example")
        found = await _put(scene, scene.actor if own else scene.other, chooser, read=read)
        if reported:
            reporter = await scene.people.member("Reporter", email=f"{uuid4()}@x.example")
            await scene.people.does(heroes.report, reporter, found, reason="rude")
        more: dict[str, Any] = given | ({"story": asdict(STORY)} if story else {})
        return {"id": ids.encode("Hero", found), **more}

    return made


async def _put(scene: Scene, who: Member, chooser: Member, *, read: bool) -> int:
    first = await month(scene.people)
    async with database.transaction(scene.people.sessions) as session:
        moment = now(session)
        hero = Hero(
            kind=HeroKind.CUSTOMER,
            month=first,
            member_id=who.id,
            chosen_by_id=chooser.id,
            chosen_at=moment,
            because=BECAUSE,
            failure=False,
            language="en",
            published_at=moment if read else None,
            **asdict(STORY),
        )
        session.add(hero)
        await session.flush()
        return hero.id


async def _clear(scene: Scene) -> None:
    async with database.transaction(scene.people.sessions) as session:
        await session.execute(delete(Hero).where(Hero.id.in_(select(Hero.id))))


HEROES: list[tuple[str, str, frozenset[Role], str, Made]] = [
    ("nominateHero", "somebody else", MEMBERS, "HeroNomination", _nominating),
    ("takeBackNomination", "their own", MEMBERS, "Done", _nominated),
    ("chooseHero", "somebody else", CHOOSING, "Hero", _choosing),
    ("takeBackHero", "who is asked", CHOOSING, "Done", _hero()),
    ("agreeToStory", "their own", MEMBERS, "Hero", _hero(own=True, story=True)),
    ("agreeToStory", "somebody else's", frozenset(), "Hero", _hero(read=True, story=True)),
    ("declineStory", "their own", MEMBERS, "Done", _hero(own=True)),
    ("declineStory", "somebody else's", frozenset(), "Done", _hero(read=True)),
    ("withdrawStory", "their own", MEMBERS, "Done", _hero(own=True, read=True)),
    ("withdrawStory", "somebody else's", CHOOSING, "Done", _hero(read=True)),
    ("reportHeroStory", "somebody else's", MEMBERS, "HeroReport", _hero(read=True, reason="RUDE")),
    ("reportHeroStory", "their own", frozenset(), "HeroReport", _hero(own=True, read=True, reason="RUDE")),
    ("keepHeroStory", "that was reported", TENDING, "Hero", _hero(read=True, reported=True)),
    ("hideHeroStory", "somebody else's", TENDING, "Hero", _hero(read=True, reason="RUDE")),
    ("hideHeroStory", "their own", frozenset(), "Hero", _hero(own=True, read=True, reason="RUDE")),
    ("restoreHeroStory", "somebody else's", TENDING, "Hero", _hero(read=True)),
]
