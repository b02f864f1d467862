"""The background process: delivers facts, sends mail, and tidies up; jobs are rows in the same database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status
from sqlalchemy import make_url

from domain import (
    badges,
    challenges,
    community,
    credentials,
    database,
    events,
    experiments,
    fairness,
    ideas,
    images,
    members,
    moderation,
    notifications,
    offers,
    outbox,
    recognition,
    rewards,
    rollouts,
    triage,
    trust,
)
from domain.database import Sessions
from domain.settings import Settings
from domain.subscribers import SUBSCRIBERS
from web import i18n, logs, mail
from web.assets import Assets
from web.render import environment

STALLED_AFTER = 30
CONCURRENCY = 4
PATIENCE = 8
log = structlog.get_logger(__name__)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[App]:
    """Open the job queue with all its tasks, reaching the database that `settings` names."""
    engine = database.connect(settings.database_url or "", pool_size=CONCURRENCY + 1, statement_seconds=60)
    try:
        async with _built(settings, database.sessionmaker(engine)).open_async() as app:
            yield app
    finally:
        await engine.dispose()


def _built(settings: Settings, sessions: Sessions) -> App:
    templates = environment(Assets())
    plain = make_url(settings.database_url or "").set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(connector=PsycopgConnector(conninfo=plain, min_size=1, max_size=CONCURRENCY))

    @app.periodic(cron="* * * * *")
    @app.task(name="deliver_facts", queueing_lock="deliver_facts", lock="deliver_facts", pass_context=True)
    async def deliver_facts(_context: JobContext, timestamp: int = 0) -> None:
        """Tell the subscribers of what happened since the last round, pay for votes, and write the mails due."""
        await events.deliver(sessions, SUBSCRIBERS)
        await rewards.settle_voted(sessions)
        await notifications.post_due(sessions)

    @app.task(name="send_mail")
    async def send_mail(mail_id: int) -> None:
        """Hand a mail that somebody waits for to the relay; one that isn't taken now goes with all that waits."""
        await mail.send(sessions, settings, templates, mail_id)

    @app.periodic(cron="* * * * *")
    @app.task(name="send_mails", queueing_lock="send_mails", lock="send_mails", pass_context=True)
    async def send_mails(_context: JobContext, timestamp: int = 0) -> None:
        """Hand all mails that are due to the relay, those that it refused before among them."""
        await mail.send_waiting(sessions, settings, templates)

    @app.periodic(cron="* * * * *")
    @app.task(name="rescue", queueing_lock="rescue", pass_context=True)
    async def rescue(_context: JobContext, timestamp: int) -> None:
        """Take up jobs whose worker died; their effects are safe to repeat."""
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
            log.warning("job_rescued", job=job.id, task=job.task_name)
            try:
                await app.job_manager.retry_job(job)
            except UniqueViolation:  # one that waits for this one to end will do its work
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)

    @app.periodic(cron="* * * * *")
    @app.task(name="watch_the_clock", queueing_lock="watch_the_clock", lock="watch_the_clock", pass_context=True)
    async def watch_the_clock(_context: JobContext, timestamp: int) -> None:
        """Let late answers rise, bring back what was put off, end suspensions and time-boxes, ask what was felt."""
        async with sessions() as session:
            if not await community.exists(session):
                return
        async with database.transaction(sessions) as session:
            await triage.tell_of_overdue(session)
        async with database.transaction(sessions) as session:
            await triage.bring_back(session)
        async with database.transaction(sessions) as session:
            await moderation.lift_ended(session)
        async with database.transaction(sessions) as session:
            await experiments.end_time_boxes(session)
        async with database.transaction(sessions) as session:
            await experiments.tell_of_late_verdicts(session)
        async with database.transaction(sessions) as session:
            await rollouts.remind(session)
        async with database.transaction(sessions) as session:
            await fairness.remind(session)

    @app.periodic(cron="17 3 * * *")
    @app.task(name="tidy", queueing_lock="tidy", pass_context=True)
    async def tidy(_context: JobContext, timestamp: int) -> None:
        """Drop what has served its time: counts of attempts, ended sign-ins, spent links, what was undone, old jobs."""
        async with database.transaction(sessions) as session:
            for forget in (members.forget_old_attempts, members.forget_ended, outbox.forget_old):
                await forget(session)
            for clear in (offers.clear_taken_back, ideas.clear_discarded):
                await clear(session)
            await images.tidy(session, images.Folder(settings.images_folder) if settings.images_folder else None)
        await app.job_manager.delete_old_jobs(nb_hours=24 * 7, include_failed=True)

    _add_rewarding(app, sessions)
    _add_signing(app, sessions, settings)
    return app


