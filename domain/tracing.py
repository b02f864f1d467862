"""From an entry of the ledger back to what it came from, as far as its reader may see that.

Support leads to the idea, never to who gave it. What is out of sight and what is gone read alike, so that nobody
learns here of what is hidden.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from domain import comments, experiments, ideas, recognition, rollouts, triage
from domain.comments import Comment
from domain.errors import _
from domain.experiments import Conclusion, Experiment
from domain.ideas import Idea
from domain.members import Actor
from domain.recognition import RecognitionCard
from domain.rewards import Code, Entry, Said
from domain.rollouts import Benefit
from domain.triage import Decision

Thing = Idea | Decision | Experiment | Conclusion | Benefit | Comment | RecognitionCard
OUT_OF_SIGHT = Said(_("What this came from can’t be shown."))
_IDEA, _SUPPORT = _("The idea %(idea)s"), _("The idea %(idea)s, which somebody supports")
_DECISION, _COMMENT = _("The decision to build %(idea)s"), _("A comment below %(idea)s")
_EXPERIMENT, _PLAN = _("The experiment “%(title)s”"), _("The plan of the experiment “%(title)s”")
_BUILDING = _("The experiment “%(title)s”, which builds on what was learned")
_CONCLUSION = _("The conclusion of the experiment “%(title)s”")
_BENEFIT = _("What was found of “%(title)s” after %(days)s days")
_CARD = _("The card from %(name)s")


class _Read(Protocol):
    """Reads things of one kind by their numbers, as far as the actor may see them."""

    async def __call__(self, session: AsyncSession, actor: Actor, ids: Collection[int], /) -> Mapping[int, Any]: ...


_BY_KIND: Mapping[str, _Read] = {
    "idea": ideas.by_ids,
    "decision": triage.decisions_by_ids,
    "experiment": experiments.by_ids,
    "conclusion": experiments.conclusions_by_ids,
    "benefit": rollouts.benefits_by_ids,
    "comment": comments.by_ids,
    "recognition": recognition.by_ids,
}


@dataclass(frozen=True)
class Trace:
    """What an entry came from, in words, with when that came about and the address of where it is read."""

    says: Said
    at: datetime
    path: str
    thing: Thing


async def traces(session: AsyncSession, actor: Actor, entries: Iterable[Entry]) -> dict[int, Trace]:
    """Return what entries came from, by their numbers, where the actor may see it.

    As many statements for one as for many; whoever calls has loaded the entries for the actor.
    """
    named = [(each, *_thing_of(each)) for each in entries]
    wanted = defaultdict[str, set[int]](set)
    for _entry, kind, number in named:
        wanted[kind].add(number)
    known = sorted(wanted.keys() & _BY_KIND)
    seen = {kind: await _BY_KIND[kind](session, actor, wanted[kind]) for kind in known}
    found = {each.id: _trace(each, seen.get(kind, {}).get(number)) for each, kind, number in named}
    return {number: trace for number, trace in found.items() if trace is not None}


def says(trace: Trace | None) -> Said:
    """Return in words what an entry came from, which are the same for all that can’t be shown."""
    return trace.says if trace else OUT_OF_SIGHT


def _thing_of(entry: Entry) -> tuple[str, int]:
    if entry.cause_kind == "vote":  # whose number is the voter's
        return "idea", entry.idea_id or 0
    return entry.cause_kind, entry.cause_id


def _trace(entry: Entry, found: Any) -> Trace | None:
    """Return what an entry came from, None for what is gone or out of sight."""
    thing, of = found if isinstance(found, tuple) else (found, None)
    match thing:
        case Idea():
            said = Said(_SUPPORT if entry.code == Code.SUPPORTED else _IDEA, {"idea": thing})
            at, path = thing.submitted_at or thing.created_at, thing.path
        case Decision():
            said = Said(_DECISION, {"idea": thing.idea})
            # A merged idea's address leads on to the other one, whose story is its own.
            own_page = "?merged=1" if thing.idea.merged_into_id else ""
            at, path = thing.effective_at or thing.decided_at, f"{thing.idea.path}{own_page}#decision-{thing.id}"
        case Experiment() if entry.code == Code.PLAN_APPROVED:
            # Once it was approved, and never again: the entry itself says when.
            said = Said(_PLAN, {"title": thing.title})
            at, path = (entry.reverses or entry).occurred_at, f"{thing.path}#plan"
        case Experiment():
            said = Said(_BUILDING if entry.code == Code.CARD_REUSED else _EXPERIMENT, {"title": thing.title})
            at, path = thing.started_at or thing.moved_at, thing.path
        case Conclusion():
            said = Said(_CONCLUSION, {"title": thing.experiment.title})
            at, path = thing.effective_at or thing.concluded_at, f"{thing.experiment.path}#conclusion"
        case Benefit():
            said = Said(_BENEFIT, {"title": of.title, "days": thing.days})
            at, path = thing.confirmed_at or thing.said_at, f"{of.path}/rollout"
        case Comment() if thing.removed_at is None:
            said, at, path = Said(_COMMENT, {"idea": thing.idea}), thing.created_at, thing.path
        case RecognitionCard() if thing.is_standing:
            said, at, path = Said(_CARD, {"name": thing.sender.name}), thing.sent_at, thing.path
        case _:
            return None
    return Trace(said, at, path, thing)
