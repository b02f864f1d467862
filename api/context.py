"""Who asks: by access token or by cookie, with the sessions and the memory of one question."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from api.loaders import Loaders
from domain import community, database, ideas, members, rewards
from domain.clock import Clock
from domain.community import Community
from domain.credentials import Desk
from domain.database import Sessions
from domain.errors import NotAllowed, Translate, Unavailable, _
from domain.experiments import Sentence, Write
from domain.ideas import Status
from domain.members import Actor, Scope

Translations = Callable[[str], Translate]
Writers = Callable[[str], Write]
READS_AT_ONCE = 4  # how many of the process's connections one question may hold
LISTENERS_MOST = 200  # in one process; each of them reads twice a second


class BadToken(NotAllowed):
    """The access token is unknown, expired or revoked."""

    code = "bad_token"
    message = _("This access token is not valid. It may have expired or been revoked.")


class ReadOnlyToken(NotAllowed):
    """The token was made for reading."""

    code = "read_only_token"
    message = _("This access token may only read. Make one that may write in your settings.")


class NotByToken(NotAllowed):
    """Whoever finds a token must not be able to take the account over with it."""

    code = "not_by_token"
    message = _("An access token can't do this. Please sign in and do it in your settings.")


class ManyListen(Unavailable):
    """As many subscriptions are under way in this process as it can serve."""

    code = "many_listen"
    message = _("Many people are listening right now. Please try again in a moment.")


@dataclass
class Glance:
    """A number that tells whether there is news, looked up for all who listen in a process at most once in `every`."""

    look: Callable[[AsyncSession], Awaitable[int]]
    every: float = 1.0  # seconds
    _found: int = 0
    _next: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, sessions: Sessions) -> int:
        """Return the number as it was a moment ago at most."""
        clock = asyncio.get_running_loop().time
        async with self._turn:
            if clock() >= self._next:
                async with database.reading(sessions) as session:
                    self._found = await self.look(session)
                self._next = clock() + self.every
        return self._found


@dataclass
class Listeners:
    """The places of those who listen, in one process, and what they look at together."""

    most: int = LISTENERS_MOST
    taken: int = 0
    entries: Glance = field(default_factory=lambda: Glance(rewards.last))

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one place; raises ManyListen when all are taken."""
        if self.taken >= self.most:
            raise ManyListen
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


@dataclass(frozen=True)
class Asker:
    """What somebody brought to be known by. They are looked up anew whenever their rights may have changed."""

    token: str | None
    cookie: str | None

    async def find(self, session: AsyncSession, *, present: bool = False) -> tuple[Actor, bool]:
        """Return who asks and whether they may write; `present` notes that they are here. Raises BadToken."""
        if self.token is not None:
            held = await members.by_access_token(session, self.token)
            if held is None:
                raise BadToken
            if present:
                await members.note_token_use(session, held)
            return held.member, held.scope is Scope.WRITE
        sign_in = await members.signed_in(session, self.cookie) if self.cookie else None
        if sign_in is None:
            return members.visitor(await community.current(session)), True
        if present:
            await members.stay_signed_in(session, sign_in)
        return sign_in.member, True


@dataclass
class Context:
    """One question: who asks, in which language, and what was read for it.

    `address` is our site's, `client` the network address that asks, for the limits.
    """

    sessions: Sessions
    asker: Asker
    viewer: Actor
    may_write: bool
    language: str
    translations: Translations
    render: Callable[[str], str]
    writers: Writers
    listeners: Listeners = field(default_factory=Listeners)
    desk: Desk = field(default_factory=Desk)
    address: str = ""
    client: str = ""
    loaders: Loaders = field(init=False)
    wrote: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._turns = asyncio.Semaphore(READS_AT_ONCE)
        self.loaders = Loaders(self.reading, self.viewer)

    @property
    def viewer_id(self) -> int | None:
        """Return the asker's number, None for a visitor."""
        return self.viewer.id

    async def community(self) -> Community:
        """Return the community's settings, read once for a question."""
        return await self.loaders.community.load(1)

    def status_label(self, status: Status, here: Community) -> str:
        """Return what a status is called here, in the asker's language."""
        return here.status_label(status, self.language) or self.gettext(ideas.LABELS[status])

    def gettext(self, message: str, /) -> str:
        """Return a sentence in the asker's language."""
        return self.translations(self.language)(message)

    def said(self, sentence: Sentence) -> str:
        """Return a sentence with amounts as the asker reads it."""
        return sentence.text(self.translations(self.language), self.writers(self.language))

    def now(self) -> datetime:
        """Return the time by the clock of the sessions."""
        clock: Clock = self.sessions.kw["info"]["clock"]
        return clock()

    def renewed(self) -> "Context":
        """Return a context for a subscription's next event, with nothing remembered."""
        return replace(self)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session for one read, when it is its turn; don't wait for a loader meanwhile."""
        async with self._turns, database.reading(self.sessions) as session:
            yield session

    @asynccontextmanager
    async def writing(self, *, in_person: bool = False) -> AsyncIterator[AsyncSession]:
        """Open the one transaction of a mutation; raises ReadOnlyToken, and NotByToken for what is done `in_person`."""
        await self._require_writing()
        if in_person and self.asker.token is not None:
            raise NotByToken
        async with database.transaction(self.sessions) as session:
            yield session
        self.wrote = True
        self.loaders = Loaders(self.reading, self.viewer)

    @asynccontextmanager
    async def voting(self) -> AsyncIterator[AsyncSession]:
        """Open a session for a vote: one statement, after which everybody's rights are as before. Raises as writing."""
        await self._require_writing()
        async with database.at_once(self.sessions) as session:
            yield session
        self.loaders = Loaders(self.reading, self.viewer)

    async def _require_writing(self) -> None:
        if self.wrote:
            await self.look_again()
            self.wrote = False
        if not self.may_write:
            raise ReadOnlyToken

    async def look_again(self) -> Actor:
        """Return who asks as they are after a change, a visitor if it took their sign-in or token away."""
        async with self.reading() as session:
            try:
                self.viewer, self.may_write = await self.asker.find(session)
            except BadToken:
                self.viewer, self.may_write = members.visitor(await community.current(session)), True
        self.loaders = Loaders(self.reading, self.viewer)
        return self.viewer


@dataclass(frozen=True)
class Contexts:
    """Makes contexts; `language` reads a connection's preferred one or falls back, `render` makes safe HTML.

    `translations` and `writers` put sentences and the amounts in them into a language; `desk` looks at badges, and
    `address` is the site's.
    """

    sessions: Sessions
    cookie: str
    language: Callable[[HTTPConnection, str], str]
    translations: Translations
    render: Callable[[str], str]
    writers: Writers
    listeners: Listeners = field(default_factory=Listeners)
    desk: Desk = field(default_factory=Desk)
    address: str = ""

    async def __call__(self, connection: HTTPConnection, token: str | None) -> Context:
        """Return the context of one question; raises BadToken."""
        asker = Asker(token, connection.cookies.get(self.cookie))
        async with database.reading(self.sessions) as session:
            viewer, may_write = await asker.find(session, present=True)
        known = isinstance(viewer, members.Member)
        language = viewer.language if known else self.language(connection, viewer.language)
        client = connection.client.host if connection.client else ""
        told = self.translations, self.render, self.writers, self.listeners, self.desk, self.address, client
        return Context(self.sessions, asker, viewer, may_write, language, *told)


Info = strawberry.Info[Context, None]
