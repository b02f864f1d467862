"""What an idea's page shows of its way: where it stands, whose turn it is, when an answer is due, and its story.

Every text here is marked for translation and translated where it is shown.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import answers, changelog, experiments, ideas, scores, stories, triage
from domain.answers import ClockState
from domain.clock import now
from domain.encounters import Encounter
from domain.errors import _
from domain.experiments import ExperimentStep
from domain.ideas import Idea, Status, Turn
from domain.members import Actor, Member
from domain.rollouts import FELT
from domain.triage import DecisionKind, StepKind, Welcome
from web import amounts, i18n
from web.render import kept
from web.visit import Visit

TURNS: dict[Turn, str] = {
    Turn.AUTHOR: _("It is the author’s turn."),
    Turn.PRODUCT: _("It is the product team’s turn."),
    Turn.EMPLOYEE: _("It is the turn of whoever tries it out."),
    Turn.NOBODY: "",
}
CLOCKS: dict[ClockState, str] = {
    ClockState.BEFORE_DUE: _("Answer due"),
    ClockState.DUE_SOON: _("Answer due soon"),
    ClockState.OVERDUE: _("Answer overdue since"),
    ClockState.PAUSED: _("The clock waits for the author’s word since"),
    ClockState.ANSWERED: _("Answered"),
    ClockState.ENDED: "",
}
# What a step says, by what happened and where it led.
MOVED: dict[Status, str] = {
    Status.SUBMITTED: _("Submitted"),
    Status.IN_REVIEW: _("Taken into review"),
    Status.WITHDRAWN: _("Taken back by its author"),
}
HAPPENED: dict[StepKind, str] = {
    StepKind.ASKED: _("The author was asked something; the clock waits"),
    StepKind.RESUMED: _("The clock runs on"),
    StepKind.ANSWERED: _("Answered"),
    StepKind.MERGED: _("Merged into another idea"),
    StepKind.UNMERGED: _("On its own again: the merge was undone"),
    StepKind.TOOK_IN: _("Another idea was merged into this one"),
    StepKind.GAVE_BACK: _("The other idea stands on its own again"),
    StepKind.TEST_PLANNED: _("A test was planned"),
    StepKind.TEST_STARTED: _("The test started"),
    StepKind.VERDICT_FELL: _("A verdict fell; people decide now"),
    StepKind.TEST_CONCLUDED: _("The test is over"),
    StepKind.ROLLED_OUT: _("More people have it"),
    StepKind.ROLLED_BACK: _("Fewer people have it: a step back"),
    StepKind.BENEFIT_SETTLED: _("It was asked whether the business felt it"),
}
DECIDED: dict[DecisionKind, str] = {
    DecisionKind.SHORTLIST: _("Shortlisted: worth trying"),
    DecisionKind.ADOPT: _("Adopted: it will be built"),
    DecisionKind.NOT_NOW: _("Not now, but it is looked at again"),
    DecisionKind.DECLINE: _("Declined, with a reason"),
    DecisionKind.DELIVER: _("Delivered: it is there"),
    DecisionKind.REOPEN: _("Opened again"),
}
VERBS: dict[DecisionKind, str] = {
    DecisionKind.SHORTLIST: _("Shortlist"),
    DecisionKind.ADOPT: _("Adopt"),
    DecisionKind.NOT_NOW: _("Not now"),
    DecisionKind.DECLINE: _("Decline"),
    DecisionKind.DELIVER: _("Say it is delivered"),
    DecisionKind.REOPEN: _("Open it again"),
}
WELCOMES: dict[Welcome, str] = {
    Welcome.WELCOME: _("They would welcome it"),
    Welcome.ACCEPT: _("They would accept it"),
    Welcome.DISLIKE: _("They would dislike it"),
    Welcome.UNKNOWN: _("We don’t know"),
}
BROUGHT_BACK = _("Looked at again, as was promised")


def told(step: triage.Step) -> str:
    """Return what a step says, still to be translated."""
    if step.decision is not None:
        return DECIDED[step.decision.kind]
    if step.kind is not StepKind.MOVED or step.to_status is None:
        return HAPPENED[step.kind]
    if step.from_status is Status.NOT_NOW and step.actor is None:
        return BROUGHT_BACK
    return MOVED.get(step.to_status, ideas.LABELS[step.to_status])


async def progress(visit: Visit, session: AsyncSession, met: Encounter) -> dict[str, Any]:
    """Return the pieces that show an idea's way, kept ready for all, and what the product team may do about it."""
    actor, idea, clock = visit.actor, met.idea, met.clock
    state = clock.state(now(session)) if clock else None
    key = (idea.id, met.text, met.story, str(visit.community.status_labels))

    async def stands() -> dict[str, Any]:
        return {
            "idea": idea,
            "clock": clock,
            "clock_state": state,
            "clock_says": CLOCKS[state] if state else "",
            "turn": TURNS[Turn.AUTHOR if state is ClockState.PAUSED else ideas.TURNS[idea.status]],
            "assignee": await _assignee(session, idea),
        }

    known: dict[str, Any] = {}

    async def became() -> dict[str, Any]:
        if known:
            return known
        steps = await stories.story(session, actor, idea)
        answered = [step for step in steps if step.answer]
        known.update(
            idea=idea,
            steps=[(step, told(step)) for step in steps],
            believed=_believed,
            share=amounts.of_everyone,
            felt=FELT,
            last_answer=answered[-1] if answered else None,
            entry=await changelog.delivering(session, actor, idea),
        )
        return known

    pieces = {
        "progress": await kept(visit, "ideas/_progress.html", (*key, state), stands),
        "answer": await kept(visit, "ideas/_answer.html", key, became),
        "story": await kept(visit, "ideas/_story.html", key, became),
    }
    return pieces | (await _desk(session, actor, met, state) if triage.may_read_triage(actor) else {"team": False})


def _believed(step: ExperimentStep) -> str:
    return experiments.hypothesis(step.experiment.plan, i18n.gettext)


async def _desk(session: AsyncSession, actor: Actor, met: Encounter, state: ClockState | None) -> dict[str, Any]:
    idea, clock = met.idea, met.clock
    waits = await triage.waiting(session, idea.id)
    return {
        "team": True,
        "assignee": await _assignee(session, idea),
        "draft": await answers.draft(session, actor, idea),
        "waits": waits,
        "score": await scores.current(session, actor, idea.id),
        "clock_state": state,
        "may_triage": triage.may_triage(actor),
        "may_claim": triage.may_claim(actor, idea),
        "may_say": answers.may_answer(actor, idea),
        "may_ask": clock is not None and clock.settled_at is None and answers.may_answer(actor, idea),
        "decidable": [(kind, VERBS[kind]) for kind in triage.open_decisions(actor, idea)] if waits is None else [],
        "says_of_best": WELCOMES,
        "may_merge": triage.may_merge(actor, idea),
        "alike": await triage.likely_duplicates(session, actor, idea),
    }


async def _assignee(session: AsyncSession, idea: Idea) -> Member | None:
    if idea.status is Status.SUBMITTED:
        return None
    return (await triage.assignees(session, [idea.id])).get(idea.id)
