"""What can't have been counted, promised or planned: each a named refusal that says which field, and why."""

from typing import Any

from domain.errors import FieldProblem, Invalid, _


class Impossible(Invalid):
    """A figure of an experiment that can't be; `field` says which."""

    code = "impossible_figure"

    def __init__(self, field: str, **params: Any) -> None:
        super().__init__(FieldProblem(field, self.code, self.message, params))
        self.params = params


class NotACount(Impossible):
    """Negative, broken, not a number, or more than there are people."""

    code = "not_a_count"
    message = _("Counts are whole numbers from 0 to %(most)s.")


class EmptyArm(Impossible):
    """Nobody has been counted in this arm."""

    code = "empty_arm"
    message = _("Nobody has been counted in this arm yet, so there is nothing to compare.")


class MoreThanUnits(Impossible):
    """More conversions than units that could convert."""

    code = "more_conversions_than_units"
    message = _("There are more conversions than units. Each unit can be counted once.")


class NotAFigure(Impossible):
    """Not a number, infinite, or out of its bounds."""

    code = "not_a_figure"
    message = _("This must be a number from %(least)s to %(most)s.")


class PromiseOfNothing(Impossible):
    """A change of zero, which can be neither kept nor broken."""

    code = "promise_of_nothing"
    message = _("A promise must change something. Say by how much, at least.")


class PromiseOutOfReach(Impossible):
    """A change beyond what the metric can do, such as losing everything or a share above all."""

    code = "promise_out_of_reach"
    message = _("No test can show a change this large. Promise what would be worth having, at least.")


class NoSpread(Impossible):
    """All values are the same, so that nothing can be said about chance."""

    code = "no_spread"
    message = _("All values are the same so far, so chance can't be told from effect.")


class NoRatio(Impossible):
    """A relative promise about a mean that isn't above zero."""

    code = "no_ratio"
    message = _("A relative promise needs means above zero. Promise a difference instead.")


class OtherArms(Impossible):
    """Not the arms, or not the kind of totals, that the plan names."""

    code = "other_arms"
    message = _("These aren't the arms that the plan names. Enter each arm once, the control first.")


class TotalsFell(Impossible):
    """Less than was counted before, though totals only grow."""

    code = "totals_fell"
    message = _("Totals only grow, and this is less than was counted before. Correct the one that is wrong.")


class SplitImpossible(Impossible):
    """Shares of the arms that are missing, none, or don't add up to one."""

    code = "split_impossible"
    message = _("The shares of all arms must be above zero and add up to one.")


class PlanTooLong(Impossible):
    """It would take longer than anyone waits."""

    code = "plan_too_long"
    message = _("This would take more than %(most)s weeks. Promise more, find more units, or measure something else.")


class NothingToFind(Impossible):
    """In the weeks there are, not even the largest change could be told from chance."""

    code = "nothing_to_find"
    message = _("In these weeks not even a large effect could be told from chance. Allow more weeks or more units.")
