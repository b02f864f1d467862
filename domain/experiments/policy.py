"""Who sees an experiment, who acts on it, and when what can be done."""

from sqlalchemy import ColumnElement, false, true

from domain import permissions
from domain.errors import Conflict, NotAllowed, _
from domain.experiments.conclusions import Conclusion
from domain.experiments.model import UNDER_WAY, Experiment, Phase, Plan
from domain.ideas import Idea, Status
from domain.members import Actor, Member
from domain.permissions import Permission

TESTABLE = frozenset({Status.SUBMITTED, Status.IN_REVIEW, Status.SHORTLISTED, Status.IN_EXPERIMENT, Status.NOT_NOW})
_BEFORE_START = frozenset({Phase.DRAFT, Phase.PROPOSED, Phase.APPROVED})


class NotYourExperiment(NotAllowed):
    """Somebody else's."""

    code = "not_your_experiment"
    message = _("Only the experiment’s owner and the product team can do this.")


class OtherPhase(Conflict):
    """Where it stands, this isn't done."""

    code = "other_phase"
    message = _("This can’t be done where the experiment stands now. Please look at its page again.")


class OwnPlan(Conflict):
    """Approving needs a second person."""

    code = "own_plan"
    message = _("You wrote this plan, or the experiment is yours. Somebody else has to look at it.")


class PlanChanged(Conflict):
    """What was read isn't what the plan says now."""

    code = "plan_changed"
    message = _("The plan was changed while you were reading or writing. Please look at it again.")


class IdeaNotTestable(Conflict):
    """Decided against, built, or gone."""

    code = "idea_not_testable"
    message = _("Where this idea stands now, no experiment can be planned for it.")


class IdeaNotShortlisted(Conflict):
    """The product team says first what is worth a test."""

    code = "idea_not_shortlisted"
    message = _("An experiment starts once its idea is on the shortlist. The product team can put it there.")


class PlanWaits(Conflict):
    """One change at a time."""

    code = "plan_waits"
    message = _("A changed plan waits for approval already. Please have it approved or sent back first.")


class NoPlanWaits(Conflict):
    """It was approved or sent back meanwhile."""

    code = "no_plan_waits"
    message = _("No changed plan waits for approval. Please look at the experiment’s page again.")


class ConclusionWaits(Conflict):
    """One conclusion at a time."""

    code = "conclusion_waits"
    message = _("A conclusion waits for a second person. Please have it confirmed or withdraw it first.")


class ConclusionSettled(Conflict):
    """It waits no more."""

    code = "conclusion_settled"
    message = _("This conclusion waits no more. Please look at the experiment’s page again.")


class OwnConclusion(Conflict):
    """Against the advice goes only with a second person."""

    code = "own_conclusion"
    message = _("You drew this conclusion yourself. Somebody else has to confirm it; you can withdraw it.")


class NothingMeasured(Conflict):
    """Without totals there is nothing to conclude."""

    code = "nothing_measured"
    message = _("Nothing has been measured that counts. Such an experiment changed course, or is invalid.")
    field = "kind"


class ApproverCannotOwn(Conflict):
    """Who approved the plan stays the second person."""

    code = "approver_cannot_own"
    message = _("They approved this plan, so the experiment can’t be theirs. Please choose somebody else.")
    field = "owner"


class NotOfTheStaff(Conflict):
    """Experiments are for who works here."""

    code = "not_of_the_staff"
    message = _("Only people who work here can do this part of an experiment. Please choose one of them.")


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for experiments the actor may know of; every query joins the idea, which they must see."""
    if may_read_inside(actor):
        return true()
    return Experiment.started_at.is_not(None) if actor.may(Permission.READ) else false()


def plans_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for plans the actor may read, of experiments they see: staff all, others those in force."""
    return true() if may_read_inside(actor) else Plan.in_force_at.is_not(None)


def conclusions_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for conclusions the actor may read, of experiments they see: others what counts."""
    return true() if may_read_inside(actor) else Conclusion.effective_at.is_not(None)


def may_read_inside(actor: Actor) -> bool:
    """Return whether the actor reads drafts, budgets, kill criteria and figures of what still runs."""
    return actor.may(Permission.RUN_EXPERIMENT)


def may_read_figures(actor: Actor, experiment: Experiment) -> bool:
    """Return whether the actor reads check-ins and verdicts: staff at any time, others once it is concluded."""
    return may_read_inside(actor) or experiment.concluded_at is not None


def may_plan(actor: Actor, idea: Idea) -> bool:
    """Return whether the actor may plan an experiment for the idea where it stands now."""
    return may_read_inside(actor) and takes_experiments(idea)


def takes_experiments(idea: Idea) -> bool:
    """Return whether an experiment may be planned for the idea where it stands now."""
    return idea.status in TESTABLE and idea.hidden_at is None


def may_act(actor: Actor, experiment: Experiment) -> bool:
    """Return whether the actor leads the experiment on: its owner does, and the product team."""
    return may_read_inside(actor) and (experiment.owner_id == actor.id or actor.may(Permission.TRIAGE))


def may_approve(actor: Actor, experiment: Experiment, plan: Plan) -> bool:
    """Return whether the actor is a second person to the plan: neither wrote it nor owns the experiment."""
    return may_read_inside(actor) and actor.id not in (plan.written_by_id, experiment.owner_id)


def may_revise(actor: Actor, experiment: Experiment) -> bool:
    """Return whether the actor may change the plan before the start."""
    return may_act(actor, experiment) and experiment.phase in _BEFORE_START


def may_conclude(actor: Actor, experiment: Experiment) -> bool:
    """Return whether the actor may conclude the experiment now, or change its plan while it runs."""
    return may_act(actor, experiment) and experiment.phase in UNDER_WAY


def may_confirm(actor: Actor, experiment: Experiment, conclusion: Conclusion) -> bool:
    """Return whether the actor may be the second person to a conclusion that waits."""
    return conclusion.is_waiting and may_act(actor, experiment) and conclusion.concluded_by_id != actor.id


def starts(idea: Idea) -> bool:
    """Return whether an experiment may start where its idea stands now."""
    return idea.status in (Status.SHORTLISTED, Status.IN_EXPERIMENT) and idea.hidden_at is None


def require_may_run(actor: Actor) -> None:
    """Raise SignInNeeded or NotAllowed unless the actor may plan experiments and look at others' plans."""
    permissions.require(actor, Permission.RUN_EXPERIMENT)


def require_may_act(actor: Actor, experiment: Experiment) -> None:
    """Raise SignInNeeded, NotAllowed or NotYourExperiment unless the actor may lead the experiment on."""
    require_may_run(actor)
    if not may_act(actor, experiment):
        raise NotYourExperiment


def require_phase(experiment: Experiment, *phases: Phase) -> None:
    """Raise OtherPhase unless the experiment stands at one of these."""
    if experiment.phase not in phases:
        raise OtherPhase


def require_second(approver: Member, experiment: Experiment, plan: Plan) -> None:
    """Raise OwnPlan unless the member is a second person to the plan."""
    if not may_approve(approver, experiment, plan):
        raise OwnPlan
