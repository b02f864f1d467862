"""Who brings to everyone what was scaled, who says that the business felt it, and who confirms that."""

from domain import experiments
from domain.errors import Conflict, NotAllowed, _
from domain.experiments import Experiment
from domain.ideas import Status
from domain.members import Actor
from domain.permissions import Permission
from domain.rollouts.model import Benefit

DROPPED = frozenset({Status.DECLINED, Status.NOT_NOW, Status.WITHDRAWN})


class NotScaled(Conflict):
    """There is nothing to bring to everyone."""

    code = "not_scaled"
    message = _("Only what was scaled is brought to everyone. This experiment ended otherwise, or hasn’t ended.")


class NotYourRollout(NotAllowed):
    """Somebody else's."""

    code = "not_your_rollout"
    message = _("Only whose rollout or experiment it is, and the product team, can do this.")


class IdeaDropped(Conflict):
    """The idea was decided against since."""

    code = "idea_dropped"
    message = _("The idea is put off or was decided against since, so it isn’t brought to more people. It can go back.")


class StepSettled(Conflict):
    """Somebody was quicker."""

    code = "step_settled"
    message = _("This step is done already. Please look at the rollout again.")


class WouldGoBack(Conflict):
    """Going back takes a reason."""

    code = "would_go_back"
    message = _("More people have it already. If it went back, please note that as a step back, with the reason.")
    field = "coverage"


class TooEarly(Conflict):
    """The business hasn't had the time to feel it."""

    code = "too_early"
    message = _("It is too early to say. This can be noted from the day on which it is due.")


class SaidAlready(Conflict):
    """One at a time."""

    code = "said_already"
    message = _("Somebody has said already what was felt. It can be taken back, with a reason, and said anew.")


class NothingSaid(Conflict):
    """It was taken back meanwhile, or never said."""

    code = "nothing_said"
    message = _("Nothing stands here any more that could be confirmed or taken back. Please look again.")


class BenefitSettled(Conflict):
    """It waits no more."""

    code = "benefit_settled"
    message = _("This waits for no second person. Please look at the page again.")


class OwnBenefit(Conflict):
    """A yes takes somebody who has no part in it."""

    code = "own_benefit"
    message = _("You said this yourself, or the experiment or its rollout is yours. Somebody else has to confirm it.")


def may_lead(actor: Actor, experiment: Experiment, owner_id: int) -> bool:
    """Return whether the actor leads a rollout on: its owner, the experiment's owner, and the product team."""
    works = actor.may(Permission.RUN_EXPERIMENT)
    return works and (actor.id == owner_id or experiments.may_act(actor, experiment))


def may_confirm(actor: Actor, experiment: Experiment, owner_id: int, benefit: Benefit) -> bool:
    """Return whether the actor is a second person: works here, didn't say it, and owns neither test nor rollout."""
    involved = (benefit.said_by_id, experiment.owner_id, owner_id)
    return actor.may(Permission.RUN_EXPERIMENT) and benefit.is_waiting and actor.id not in involved


def goes_on(experiment: Experiment) -> bool:
    """Return whether what was scaled is still wanted: its idea (loaded) wasn't put off or decided against since."""
    return experiment.idea.status not in DROPPED
