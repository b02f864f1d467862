"""What an admin shapes: the community itself, what people are in it, and the staff's teams."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import community, ideas, members
from domain.clock import zones
from domain.community import LANGUAGES, SynonymsChangedMeanwhile
from domain.errors import Conflict, NotFound
from domain.errors import _ as mark
from domain.ideas import Status
from domain.members import require_member
from domain.paging import Slice
from domain.permissions import Permission
from web.errors import status_of
from web.forms import Answer, asking, whole
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
FIELDS = ("name", "tagline", "zone", "language", "hue", "reading", "joining", "join_domains", "first_texts")
LABELS = {
    f"label_{language}_{status}": (language, status)
    for status in Status
    if status is not Status.DRAFT
    for language in LANGUAGES
}
RowId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/admin")
async def show_community(visit: Inside) -> Response:
    """Show how the community presents itself, whom it lets in, and what its statuses are called."""
    require_member(visit.actor, Permission.EDIT_COMMUNITY)
    return _community(visit)


@router.post("/admin")
async def revise_community(visit: Inside, session: Session) -> Response:
    """Change how the community presents itself and whom it lets in."""
    given = visit.texts(*FIELDS)
    fields = given | {
        "hue": _small_number(given["hue"]),
        "first_texts": _small_number(given["first_texts"] or "0"),
        "join_domains": given["join_domains"].replace(",", " ").split(),
    }
    async with asking(session) as answer:
        await community.revise(session, visit.actor, **fields)
        return see_other(visit, "/admin", mark("Saved."))
    return _community(visit, "community", answer)


@router.post("/admin/labels")
async def relabel(visit: Inside, session: Session) -> Response:
    """Give the statuses labels of the community's own."""
    async with asking(session) as answer:
        labels: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
        for field, (language, status) in LABELS.items():
            labels[language][status] = visit.text(field)
        await ideas.relabel(session, visit.actor, labels)
        return see_other(visit, "/admin", mark("Saved."))
    return _community(visit, "labels", answer)


@router.get("/admin/synonyms")
async def show_synonyms(visit: Inside, session: Session) -> Response:
    """Show which phrases mean the same to the search, a line for each group."""
    require_member(visit.actor, Permission.EDIT_COMMUNITY)
    kept = await _synonyms(session)
    return page(visit, "admin/synonyms.html", values={"synonyms": kept}, errors={}, kept=kept, changed=False)


@router.post("/admin/synonyms")
async def revise_synonyms(visit: Inside, session: Session) -> Response:
    """Change which phrases mean the same to the search."""
    given, seen = visit.text("synonyms"), visit.text("based_on")
    async with asking(session, SynonymsChangedMeanwhile) as answer:
        groups, based_on = ([line.split(",") for line in text.splitlines()] for text in (given, seen))
        await community.revise_synonyms(session, visit.actor, groups, based_on=based_on)
        return see_other(visit, "/admin/synonyms", mark("Saved."))
    values, changed = {"synonyms": given}, isinstance(answer.refused, SynonymsChangedMeanwhile)
    kept, status = await _synonyms(session) if changed else seen, 409 if changed else 422
    shown = {"values": values, "errors": answer.errors, "kept": kept, "changed": changed}
    return page(visit, "admin/synonyms.html", status=status, **shown)


async def _synonyms(session: AsyncSession) -> str:
    return "\n".join(", ".join(group) for group in await community.synonyms(session))


@router.get("/admin/members")
async def list_members(
    visit: Inside,
    session: Session,
    q: Annotated[str, Query(max_length=200)] = "",
    best: Annotated[str, Query(max_length=9)] = "",
    after: str | None = None,
) -> Response:
    """List members, newest first, by words in their name, handle or address, or only the best customers."""
    require_member(visit.actor, Permission.MANAGE_MEMBERS)
    found = await members.listed(session, visit.actor, Slice(50, after=after), words=q.strip(), best=bool(best))
    return page(visit, "admin/members.html", page=found, q=q, best=bool(best))


@router.post("/admin/members/{member_id}/role")
async def change_role(visit: Inside, session: Session, member_id: RowId) -> Response:
    """Give a member another role."""
    await members.change_role(session, visit.actor, member_id, visit.text("role"))
    return see_other(visit, "/admin/members", mark("The role is changed. It counts from the next page they open."))


@router.post("/admin/members/{member_id}/best")
async def mark_best_customer(visit: Inside, session: Session, member_id: RowId) -> Response:
    """Say that a member is one of the best customers, or with `best` empty that they are not."""
    best = visit.text("best") == "yes"
    member = await members.mark_best_customer(session, visit.actor, member_id, best=best)
    said = mark("Counted among the best customers.") if best else mark("No longer counted among the best customers.")
    return see_other(visit, f"/admin/members?q={member.handle}", said)


@router.post("/admin/members/{member_id}/sponsor")
async def name_sponsor(visit: Inside, session: Session, member_id: RowId) -> Response:
    """Name the one person accountable for the programme."""
    await members.name_sponsor(session, visit.actor, member_id)
    return see_other(visit, "/admin/members", mark("The sponsor is named."))


@router.get("/admin/teams")
async def list_teams(visit: Inside, session: Session) -> Response:
    """Show the staff's teams and who is in them."""
    return await _teams(visit, session)


@router.post("/admin/teams")
async def make_team(visit: Inside, session: Session) -> Response:
    """Make a team."""
    return await _save_team(visit, session, None)


@router.post("/admin/teams/{team_id}")
async def revise_team(visit: Inside, session: Session, team_id: RowId) -> Response:
    """Change a team's name and people."""
    return await _save_team(visit, session, team_id)


@router.post("/admin/teams/{team_id}/close")
async def close_team(visit: Inside, session: Session, team_id: RowId) -> Response:
    """Close a team."""
    await members.close_team(session, visit.actor, team_id)
    return see_other(visit, "/admin/teams", mark("The team is closed."))


def _small_number(given: str) -> int | str:
    number = whole(given, 3)
    return given if number is None else number


def _community(visit: Visit, form: str = "", answer: Answer | None = None) -> Response:
    here = visit.community
    values = {name: str(getattr(here, name)) for name in FIELDS} | {"join_domains": ", ".join(here.join_domains)}
    values |= {field: here.status_label(status, language) for field, (language, status) in LABELS.items()}
    if form:
        values |= visit.texts(*(FIELDS if form == "community" else LABELS))
    return page(
        visit,
        "admin/community.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        form=form,
        values=values,
        errors=answer.errors if answer else {},
        zones=sorted(zone for zone in zones() if "/" in zone or zone == "UTC"),
    )


async def _save_team(visit: Visit, session: AsyncSession, team_id: int | None) -> Response:
    chosen = [whole(value) for name, value in visit.fields() if name == "members"]
    if None in chosen:
        raise NotFound
    async with asking(session, Conflict) as answer:
        await members.save_team(
            session,
            visit.actor,
            name=visit.text("name"),
            member_ids={number for number in chosen if number is not None},
            team_id=team_id,
        )
        return see_other(visit, "/admin/teams", mark("Saved."))
    return await _teams(visit, session, answer, team_id)


async def _teams(
    visit: Visit, session: AsyncSession, answer: Answer | None = None, team_id: int | None = None
) -> Response:
    require_member(visit.actor, Permission.MANAGE_TEAMS)
    return page(
        visit,
        "admin/teams.html",
        status=status_of(answer.refused) if answer and answer.refused else 200,
        teams=await members.teams(session),
        staff=await members.staff(session),
        values={"name": visit.text("name"), "team_id": str(team_id or "")},
        errors=answer.errors if answer else {},
    )
