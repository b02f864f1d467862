"""Searching everything: ideas, comments, what is nearly the same; where it stands; and nothing one may not see."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain import comments, search
from domain.members import Member, Role, Visitor
from domain.paging import Slice
from domain.search import Found, Piece
from domain.search.passages import cut_out, pieces
from tests import learning
from tests.conftest import CountingFactory
from tests.people import People


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


async def found(people: People, words: str, wanted: Slice | None = None) -> Found:
    """Return what a visitor finds."""
    return await people.reads(search.found, Visitor(), words, wanted or Slice())


def matching(pieces: list[Piece]) -> list[str]:
    """Return what is marked in a passage."""
    return [piece.text for piece in pieces if piece.matches]


async def test_an_idea_is_found_by_what_is_said_below_it(people: People, ann: Member) -> None:
    idea = await people.idea(by=ann, title="A place to rest", problem="", proposal="Let us make one somewhere.")
    said = await people.comment(by=ann, on=idea, says="There were benches at the harbour, in each <b>corner</b>.")
    result = await found(people, "bench harbour")
    assert (list(result.ideas.items), [one.id for one in result.comments.items]) == ([], [said.id])
    assert result.comments.items[0].idea.title == idea.title
    passages = await people.reads(search.comment_passages, "bench harbour", result.comments.items)
    assert matching(passages[said.id]) == ["benches", "harbour"]
    assert "corner" in "".join(piece.text for piece in passages[said.id])


async def test_passages_show_title_and_text_in_their_language(people: People, ann: Member) -> None:
    idea = await people.idea(
        by=ann, title="Bänke an Haltestellen", problem="", proposal="Eine **Bank** an jeder Haltestelle.", language="de"
    )
    passages = await people.reads(search.idea_passages, "bank haltestelle", [idea])
    title, text = passages[idea.id]
    assert matching(title) == ["Bänke", "Haltestellen"]
    assert matching(text) == ["Bank", "Haltestelle"]
    assert "*" not in "".join(piece.text for piece in text)


async def test_a_passage_of_writing_without_spaces_keeps_it_so(people: People, ann: Member) -> None:
    idea = await people.idea(
        by=ann, title="我想要离线地图功能", proposal="自転車の地図をオフラインで見たいです。それだけです。"
    )
    passages = await people.reads(search.idea_passages, "地图", [idea])
    title, _text = passages[idea.id]
    assert "".join(piece.text for piece in title) == idea.title
    assert matching(title) == ["地图"]


@pytest.mark.parametrize("mark", ["\ue000", "\ue001", "\ue001x\ue000"])
async def test_a_text_cannot_mark_itself(people: People, ann: Member, mark: str) -> None:
    idea = await people.idea(by=ann, title=f"A bench{mark} somewhere{mark}")
    passages = await people.reads(search.idea_passages, "bench", [idea])
    assert [piece.lower() for piece in matching(passages[idea.id][0])] in (["bench"], ["benchx"], [])


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("bicyle", "Bicycles for everybody"),
        ("bicylces", "Bicycles for everybody"),
        ("kindersits", "Kindersitze zum Ausleihen"),
        ("fahrader", "Fahrräder im Zug"),
        ("rad", "Lastenrad für den Umzug"),
        ("station", "Eine Fahrradstation am Markt"),
        ("umzg", "Lastenrad für den Umzug"),
    ],
)
async def test_typos_and_parts_of_long_words_are_near(people: People, ann: Member, words: str, title: str) -> None:
    await people.idea(by=ann, title=title, language="de", problem="", proposal="Das ist alles, was zu sagen ist.")
    await people.idea(by=ann, title="Something of another kind", problem="", proposal="It is about other things.")
    result = await found(people, words)
    assert [idea.title for idea in [*result.ideas.items, *result.near]] == [title]


async def test_hidden_ideas_drafts_and_removed_comments_leak_nowhere(people: People, ann: Member) -> None:
    idea = await people.idea(by=ann, title="A moonlit bench")
    said = await people.comment(by=ann, on=idea, says="Moonlit indeed.")
    assert len((await found(people, "moonlit")).comments.items) == 1
    await people.does(comments.remove, ann, said.id)
    assert list((await found(people, "moonlit")).comments.items) == []
    await people.comment(by=ann, on=idea, says="Moonlit again.")
    await people.hide(idea)
    for words in ("moonlit", "monlit", "moonl"):
        result = await found(people, words)
        assert (list(result.ideas.items), result.near, list(result.comments.items)) == ([], [], [])
        assert (result.near_comments, result.near_cards) == ([], [])
    closed = await people.reads(search.found, Visitor(reads=False), "moonlit", Slice())
    assert (list(closed.ideas.items), closed.near, list(closed.comments.items)) == ([], [], [])


async def test_a_search_costs_the_same_for_many_rows(people: People, ann: Member, counting: CountingFactory) -> None:
    counts = []
    for many in (1, 4):
        for n in range(many):
            idea = await people.idea(by=ann, title=f"Bench {n}")
            await people.comment(by=ann, on=idea, says=f"A bench, {n}.")
        with counting() as counted:
            result = await found(people, "bench")
            assert all((one.author.name, one.idea.title[:5]) == ("Ann", "Bench") for one in result.comments.items)
        counts.append(len(counted))
    # Ideas: the synonyms, how many to expect, the best. Near misses. Comments: as ideas. Cards: without the synonyms.
    assert counts[0] == counts[1] == 3 + 1 + 3 + 2


async def test_comments_come_in_pages(people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    said = [(await people.comment(by=ann, on=idea, says=f"Lantern {n}")).id for n in range(5)]
    first = await people.reads(comments.found, ann, "lantern", Slice(3))
    rest = await people.reads(comments.found, ann, "lantern", Slice(3, after=first.end_cursor))
    assert [one.id for one in [*first.items, *rest.items]] == said[::-1]
    assert (first.has_next, rest.has_next) == (True, False)


@given(
    st.one_of(
        st.text(max_size=60),
        st.text("ab地図'\"\\:*&|!()<>- %_\0\u00b2é\u200b\u202e\ue000🚲", max_size=30),
        st.lists(st.sampled_from(["bench", "or", "-", '"', "%", "_", ":*", "地图", "'", "\\", "ss"]), max_size=8).map(
            " ".join
        ),
    )
)
@example('"')
async def test_nothing_anybody_types_is_an_error(people: People, words: str) -> None:
    result = await found(people, words)
    await people.reads(search.idea_passages, words, list(result.ideas.items))


@given(st.text("ab *_#>`[]()地图\n\ue000\ue001", max_size=60))
def test_pieces_hold_nothing_that_the_text_did_not(text: str) -> None:
    found = pieces(text)
    assert "".join(piece.text for piece in found).replace(" ", "") == "".join(
        char for char in "".join(piece.text for piece in found) if char in text and not char.isspace()
    )
    assert not any(mark in piece.text for piece in found for mark in "\ue000\ue001")


async def test_a_short_word_is_near_nothing_that_does_not_hold_it(people: People, ann: Member) -> None:
    for title in ("Three Barges make a stage", "The Marnhaven slow race", "Translate the manual with us"):
        await people.idea(by=ann, title=title, problem="", proposal="That is all there is to say of it.")
    assert list((await found(people, "map")).near) == []


async def test_where_nothing_is_found_what_is_spelt_nearly_so_is_and_shows_where(people: People, ann: Member) -> None:
    text = {"problem": "", "proposal": "Hang lanterns along the quay, each of another colour."}
    bright = await people.idea(by=ann, title="A brighter way home", **text)
    walk = await people.idea(by=ann, title="A walk by night", problem="", proposal="That is all there is to say of it.")
    said = await people.comment(by=ann, on=walk, says="A zeppelin would be brighter.")
    result = await found(people, "lantrens")
    assert [idea.id for idea in result.near] == [bright.id]
    _title, text_there = (await people.reads(search.idea_passages, "lantrens", result.near, result.spelt))[bright.id]
    assert matching(text_there) == ["lanterns"]
    result = await found(people, "zepelin")
    assert (result.near, [one.id for one in result.near_comments]) == ([], [said.id])
    passages = await people.reads(search.comment_passages, "zepelin", result.near_comments, result.spelt_below)
    assert matching(passages[said.id]) == ["zeppelin"]
    result = await found(people, "lanterns")
    assert (result.near, result.near_comments, result.spelt) == ([], [], ())


async def test_cards_are_near_too(people: People, ann: Member) -> None:
    emil = await people.member("Emil", Role.EMPLOYEE)
    idea = await people.idea(by=ann, title="Somewhere to rest")
    card = await learning.concluded(people, by=emil, on=idea, learned="Gazebos are where people wait.")
    assert [one.id for one in (await found(people, "gazebso")).near_cards] == [card.id]
    assert (await found(people, "gazebos")).near_cards == []
    assert (await found(people, "zeppelin")).near_cards == []


@pytest.mark.parametrize(
    ("passage", "shown"),
    [
        ("One two three. Four five six", "One two three. Four five six…"),
        ("two three. Four", "…two three. Four…"),
        ("Four five six seven", "Four five six seven"),
        ("five six seven.", "…five six seven."),
        ("One two three", "One two three"),
        ("nowhere there", "nowhere there"),
        ("", ""),
    ],
)
def test_a_passage_says_where_it_begins_or_ends_within_a_sentence(passage: str, shown: str) -> None:
    text = "One *two* three.\n\nFour five six seven."
    assert "".join(piece.text for piece in cut_out(passage, text)) == shown


async def test_what_is_cut_out_of_a_long_text_carries_the_sign(people: People, ann: Member) -> None:
    far = "and so it goes on with one word after another " * 6
    idea = await people.idea(by=ann, title="A place", problem="", proposal=f"It begins {far} bench {far} and ends.")
    said = await people.comment(by=ann, on=idea, says=f"It begins {far} bench {far} and ends.")
    _title, there = (await people.reads(search.idea_passages, "bench", [idea]))[idea.id]
    for passage in (there, (await people.reads(search.comment_passages, "bench", [said]))[said.id]):
        assert (passage[0].text, passage[-1].text) == ("…", "…")
        assert matching(passage) == ["bench"]
