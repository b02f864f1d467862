"""What a verdict says, in sentences: what the data say, what is advised, how often that is wrong, and what is next.

A sentence is a catalogue id with places for amounts, so that pages, letters and the API say the same.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.errors import Translate, _
from domain.experiments import odds
from domain.experiments.amounts import Amount, AmountKind, Write, Yardstick
from domain.experiments.promises import Threshold
from domain.experiments.terms import Terms
from domain.experiments.totals import Counted
from domain.experiments.verdicts import Advice, Reason, Verdict, units_until_end

EVEN = 1.25  # times; below, neither is said to be likelier
ADVICES: dict[Advice, str] = {
    Advice.CONTINUE: _("Continue"),
    Advice.SCALE: _("Scale"),
    Advice.STOP: _("Stop"),
    Advice.UNDECIDED: _("Undecided"),
    Advice.INVALID: _("Invalid"),
}
REASONS: dict[Reason, str] = {
    Reason.OTHER_SPLIT: _("not split as planned"),
    Reason.TOTALS_FELL: _("totals fell"),
    Reason.TOO_SOON: _("too early"),
    Reason.TOO_FEW: _("too little counted"),
    Reason.NO_SPREAD: _("all values the same"),
    Reason.NO_RATIO: _("no ratio to be had"),
    Reason.GUARDRAIL: _("something else got worse"),
    Reason.AS_PROMISED: _("as promised"),
    Reason.NOT_AS_PROMISED: _("not what was promised"),
    Reason.HARMFUL: _("makes it worse"),
    Reason.TIME_BOX: _("time is over"),
    Reason.BETWEEN: _("not decided yet"),
}
# What every verdict that the engine can give recommends.
ADVISED: dict[tuple[Advice, Reason], str] = {
    (Advice.SCALE, Reason.AS_PROMISED): _("Recommendation: scale."),
    (Advice.STOP, Reason.NOT_AS_PROMISED): _("Recommendation: stop."),
    (Advice.STOP, Reason.HARMFUL): _("Recommendation: stop. It makes things worse."),
    (Advice.STOP, Reason.GUARDRAIL): _("Something that must not get worse did. Recommendation: stop."),
    (Advice.CONTINUE, Reason.BETWEEN): _("Recommendation: continue."),
    (Advice.CONTINUE, Reason.TOO_SOON): _(
        "It is too early for a verdict: this runs at least %(least)s. Recommendation: continue."
    ),
    (Advice.CONTINUE, Reason.TOO_FEW): _("Too little has been counted for a verdict. Recommendation: continue."),
    (Advice.CONTINUE, Reason.NO_SPREAD): _(
        "All values are the same so far, so nothing can be told from chance. Recommendation: continue."
    ),
    (Advice.CONTINUE, Reason.NO_RATIO): _(
        "A mean isn't above zero, so there is no ratio to judge yet. Recommendation: continue."
    ),
    (Advice.UNDECIDED, Reason.TIME_BOX): _(
        "The time is over and the data don't decide. Recommendation: don't scale by default."
    ),
    (Advice.UNDECIDED, Reason.TOO_FEW): _(
        "The time is over and too little has been counted. Recommendation: don't scale by default."
    ),
    (Advice.UNDECIDED, Reason.NO_SPREAD): _(
        "The time is over and all values are the same. Recommendation: don't scale by default."
    ),
    (Advice.UNDECIDED, Reason.NO_RATIO): _(
        "The time is over and there is no ratio to judge. Recommendation: don't scale by default."
    ),
    (Advice.INVALID, Reason.OTHER_SPLIT): _(
        "The arms weren't filled as planned, so they can't be compared. Recommendation: find out why, and start anew."
    ),
    (Advice.INVALID, Reason.TOTALS_FELL): _(
        "Totals only grow, and some of these fell. Recommendation: correct what is wrong; until then nothing is judged."
    ),
}
_LEANS_TO_NOTHING = _(
    "The data are %(times)s times more likely if the idea does nothing than if it brings the promised %(promise)s."
)
_LEANS_TO_PROMISE = _(
    "The data are %(times)s times more likely if the idea brings the promised %(promise)s than if it does nothing."
)
_LEANS_NOWHERE = _(
    "The data fit an idea that does nothing and one that brings the promised %(promise)s about equally well."
)
_LEANS_TO_HOPELESS = _(
    "The data are %(times)s times more likely at the hopeless %(nothing)s than at the promised %(promise)s."
)
_LEANS_TO_RIGHT = _(
    "The data are %(times)s times more likely at the promised %(promise)s than at the hopeless %(nothing)s."
)
_LEANS_TO_NEITHER = _("The data fit the hopeless %(nothing)s and the promised %(promise)s about equally well.")
_JUDGED = frozenset({Reason.AS_PROMISED, Reason.NOT_AS_PROMISED, Reason.HARMFUL, Reason.TIME_BOX, Reason.BETWEEN})
_WRONG = {
    Reason.AS_PROMISED: _("If it did nothing, we would say this wrongly in at most 1 of %(cases)s cases."),
    Reason.NOT_AS_PROMISED: _(
        "If it really kept its promise, we would say this wrongly in at most 1 of %(cases)s cases."
    ),
    Reason.HARMFUL: _("If it really kept its promise, we would say this wrongly in at most 1 of %(cases)s cases."),
    Reason.GUARDRAIL: _("If it did no harm, we would say this wrongly in at most 1 of %(cases)s cases."),
    Reason.OTHER_SPLIT: _("If all were well, we would say this wrongly in at most 1 of %(cases)s cases."),
}
_WRONG_ALONE = _("If it were hopeless, we would say this wrongly in at most 1 of %(cases)s cases.")
_NO_VALUE = _("Not what was promised doesn't mean no value: a smaller promise can be tested anew.")
_NEXT = _("If it goes on like this, a verdict takes about %(units)s more units, within %(weeks)s.")
_NEXT_IS_THE_END = _("If it goes on like this, the time is over in %(weeks)s, before the data decide.")
_FELL_BEFORE = _("The verdict fell on day %(day)s. What came in since is shown as follow-up and doesn't change it.")
_OF_VARIANT = _("This is said of “%(arm)s”, the arm that leads.")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a catalogue id with %(name)s places for `params`."""

    message: str
    params: Mapping[str, Amount | str] = field(default_factory=dict)

    def text(self, translate: Translate, write: Write) -> str:
        """Return the sentence as it is read: translated, its amounts written."""
        written = {name: write(each) if isinstance(each, Amount) else each for name, each in self.params.items()}
        return translate(self.message) % written


