"""Votes that are looked at, on pages, without script: for who decides, and for whom it concerns."""

import pytest
from fastapi import FastAPI

from domain import fairness, members, votes
from domain.fairness import FairnessCase
from domain.ideas import Idea
from domain.members import Member, Role, Visitor
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting
from tests.weighing import opened

LIST, MINE = "/moderation/fairness", "/me/fairness"
Traded = tuple[FairnessCase, Member, Member, list[Idea]]


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def traded(people: People, pat: Member, clock: HeldClock) -> Traded:
    """Return a case about one member's votes for three ideas of another's."""
    return await _traded(people, clock, "Ann", "Ben")


async def _traded(people: People, clock: HeldClock, author: str, voter: str) -> Traded:
    ann, ben = [await people.member(name, email=f"{name}@traded.example") for name in (author, voter)]
    mine = [await people.idea(by=ann, title=f"Bench {number} of {author}") for number in range(3)]
    clock.forward(hours=25)
    for idea in mine:
        await people.vote(by=ben, on=idea)
    await people.hear()
    return await opened(people, [ben], mine), ann, ben, mine


async def send(browser: Browser, case: FairnessCase, verb: str, **fields: str) -> tuple[int, str]:
    """Fill in the form of a case's page and send it by the button of this verb."""
    filled = (await browser.page(case.path)).form(f"{case.path}/clear") | fields
    answer = await browser.send(f"{case.path}/{verb}", filled)
    return answer.status_code, answer.text


async def _supporters(people: People, ideas: list[Idea]) -> list[int]:
    found = await people.reads(votes.standings, Visitor(), [idea.id for idea in ideas])
    return [found[idea.id] for idea in ideas]


async def test_a_moderator_sees_what_it_would_change_holds_and_decides_and_both_sides_read_it(
    app: FastAPI, browsing: Browsing, people: People, pat: Member, traded: Traded
) -> None:
    case, ann, ben, mine = traded
    moderator, author, voter = await browsing(app, pat), await browsing(app, ann), await browsing(app, ben)
    assert case.path in (await moderator.page(LIST)).html
    seen = await moderator.page(case.path)
    for words in ("3 votes of 1 members on 3 ideas", "Nothing of this has happened.", "Ann", "Ben", mine[0].title):
        assert words in seen.text
    for reader in (author, voter):
        assert "Nothing was held back" in (await reader.page(MINE)).text
        await reader.page(f"{MINE}/{case.id}", status=404)
    assert (await send(moderator, case, "hold"))[0] == 303
    assert await _supporters(people, mine) == [0, 0, 0]
    held = await moderator.page(case.path)
    assert "held back while somebody looks" in held.text
    assert "their points follow on their own" in held.text
    await people.hear()
    assert "follow on their own" not in (await moderator.page(case.path)).text
    assert all(idea.path in held.html for idea in mine)
    for reader, side in ((author, "Votes for your ideas"), (voter, "Votes of yours")):
        assert side in (await reader.page(MINE)).text
        own = await reader.page(f"{MINE}/{case.id}")
        assert "no accusation" in own.text
        assert pat.name not in own.text
    assert (await send(moderator, case, "uphold", said="One hand made them."))[0] == 303
    assert "One hand made them." in (await author.page(f"{MINE}/{case.id}")).text
    assert case.path in (await moderator.page(f"{LIST}?show=decided")).html
    assert "False alarms: 0 of 1 decided cases." in (await moderator.page(LIST)).text
    assert (await send(moderator, case, "clear", said="We were wrong."))[0] == 303
    assert await _supporters(people, mine) == [1, 1, 1]
    assert "all is well" in (await voter.page(f"{MINE}/{case.id}")).text


async def test_what_changed_since_it_was_shown_is_shown_anew_and_nothing_happens(
    app: FastAPI, browsing: Browsing, people: People, pat: Member, traded: Traded
) -> None:
    case, _ann, ben, mine = traded
    moderator = await browsing(app, pat)
    stale = (await moderator.page(case.path)).form(f"{case.path}/clear") | {"said": "One hand made them."}
    await people.does(votes.withdraw, ben, mine[0].id)
    for verb, status in (("hold", 409), ("uphold", 422)):
        answer = await moderator.send(f"{case.path}/{verb}", stale)
        assert answer.status_code == status
        assert "have changed since you looked" in answer.text
    assert await _supporters(people, mine) == [0, 1, 1]
    assert "2 votes of 1 members on 2 ideas" in (await moderator.page(case.path)).text


async def test_a_reason_is_needed_and_what_was_typed_stays(
    app: FastAPI, browsing: Browsing, pat: Member, traded: Traded
) -> None:
    case, *_ = traded
    moderator = await browsing(app, pat)
    for verb in ("uphold", "clear"):
        status, _text = await send(moderator, case, verb, said=" ")
        assert status == 422
    status, text = await send(moderator, case, "clear", said="x" * 1001)
    assert (status, "x" * 1001 in text) == (422, True)
    assert case.path in (await moderator.page(LIST)).html


