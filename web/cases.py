"""Votes, ends of tests and ideas that are looked at: the list for moderators, one case, a member's own part."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import fairness, members, triage
from domain.errors import _
from domain.errors import _ as mark
from domain.fairness import CaseDecidedAlready, CaseMoved, DecidedBefore, HadAHand, NothingToAppeal, VotesBusy
from domain.paging import Slice
from web import case_words
from web.forms import Answer, asking
from web.render import page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
CaseId = Annotated[int, Path(ge=1, lt=2**63)]
SHOWN = 20
# What the figures of evidence are called, in the order of their columns.
FIGURES = {
    "voter": _("Gave votes"),
    "other": _("In step with"),
    "author": _("Got them"),
    "idea": _("Idea"),
    "votes": _("Votes"),
    "back": _("Votes back"),
    "days": _("On days"),
    "voters": _("Doing so in all"),
    "people": _("From people"),
    "given": _("Of all they gave"),
    "received": _("Of all received"),
    "given_share": _("Part of what they gave"),
    "received_share": _("Part of what they got"),
    "common": _("Ideas in common"),
    "alike": _("How alike"),
    "seconds": _("Seconds apart"),
    "newcomers": _("From newcomers"),
    "median": _("In a usual hour"),
    "experiment": _("Test"),
    "plan": _("Changed to plan"),
    "day": _("On its day"),
    "verdicts": _("Verdicts before that"),
    "undone": _("Verdicts undone by corrections"),
    "corrected": _("Totals corrected after the conclusion"),
    "minutes": _("Minutes before the season ended"),
    "later": _("Posted later"),
    "hours": _("Hours apart"),
}
PEOPLE, IDEAS, SHARES = ("voter", "other", "author"), ("idea", "later"), ("given_share", "received_share", "alike")


@router.get("/moderation/fairness")
async def list_cases(
    visit: Inside, session: Session, show: Annotated[str, Query(max_length=9)] = "", after: str | None = None
) -> Response:
    """List the votes that somebody has to look at, due first, or with `show=decided` what was decided."""
    decided = show == "decided"
    found = await fairness.cases(session, visit.actor, Slice(SHOWN, after=after), decided=decided)
    return page(
        visit,
        "fairness/list.html",
        page=found,
        decided=decided,
        kinds=fairness.KINDS,
        stood={case.id: stands for case in found.items if (stands := case_words.decided(case)) is not None},
        record=await fairness.record_of_cases(session, visit.actor),
    )


@router.post("/moderation/fairness/look")
async def look(visit: Inside, session: Session) -> Response:
    """Run all checks now."""
    opened = await fairness.look_now(session, visit.actor)
    done = mark("Done. What was found stands here.") if opened else mark("Done. Nothing new was found.")
    return see_other(visit, "/moderation/fairness", done)


@router.get("/moderation/fairness/{case_id}")
async def show_case(visit: Inside, session: Session, case_id: CaseId) -> Response:
    """Show one case: what was seen, what a decision would do, and what members said."""
    return await _case(visit, session, case_id, {}, Answer())


@router.post("/moderation/fairness/{case_id}/hold")
async def hold_votes(visit: Inside, session: Session, case_id: CaseId) -> Response:
    """Hold a case's votes back while it is looked at."""
    async with asking(session, CaseMoved, CaseDecidedAlready, DecidedBefore, HadAHand, VotesBusy) as answer:
        case = await fairness.hold(session, visit.actor, case_id, state=visit.text("state"))
        return see_other(visit, case.path, mark("These votes don’t count for now. Everybody concerned is told."))
    return await _case(visit, session, case_id, {}, answer, 409)


@router.post("/moderation/fairness/{case_id}/uphold")
async def uphold_case(visit: Inside, session: Session, case_id: CaseId) -> Response:
    """Decide that a case's votes shall not count."""
    given = visit.texts("said", "state")
    async with asking(session, CaseMoved, CaseDecidedAlready, DecidedBefore, HadAHand, VotesBusy) as answer:
        case = await fairness.uphold(session, visit.actor, case_id, **given)
        return see_other(visit, case.path, case_words.done(case))
    return await _case(visit, session, case_id, given, answer, 422)


