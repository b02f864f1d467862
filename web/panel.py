"""What an opened idea of the queue shows, and all that can be done about it in place."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, behalf, community, ideas, scores, triage, votes
from domain.answers import ClockState
from domain.ideas import Idea
from domain.members import Actor
from domain.triage import DecisionKind, Waiting
from web.merging import merge_form, preview_of
from web.progress import VERBS, WELCOMES
from web.scores import score_form
from web.visit import Visit

# The keys that begin a decision.
KEYS: dict[DecisionKind, str] = {
    DecisionKind.SHORTLIST: "d s",
    DecisionKind.ADOPT: "d a",
    DecisionKind.NOT_NOW: "d n",
    DecisionKind.DECLINE: "d x",
    DecisionKind.DELIVER: "d d",
    DecisionKind.REOPEN: "d r",
}
RUNNING = (ClockState.BEFORE_DUE, ClockState.DUE_SOON, ClockState.OVERDUE)


@dataclass(frozen=True)
class Wanted:
    """What is asked of an opened idea: a form of it, for a merge its target, and the queue's address in parts.

    `state` is that of its clock, None without one.
    """

    form: str
    target: str
    asked: dict[str, str]
    state: ClockState | None


async def shown(visit: Visit, session: AsyncSession, row: Waiting, wanted: Wanted) -> dict[str, Any]:
    """Return what an opened idea shows besides its row, and what its form needs; `form` is '' if it may not be."""
    actor, idea, state = visit.actor, row.idea, wanted.state
    decidable = triage.open_decisions(actor, idea) if row.decision is None else []
    may_triage, may_say = triage.may_triage(actor), answers.may_answer(actor, idea) and row.decision is None
    may: dict[str, bool] = {
        "answer": may_say,
        "ask": may_say and state in RUNNING,
        "merge": triage.may_merge(actor, idea) and row.decision is None,
        "tag": may_triage,
        "score": may_triage,
    } | {kind.value: kind in decidable for kind in DecisionKind}
    form = wanted.form if may.get(wanted.form) else ""
    draft, known = await answers.draft(session, actor, idea), await scores.current(session, actor, idea.id)
    panel: dict[str, Any] = {
        "form": form,
        "tags": (await ideas.tags(session, [idea.id])).get(idea.id, []),
        "draft": draft,
        "score": known,
        "waits": row.decision,
        "may_claim": triage.may_claim(actor, idea) and row.assignee is None,
        "may": may,
        "is_paused": state is ClockState.PAUSED and may_say,
        "decidable": [(kind, VERBS[kind], KEYS[kind]) for kind in decidable],
        "says_of_best": WELCOMES,
        "values": {"answer": draft.body if draft else ""},
        "errors": {},
        "chosen": [],
    }
    if form == "merge":
        preview, refusal = await preview_of(session, actor, idea.id, wanted.target)
        panel |= await merge_form(session, actor, idea)
        panel |= {"preview": preview, "errors": refusal.errors, "values": {"target": wanted.target}}
        panel |= {"at": "/triage", "asked": wanted.asked | {"do": "merge"}}
    elif form == "ask":
        panel |= {"told": await behalf.recorded_idea(session, actor, idea)}
    elif form == "score":
        panel |= await score_form(session, actor, idea, known)
    elif form in set(DecisionKind):
        panel |= await decision_form(session, actor, DecisionKind(form), idea)
    return panel | {"focus": _focus(visit, idea, panel)}


async def decision_form(session: AsyncSession, actor: Actor, kind: DecisionKind, idea: Idea) -> dict[str, Any]:
    """Return what the form of a decision shows."""
    wanted = triage.NEEDS_REASON.get(kind)
    return {
        "kind": kind,
        "verb": VERBS[kind],
        "question": triage.QUESTION,
        "welcomes": WELCOMES,
        "reasons": await community.reasons(session, kind=wanted) if wanted else [],
        "best": await votes.by_best_customers(session, actor, idea),
    }


def _focus(visit: Visit, idea: Idea, panel: dict[str, Any]) -> str:
    """Return the id of what work goes on in: the first thing to do in an open form, else the idea's title."""
    if panel["form"] == "merge":
        if panel["preview"]:
            return "preview-title"
        return f"look-{panel['alike'][0].id}" if panel["alike"] and not panel["errors"] else "field-target"
    if panel["form"] == "tag":
        tags = sorted(visit.community.kept_tags.items(), key=lambda tag: tag[1].lower())
        return f"tag-{idea.id}-{tags[0][0]}" if tags else f"waits-title-{idea.id}"
    first = {"answer": "answer", "ask": "question", "score": "reach"}.get(panel["form"])
    if panel["form"] in set(DecisionKind):
        first = "reason" if panel["reasons"] else "answer"
    return f"field-{first}" if first else f"waits-title-{idea.id}"
