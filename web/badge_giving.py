"""Giving a badge and taking one back, each with a reason, and the keys that badges are signed with."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain import badges, credentials
from domain.badges import AlreadyCarried, Award, Badge, BadgeRetired, Gift, OwnBadge, RevokedAlready
from domain.errors import Conflict
from domain.errors import _ as mark
from web import i18n
from web.badges import Slug
from web.errors import status_of
from web.forms import Answer, asking
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
GIVING = ("handle", "because", "evidence")


@router.get("/badges/{badge}/give")
async def ask_whom(visit: Inside, session: Session, badge: Slug) -> Response:
    """Ask who gets a badge, and why."""
    badges.require_may_give(visit.actor)
    found = await badges.by_slug(session, visit.actor, badge)
    return _giving(visit, found, {"handle": visit.request.query_params.get("to", "")[:40]}, Answer())


@router.post("/badges/{badge}/give")
async def give_badge(visit: Inside, session: Session, badge: Slug) -> Response:
    """Show what would be given, or with `do=give` give it."""
    badges.require_may_give(visit.actor)
    found, values = await badges.by_slug(session, visit.actor, badge), visit.texts(*GIVING)
    gift = None
    async with asking(session, OwnBadge, AlreadyCarried, BadgeRetired) as answer:
        handle, because, shows = values["handle"], values["because"], badges.evidence_at(values["evidence"])
        gift = await badges.considered(session, visit.actor, found.slug, handle, because=because, evidence=shows)
        if visit.text("do") == "give":
            award = await badges.give(session, visit.actor, found.slug, handle, because=because, evidence=shows)
            done = mark("The badge is given. It is being signed, which takes a moment.")
            return see_other(visit, award.path, done)
    return _giving(visit, found, values, answer, gift)


@router.get("/awards/{award}/revoke")
async def ask_why(visit: Inside, session: Session, award: UUID) -> Response:
    """Ask why a badge is to be taken back."""
    badges.require_may_give(visit.actor)
    return _revoking(visit, await badges.named(session, award), {}, Answer())


@router.post("/awards/{award}/revoke")
async def revoke_badge(visit: Inside, session: Session, award: UUID) -> Response:
    """Take a badge back."""
    badges.require_may_give(visit.actor)
    found, values = await badges.named(session, award), visit.texts("reason")
    async with asking(session, RevokedAlready) as answer:
        await badges.revoke(session, visit.actor, award, reason=values["reason"])
        return see_other(visit, found.path, mark("The badge is taken back. Whoever checks it learns that at once."))
    return _revoking(visit, found, values, answer)


@router.get("/admin/keys")
async def show_keys(visit: Inside, session: Session) -> Response:
    """Show the keys that badges are and were signed with."""
    return page(visit, "admin/keys.html", issuer_keys=await credentials.all_keys(session, visit.actor))


@router.post("/admin/keys")
async def rotate_keys(visit: Inside, session: Session) -> Response:
    """Sign with new keys from now on."""
    await credentials.rotate(session, visit.actor)
    return see_other(visit, "/admin/keys", mark("New badges are signed with new keys. All others stay valid."))


def _giving(visit: Visit, badge: Badge, values: dict[str, str], answer: Answer, gift: Gift | None = None) -> Response:
    return page(
        visit,
        "badges/give.html",
        status=status_of(answer.refused) if answer.refused else 200,
        badge=badge,
        who=i18n.name_of(gift.member) if gift and not answer.refused else "",
        values=values,
        errors=answer.errors,
    )


def _revoking(visit: Visit, award: Award, values: dict[str, str], answer: Answer) -> Response:
    if award.revocation is not None and not isinstance(answer.refused, Conflict):
        raise RevokedAlready
    return page(
        visit,
        "badges/revoke.html",
        status=status_of(answer.refused) if answer.refused else 200,
        award=award,
        who=i18n.name_of(award.member),
        values=values,
        errors=answer.errors,
    )
