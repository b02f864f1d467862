"""What experiments taught: who reads it, how it is found, and where it was of use."""

import asyncio
from typing import Any

import pytest

from domain import experiments
from domain.errors import NotAllowed, NotFound, SignInNeeded
from domain.experiments import CardFilter, ConclusionKind, OwnCard, Phase, PlannedAlready
from domain.ideas import Idea, Quadrant
from domain.members import Member, Role, Visitor
from domain.paging import Slice
from tests import learning
from tests.conftest import CountingFactory
from tests.people import People

VISITOR = Visitor()


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def ben(people: People) -> Member:
    return await people.member("Ben", Role.EMPLOYEE)


@pytest.fixture
async def idea(people: People, ann: Member) -> Idea:
    return await people.idea(by=ann)


async def _titles(people: People, reader: Member | Visitor, **only: object) -> list[str]:
    found = await people.reads(experiments.learned, reader, Slice(20), CardFilter(**only))  # type: ignore[arg-type]
    return [card.experiment.title for card in found.items]


async def test_everybody_reads_a_card_once_its_conclusion_counts(
    people: People, ann: Member, ben: Member, idea: Idea
) -> None:
    card = await learning.concluded(people, by=ben, on=idea, title="It counts")
    waits = await learning.concluded(people, by=ben, on=idea, title="It waits", counts=False)
    for reader in (VISITOR, ann, ben):
        assert await _titles(people, reader) == ["It counts"]
        found = await people.reads(experiments.card, reader, card.id)
        assert (found.learned, found.conclusion.kind) == (card.learned, ConclusionKind.STOPPED_NOT_AS_PROMISED)
        with pytest.raises(NotFound):
            await people.reads(experiments.card, reader, waits.id)


async def test_a_card_goes_out_of_sight_with_its_idea(people: People, ann: Member, ben: Member, idea: Idea) -> None:
    card = await learning.concluded(people, by=ben, on=idea)
    await people.hide(idea)
    other = await people.member("Otto")
    assert await _titles(people, other) == []
    assert await people.reads(experiments.tried_before, other, "a bench beside the dock for rides") == []
    with pytest.raises(NotFound):
        await people.reads(experiments.card, other, card.id)


async def test_cards_are_narrowed_by_quadrant_outcome_metric_tag_and_team(people: People, ben: Member) -> None:
    ann = await people.member("Ann")
    one = await people.idea(by=ann, quadrant="creation_for_self")
    two = await people.idea(by=ann, quadrant="creation_with_others")
    team = await people.team("Docks", ben)
    await learning.concluded(people, by=ben, on=one, title="The first", metric="Finished rides", tags=("docks",))
    scaled = ConclusionKind.SCALED
    await learning.concluded(people, by=ben, on=two, title="The second", kind=scaled, metric="Churn", team_id=team)
    for wanted in (
        {"quadrant": Quadrant.CREATION_FOR_SELF},
        {"outcome": ConclusionKind.STOPPED_NOT_AS_PROMISED},
        {"metric": "finished RIDES"},
        {"tag": "docks"},
    ):
        assert await _titles(people, ben, **wanted) == ["The first"], wanted
    assert await _titles(people, ben, team_id=team) == ["The second"]
    assert await _titles(people, ben, words="bench", outcome=scaled) == ["The second"]
    assert await people.reads(experiments.card_tags, VISITOR) == ["docks"]
    assert sorted(await people.reads(experiments.card_metrics, VISITOR)) == ["Churn", "Finished rides"]
    with pytest.raises(NotAllowed):
        await _titles(people, ann, team_id=team)
    with pytest.raises(SignInNeeded):
        await _titles(people, VISITOR, team_id=team)


async def test_words_find_cards_in_their_language_and_nearly_their_titles(
    people: People, ben: Member, idea: Idea
) -> None:
    await learning.concluded(people, by=ben, on=idea, title="Helmets to borrow", learned="Nobody borrows helmets.")
    said = "Niemand leiht sich Fahrradhelme aus den Stationen."
    await learning.concluded(people, by=ben, on=idea, title="Helme zum Leihen", learned=said, language="de")
    assert await _titles(people, ben, words="borrowing helmet") == ["Helmets to borrow"]
    assert await _titles(people, ben, words="Fahrradhelm") == ["Helme zum Leihen"]
    assert await _titles(people, ben, words="zeppelin") == []
    assert await _titles(people, ben, words="bench", tag="none such") == []
    near = await people.reads(experiments.nearly, ben, CardFilter(words="borow"))
    assert [card.experiment.title for card in near] == ["Helmets to borrow"]


