"""Check-ins of experiments over GraphQL: entering totals, correcting them, and what each of them changed."""

from datetime import date, datetime
from uuid import UUID

import strawberry
from strawberry import ID

from api import ids, refusals
from api.context import Info
from api.experiment_enums import Advice, CheckInSource, Reason, RemarkKind
from api.members import Member
from api.nodes import Node
from domain import experiments
from domain.experiments import Change, Figures, Import, KeptVerdict

ARMS_MOST, GUARDRAILS_MOST, REMARKS_MOST = 21, 20, 4


@strawberry.type(description="What was advised once a check-in was in, of all that counted then; as said, for good.")
class Verdict:
    """What was advised once a check-in was in."""

    advice: Advice = strawberry.field(description="What the engine advised.")
    reason: Reason = strawberry.field(description="Which rule spoke.")
    alarms: list[Reason] = strawberry.field(description="What was wrong with the totals themselves.")
    day: float = strawberry.field(description="Days since the plan came into force, of the latest totals that counted.")
    units: float = strawberry.field(description="How many units were in, over all arms.")
    variant: int = strawberry.field(description="The variant it rests on, counted from 1.")
    evidence: float | None = strawberry.field(
        description="Natural logarithm of how many times better the promise fits than no effect; below 0 it is worse."
    )
    wrong_at_most: float | None = strawberry.field(description="The chance, 0 to 1, that such an advice is wrong.")
    raw: float | None = strawberry.field(description="The effect as measured.")
    cautious: float | None = strawberry.field(description="The effect, shrunk to what is likely.")
    low: float | None = strawberry.field(description="Where the always-valid interval of 95 % begins.")
    high: float | None = strawberry.field(description="Where it ends.")
    units_left: float | None = strawberry.field(description="How many more units it will most likely take.")
    crossed_on: date | None = strawberry.field(description="The day whose totals made the verdict fall that stands.")
    crossed_units: float | None = strawberry.field(description="How many units were in then.")
    fingerprint: str | None = strawberry.field(description="SHA-256 of plan and totals as they were then.")

    @classmethod
    def of(cls, row: KeptVerdict) -> "Verdict":
        """Return a kept verdict as the schema shows one."""
        return cls(
            advice=row.advice,
            reason=row.reason,
            alarms=[Reason(each) for each in row.alarms],
            day=row.day,
            units=row.units,
            variant=row.variant,
            evidence=row.evidence,
            wrong_at_most=row.wrong_at_most,
            raw=row.raw,
            cautious=row.cautious,
            low=row.low,
            high=row.high,
            units_left=row.units_left,
            crossed_on=row.crossed_on,
            crossed_units=row.crossed_units,
            fingerprint=row.fingerprint,
        )


@strawberry.type(description="What was counted of one arm, each figure null where its kind of metric has none.")
class ArmTotals:
    """What was counted of one arm."""

    units: float | None = strawberry.field(default=None, description="How many units, each counted once.")
    conversions: float | None = strawberry.field(default=None, description="How many of them have done it.")
    mean: float | None = strawberry.field(default=None, description="Their mean.")
    deviation: float | None = strawberry.field(default=None, description="The sample's standard deviation.")
    promoters: float | None = strawberry.field(default=None, description="How many answered 9 or 10.")
    passives: float | None = strawberry.field(default=None, description="How many answered 7 or 8.")
    detractors: float | None = strawberry.field(default=None, description="How many answered 0 to 6.")


@strawberry.type(description="What was counted of one guardrail.")
class GuardrailTotals:
    """What was counted of one guardrail."""

    arms: list[ArmTotals] = strawberry.field(
        description="The arms, the control first.", metadata={"at_most": ARMS_MOST}
    )


@strawberry.type(description="One thing worth knowing of a check-in that doesn't speak against it.")
class Remark:
    """One thing worth knowing of a check-in."""

    kind: RemarkKind = strawberry.field(description="What it is.")
    days: int = strawberry.field(description="How many days, where it is about a time; else 0.")