def told(
    terms: Terms, verdict: Verdict, yardstick: Yardstick | None = None, arms: tuple[str, ...] = ()
) -> tuple[Sentence, ...]:
    """Return what a verdict says, sentence by sentence; `arms` are their names, the control's first."""
    yardstick = yardstick or yardstick_of(verdict)
    sentences = []
    if verdict.reason in _JUDGED and (found := _evidence(verdict)) is not None:
        sentences.append(_leaning(terms, found, yardstick))
    least = Amount(AmountKind.DAYS, math.ceil(terms.least_days))
    sentences.append(Sentence(ADVISED[verdict.advice, verdict.reason], {"least": least}))
    if verdict.wrong_at_most is not None:
        cases = Amount(AmountKind.NUMBER, round(1 / verdict.wrong_at_most))
        hopeless = verdict.reason is Reason.AS_PROMISED and isinstance(terms.promise, Threshold)
        sentences.append(Sentence(_WRONG_ALONE if hopeless else _WRONG[verdict.reason], {"cases": cases}))
    if verdict.reason is Reason.NOT_AS_PROMISED:
        sentences.append(Sentence(_NO_VALUE))
    if terms.variants > 1 and verdict.reason is Reason.AS_PROMISED and len(arms) > verdict.leading.variant:
        sentences.append(Sentence(_OF_VARIANT, {"arm": arms[verdict.leading.variant]}))
    if verdict.crossed and verdict.crossed.day < verdict.look.day:
        day = Amount(AmountKind.NUMBER, math.floor(verdict.crossed.day))
        sentences.append(Sentence(_FELL_BEFORE, {"day": day}))
    if verdict.advice is Advice.CONTINUE and verdict.units_left:
        sentences.append(_next(terms, verdict))
    return tuple(sentences)


def yardstick_of(verdict: Verdict) -> Yardstick:
    """Return how a verdict's figures are read when nothing more is known of its metric."""
    return Yardstick(counted=isinstance(verdict.look.arms[0], Counted))


def _evidence(verdict: Verdict) -> float | None:
    return verdict.crossed.evidence if verdict.crossed else verdict.leading.evidence


def _leaning(terms: Terms, evidence: float, yardstick: Yardstick) -> Sentence:
    alone, times = isinstance(terms.promise, Threshold), odds.to_one(abs(evidence))
    if times < EVEN:
        message = _LEANS_TO_NEITHER if alone else _LEANS_NOWHERE
    elif evidence > 0:
        message = _LEANS_TO_RIGHT if alone else _LEANS_TO_PROMISE
    else:
        message = _LEANS_TO_HOPELESS if alone else _LEANS_TO_NOTHING
    params = {
        "times": Amount(AmountKind.TIMES, times),
        "promise": yardstick.promised(terms.promise),
        "nothing": yardstick.nothing(terms.promise),
    }
    return Sentence(message, params)


def _next(terms: Terms, verdict: Verdict) -> Sentence:
    """Return what has to come in yet, at the pace so far; only a look after the first day has one."""
    look, units = verdict.look, verdict.units_left or 0
    until_end = units_until_end(terms, look) or 0.0
    weeks = Amount(AmountKind.WEEKS, max(1, math.ceil(units / (look.units / look.day) / 7)))
    if units >= math.floor(until_end):
        return Sentence(_NEXT_IS_THE_END, {"weeks": weeks})
    return Sentence(_NEXT, {"units": Amount(AmountKind.NUMBER, _about(units)), "weeks": weeks})


def _about(units: int) -> int:
    """Return a guess with two figures, rounded up, and never a single unit."""
    figure = int(10 ** max(0, len(str(units)) - 2))
    return max(2, -(-units // figure) * figure)
