"""A Polis conversation becomes members, ideas and votes, with their times."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain import checks, database, ideas, imports, members, votes
from domain.community import NotSetUp
from domain.database import Sessions
from domain.errors import Conflict, Refused
from domain.events import RecordedFact
from domain.follows import Follow
from domain.ideas import Idea, IdeaFilter, Revision, Status
from domain.members import Member
from tests.domain.imports.handmade import BEGAN, QUADRANT, export, held, statement, take_in, vote
from tests.people import People


def moment(after: int) -> datetime:
    return datetime.fromtimestamp(BEGAN / 1000, UTC) + timedelta(milliseconds=after)


async def the_idea(sessions: Sessions, number: int) -> Idea:
    async with sessions() as session:
        found = await session.scalar(select(Idea).where(Idea.imported_from.endswith(f":comment:{number}")))
        assert found is not None
        return found


async def test_a_statement_becomes_an_idea_with_its_time(sessions: Sessions, people: People, tmp_path: Path) -> None:
    folder = export(tmp_path / "buses", [statement(7, 3, "Buses should run all night.\n", at=5)])
    report = await take_in(sessions, folder)
    assert (report.topic, report.statements, report.participants) == ("buses", 1, 1)
    idea = await the_idea(sessions, 7)
    assert (idea.title, idea.problem) == ("Buses should run all night.", "")
    assert idea.proposal == "Buses should run all night."
    assert (idea.status, idea.quadrant, idea.language) == (Status.SUBMITTED, QUADRANT, "en")
    assert idea.created_at == idea.submitted_at == moment(5)
    async with sessions() as session:
        revision = await session.scalar(select(Revision).where(Revision.idea_id == idea.id))
        assert revision is not None
        assert (revision.number, revision.edited_at, revision.proposal) == (1, moment(5), idea.proposal)


async def test_a_short_statement_is_taken_as_it_is(sessions: Sessions, people: People, tmp_path: Path) -> None:
    await take_in(sessions, export(tmp_path / "short", [statement(0, 1, "Yes")]))
    idea = await the_idea(sessions, 0)
    assert (idea.title, idea.proposal) == ("Yes", "Yes")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param("x" * 120, "x" * 120, id="fits"),
        pytest.param("x" * 121, "x" * 119 + "…", id="one-long-word"),
        pytest.param("word " * 30, "word " * 23 + "word…", id="between-words"),
        pytest.param("a" * 119 + " b", "a" * 119 + "…", id="just-at-the-end-of-a-word"),
        pytest.param("a" * 50 + ", " + "b" * 90, "a" * 50 + "…", id="without-the-comma"),
        pytest.param("one\n\ntwo\tthree", "one two three", id="one-line"),
        pytest.param("\u0958" * 60, "\u0915\u093c" * 60, id="longer-when-normalised"),
        pytest.param("\u0958" * 61, "\u0915\u093c" * 59 + "\u0915…", id="too-long-when-normalised"),
    ],
)
async def test_a_long_statement_gets_a_shorter_title_and_keeps_its_text(
    sessions: Sessions, people: People, tmp_path: Path, text: str, title: str
) -> None:
    await take_in(sessions, export(tmp_path / "long", [statement(1, 1, text)]))
    idea = await the_idea(sessions, 1)
    assert idea.title == title
    assert idea.proposal.replace("\u0915\u093c", "\u0958") == text.strip()


async def test_agreeing_counts_and_passing_or_disagreeing_does_not(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    cast = [vote(1, 2, 1, at=50), vote(1, 3, 0), vote(1, 4, -1), vote(1, 5, 1, at=60)]
    report = await take_in(sessions, folder := export(tmp_path / "buses", [statement(1, 1)], cast))
    assert (report.votes, report.passes, report.disagrees) == (2, 1, 1)
    kept = await held(sessions, folder)
    assert kept.votes == {("2", "1"): moment(50), ("5", "1"): moment(60)}
    assert kept.supporters() == {"1": 2}
    assert kept.participants == {"1", "2", "3", "4", "5"}


async def test_the_last_vote_counts_by_time_and_then_by_place(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    cast = [
        vote(1, 2, -1, at=90),
        vote(1, 2, 1, at=10),
        vote(1, 3, 1, at=80),
        vote(1, 3, 0, at=20),
        vote(1, 4, 0, at=30),
        vote(1, 4, 1, at=30),
        vote(1, 5, 1, at=40),
        vote(1, 5, -1, at=40),
        vote(1, 6, 1, at=70),
        vote(1, 6, 1, at=60),
    ]
    report = await take_in(sessions, folder := export(tmp_path / "buses", [statement(1, 1)], cast))
    assert report.superseded == 5
    kept = await held(sessions, folder)
    assert kept.votes == {("3", "1"): moment(80), ("4", "1"): moment(30), ("6", "1"): moment(70)}


async def test_an_author_does_not_count_for_their_own(sessions: Sessions, people: People, tmp_path: Path) -> None:
    cast = [vote(1, 1, 1), vote(2, 1, 1), vote(2, 2, 0), vote(1, 2, 1)]
    report = await take_in(sessions, folder := export(tmp_path / "own", [statement(1, 1), statement(2, 2)], cast))
    assert (report.own_votes, report.votes, report.passes) == (2, 2, 0)
    assert (await held(sessions, folder)).supporters() == {"1": 1, "2": 1}


async def test_a_rejected_statement_is_hidden_and_keeps_its_votes(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    stated = [statement(1, 1, moderated=-1), statement(2, 1, moderated=0), statement(3, 1, moderated=1)]
    report = await take_in(sessions, folder := export(tmp_path / "buses", stated, [vote(n, 2, 1) for n in (1, 2, 3)]))
    assert (report.statements, report.hidden) == (3, 1)
    kept = await held(sessions, folder)
    assert {number: row[3] for number, row in kept.ideas.items()} == {"1": True, "2": False, "3": False}
    assert kept.supporters() == {"1": 1, "2": 1, "3": 1}
    ben = await people.member("Ben")
    async with sessions() as session:
        assert await ideas.count(session, ben, IdeaFilter()) == 2
        assert await checks.recount(session) == []


async def test_the_imported_cannot_sign_in_and_say_where_they_are_from(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    await take_in(sessions, export(tmp_path / "buses", [statement(1, 12)], [vote(1, 4, 1)]))
    async with sessions() as session:
        came = await members.the_imported(session, "polis:buses:")
    assert set(came) == {"polis:buses:participant:4", "polis:buses:participant:12"}
    twelve = came["polis:buses:participant:12"]
    assert (twelve.name, twelve.handle, twelve.imported) == ("Participant 12", "participant-12", True)
    assert (twelve.email, twelve.password_hash, twelve.role) == (None, None, members.Role.CUSTOMER)


async def test_imported_ideas_owe_nothing(sessions: Sessions, people: People, tmp_path: Path) -> None:
    await take_in(sessions, export(tmp_path / "buses", [statement(1, 1)], [vote(1, 2, 1)]))
    async with sessions() as session:
        assert set(await session.scalars(select(RecordedFact.kind))) == {"MemberJoined"}
        assert await session.scalar(select(func.count()).select_from(Follow)) == 0


async def test_two_conversations_do_not_meet(sessions: Sessions, people: People, tmp_path: Path) -> None:
    one = export(tmp_path / "one", [statement(1, 1, "Buses at night")], [vote(1, 2, 1)])
    two = export(tmp_path / "two", [statement(1, 2, "Trains at night")], [vote(1, 1, 1), vote(1, 3, 1)])
    await take_in(sessions, one)
    report = await take_in(sessions, two)
    assert (report.participants, report.participants_there, report.statements_there) == (3, 0, 0)
    assert (await held(sessions, one)).supporters() == {"1": 1}
    assert (await held(sessions, two)).supporters() == {"1": 2}
    async with sessions() as session:
        handles = set(await session.scalars(select(Member.handle)))
    assert handles == {"participant-1", "participant-2", "participant-1-2", "participant-2-2", "participant-3"}


async def test_a_conversation_is_known_by_its_address_wherever_its_folder_lies(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    for name in ("here", "there"):
        folder = export(tmp_path / name, [statement(1, 1)], [vote(1, 2, 1)])
        (folder / "summary.csv").write_text('topic,"Night, buses"\nurl,https://pol.is/4night\n', encoding="utf-8")
        report = await take_in(sessions, folder)
    assert report.topic == "Night, buses"
    assert (report.statements, report.statements_there, report.votes_there) == (0, 1, 1)
    async with sessions() as session:
        assert set(await ideas.imported(session, "polis:")) == {"polis:pol.is-4night:comment:1"}


async def test_columns_are_found_by_name_and_a_byte_order_mark_does_no_harm(
    sessions: Sessions, people: People, tmp_path: Path
) -> None:
    folder = export(tmp_path / "moved", [])
    (folder / "comments.csv").write_bytes(
        b"\xef\xbb\xbfcomment-body,more,author-id,moderated,comment-id,timestamp\r\n"
        b'"Buses,\r\nall ""night"" long",x,1,1,5,1500000000000\r\n\r\n'
    )
    (folder / "votes.csv").write_bytes(b"vote,voter-id,comment-id,timestamp\r\n1,2,5,1500000000001\r\n")
    report = await imports.polis(sessions, folder, QUADRANT)
    assert (report.statements, report.votes, report.bad_rows) == (1, 1, [])
    idea = await the_idea(sessions, 5)
    assert (idea.title, idea.proposal) == ('Buses, all "night" long', 'Buses,\nall "night" long')


async def test_a_member_may_back_an_imported_idea(sessions: Sessions, people: People, tmp_path: Path) -> None:
    await take_in(sessions, export(tmp_path / "buses", [statement(1, 1)], [vote(1, 2, 1)]))
    ben, idea = await people.member("Ben"), await the_idea(sessions, 1)
    async with database.transaction(sessions) as session:
        assert (await votes.cast(session, ben, idea.id)).supporters == 2


async def test_it_speaks_the_language_of_the_community(sessions: Sessions, tmp_path: Path) -> None:
    await People(sessions).community(language="de")
    await take_in(sessions, export(tmp_path / "busse", [statement(1, 1, "Busse sollen nachts fahren.")]))
    assert (await the_idea(sessions, 1)).language == "de"


async def test_progress_is_told_of_each_kind(sessions: Sessions, people: People, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    folder = export(tmp_path / "buses", [statement(1, 1)], [vote(1, n, 1) for n in range(2, 252)])
    await imports.polis(sessions, folder, QUADRANT, progress=lambda *step: told.append(step))
    assert told == [
        ("participants", 0, 251),
        ("participants", 200, 251),
        ("participants", 251, 251),
        ("statements", 0, 1),
        ("statements", 1, 1),
        ("votes", 0, 250),
        ("votes", 200, 250),
        ("votes", 250, 250),
    ]


async def test_the_report_names_all_of_its_figures(sessions: Sessions, people: People, tmp_path: Path) -> None:
    report = await take_in(sessions, export(tmp_path / "buses", [statement(1, 1)], [vote(1, 2, 1)]))
    figures = dict(report.figures())
    assert figures["Votes taken in"] == 1
    assert len(figures) == len(vars(report)) - 1


async def test_without_a_community_nothing_is_taken_in(sessions: Sessions, tmp_path: Path) -> None:
    with pytest.raises(NotSetUp):
        await take_in(sessions, export(tmp_path / "buses", [statement(1, 1)]))


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        (lambda folder: (folder / "votes.csv").unlink(), "file_missing", "There is no votes.csv in "),
        (lambda folder: (folder / "comments.csv").unlink(), "file_missing", "There is no comments.csv in "),
        (lambda folder: (folder / "votes.csv").write_bytes(b""), "file_empty", "votes.csv is empty. "),
        (lambda folder: (folder / "comments.csv").write_bytes(b"\n \n"), "file_empty", "comments.csv is empty. "),
        (
            lambda folder: (folder / "votes.csv").write_bytes(b"timestamp,comment-id,vote\n"),
            "column_missing",
            "The first line of votes.csv doesn't name the column “voter-id”.",
        ),
        (
            lambda folder: (folder / "comments.csv").write_bytes("timestamp,".encode("utf-16")),
            "column_missing",
            "The first line of comments.csv doesn't name the column “timestamp”.",
        ),
        (
            lambda folder: ((folder / "votes.csv").unlink(), (folder / "votes.csv").mkdir()),
            "file_unreadable",
            "votes.csv can't be read: Is a directory.",
        ),
        (
            lambda folder: (folder / "summary.csv").mkdir(),
            "file_unreadable",
            "summary.csv can't be read: Is a directory.",
        ),
    ],
)
async def test_files_that_cannot_be_used_are_refused_before_anything_is_taken_in(
    sessions: Sessions, people: People, tmp_path: Path, *, spoil: Callable[[Path], object], code: str, says: str
) -> None:
    spoil(folder := export(tmp_path / "buses", [statement(1, 1)], [vote(1, 2, 1)]))
    with pytest.raises(Refused) as refused:
        await imports.polis(sessions, folder, QUADRANT)
    assert refused.value.code == code
    assert refused.value.text().startswith(says)
    assert (await held(sessions, folder)).participants == frozenset()


async def test_a_folder_that_is_not_there_is_refused(sessions: Sessions, people: People, tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", export(tmp_path / "buses", []) / "votes.csv"):
        with pytest.raises(imports.FolderMissing, match=r"There is no folder .*\."):
            await imports.polis(sessions, folder, QUADRANT)


async def test_one_import_runs_at_a_time(sessions: Sessions, people: People, tmp_path: Path) -> None:
    folder = export(tmp_path / "buses", [statement(1, 1)])
    async with sessions() as session:
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtext("imports"))))
        with pytest.raises(Conflict, match="An import is running already"):
            await imports.polis(sessions, folder, QUADRANT)
    assert (await take_in(sessions, folder)).statements == 1
