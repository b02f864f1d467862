"""What the table of permissions tries with credit, recognition cards and values, each made as far as it must be."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from api import ids
from domain import badges, community, database, recognition
from domain.members import Member, Role
from domain.permissions import STAFF
from domain.recognition import RecognitionCard
from tests.api.scene import Scene
from tests.thanking import BECAUSE, about, thanks

Made = Callable[[Scene], Awaitable[dict[str, Any]]]
MEMBERS = frozenset(Role) - {Role.VISITOR}
TENDING = frozenset({Role.PRODUCT, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})


async def _employee(scene: Scene) -> Member:
    return await scene.people.member("Emil", Role.EMPLOYEE, email=f"{uuid4()}@x.example")


async def _value(scene: Scene) -> str:
    return ids.encode("CompanyValue", (await scene.people.reads(community.values))[0].id)


async def _words(scene: Scene) -> dict[str, Any]:
    idea = await scene.people.idea(by=scene.other)
    return {"valueId": await _value(scene), "because": BECAUSE, "aboutId": ids.encode("Idea", idea.id)}


async def _sending(scene: Scene) -> dict[str, Any]:
    return {**await _words(scene), "to": [ids.encode("Member", scene.other.id)]}


def _card(*, own: bool = False, to_them: bool = False, reported: bool = False, **more: Any) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        sender = scene.actor if own and scene.actor.role in STAFF else await _employee(scene)
        evidence = about(await scene.people.idea(by=scene.other))
        to = [scene.actor] if to_them else [scene.other]
        card = await thanks(scene.people, by=sender, to=to, about=evidence)
        if reported:
            reporter = await scene.people.member("Reporter", email=f"{uuid4()}@x.example")
            await scene.people.does(recognition.report, reporter, card.id, reason="rude")
        return {"id": ids.encode("RecognitionCard", card.id), **more}

    return made


def _sealed(*, to_them: bool = False) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        await scene.people.does(badges.seed)
        card = await _card(to_them=to_them)(scene)
        async with database.transaction(scene.people.sessions) as session:
            sent = RecognitionCard.sent_at - timedelta(minutes=10)
            await session.execute(update(RecognitionCard).values(sent_at=sent))
        return card

    return made


async def _revising(scene: Scene) -> dict[str, Any]:
    return {**await _card(own=True)(scene), **await _words(scene)}


async def _naming(_scene: Scene) -> dict[str, Any]:
    return {"name": f"Value {uuid4()}"[:30]}


def _kept(*, retired: bool = False, **more: Any) -> Made:
    async def made(scene: Scene) -> dict[str, Any]:
        admin = await scene.people.admin(f"Admin {uuid4()}"[:20])
        found = await scene.people.does(community.add_value, admin, f"Value {uuid4()}"[:30])
        if retired:
            await scene.people.does(community.retire_value, admin, found.id)
        fresh = {name: f"Else {uuid4()}"[:30] if name == "name" else said for name, said in more.items()}
        return {"id": ids.encode("CompanyValue", found.id), **fresh}

    return made


async def _budgets(_scene: Scene) -> dict[str, Any]:
    return {"executives": 6, "staff": 4}


def _said(*, below_own: bool) -> Made:
    """Return a comment of the other side: of somebody else below their idea, or of theirs below somebody else's."""

    async def made(scene: Scene) -> dict[str, Any]:
        author, writer = (scene.actor, scene.other) if below_own else (scene.other, scene.actor)
        idea = await scene.people.idea(by=author)
        return {"id": ids.encode("Comment", (await scene.people.comment(by=writer, on=idea)).id)}

    return made


RECOGNITION: list[tuple[str, str, frozenset[Role], str, Made]] = [
    ("creditComment", "below their own idea", MEMBERS, "Comment", _said(below_own=True)),
    ("creditComment", "below somebody else's", frozenset(), "Comment", _said(below_own=False)),
    ("takeCreditBack", "below their own idea", MEMBERS, "Comment", _said(below_own=True)),
    ("takeCreditBack", "below somebody else's", frozenset(), "Comment", _said(below_own=False)),
    ("sendRecognitionCard", "to somebody else", STAFF, "RecognitionCard", _sending),
    ("reviseRecognitionCard", "their own", STAFF, "RecognitionCard", _revising),
    ("takeBackRecognitionCard", "their own", STAFF, "Done", _card(own=True)),
    ("carryRecognitionCard", "that thanks them", MEMBERS, "Award", _sealed(to_them=True)),
    ("carryRecognitionCard", "that thanks others", frozenset(), "Award", _sealed()),
    ("withdrawRecognitionCard", "their own", STAFF, "RecognitionCard", _card(own=True, reason="A mistake")),
    ("choosePublication", "that thanks them", MEMBERS, "RecognitionCard", _card(to_them=True, declined=True)),
    ("choosePublication", "that thanks others", frozenset(), "RecognitionCard", _card(declined=True)),
    ("reportRecognitionCard", "somebody else's", MEMBERS, "CardReport", _card(reason="RUDE")),
    ("keepRecognitionCard", "that was reported", TENDING, "RecognitionCard", _card(reported=True)),
    ("hideRecognitionCard", "any", TENDING, "RecognitionCard", _card(reason="RUDE")),
    ("restoreRecognitionCard", "any", TENDING, "RecognitionCard", _card()),
    ("addValue", "a new one", ADMINS, "CompanyValue", _naming),
    ("reviseValue", "one there is", ADMINS, "CompanyValue", _kept(name="", says="What it means.")),
    ("retireValue", "one there is", ADMINS, "CompanyValue", _kept()),
    ("bringBackValue", "one there is", ADMINS, "CompanyValue", _kept(retired=True)),
    ("reviseCardBudgets", "", ADMINS, "CardBudgets", _budgets),
]
