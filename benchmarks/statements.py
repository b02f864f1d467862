"""The same SQL for pgbench: what a use case sends is noted down and written as a script with variables."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.dataset import Size
from benchmarks.questions import DENSE, SPARSE, searched
from domain import database, ideas, members, votes
from domain.ideas import Idea, IdeaFilter
from domain.paging import Slice

SQL = Path(__file__).parent / "sql"
_MOMENT = re.compile(r"'\d{4}-\d\d-\d\d [^']*'")


async def scripts(url: str, size: Size, folder: Path) -> dict[str, list[Path]]:
    """Write the scripts of all measured kinds; the feed's and the idea's are one query that makes one JSON document."""
    given = {"members": size.members, "ideas": size.ideas, "discussed": discussed(url).id}
    written = {name: [_filled(SQL / f"{name}.sql", folder, given)] for name in ("feed", "idea")}
    # Numbers that stand nowhere else in the statement, to be replaced by pgbench's own.
    member, idea = size.members - 3, size.ideas - 7

    async def vote(session: AsyncSession) -> None:
        actor = (await members.by_ids(session, [member]))[member]
        await votes.cast(session, actor, idea)

    sent = [_text(url, *each) for each in (await _noted(url, vote))[2:]]
    chosen = [text.replace(str(member), ":member").replace(str(idea), ":idea") for text in sent]
    random = f"\\set member random(1, {size.members})\n\\set idea random(1, {size.ideas})\n"
    written["vote"] = [_written(folder / "vote.sql", random + "BEGIN;\n" + ";\n".join(chosen) + ";\nCOMMIT;\n")]
    for name, numbers in (("sparse_search", SPARSE), ("dense_search", DENSE)):
        written[name] = []
        for number, word in enumerate(searched(numbers)):
            # What the answer holds; who asks is found out by nobody here.
            async def search(session: AsyncSession, word: str = word) -> None:
                actor = (await members.by_ids(session, [member]))[member]
                page = await ideas.listed(session, actor, Slice(20), only=IdeaFilter(words=word))
                await votes.given(session, actor, [idea.id for idea in page.items])

            text = ";\n".join(_text(url, *each) for each in (await _noted(url, search))[2:])
            written[name].append(_written(folder / f"{name}_{number}.sql", text + ";\n"))
    return written


async def _noted(url: str, use: Callable[[AsyncSession], Awaitable[None]]) -> list[tuple[str, Any]]:
    """Return the statements that a use case sends, in order, with their parameters; nothing is kept."""
    engine = database.connect(url, pool_size=2)
    noted: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        noted.append((statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        async with database.sessionmaker(engine)() as session:
            await use(session)
            await session.rollback()
    finally:
        await engine.dispose()
    return noted


def _text(url: str, statement: str, parameters: Any) -> str:
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        text = psycopg.ClientCursor(connection).mogrify(statement, parameters)
    return _MOMENT.sub("now()", text.replace("\n", " "))


def discussed(url: str) -> Idea:
    """Return the idea whose page is asked for: the first with exactly twenty comments."""
    numbers = "SELECT idea_id FROM comments GROUP BY idea_id HAVING count(*) = 20 ORDER BY idea_id LIMIT 1"
    with psycopg.connect(url) as connection:
        row = connection.execute(f"SELECT id, title FROM ideas WHERE id = ({numbers})").fetchone()
    if row is None:
        raise SystemExit("No idea has twenty comments.")
    return Idea(id=row[0], title=row[1])


def _filled(template: Path, folder: Path, given: dict[str, int]) -> Path:
    text = template.read_text()
    for name, value in given.items():
        text = text.replace(f":{name}", str(value))
    return _written(folder / template.name, text)


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path
