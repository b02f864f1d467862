"""How long the portfolio takes to read, of twenty experiments and of two thousand; all of it is taken back."""

import statistics
import time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.trial import Trial, trial
from domain import experiments, ideas
from domain.ideas import Quadrant, Writing
from domain.paging import Slice

FEW, MANY, CHECK_INS, ROUNDS, SHOWN, GROWTH_MOST = 20, 2000, 100, 15, 20, 3.0

# Every fourth runs, every eighth waits for its conclusion, the others are concluded with a card.
_EXPERIMENTS = """
    INSERT INTO experiments (idea_id, owner_id, title, phase, plan_number, created_at, moved_at, started_at,
                             verdict_due_at, concluded_at, told)
    SELECT :idea, :owner, 'Nobody tries this in earnest ' || n, phase, 1, now() - interval '40 days', now(),
           now() - interval '30 days', CASE phase WHEN 'verdict_due' THEN now() + n * interval '1 minute' END,
           CASE phase WHEN 'concluded' THEN now() END, 0
    FROM generate_series(1, :many) AS n,
         LATERAL (SELECT CASE WHEN n % 4 = 0 THEN 'running' WHEN n % 8 = 1 THEN 'verdict_due' ELSE 'concluded' END)
         AS stands (phase)
"""
_MOVES = """
    INSERT INTO experiment_moves (experiment_id, from_phase, to_phase, actor_id, moved_at, words)
    SELECT id, before, after, owner_id, now() - ago, ''
    FROM experiments,
         (VALUES ('draft', 'proposed', interval '39 days'), ('proposed', 'approved', interval '38 days'),
                 ('approved', 'running', interval '30 days'), ('running', 'verdict_due', interval '2 days'))
         AS moves (before, after, ago)
    WHERE idea_id = :idea AND (after <> 'verdict_due' OR phase <> 'running')
"""
_PLANS = """
    INSERT INTO plans (experiment_id, number, written_by_id, written_at, why_changed, in_force_at, fingerprint,
                       changing, segment, metric, because, kind, unit, promise, change, level, risk, arms,
                       split, units_per_week, planned_units, least_weeks, time_box_weeks, ramp_in_days,
                       ripe_after_days, guardrails)
    SELECT id, 1, owner_id, now(), '', now() - interval '30 days', repeat('f', 64), 'a bench', 'people who wait',
           'rides', 'They told us so in spring.', 'share', '', 'relative', 0.2, 0.1, 'balanced',
           ARRAY['Without', 'With'], ARRAY[0.5, 0.5], 2000, 7682, 1, 6, 0, 0, '[]'
    FROM experiments WHERE idea_id = :idea
"""
_CHECK_INS = """
    INSERT INTO check_ins (experiment_id, plan_number, as_of, arms, guardrails, source, entered_by_id, entered_at, why)
    SELECT id, 1, current_date - 100 + day, jsonb_build_array(jsonb_build_object('units', 500, 'conversions', 50)),
           '[]', 'api', owner_id, now(), ''
    FROM experiments, generate_series(1, :check_ins) AS day WHERE idea_id = :idea
"""
_VERDICTS = """
    INSERT INTO verdicts (check_in_id, day, units, advice, reason, alarms, variant)
    SELECT check_ins.id, 7, 1000, 'continue', 'between', '{}', 1
    FROM check_ins JOIN experiments ON experiments.id = experiment_id WHERE idea_id = :idea
"""
_CONCLUSIONS = """
    INSERT INTO conclusions (experiment_id, kind, reason, advice, against_advice, concluded_by_id, concluded_at,
                             effective_at, saved_units, saved_days)
    SELECT id, 'stopped_not_as_promised', 'The odds say so.', 'stop', false, owner_id, now(), now(), 4000, 14
    FROM experiments WHERE idea_id = :idea AND phase = 'concluded'
"""


async def measured(url: str) -> str:
    """Return a row of the report: the portfolio of many beside that of few, in milliseconds; nothing is left."""
    few, many = await _took(url, FEW), await _took(url, MANY)
    met = "met" if many <= GROWTH_MOST * few else "**short**"
    return (
        f"The portfolio of {MANY:,} experiments with {CHECK_INS} check-ins each is read in {many:.0f} ms, that of {FEW}"
        f" in {few:.0f} ms: {many / few:.1f} ×, at most {GROWTH_MOST:.0f} × ({met})."
    )


async def _took(url: str, many: int) -> float:
    took = []
    async with trial(url) as given:
        await _fill(given, many)
        for _round in range(ROUNDS):
            begun = time.perf_counter()
            await _read(given.session, given)
            took.append(1000 * (time.perf_counter() - begun))
    return statistics.median(took)


async def _fill(given: Trial, many: int) -> None:
    says = "Nobody proposes this in earnest, as it happens."
    idea = await ideas.submit(given.session, given.author, Writing(says, "", says, Quadrant.CREATION_FOR_SELF))
    values = {"idea": idea.id, "owner": given.team.id, "many": many, "check_ins": CHECK_INS}
    await given.session.execute(text("SET LOCAL statement_timeout = 0"))
    for statement in (_EXPERIMENTS, _MOVES, _PLANS, _CHECK_INS, _VERDICTS, _CONCLUSIONS):
        named = {name: value for name, value in values.items() if f":{name}" in statement}
        await given.session.execute(text(statement), named)
    await given.session.execute(text("ANALYZE experiments, experiment_moves, plans, check_ins, verdicts, conclusions"))


async def _read(session: AsyncSession, given: Trial) -> None:
    """Read all that the page shows besides what every page does."""
    await experiments.portfolio(session, given.team)
    running = await experiments.under_way(session, given.team, Slice(SHOWN))
    due = await experiments.due(session, given.team, Slice(SHOWN))
    await experiments.newest_advice(session, given.team, [each.id for each in (*running.items, *due.items)])
    session.expunge_all()