async def test_a_second_look_is_asked_for_once_and_taken_by_somebody_else(
    app: FastAPI, browsing: Browsing, people: People, pat: Member, traded: Traded
) -> None:
    case, ann, ben, mine = traded
    moderator, author, voter = await browsing(app, pat), await browsing(app, ann), await browsing(app, ben)
    own, ask = f"{MINE}/{case.id}", f"{MINE}/{case.id}/appeal"
    await send(moderator, case, "uphold", said="One hand made them.")
    refused = await voter.submit(own, ask, said=" ")
    assert refused.status_code == 422
    assert (await voter.submit(own, ask, said="We share one van.")).status_code == 303
    assert "You asked for a second look" in (await voter.page(own)).text
    assert "<textarea" not in (await voter.page(own)).html
    again = await voter.post(ask, {"said": "Once more, please."})
    assert again.status_code == 422
    waiting = await moderator.page(case.path)
    assert "We share one van." in waiting.text
    assert "so somebody else decides it now" in waiting.text
    assert f"{case.path}/clear" not in waiting.html
    late = await moderator.post(f"{case.path}/clear", {"said": "We were wrong."})
    assert "so somebody else decides it now" in late.text
    assert await _supporters(people, mine) == [0, 0, 0]
    other = await browsing(app, await people.admin())
    assert (await send(other, case, "clear", said="They do share one van."))[0] == 303
    assert await _supporters(people, mine) == [1, 1, 1]
    assert "They do share one van." in (await author.page(own)).text
    nothing = await author.post(ask, {"said": "Count them, please."})
    assert "There is nothing to look at again." in nothing.text


async def test_only_moderators_decide_and_never_about_themselves(
    app: FastAPI, browsing: Browsing, people: People, traded: Traded
) -> None:
    case, _ann, ben, _mine = traded
    voter = await browsing(app, ben)
    for path in (LIST, case.path):
        await voter.page(path, status=403)
    for verb in ("hold", "uphold", "clear"):
        assert (await voter.post(f"{case.path}/{verb}", {"said": "All is well."})).status_code == 403
    assert (await voter.post(f"{LIST}/look")).status_code == 403
    await people.does(members.change_role, await people.admin(), ben.id, Role.PRODUCT)
    assert case.path not in (await voter.page(LIST)).html
    await voter.page(case.path, status=404)
    assert (await voter.post(f"{case.path}/clear", {"said": "All is well."})).status_code == 404


async def test_the_only_moderator_reads_that_nobody_may_decide_a_case_of_their_own(
    app: FastAPI, browsing: Browsing, people: People, pat: Member
) -> None:
    mine = await people.idea(by=pat)
    case = await opened(people, [await people.member("Ben")], [mine], held=True)
    author = await browsing(app, pat)
    assert "Nobody here may decide it yet." in (await author.page(f"{MINE}/{case.id}")).text
    await people.admin()
    assert "Nobody here may decide it yet." not in (await author.page(f"{MINE}/{case.id}")).text


async def test_looking_now_says_whether_anything_new_was_found(app: FastAPI, browsing: Browsing, pat: Member) -> None:
    moderator = await browsing(app, pat)
    assert (await moderator.submit(LIST, f"{LIST}/look")).status_code == 303
    assert "Nothing new was found." in (await moderator.page(LIST)).text


@pytest.mark.parametrize("reader", ["moderator", "author"])
async def test_lists_ask_as_much_for_one_case_as_for_many(
    reader: str,
    app: FastAPI,
    browsing: Browsing,
    people: People,
    pat: Member,
    traded: Traded,
    clock: HeldClock,
    counting_app: Counting,
) -> None:
    _case, ann, ben, mine = traded
    path, who = (LIST, pat) if reader == "moderator" else (MINE, ann)
    for_one = await opened(people, [ben], mine[:1], held=True)
    browser = await browsing(app, who)
    await browser.page(path)
    with counting_app() as few:
        await browser.page(path)
    for number in range(4):
        await opened(people, [ben], mine[: 1 + number % 3], held=True)
        await _traded(people, clock, f"Author {number}", f"Voter {number}")
    later = await browsing(app, who)  # the first one's sign-in is over
    await later.page(path)
    with counting_app() as many:
        await later.page(path)
    assert len(many) == len(few) <= 7, "\n\n".join(many.statements)
    assert str(for_one.id) in (await later.page(path)).html


async def test_a_case_asks_as_much_with_many_votes_as_with_few(
    app: FastAPI,
    browsing: Browsing,
    people: People,
    pat: Member,
    traded: Traded,
    clock: HeldClock,
    counting_app: Counting,
) -> None:
    case, _ann, _ben, mine = traded
    more = [await people.member(f"Dan {number}") for number in range(5)]
    clock.forward(hours=25)
    for member in more:
        for idea in mine:
            await people.vote(by=member, on=idea)
    await people.hear()
    large = await opened(people, more, mine)
    browser = await browsing(app, pat)
    await browser.page(case.path)
    with counting_app() as few:
        await browser.page(case.path)
    with counting_app() as many:
        await browser.page(large.path)
    assert len(many) == len(few) <= 19, "\n\n".join(many.statements)


async def test_my_points_say_until_when_those_of_a_crowd_wait(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    ann = await people.member("Ann")
    crowd = [await people.member(f"Dan {number}") for number in range(10)]
    idea = await people.idea(by=ann)
    clock.forward(hours=25)
    for member in crowd:
        await people.vote(by=member, on=idea)
    await people.does(fairness.look)
    await people.hear()
    author = await browsing(app, ann)
    own = await author.page("/points")
    assert "Many backed it at once." in own.text
    assert "at the latest" in own.text
    clock.forward(hours=49)
    assert "at the latest" not in (await author.page("/points")).text
