"""An idea is whole when it is submitted, exists once, and says everything that is wrong with it at once."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from domain import checks, ideas
from domain.errors import Invalid, SignInNeeded, TooMany
from domain.events import RecordedFact
from domain.ideas import Idea, Status
from domain.members import Visitor
from tests.conftest import HeldClock
from tests.people import People, writing


async def test_an_idea_is_there_for_everybody_with_its_first_revision(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann, title="Benches at every station", tags="Waiting,#Comfort")
    seen = await people.reads(ideas.visible, Visitor(), idea.id)
    assert (seen.status, seen.author.name, seen.submitted_at) == (Status.SUBMITTED, "Ann", clock())
    assert (seen.supporters, seen.comment_count, seen.edited_at) == (0, 0, None)
    assert seen.path == f"/ideas/{idea.id}-benches-at-every-station"
    assert [tag.name for tag in seen.tags] == ["Comfort", "Waiting"]
    (first,) = await people.reads(ideas.revisions, seen)
    assert (first.number, first.title, first.editor.name, first.tags) == (1, seen.title, "Ann", ["Comfort", "Waiting"])
    assert (await people.history(ann))[-1] | {"fact": "IdeaSubmitted", "idea_id": idea.id} == (
        await people.history(ann)
    )[-1]


async def test_the_idea_that_comes_back_can_be_shown(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.does(ideas.submit, ann, writing(), key=uuid4())
    assert (idea.author.name, idea.supporters, idea.tags, idea.listed) == ("Ann", 0, [], True)


async def test_thirty_two_equal_forms_at_once_make_one_idea(people: People) -> None:
    ann, key = await people.member("Ann"), uuid4()
    made = await asyncio.gather(*(people.does(ideas.submit, ann, writing(), key=key) for _ in range(32)))
    assert len({idea.id for idea in made}) == 1
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Idea)) == 1
        assert await session.scalar(select(func.count()).where(RecordedFact.kind == "IdeaSubmitted")) == 1
        assert await checks.recount(session) == []


async def test_the_same_key_from_somebody_else_is_another_idea(people: People) -> None:
    ann, ben, key = await people.member("Ann"), await people.member("Ben"), uuid4()
    one, two = [await people.does(ideas.submit, one, writing(), key=key) for one in (ann, ben)]
    assert one.id != two.id


async def test_a_draft_becomes_the_idea(people: People) -> None:
    ann, key = await people.member("Ann"), uuid4()
    draft = await people.does(ideas.save_draft, ann, key, writing("Bench"))
    idea = await people.does(ideas.submit, ann, writing("Benches everywhere"), key=key)
    assert (idea.id, idea.title, idea.status) == (draft.id, "Benches everywhere", Status.SUBMITTED)
    assert await people.reads(ideas.drafts, ann) == []


async def test_every_problem_is_named_at_once(people: People) -> None:
    bad = replace(writing(), title="", proposal="too short", quadrant=None, language="xx", tags=["!!", "x" * 31])
    with pytest.raises(Invalid) as refused:
        await people.does(ideas.submit, await people.member("Ann"), bad)
    assert {(problem.field, problem.code) for problem in refused.value.problems} == {
        ("title", "missing"),
        ("proposal", "too_short"),
        ("quadrant", "missing"),
        ("language", "unknown"),
        ("tags", "no_letters"),
        ("tags", "too_long"),
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "\u200b" * 10),
        ("title", "\0" * 10),
        ("title", "\ud800" * 10),
        ("title", "Four"),
        ("title", "x" * 121),
        ("problem", "x" * 10_001),
        ("problem", "half a \ud83d"),
        ("proposal", "\u202e" * 30),
        ("proposal", " " * 30),
        pytest.param("title", "x" * 10_000_000, id="title of 10 MB"),
        pytest.param("problem", "é" * 10_000_000, id="problem of 10 MB"),
        pytest.param("proposal", "x" * 10_000_000, id="proposal of 10 MB"),
        ("quadrant", "somewhere"),
        ("quadrant", "\0"),
        ("language", "\ud800"),
        ("tags", ["🙂"]),
        ("tags", ["one", "two", "three", "four", "five", "six"]),
        ("tags", ["\ud800a"]),
        pytest.param("tags", ["x" * 10_000_000], id="tag of 10 MB"),
        pytest.param("tags", [str(n) for n in range(10_000)], id="10,000 tags"),
    ],
)
async def test_what_does_not_fit_is_refused_at_its_field(people: People, field: str, value: object) -> None:
    ann = await people.member("Ann")
    with pytest.raises(Invalid) as refused:
        await people.does(ideas.submit, ann, replace(writing(), **{field: value}))  # type: ignore[arg-type]
    assert {problem.field for problem in refused.value.problems} == {field}
    assert all(problem.text() for problem in refused.value.problems)
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Idea)) == 0


async def test_texts_are_kept_as_they_were_meant(people: People) -> None:
    ann = await people.member("Ann")
    text = "<script>alert(1)</script> & 'quotes' \"too\" \\0 %s {x} 🚲👩‍👩‍👧 שלום e\u0301"
    idea = await people.idea(by=ann, title="Bell\u202e <b>bold</b>", proposal=f"  {text}\r\n\r\nSecond\0 line  ")
    seen = await people.reads(ideas.visible, ann, idea.id)
    assert seen.title == "Bell <b>bold</b>"
    assert seen.proposal == text.replace("e\u0301", "é") + "\n\nSecond line"


async def test_tags_differing_in_letters_only_are_one(people: People) -> None:
    ann = await people.member("Ann")
    idea = await people.idea(by=ann, tags="Größe,grösse,GROSSE,#größe ")
    assert len(idea.tags) == 1
    again = await people.idea(by=ann, tags="GRÖSSE")
    assert [tag.id for tag in again.tags] == [tag.id for tag in idea.tags]


async def test_new_tags_used_by_many_at_once_exist_once(people: People) -> None:
    crowd = [await people.member(f"Member {n}") for n in range(8)]
    made = await asyncio.gather(
        *(people.idea(by=one, tags="one,two,three" if n % 2 else "three,two,one") for n, one in enumerate(crowd))
    )
    assert len({tag.id for idea in made for tag in idea.tags}) == 3


async def test_a_visitor_is_asked_to_sign_in(people: People) -> None:
    assert not ideas.may_submit(Visitor())
    with pytest.raises(SignInNeeded):
        await people.does(ideas.submit, Visitor(), writing())


async def test_twenty_ideas_an_hour_and_a_repeated_form_costs_nothing(people: People, clock: HeldClock) -> None:
    ann = await people.member("Ann")
    keys = [uuid4() for _ in range(20)]
    for key in keys + keys:
        await people.does(ideas.submit, ann, writing(), key=key)
    for _ in range(2):
        with pytest.raises(TooMany):
            await people.does(ideas.submit, ann, writing())
    async with people.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Idea)) == 20
    clock.forward(hours=1)
    await people.does(ideas.submit, ann, writing())
