"""What the demo's staff measure: a year of figures for each metric that a community starts with."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain import community, metrics
from domain.members import Member
from domain.metrics import Definition

Step = Callable[[AsyncSession], Awaitable[None]]
LISTED, ENTERED = timedelta(days=40), timedelta(minutes=2)
MOMENT = timedelta(minutes=1)


def steps(first: timedelta, end: date, keeper: str, people: Mapping[str, Member]) -> list[tuple[timedelta, Step]]:
    """Return what happens, each with how long ago: metrics from the `first` moment on, and figures until `end`.

    Who goes by the handle `keeper` names the owners.
    """
    told = tomllib.loads(Path(__file__).with_name("metrics.toml").read_text())["metric"]

    async def owned(session: AsyncSession) -> None:
        for each in told:
            if each["owner"]:
                metric = await metrics.by_key(session, people[keeper], each["key"])
                said = {field.name: getattr(metric, field.name) for field in fields(Definition)}
                owner = Definition(**(said | {"owner_id": people[each["owner"]].id}))
                await metrics.revise(session, people[keeper], metric.id, owner, based_on=metric.saves)

    async def listed(session: AsyncSession) -> None:
        until = await community.today(session)
        for each in told:
            metric = await metrics.by_key(session, people[each["by"]], each["key"])
            rows = [f"{day};{value};{each['source']}" for day, value in _figures(each, end) if day <= until]
            text = "\n".join(["day;value;source", *rows])
            await metrics.enter_list(session, people[each["by"]], text, metric_id=metric.id)

    async def entered(session: AsyncSession) -> None:
        for each in told:
            by, source = people[each["by"]], each["source"]
            metric = await metrics.by_key(session, by, each["key"])
            figures = _figures(each, end)
            for day, value in figures:
                slip = each.get("slip", value) if day == figures[-1][0] else value
                if (await metrics.readings_between(session, metric, day, day)) == []:
                    made = await metrics.enter(session, by, metric.id, day=day, value=Decimal(slip), source=source)
                    if slip != value:
                        right = Decimal(value)
                        await metrics.correct(session, by, made.id, value=right, reason=each["why"], source=source)

    return [(first, metrics.seed), (LISTED + MOMENT, owned), (LISTED, listed), (ENTERED, entered)]


def _figures(told: Mapping[str, Any], end: date) -> list[tuple[date, str]]:
    """Return the figures with their days, oldest first, the last one before `end`."""
    values: list[str] = told["values"]
    days, day = [], end
    for _value in values:
        day = day.replace(day=1) if told["every"] == "month" else day - timedelta(days=day.weekday())
        day -= timedelta(days=1)
        days.append(day)
    return list(zip(reversed(days), values, strict=True))
