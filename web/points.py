"""What a member earned, told entry by entry: their own record, others', each entry, and why something wasn't given."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from domain import celebrations, database, fairness, ideas, members, rewards, tracing
from domain.clock import now
from domain.errors import _ as mark
from domain.ideas import Idea
from domain.members import Actor
from domain.paging import Slice
from domain.rewards import CAUSES, Code, Currency, Entry, Said, WhyNot
from web import state
from web.admin import RowId
from web.forms import whole
from web.i18n import gettext
from web.render import back_to, page, see_other
from web.visit import Inside, Session, Visit

router = APIRouter()
SHOWN, IDEAS_SHOWN = 30, 30
TOGETHER = 3  # from so many lines of support on, an idea has them under one heading
CURRENCIES = {
    Currency.IMPACT: mark("Impact"),
    Currency.LEARNING: mark("Learning"),
    Currency.THANKS: mark("Thanks"),
}
Handle = Annotated[str, Path(max_length=40)]


@dataclass(frozen=True)
class Line:
    """An entry as a record tells it: why in a sentence, the idea where the reader may see it, and what else belongs.

    `gone` says why it was taken back, if it was. With `parts` it stands for these lines together, and its entry is the
    latest of them.
    """

    entry: Entry
    idea: Idea | None
    why: str
    rule: str
    terms: Sequence[str]
    gone: str = ""
    provisional_until: datetime | None = None
    parts: Sequence["Line"] = ()

    @property
    def points(self) -> int:
        """Return what it brought, or all of its parts did."""
        return sum(each.entry.amount for each in self.parts) if self.parts else self.entry.amount


@router.get("/points")
async def show_own(visit: Inside, session: Session, after: str | None = None) -> Response:
    """Show what the reader earned, what is still to come, and what they chose about it."""
    member = members.require_self(visit.actor)
    found = await rewards.listed(session, visit.actor, member, Slice(SHOWN, after=after))
    await put_away(visit)
    return page(
        visit,
        "points/own.html",
        member=member,
        tally=await rewards.tally(session, member),
        lines=together(await told(session, visit.actor, found.items)),
        page=found,
        coming=[(each, _say(each.said)) for each in await rewards.coming(session, member)] if after is None else [],
        habit=await rewards.habit(session, member),
        currencies=CURRENCIES,
    )


@router.post("/points/habit")
async def revise_habit(visit: Inside, session: Session) -> Response:
    """Choose whether to stand on boards, and whether to be told."""
    chosen = {name: bool(visit.text(name)) for name in ("shown", "tells", "sees_progress", "celebrates")}
    await rewards.revise_habit(session, visit.actor, **chosen)
    return see_other(visit, "/points#habit", mark("Saved. Your points go on either way."))


@router.post("/points/moment")
async def close_moment(visit: Inside, session: Session) -> Response:
    """Put away what was new; the script takes the line from the page."""
    await celebrations.see(session, visit.actor, whole(visit.text("up_to")) or 0)
    return Response() if visit.by_script else see_other(visit, back_to(visit) or "/points")


async def put_away(visit: Visit) -> None:
    """Note that the page which is shown says what was new, if anything was."""
    if visit.moment:
        # In a transaction of its own, since a page that is read commits nothing.
        async with database.transaction(state.of(visit.request).sessions) as noting:
            await celebrations.see(noting, visit.actor)
        visit.moment = None


@router.get("/points/why")
async def show_why_not(visit: Inside, session: Session, idea: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Say for each rule what an idea brought the reader, or which condition didn't hold."""
    member = members.require_self(visit.actor)
    known = await rewards.ideas_to_ask_about(session, visit.actor, member, IDEAS_SHOWN)
    chosen = next(iter(known), None)
    if idea:
        chosen = await ideas.visible(session, visit.actor, whole(idea) or 0)
    answers = list[WhyNot]()
    if chosen:
        looks = await fairness.looks_of(session, member, chosen.id)
        answers = await rewards.why_not(session, visit.actor, member, chosen.id, looks)
    others = [each for each in known if chosen is None or each.id != chosen.id]
    return page(
        visit,
        "points/why.html",
        idea=chosen,
        choices=[(str(each.id), each.title) for each in [*([chosen] if chosen else []), *others]],
        answers=[(each, _say(each.said)) for each in answers],
        currencies=CURRENCIES,
    )