@strawberry.type(description="Cumulative totals up to the end of a day, and what they changed.")
class CheckIn(Node):
    """Cumulative totals up to the end of a day, and what they changed."""

    as_of: date = strawberry.field(description="Up to the end of which day.")
    plan_number: int = strawberry.field(description="The version of the plan they were counted under.")
    arms: list[ArmTotals] = strawberry.field(
        description="The arms in the plan's order, the control first.", metadata={"at_most": ARMS_MOST}
    )
    guardrails: list[GuardrailTotals] = strawberry.field(
        description="The guardrails in the plan's order.", metadata={"at_most": GUARDRAILS_MOST}
    )
    source: CheckInSource = strawberry.field(description="How they came in.")
    entered_by: Member = strawberry.field(description="Who entered them.")
    entered_at: datetime = strawberry.field(description="When they were entered.")
    corrects_id: ID | None = strawberry.field(description="The check-in that this one corrects.")
    corrected_by_id: ID | None = strawberry.field(description="The check-in that corrects this one.")
    why: str = strawberry.field(description="What was wrong before, of a correction.")
    before: Verdict | None = strawberry.field(description="What was advised before it; null where nothing could be.")
    verdict: Verdict | None = strawberry.field(description="What is advised since; null where nothing can be.")
    fell: bool = strawberry.field(description="Whether a verdict fell by it that had not fallen before.")
    remarks: list[Remark] = strawberry.field(
        description="What is worth knowing of it.", metadata={"at_most": REMARKS_MOST}
    )

    @classmethod
    def of(cls, change: Change) -> "CheckIn":
        """Return a check-in and what it changed as the schema shows one."""
        row = change.check_in
        return cls(
            id=ID(ids.encode("CheckIn", row.id)),
            as_of=row.as_of,
            plan_number=row.plan_number,
            arms=[ArmTotals(**arm) for arm in row.arms],
            guardrails=[GuardrailTotals(arms=[ArmTotals(**arm) for arm in arms]) for arms in row.guardrails],
            source=row.source,
            entered_by=Member.of(row.entered_by),
            entered_at=row.entered_at,
            corrects_id=ID(ids.encode("CheckIn", row.corrects_id)) if row.corrects_id else None,
            corrected_by_id=ID(ids.encode("CheckIn", change.corrected_by_id)) if change.corrected_by_id else None,
            why=row.why,
            before=Verdict.of(change.before) if change.before else None,
            verdict=Verdict.of(change.after) if change.after else None,
            fell=change.fell,
            remarks=[Remark(kind=each.kind, days=each.days) for each in change.remarks],
        )


@strawberry.type(description="What a table of totals entered, or would enter.")
class ImportedCheckIns:
    """What a table of totals entered, or would enter."""

    new_days: int = strawberry.field(description="How many days are new.")
    known_days: int = strawberry.field(description="How many days were in already with the same totals.")
    before: Verdict | None = strawberry.field(description="What was advised before.")
    after: Verdict | None = strawberry.field(description="What is advised with the table.")
    kept: bool = strawberry.field(description="Whether it was kept, or only looked at.")

    @classmethod
    def of(cls, found: Import) -> "ImportedCheckIns":
        """Return what a table brings as the schema shows it."""
        return cls(
            new_days=len(found.new),
            known_days=len(found.days) - len(found.new),
            before=Verdict.of(found.before) if found.before else None,
            after=Verdict.of(found.after) if found.after else None,
            kept=bool(found.check_ins),
        )


@strawberry.input(description="What was counted of one arm: the figures of the plan's kind of metric, no others.")
class ArmTotalsInput:
    """What was counted of one arm."""

    units: float | None = strawberry.field(default=None, description="A whole number, each unit counted once.")
    conversions: float | None = strawberry.field(default=None, description="A whole number: how many have done it.")
    mean: float | None = strawberry.field(default=None, description="Their mean.")
    deviation: float | None = strawberry.field(default=None, description="The sample's standard deviation.")
    promoters: float | None = strawberry.field(default=None, description="A whole number: who answered 9 or 10.")
    passives: float | None = strawberry.field(default=None, description="A whole number: who answered 7 or 8.")
    detractors: float | None = strawberry.field(default=None, description="A whole number: who answered 0 to 6.")

    def figures(self) -> Figures:
        """Return what was given, by name."""
        return {name: value for name, value in vars(self).items() if value is not None}


