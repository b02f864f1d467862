"""What experiments are called in the schema: their enumerations, each value described."""

from api.enums import described
from domain.experiments import (
    Advice,
    CheckInSource,
    ChecklistItem,
    ConclusionKind,
    MetricKind,
    Phase,
    PromiseKind,
    Reason,
    RemarkKind,
    Risk,
)
from domain.rollouts import Felt

described(
    ConclusionKind,
    "How an experiment ended.",
    SCALED="It kept its promise, and everybody gets it.",
    STOPPED_NOT_AS_PROMISED="It didn't bring what was promised.",
    STOPPED_HARMFUL="It did harm.",
    UNDECIDED="Its time was over before anything was clear.",
    CHANGED_COURSE="Something else is tried instead.",
    INVALID="Its figures say nothing.",
)
described(
    Advice,
    "What the engine advises; people decide.",
    CONTINUE="Nothing is clear yet.",
    SCALE="It keeps its promise.",
    STOP="It doesn't bring what was promised, or does harm.",
    UNDECIDED="The time is over, and the data don't decide; not to be scaled by default.",
    INVALID="The data can't be trusted.",
)
described(
    Reason,
    "Which rule spoke.",
    name="VerdictReason",
    OTHER_SPLIT="The arms weren't filled as planned.",
    TOTALS_FELL="Totals fell, though they only grow.",
    TOO_SOON="It hasn't run as long as it should at least.",
    TOO_FEW="Too little has been counted.",
    NO_SPREAD="All values are the same.",
    NO_RATIO="A mean isn't above zero, so there is no ratio.",
    GUARDRAIL="Something that must not get worse did.",
    AS_PROMISED="The promise fits so much better that it is kept.",
    NOT_AS_PROMISED="No effect fits so much better that the promise isn't kept.",
    HARMFUL="So too, and it makes things worse.",
    TIME_BOX="The time is over.",
    BETWEEN="Neither is likely enough yet.",
)
described(
    CheckInSource,
    "How totals came in.",
    FORM="By form.",
    CSV="By table.",
    API="By a program.",
    COMMAND="By command.",
)
described(
    RemarkKind,
    "What is worth knowing of a check-in.",
    GAP="Many days without totals came before it.",
    LATE="It came in long after its day.",
    RAMP_IN="It is of the first days, which are left out.",
    LEFT_OUT="It came in when a verdict had fallen already for a later day.",
)
described(
    Phase,
    "Where an experiment stands in its life.",
    DRAFT="Its plan is being written.",
    PROPOSED="Its plan waits for a second person's approval.",
    APPROVED="It can start.",
    RUNNING="Totals come in.",
    PAUSED="It is held; its time runs on.",
    VERDICT_DUE="A verdict fell or its time is over, and it waits for a conclusion.",
    CONCLUDED="It is over, with its learning card.",
    ARCHIVED="It is out of the way.",
)
described(
    MetricKind,
    "What is counted of each unit.",
    SHARE="Whether it did something.",
    MEAN="A value.",
    SCORE="How likely it recommends.",
)
described(
    PromiseKind,
    "How a promise is worded.",
    RELATIVE="As a change of what is there, 0.2 for +20 %.",
    ABSOLUTE="As a difference, in shares or the metric's unit.",
    THRESHOLD="As two levels of one arm alone.",
)
described(
    Risk,
    "How often a verdict may be wrong.",
    BALANCED="Scaled at 20 to 1, stopped at 1 to 5.",
    CAREFUL="Scaled at 20 to 1, stopped at 1 to 10.",
    HIGH_STAKES="Scaled at 100 to 1, stopped at 1 to 10.",
)
described(
    ChecklistItem,
    "What a plan needs before it can be proposed.",
    HYPOTHESIS="What changes, for whom, and which metric moves.",
    BECAUSE="What was seen that makes one believe it.",
    TIME_BOX="Time enough for the units that the promise takes.",
)
described(
    Felt,
    "Whether the business felt what was scaled.",
    YES="It did.",
    NO="It did not.",
    UNCLEAR="Nobody can tell.",
)

__all__ = [
    "Advice",
    "CheckInSource",
    "ChecklistItem",
    "ConclusionKind",
    "Felt",
    "MetricKind",
    "Phase",
    "PromiseKind",
    "Reason",
    "RemarkKind",
    "Risk",
]
