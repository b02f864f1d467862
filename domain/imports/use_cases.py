"""Taking in a Polis conversation: its participants, its statements, and the votes that count.

A long conversation is taken in by batches, a transaction for each, so that nobody waits for it. Whatever came in has
a name of its own, so a run that was cut short is finished by the next one, and one more run finds nothing to do.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain import clock, community, database, ideas, members, votes
from domain.database import Sessions
from domain.errors import Conflict, FieldProblem, Invalid, _
from domain.ideas import Quadrant, Writing
from domain.imports.conversation import Conversation, Opinion, Stance, Statement, read
from domain.imports.queries import imported_exposures, imported_votes
from domain.imports.records import BadRow
from domain.imports.report import Report

BATCH = 200
T = TypeVar("T")

Progress = Callable[[str, int, int], None]  # what ("participants", "statements", "votes"), done, of how many


class ImportRunning(Conflict):
    """Two at once would meet in the same rows."""

    code = "import_running"
    message = _("An import is running already. Please start this one when it is done.")


async def polis(
    sessions: Sessions, folder: Path, quadrant: Quadrant, *, progress: Progress = lambda what, done, total: None
) -> Report:
    """Take in the Polis export in `folder`, its statements as ideas of `quadrant`, in the community's language.

    Opens transactions of its own, unlike every other use case. Raises NotSetUp, ImportRunning, FolderMissing,
    FileMissing, FileUnreadable, FileEmpty, ColumnMissing; a bad row is left out and named in the report.
    """
    async with _alone(sessions):
        async with sessions() as session:
            language = (await community.current(session)).language
            conversation = await asyncio.to_thread(read, folder, clock.now(session))
        report = Report(conversation.topic, bad_rows=list(conversation.bad_rows))
        run = _Run(sessions, conversation, report, progress)
        people = await run.participants(language)
        await run.statements(people, quadrant, language)
        await run.votes(people)
    report.bad_rows.sort(key=lambda row: (row.file, row.line))
    return report


@dataclass(frozen=True)
class _Change:
    member_id: int
    idea_id: int
    seen_at: datetime | None  # None for one's own, or where that was known
    cast_at: datetime | None  # None takes an earlier vote back


@dataclass(frozen=True)
class _Run:
    sessions: Sessions
    conversation: Conversation
    report: Report
    progress: Progress

    async def participants(self, language: str) -> dict[int, int]:
        """Take in who is new; return each participant's member by their numbers."""
        source = f"{self.conversation.source}participant:"
        async with self.sessions() as session:
            there = await members.the_imported(session, source)
        known = {n: there[f"{source}{n}"].id for n in self.conversation.participants if f"{source}{n}" in there}
        self.report.participants_there = len(known)

        async def take_in(session: AsyncSession, numbers: Sequence[int]) -> None:
            for number in numbers:
                member = await members.add_member(
                    session,
                    name=f"Participant {number}",
                    email=None,
                    language=language,
                    imported_from=f"{source}{number}",
                )
                known[number] = member.id
            self.report.participants += len(numbers)

        fresh = [number for number in self.conversation.participants if number not in known]
        await self._by_batches("participants", fresh, take_in)
        return known

    async def statements(self, people: Mapping[int, int], quadrant: Quadrant, language: str) -> None:
        """Take in the statements that are new as ideas; those here already stay as they are."""
        source = f"{self.conversation.source}comment:"
        async with self.sessions() as session:
            there = await ideas.imported(session, source)
        fresh = [said for n, said in self.conversation.statements.items() if f"{source}{n}" not in there]
        self.report.statements_there = len(self.conversation.statements) - len(fresh)

        async def take_in(session: AsyncSession, batch: Sequence[Statement]) -> None:
            authors = await members.by_ids(session, {people[said.author] for said in batch})
            for said in batch:
                writing = Writing(said.title, "", said.text, quadrant, language=language)
                try:
                    await ideas.import_idea(
                        session,
                        authors[people[said.author]],
                        writing,
                        source=f"{source}{said.number}",
                        at=said.at,
                        hidden=said.rejected,
                    )
                except Invalid as invalid:
                    self.report.bad_rows.append(_unfit(said, invalid))
                else:
                    self.report.statements += 1
                    self.report.hidden += said.rejected

        await self._by_batches("statements", sorted(fresh, key=lambda said: (said.at, said.number)), take_in)

    async def votes(self, people: Mapping[int, int]) -> None:
        """Bring the votes to what each participant said last to each statement; whoever said anything had seen it."""
        source = f"{self.conversation.source}comment:"
        async with self.sessions() as session:
            proposed = await ideas.imported(session, source)
            there = await imported_votes(session, self.conversation.source)
            shown = await imported_exposures(session, self.conversation.source)
        last = self.conversation.last_opinions
        self.report.superseded = len(self.conversation.opinions) - len(last)
        changes: list[_Change] = []
        for opinion in last:
            idea, member_id = proposed.get(f"{source}{opinion.statement}"), people[opinion.participant]
            if idea is None:
                self.report.bad_rows.append(_without_idea(opinion))
                continue
            own, key = idea.author_id == member_id, (member_id, idea.id)
            counts = self._counts(opinion, own=own)
            cast_at = opinion.at if counts else None
            seen_at = None if own or key in shown else opinion.at
            if cast_at == there.get(key) and counts:
                self.report.votes_there += 1
            if seen_at or cast_at != there.get(key):
                changes.append(_Change(member_id, idea.id, seen_at, cast_at))
        # By idea, since the counters of each idea in a batch are reckoned anew.
        changes.sort(key=lambda change: (change.idea_id, change.member_id))

        async def take_in(session: AsyncSession, batch: Sequence[_Change]) -> None:
            known = [one for one in batch if (one.member_id, one.idea_id) in there]
            stale = [one for one in known if there[one.member_id, one.idea_id] != one.cast_at]
            await votes.take_back_imported(session, [(one.member_id, one.idea_id) for one in stale])
            fresh = [(one.member_id, one.idea_id, one.cast_at) for one in batch if one.cast_at]
            self.report.votes += await votes.import_votes(session, fresh)
            self.report.votes_taken_back += sum(
                one.cast_at is None for one in batch if (one.member_id, one.idea_id) in there
            )
            seen = [(one.member_id, one.idea_id, one.seen_at) for one in batch if one.seen_at and not one.cast_at]
            self.report.exposures += await votes.import_exposures(session, seen)

        await self._by_batches("votes", changes, take_in)

    def _counts(self, opinion: Opinion, *, own: bool) -> bool:
        if own:
            self.report.own_votes += 1
        elif opinion.stance is Stance.PASS:
            self.report.passes += 1
        elif opinion.stance is Stance.DISAGREE:
            self.report.disagrees += 1
        return opinion.stance is Stance.AGREE and not own

    async def _by_batches(
        self, what: str, things: Sequence[T], take_in: Callable[[AsyncSession, Sequence[T]], Awaitable[None]]
    ) -> None:
        for start in range(0, len(things), BATCH):
            self.progress(what, start, len(things))
            async with database.transaction(self.sessions) as session:
                await take_in(session, things[start : start + BATCH])
        self.progress(what, len(things), len(things))


@asynccontextmanager
async def _alone(sessions: Sessions) -> AsyncIterator[None]:
    # Held by a connection and not by a transaction: it spans many, and ends with the process however that ends.
    key = func.hashtext("imports")
    async with sessions() as session:
        connection = await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        if not await connection.scalar(select(func.pg_try_advisory_lock(key))):
            raise ImportRunning
        try:
            yield
        finally:
            await connection.execute(select(func.pg_advisory_unlock(key)))


def _unfit(said: Statement, invalid: Invalid) -> BadRow:
    # The title is cut from the same text, so the proposal's problem says it all.
    problems = (replace(problem, field="comment-body") for problem in invalid.problems if problem.field == "proposal")
    return BadRow("comments.csv", said.line, tuple(problems))


def _without_idea(opinion: Opinion) -> BadRow:
    message = _("Statement %(number)s could not be taken in, see above.")
    problem = FieldProblem("comment-id", "unknown", message, {"number": opinion.statement})
    return BadRow("votes.csv", opinion.line, (problem,))