@strawberry.input(description="What was counted of one guardrail.")
class GuardrailTotalsInput:
    """What was counted of one guardrail."""

    arms: list[ArmTotalsInput] = strawberry.field(
        description="The arms, the control first; of a share the units may be left out where they are the arm's."
    )


@strawberry.input(description="The totals up to the end of a day, counted since the plan came into force.")
class CheckInInput:
    """Totals to enter."""

    experiment_id: ID = strawberry.field(description="The experiment.")
    as_of: date = strawberry.field(description="Up to the end of which day.")
    arms: list[ArmTotalsInput] = strawberry.field(description="The arms in the plan's order, the control first.")
    guardrails: list[GuardrailTotalsInput] = strawberry.field(
        default_factory=list, description="The plan's guardrails in its order."
    )
    key: UUID | None = strawberry.field(
        default=None, description="Your own name for this check-in: sent again, it makes no second one."
    )


@strawberry.input(description="Other totals in the place of a day's.")
class CorrectCheckInInput:
    """Totals to correct."""

    id: ID = strawberry.field(description="The check-in that is wrong.")
    arms: list[ArmTotalsInput] = strawberry.field(description="The arms in the plan's order, the control first.")
    guardrails: list[GuardrailTotalsInput] = strawberry.field(
        default_factory=list, description="The plan's guardrails in its order."
    )
    why: str = strawberry.field(description="What was wrong, 3 to 1000 characters.")
    key: UUID | None = strawberry.field(
        default=None, description="Your own name for this correction: sent again, it makes no second one."
    )


@strawberry.input(description="A table of totals, one row for each day and arm.")
class ImportCheckInsInput:
    """A table of totals."""

    experiment_id: ID = strawberry.field(description="The experiment.")
    csv: str = strawberry.field(description="The table as CSV; its first row names the columns.")
    preview: bool = strawberry.field(default=False, description="Only look at what it would change.")


@strawberry.type
class CheckInMutations:
    """Entering totals, and correcting them."""

    @refusals.mutation(description="Enter the totals of an experiment up to the end of a day.")
    async def check_in(self, info: Info, input: CheckInInput) -> CheckIn:
        """Enter totals."""
        async with info.context.writing() as session:
            number = ids.decode("Experiment", input.experiment_id, "experiment_id")
            given, viewer = (_arms(input.arms), _guardrails(input.guardrails)), info.context.viewer
            source = CheckInSource.API
            change = await experiments.check_in(
                session, viewer, number, input.as_of, *given, source=source, key=input.key
            )
            return CheckIn.of(change)

    @refusals.mutation(description="Put other totals in the place of a day's; what was entered stays readable.")
    async def correct_check_in(self, info: Info, input: CorrectCheckInInput) -> CheckIn:
        """Correct totals."""
        async with info.context.writing() as session:
            number = ids.decode("CheckIn", input.id)
            given, viewer = (_arms(input.arms), _guardrails(input.guardrails)), info.context.viewer
            source = CheckInSource.API
            change = await experiments.correct(session, viewer, number, *given, input.why, source=source, key=input.key)
            return CheckIn.of(change)

    @refusals.mutation(description="Enter a table of totals, all or nothing, or only look at what it would change.")
    async def import_check_ins(self, info: Info, input: ImportCheckInsInput) -> ImportedCheckIns:
        """Enter a table."""
        async with info.context.writing() as session:
            number, viewer = ids.decode("Experiment", input.experiment_id, "experiment_id"), info.context.viewer
            take_in = experiments.preview_check_ins if input.preview else experiments.check_in_many
            return ImportedCheckIns.of(await take_in(session, viewer, number, input.csv))


def _arms(given: list[ArmTotalsInput]) -> list[Figures]:
    return [each.figures() for each in given]


def _guardrails(given: list[GuardrailTotalsInput]) -> list[list[Figures]]:
    return [_arms(each.arms) for each in given]