@router.post("/moderation/fairness/{case_id}/clear")
async def clear_case(visit: Inside, session: Session, case_id: CaseId) -> Response:
    """Decide that nothing is wrong with a case's votes."""
    given = visit.texts("said")
    async with asking(session, CaseDecidedAlready, DecidedBefore, HadAHand, VotesBusy) as answer:
        case = await fairness.clear(session, visit.actor, case_id, **given)
        return see_other(visit, case.path, case_words.done(case))
    return await _case(visit, session, case_id, given, answer, 422)


@router.get("/me/fairness")
async def my_cases(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show which votes of the member, or for their ideas, were looked at."""
    member = members.require_self(visit.actor)
    found = await fairness.own(session, member, Slice(SHOWN, after=after))
    return page(
        visit,
        "fairness/mine.html",
        page=found,
        title=case_words.own_title,
        stands_of=case_words.own_stands,
    )


@router.get("/me/fairness/{case_id}")
async def my_case(visit: Inside, session: Session, case_id: CaseId) -> Response:
    """Show the member's own part in a case, and ask what they say to it."""
    return await _mine(visit, session, case_id, {}, Answer())


@router.post("/me/fairness/{case_id}/appeal")
async def appeal(visit: Inside, session: Session, case_id: CaseId) -> Response:
    """Ask that somebody else looks at a case."""
    given = visit.texts("said")
    async with asking(session, fairness.AppealedAlready, NothingToAppeal) as answer:
        await fairness.appeal(session, visit.actor, case_id, **given)
        return see_other(visit, f"/me/fairness/{case_id}", mark("Thank you. Somebody else looks at it."))
    return await _mine(visit, session, case_id, given, answer, 422)


async def _mine(
    visit: Visit, session: AsyncSession, case_id: int, values: dict[str, str], answer: Answer, status: int = 200
) -> Response:
    member = members.require_self(visit.actor)
    own = await fairness.own_case(session, member, case_id)
    case = own.party.case
    # Who decides about others' cases may be the only one who does.
    is_left = not (case.is_open and fairness.may_review(member)) or await fairness.is_left(session, case)
    return page(
        visit,
        "fairness/own.html",
        status=status,
        own=own,
        title=case_words.own_title(own),
        stands=case_words.own_stands(own),
        is_left=is_left,
        values=values,
        errors=answer.errors,
    )


async def _case(
    visit: Visit, session: AsyncSession, case_id: int, values: dict[str, str], answer: Answer, status: int = 200
) -> Response:
    case = await fairness.visible(session, visit.actor, case_id)
    preview = await fairness.preview(session, visit.actor, case_id)
    said = await fairness.appeals(session, case.id)
    given = await fairness.given(session, case)
    numbers = {each[name] for each in case.evidence for name in PEOPLE if each.get(name)}
    numbers |= {each.member_id for each in case.parties} | {each.member_id for each in said} | set(preview.points)
    numbers |= {number for each in given for number in (each.member_id, each.author_id)}
    wanted = set(preview.moves) | {each[name] for each in case.evidence for name in IDEAS if each.get(name)}
    wanted |= {number for each in given for number in each.idea_ids}
    batch = await fairness.standing(session, case.id)
    refusal = fairness.refusal(visit.actor, said, await fairness.hands(session, case))
    columns = [name for name in FIGURES if any(name in each for each in case.evidence)]
    context: dict[str, Any] = {
        "case": case,
        "kinds": fairness.KINDS,
        "preview": preview,
        "appeals": said,
        "given": given,
        "batch": batch,
        "stands": case_words.stands(case, batch),
        "settling": await fairness.settling(session, case, batch),
        "refusal": refusal,
        "is_left": refusal is None or await fairness.is_left(session, case),
        "may_merge": triage.may_triage(visit.actor),
        "people": await members.by_ids(session, numbers),
        "ideas": await fairness.concerned(session, visit.actor, sorted(wanted)),
        "figures": {name: FIGURES[name] for name in columns},
        "of_people": PEOPLE,
        "of_ideas": IDEAS,
        "of_shares": SHARES,
    }
    return page(visit, "fairness/case.html", status=status, **context, values=values, errors=answer.errors)
