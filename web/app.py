"""The HTTP process, put together: pages, the API, static files, health; the one module that knows both faces."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import orjson
from fastapi import FastAPI, Request
from starlette_compress import CompressMiddleware

from api.context import Contexts
from api.execution import Engine
from api.http import BadRequest, as_question
from api.origins import Gate
from api.router import create
from api.schema import contract, schema
from api.uploads import Uploads
from domain import database
from domain.clock import Clock, system_clock
from domain.images import IMAGES_MOST
from domain.settings import Settings
from web import (
    account,
    admin,
    admin_answers,
    admin_values,
    amounts,
    answers,
    at_once,
    badge_giving,
    badge_keeping,
    badges,
    behalf,
    board,
    cases,
    challenge_desk,
    challenge_results,
    challenge_weeks,
    challenges,
    check_in_tables,
    check_ins,
    comments,
    demo_doors,
    developers,
    edits,
    errors,
    experiment_life,
    experiment_plans,
    experiments,
    exposures,
    feeds,
    follow_ups,
    front,
    health,
    hero_choosing,
    hero_desk,
    heroes,
    i18n,
    idea_lists,
    ideas,
    images,
    installing,
    learning,
    leaving,
    logs,
    mail_habits,
    markdown,
    me,
    members,
    merging,
    metric_keeping,
    metrics,
    moderation,
    notes,
    offers,
    open_badges,
    parked,
    places,
    planning,
    points,
    portfolio,
    promise,
    queue,
    recognition,
    recognition_desk,
    record,
    roadmap,
    rollouts,
    scores,
    search,
    share,
    signin,
    similar,
    standings,
    tags,
    tokens,
    triage,
    trust,
    verifying,
    votes,
    writing,
)
from web.assets import Assets
from web.figures import Figures
from web.middleware import Guard
from web.render import environment
from web.state import Ran, State
from web.visit import Visit, cookie_name, language_of


def create_app(settings: Settings | None = None, clock: Clock = system_clock, *, statement_seconds: int = 4) -> FastAPI:
    """Return the application; its database must have been migrated. A question to the API may take a second more."""
    settings = settings or Settings()
    logs.set_up(settings)
    url, connections = settings.database_url or "", settings.pool_size
    engine = database.connect(url, pool_size=connections, statement_seconds=statement_seconds)
    sessions = database.sessionmaker(engine, clock)
    assets = Assets()
    looks = exposures.Looks(sessions)
    state = State(settings, engine, sessions, clock, assets, environment(assets), Figures(clock), looks)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # What was made at start lives as long as the process: keep the collector from looking at it again and again.
        gc.collect()
        gc.freeze()
        writing_looks = asyncio.create_task(looks.keep_writing())
        yield
        state.leaving.set()
        writing_looks.cancel()
        with suppress(asyncio.CancelledError):
            await writing_looks
        await engine.dispose()

    app = FastAPI(title="Fourfold", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.fourfold = state
    errors.install(app)
    _add_api(app, state, Engine(schema, statement_seconds + 1))
    app.mount("/static", assets)
    # One flat list in place of routers within each other, which are asked twice over; the busiest come first.
    pages = (
        votes,
        idea_lists,
        writing,
        ideas,
        search,
        front,
        exposures,
        health,
        similar,
        offers,
        comments,
        answers,
        triage,
        queue,
        at_once,
        merging,
        tags,
        scores,
        board,
        cases,
        images,
        members,
        moderation,
        trust,
        edits,
        behalf,
        notes,
        check_ins,
        check_in_tables,
        signin,
        me,
        mail_habits,
        leaving,
        account,
        admin,
        admin_answers,
        admin_values,
        parked,
        record,
        metric_keeping,
        metrics,
        developers,
        places,
        promise,
        planning,
        experiment_plans,
        experiments,
        experiment_life,
        rollouts,
        follow_ups,
        roadmap,
        learning,
        hero_choosing,
        hero_desk,
        heroes,
        recognition_desk,
        recognition,
        challenge_desk,
        challenge_results,
        challenge_weeks,
        challenges,
        portfolio,
        points,
        open_badges,
        badges,
        badge_giving,
        badge_keeping,
        verifying,
        standings,
        share,
        installing,
        feeds,
        *([demo_doors] if settings.demo else []),
    )
    app.router.routes += [route for page in pages for route in page.router.routes]
    app.add_middleware(CompressMiddleware, minimum_size=1000)
    app.add_middleware(
        Guard,
        failed=errors.failed,
        max_in_flight=settings.max_in_flight,
        upload_most=IMAGES_MOST * settings.image_most,
        secure=settings.secure,
        hosts=_hosts(settings),
        proxies=settings.trusted_proxies,
        leaving=state.leaving,
    )
    return app


def _add_api(app: FastAPI, state: State, engine: Engine) -> None:
    """Put GraphQL beside the pages, for programs by token and for the pages' own scripts by cookie."""
    settings, cookie = state.settings, cookie_name("session", state.settings.secure)
    words = language_of, i18n.translator, markdown.rendered, amounts.writer
    contexts = Contexts(state.sessions, cookie, *words, desk=state.desk, address=settings.address)

    def check_csrf(request: Request) -> bool:
        token = request.headers.get("x-csrf-token", "")
        return tokens.accepts(settings.key, request.cookies.get(cookie, ""), token)

    async def run_query(visit: Visit, query: str, variables: str) -> Ran:
        context = await contexts(visit.request, None)
        try:
            question = as_question({"query": query, "variables": orjson.loads(variables or "null")})
        except (orjson.JSONDecodeError, BadRequest) as error:
            return Ran(str(error))
        answer = await engine.answer(question, context, {})
        body = answer.body()
        cost = body.get("extensions", {}).get("cost", {}).get("requested")
        return Ran(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode(), cost)

    origins = frozenset({settings.address})
    app.router.routes += create(engine, contexts, origins=origins, cookie=cookie, check_csrf=check_csrf)
    gate = Gate(origins, cookie, check_csrf)
    app.router.routes.append(Uploads(gate, contexts, state.workshop, state.folder, settings.image_most).route())
    state.run_query, state.schema_text = run_query, contract()


def _hosts(settings: Settings) -> frozenset[str]:
    """Return the Host headers we answer to; all of them when we listen everywhere without a BASE_URL."""
    if settings.base_url:
        return frozenset({urlsplit(settings.base_url).netloc.lower(), f"127.0.0.1:{settings.port}"})
    if settings.host not in ("127.0.0.1", "localhost", "::1"):
        return frozenset()
    return frozenset(f"{name}:{settings.port}" for name in ("localhost", "127.0.0.1", "[::1]"))