def _add_rewarding(app: App, sessions: Sessions) -> None:
    @app.periodic(cron="7 * * * *")
    @app.task(name="reward", queueing_lock="reward", lock="deliver_facts", pass_context=True)
    async def reward(_context: JobContext, timestamp: int) -> None:
        """Know who has been here for a day, note support that counts by it, enter thanks, close what is over."""
        async with sessions() as session:
            if not await community.exists(session):
                return
        async with database.transaction(sessions) as session:
            await trust.welcome(session)
        async with database.transaction(sessions) as session:
            await rewards.settle_waiting(session)
        async with database.transaction(sessions) as session:
            await recognition.settle_thanks(session)
        async with database.transaction(sessions) as session:
            await rewards.close_ended(session)
        async with database.transaction(sessions) as session:
            await challenges.note_ended(session)

    @app.periodic(cron="27 2 * * *")
    @app.task(name="look_at_votes", queueing_lock="look_at_votes", lock="look_at_votes", pass_context=True)
    async def look_at_votes(_context: JobContext, timestamp: int) -> None:
        """Look over the votes of the last months and the ideas of the last weeks; open cases for what stands out."""
        for checks in (fairness.look, fairness.compare):
            async with database.transaction(sessions) as session:
                if opened := await checks(session):
                    log.info("cases_opened", count=len(opened))

    @app.periodic(cron="57 2 * * *")
    @app.task(name="look_at_trust", queueing_lock="look_at_trust", lock="deliver_facts", pass_context=True)
    async def look_at_trust(_context: JobContext, timestamp: int) -> None:
        """Look where every member stands, after votes were looked over."""
        if moved := await trust.look(sessions):
            log.info("trust_moved", members=moved)

    @app.periodic(cron="27 3 * * *")
    @app.task(name="catch_up", queueing_lock="catch_up", lock="catch_up", pass_context=True)
    async def catch_up(_context: JobContext, timestamp: int) -> None:
        """Pay for what was missed, after votes were looked over."""
        log.info("points_caught_up", ideas=await rewards.catch_up(sessions))

    @app.periodic(cron="37 3 * * *")
    @app.task(name="check_the_ledger", queueing_lock="check_the_ledger", pass_context=True)
    async def check_the_ledger(_context: JobContext, timestamp: int) -> None:
        """Give the badges that are earned, and see whether balances still say what the entries say."""
        async with database.transaction(sessions) as session:
            await badges.survey(session)
        async with database.transaction(sessions) as session:
            if (await rewards.inspect(session)).says:
                log.error("ledger_drifts")


def _add_signing(app: App, sessions: Sessions, settings: Settings) -> None:
    @app.periodic(cron="* * * * *")
    @app.task(name="issue_credentials", queueing_lock="issue_credentials", lock="issue_credentials", pass_context=True)
    async def issue_credentials(_context: JobContext, timestamp: int = 0, after: int = 0) -> None:
        """Sign the badges that were given, a few by each job, so that whoever stops us waits for a few."""
        by, with_what = (sessions, settings.address, settings.key), (i18n.translator, recognition.testify)
        issued = await credentials.issue_some(*by, *with_what, after=after)
        if issued.last is not None:
            with suppress(AlreadyEnqueued):  # the one that waits goes on as well
                await issue_credentials.defer_async(after=issued.last)


async def run(settings: Settings) -> None:
    """Work until told to stop; a job under way gets eight seconds to finish."""
    async with opened(settings) as app:
        await _prepare(settings)
        with suppress(AlreadyEnqueued):  # what became due while nobody worked doesn't wait for the hour
            await app.configure_task("reward").defer_async(timestamp=0)
        await app.run_worker_async(
            concurrency=CONCURRENCY, shutdown_graceful_timeout=PATIENCE, delete_jobs="successful"
        )


async def _prepare(settings: Settings) -> None:
    """Give a community what it has from this version on: badges to start with, keys to sign them, and thanks."""
    engine = database.connect(settings.database_url or "", pool_size=2)
    try:
        async with database.transaction(database.sessionmaker(engine)) as session:
            if await community.exists(session):
                await badges.seed(session)
                await credentials.signing(session, settings.key)
                await recognition.settle_thanks(session)
    finally:
        await engine.dispose()


def main(settings: Settings) -> None:
    """Be a process that does the background work until told to stop."""
    logs.set_up(settings)
    asyncio.run(run(settings))