async def test_a_list_of_cards_goes_on_where_it_ended(people: People, ben: Member, idea: Idea) -> None:
    for number in range(3):
        await learning.concluded(people, by=ben, on=idea, title=f"Number {number}")
    for words in ("", "bench"):
        first = await people.reads(experiments.learned, ben, Slice(2), CardFilter(words=words))
        rest = await people.reads(experiments.learned, ben, Slice(2, after=first.end_cursor), CardFilter(words=words))
        titles = [card.experiment.title for card in [*first.items, *rest.items]]
        assert titles == ["Number 2", "Number 1", "Number 0"]
        assert first.has_next
        assert not rest.has_next


async def test_who_writes_a_hypothesis_is_shown_what_was_tried(people: People, ben: Member, idea: Idea) -> None:
    dry = "Nobody borrows helmets, not even in rain."
    told: dict[str, Any] = {"changing": "helmets to borrow at each dock", "learned": dry}
    helmets = await learning.concluded(people, by=ben, on=idea, **told)
    await learning.concluded(
        people, by=ben, on=idea, changing="a cheaper pass for students", learned="They ride twice."
    )
    said = ("a helmet at every dock that one can borrow", "people in the rain", "rides", "They forget theirs at home.")
    found = await people.reads(experiments.tried_before, ben, *said)
    assert [card.id for card in found] == [helmets.id]
    assert await people.reads(experiments.tried_before, ben, *said, but=helmets.experiment_id) == []
    for nothing in ("", "a", "  the of and ", "x" * 5000, "';-- \\ \0 <%", "…"):
        assert await people.reads(experiments.tried_before, ben, nothing) == []


async def test_a_card_says_how_often_it_was_of_use(people: People, ann: Member, ben: Member, idea: Idea) -> None:
    card = await learning.concluded(people, by=ben, on=idea)
    planned = await learning.experiment(people, by=ben, on=idea, phase=Phase.DRAFT, title="Better benches")
    both = await asyncio.gather(*(people.does(experiments.reuse_card, ben, card.id, planned.id) for _twice in range(2)))
    assert [each.id for each in both] == [card.id, card.id]
    assert await people.reads(experiments.helped, [card.id]) == {card.id: 1}
    known = [fact for fact in await people.history(ben) if fact["fact"] == "LearningCardReused"]
    assert [(fact["card_id"], fact["experiment_id"]) for fact in known] == [(card.id, planned.id)]
    page = await people.reads(experiments.reuses, ben, card, Slice(5))
    assert [(use.experiment.title, use.member.name) for use in page.items] == [("Better benches", "Ben")]
    assert [use["card"] for use in await people.reads(experiments.reused, ben)] == [card.id]
    with pytest.raises(NotAllowed):
        await people.reads(experiments.reuses, ann, card, Slice(5))


async def test_a_card_is_of_use_to_another_experiment_that_is_not_over(
    people: People, ann: Member, ben: Member, idea: Idea
) -> None:
    card, over = [await learning.concluded(people, by=ben, on=idea) for _two in range(2)]
    planned = await learning.experiment(people, by=ben, on=idea, phase=Phase.DRAFT)
    for actor, refused in ((ann, NotAllowed), (VISITOR, SignInNeeded)):
        with pytest.raises(refused):
            await people.does(experiments.reuse_card, actor, card.id, planned.id)
    for card_id, experiment_id, why in (
        (card.id, card.experiment_id, OwnCard),
        (card.id, over.experiment_id, PlannedAlready),
        (card.id, 10**9, NotFound),
        (10**9, planned.id, NotFound),
        (2**70, planned.id, NotFound),
    ):
        with pytest.raises(why):
            await people.does(experiments.reuse_card, ben, card_id, experiment_id)


async def test_a_page_of_cards_takes_as_many_statements_for_one_as_for_ten(
    people: People, ben: Member, idea: Idea, counting: CountingFactory
) -> None:
    taken = []
    for many in (1, 9):
        for _each in range(many):
            await learning.concluded(people, by=ben, on=idea)
        with counting() as counted:
            await people.reads(experiments.learned, ben, Slice(20))
            await people.reads(experiments.learned, ben, Slice(20), CardFilter(words="bench"))
            await people.reads(experiments.tried_before, ben, "a bench beside the dock")
        taken.append(len(counted))
    assert taken[0] == taken[1]
