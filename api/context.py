"""Who asks: by access token or by cookie; with a memory that lasts for one question."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection
from strawberry.dataloader import DataLoader

from domain import community, database, follows, ideas, members, votes
from domain.database import Sessions
from domain.errors import NotAllowed, Translate, _
from domain.ideas import Idea
from domain.members import Actor, Scope

Translations = Callable[[str], Translate]


class BadToken(NotAllowed):
    """The access token is unknown, expired or revoked."""

    code = "bad_token"
    message = _("This access token is not valid. It may have expired or been revoked.")


class ReadOnlyToken(NotAllowed):
    """The token was made for reading."""

    code = "read_only_token"
    message = _("This access token may only read. Make one that may write in your settings.")


@dataclass
class Context:
    """One question's asker, with loaders that remember what was read for it. Each read has a session of its own."""

    sessions: Sessions
    viewer: Actor
    language: str
    translations: Translations
    render: Callable[[str], str]
    asker: "Asker"
    may_write: bool = True
    given: DataLoader[int, bool] = field(init=False)
    followed: DataLoader[int, bool] = field(init=False)
    ideas: DataLoader[int, Idea | None] = field(init=False)

    def __post_init__(self) -> None:
        self.given = DataLoader(self._given)
        self.followed = DataLoader(self._followed)
        self.ideas = DataLoader(self._ideas)

    @property
    def viewer_id(self) -> int | None:
        """Return the asker's number, None for a visitor."""
        return self.viewer.id

    def gettext(self, message: str, /) -> str:
        """Return a sentence in the asker's language."""
        return self.translations(self.language)(message)

    def renewed(self) -> "Context":
        """Return a context for a subscription's next event, with nothing remembered."""
        return Context(
            self.sessions, self.viewer, self.language, self.translations, self.render, self.asker, self.may_write
        )

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open the one transaction of a mutation; raises ReadOnlyToken."""
        if not self.may_write:
            raise ReadOnlyToken
        async with database.transaction(self.sessions) as session:
            yield session

    async def _given(self, ids: list[int]) -> list[bool]:
        async with self.sessions() as session:
            found = await votes.given(session, self.viewer, ids)
        return [idea_id in found for idea_id in ids]

    async def _followed(self, ids: list[int]) -> list[bool]:
        async with self.sessions() as session:
            found = await follows.following(session, self.viewer, ids)
        return [idea_id in found for idea_id in ids]

    async def _ideas(self, ids: list[int]) -> list[Idea | None]:
        async with self.sessions() as session:
            found = await ideas.by_ids(session, self.viewer, ids)
        return [found.get(idea_id) for idea_id in ids]


@dataclass(frozen=True)
class Asker:
    """Finds the asker anew, since rights may have changed while a subscription listened."""

    sessions: Sessions
    token: str | None
    cookie: str | None

    async def find(self) -> tuple[Actor, bool]:
        """Return who asks and whether they may write; raises BadToken for an access token that isn't valid."""
        async with self.sessions() as session:
            if self.token is not None:
                found = await members.by_access_token(session, self.token)
                if found is None:
                    raise BadToken
                return found.member, found.scope is Scope.WRITE
            sign_in = await members.signed_in(session, self.cookie) if self.cookie else None
            if sign_in is not None:
                return sign_in.member, True
            return members.visitor(await community.current(session)), True


@dataclass(frozen=True)
class Contexts:
    """Makes contexts; `language` reads a connection's preferred one, `render` turns Markdown into safe HTML."""

    sessions: Sessions
    cookie: str
    language: Callable[[HTTPConnection], str]
    translations: Translations
    render: Callable[[str], str]

    async def __call__(self, connection: HTTPConnection, token: str | None) -> Context:
        """Return the context of one question; raises BadToken."""
        asker = Asker(self.sessions, token, connection.cookies.get(self.cookie))
        viewer, may_write = await asker.find()
        language = viewer.language if isinstance(viewer, members.Member) else self.language(connection)
        return Context(self.sessions, viewer, language, self.translations, self.render, asker, may_write)


Info = strawberry.Info[Context, None]
