"""What the demo's people test: plans, approvals, totals and conclusions, through the use cases."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, experiments, metrics, rollouts
from domain.experiments import Concluding, ConclusionKind, Criterion, MetricKind, PlanDraft, PromiseKind
from domain.members import Member
from domain.rollouts import Felt
from web import i18n

Step = Callable[[AsyncSession], Awaitable[None]]
FIGURES = {
    MetricKind.SHARE: ("units", "conversions"),
    MetricKind.MEAN: ("units", "mean", "deviation"),
    MetricKind.SCORE: ("promoters", "passives", "detractors"),
}


def steps(
    told: Iterable[Mapping[str, Any]], people: Mapping[str, Member], ideas: Mapping[str, int]
) -> list[tuple[timedelta, Step]]:
    """Return what happens with the story's experiments, each with how long ago."""
    return [step for each in told for step in _Trial(each, people, ideas).steps()]


class _Trial:
    """One experiment, from its plan on."""

    def __init__(self, told: Mapping[str, Any], people: Mapping[str, Member], ideas: Mapping[str, int]) -> None:
        self.told, self.people, self.ideas = told, people, ideas
        self.number = 0

    def steps(self) -> list[tuple[timedelta, Step]]:
        """Return each step of its life with how long ago it was."""
        return [(what["ago"], self._step(what)) for what in self.told["step"]]

    def _step(self, what: Mapping[str, Any]) -> Step:
        async def step(session: AsyncSession) -> None:
            await getattr(self, f"_{what['does']}")(session, self.people[what["by"]], what)

        return step

    async def _plan(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        plan = dict(self.told["plan"])
        kpi = await metrics.by_key(session, by, key) if (key := plan.pop("kpi", "")) else None
        draft = PlanDraft(
            kind=MetricKind(plan.pop("kind")),
            promise=PromiseKind(plan.pop("promise")),
            arms=tuple(plan.pop("arms")),
            split=tuple(plan.pop("split", (0.5, 0.5))),
            criteria=tuple(Criterion(words, self.people[who].id) for words, who in plan.pop("criteria", ())),
            budget_money=Decimal(money) if (money := plan.pop("budget_money", None)) else None,
            metric_id=kpi.id if kpi else None,
            **plan,
        )
        made = await experiments.plan(session, by, self.ideas[self.told["idea"]], self.told["title"], draft)
        self.number = made.id

    async def _propose(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        await experiments.propose(session, by, self.number)

    async def _approve(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        experiment = await experiments.visible(session, by, self.number)
        await experiments.approve(session, by, self.number, seen=experiments.plan_fingerprint(experiment.plan))

    async def _start(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        await experiments.start(session, by, self.number)

    async def _check_in(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        names = FIGURES[MetricKind(self.told["plan"]["kind"])]
        today = await community.today(session)
        arms = [dict(zip(names, arm, strict=True)) for arm in what["arms"]]
        await experiments.check_in(session, by, self.number, today - timedelta(days=1), arms)

    async def _conclude(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        language = what.get("language", "en")
        words = {name: what[name] for name in ("reason", "observed", "learned", "therefore", "tags")}
        concluding = Concluding(ConclusionKind(what["kind"]), **words, language=language)
        translate = i18n.catalogue(language).gettext
        await experiments.conclude(session, by, self.number, concluding, translate=translate)

    async def _plan_step(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        due = await community.today(session) + timedelta(days=what["within"])
        step = {"says": what["says"], "coverage": what["coverage"]}
        await rollouts.plan_step(session, by, self.number, due_on=due, **step)

    async def _finish_step(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        reach = await rollouts.reach(session, by, await experiments.visible(session, by, self.number))
        if reach is not None and reach.planned:
            step, today = reach.planned[0], await community.today(session)
            await rollouts.finish_step(session, by, self.number, step.id, done_on=today, coverage=what["coverage"])

    async def _step_back(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        step, today = {"says": what["says"], "coverage": what["coverage"]}, await community.today(session)
        await rollouts.step_back(session, by, self.number, done_on=today, **step)

    async def _say(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        said = {"felt": Felt(what["felt"]), "says": what["says"]}
        await rollouts.note_benefit(session, by, self.number, days=what["days"], **said)

    async def _verify(self, session: AsyncSession, by: Member, what: Mapping[str, Any]) -> None:
        await rollouts.confirm_benefit(session, by, self.number, days=what["days"])