@router.get("/points/entries/{reward_id}")
async def show_entry(visit: Inside, session: Session, reward_id: RowId) -> Response:
    """Show an entry with its rule, its cause, what was withheld, and what took it back."""
    entry = await rewards.entry(session, visit.actor, reward_id)
    owner = (await members.by_ids(session, [entry.member_id]))[entry.member_id]
    (line,) = await told(session, visit.actor, [entry])
    book = await rewards.rules(session)
    trace = (await tracing.traces(session, visit.actor, [entry])).get(entry.id)
    return page(
        visit,
        "points/entry.html",
        line=line,
        owner=owner,
        trace=trace,
        came_from=_say(tracing.says(trace)),
        top_ups=(await rewards.top_ups(session, visit.actor, [entry.id])).get(entry.id, []),
        again=(await rewards.paid_again(session, visit.actor, [entry])).get(entry.id),
        newest=book.at(entry.code, now(session)) or entry.rule,
        currencies=CURRENCIES,
    )


@router.get("/members/{handle}/points")
async def show_record(visit: Inside, session: Session, handle: Handle, after: str | None = None) -> Response:
    """Show what a member earned, if others may read that."""
    member = await rewards.record_of(session, visit.actor, handle)
    found = await rewards.listed(session, visit.actor, member, Slice(SHOWN, after=after))
    return page(
        visit,
        "points/record.html",
        member=member,
        tally=await rewards.tally(session, member),
        lines=together(await told(session, visit.actor, found.items)),
        page=found,
        currencies=CURRENCIES,
    )


async def told(session: AsyncSession, actor: Actor, entries: Sequence[Entry]) -> list[Line]:
    """Return entries as a record tells them, in one statement more; in another few where some were taken back."""
    numbers = {entry.idea_id for entry in entries if entry.idea_id is not None}
    seen = await ideas.by_ids(session, actor, numbers) if numbers else {}
    looks = await fairness.looks(session, [*entries, *(entry.reversal for entry in entries if entry.reversal)])

    def why(entry: Entry) -> str:
        return _say(rewards.why(entry, seen.get(entry.idea_id or 0), looks.get(entry.id)))

    return [
        Line(
            entry=entry,
            idea=seen.get(entry.idea_id or 0),
            why=why(entry),
            rule=gettext(CAUSES[Code(entry.code)].name),
            terms=[_say(each) for each in rewards.terms(entry)],
            gone=why(entry.reversal) if entry.reversal else "",
            provisional_until=rewards.provisional_until(entry, now(session)),
        )
        for entry in entries
    ]


def together(lines: Sequence[Line]) -> list[Line]:
    """Return lines with those of people who support the same idea told as one, where the latest of them stood."""
    support: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if _is_support(line) and line.entry.idea_id is not None:
            support[line.entry.idea_id].append(line)
    found = []
    for line in lines:
        parts = support[line.entry.idea_id] if _is_support(line) and line.entry.idea_id is not None else []
        if len(parts) < TOGETHER:
            found.append(line)
        elif line is parts[0]:
            idea = rewards.quoted(line.idea, gettext)
            says = gettext(mark("%(count)s people support %(idea)s.")) % {"count": len(parts), "idea": idea}
            found.append(replace(line, why=says, terms=(), provisional_until=None, parts=parts))
    return found


def _is_support(line: Line) -> bool:
    entry = line.entry
    gone = entry.reversal is not None or entry.reverses_id is not None or entry.tops_up_id is not None
    return entry.code == Code.SUPPORTED and not gone


def _say(said: Said) -> str:
    return said.text(gettext)
