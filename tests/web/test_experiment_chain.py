"""From an idea to its outcome, on plain pages: one scaled, one stopped against the advice; their backers hear it."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from domain import community, events
from domain.community import ReasonKind
from domain.database import Sessions
from domain.ideas import Idea
from domain.members import Member, Role
from domain.subscribers import SUBSCRIBERS
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing

PLAN = {
    "title": "Benches at two stops",
    "changing": "a bench at the stop",
    "segment": "people who wait",
    "metric": "riders who come back",
    "because": "four of ten who left had nowhere to sit",
    "time_box_weeks": "12",
}
CARD = {
    "reason": "Ten looks say the same.",
    "observed": "We counted three thousand riders on each side.",
    "learned": "People wait where they can sit.",
    "therefore": "We say at every stop what we found.",
}
DECISION = {
    "answer": "We tried it at two stops, and you can read what came of it.",
    "best_customers": "accept",
    "best_customers_words": "They asked for it.",
}


class Chain:
    """Everybody who has a part in an idea's way, each with a browser, and the clock they share."""

    def __init__(self, app: FastAPI, browsing: Browsing, people: People, sessions: Sessions, clock: HeldClock) -> None:
        self.app, self.browsing, self.people, self.sessions, self.clock = app, browsing, people, sessions, clock

    async def assemble(self) -> None:
        """Let everybody join, and one of them have an idea that another backs."""
        self.emil = await self.people.member("Emil", Role.EMPLOYEE)
        self.pia = await self.people.member("Pia", Role.PRODUCT)
        self.vera = await self.people.member("Vera")
        self.idea: Idea = await self.people.idea(by=await self.people.member("Iris"), title="Benches for everybody")
        await self.people.vote(by=self.vera, on=self.idea)

    async def seat(self, member: Member | None) -> Browser:
        """Return a browser that is signed in now; weeks pass, and sessions end."""
        return await self.browsing(self.app, member)

    async def does(self, member: Member, path: str, action: str, **fields: str) -> str:
        """Fill in and send a form, and return where it leads."""
        sent = await (await self.seat(member)).submit(path, action, **fields)
        assert sent.status_code == 303, sent.text
        return sent.headers["location"]

    async def begun(self) -> str:
        """Plan an experiment with the idea, have it approved and shortlisted, start it, and return its address."""
        form = f"/ideas/{self.idea.id}/experiment"
        path = await self.does(self.emil, form, form, **PLAN)
        await self.does(self.emil, path, f"{path}/propose")
        await self.does(self.pia, path, f"{path}/approve")
        decide = f"/ideas/{self.idea.id}/decide/shortlist"
        await self.does(self.pia, decide, decide, **DECISION)
        await self.does(self.emil, path, f"{path}/start")
        return path

    async def ten_check_ins(self, path: str, conversions: int) -> None:
        """Enter totals ten times, four days apart: 30 of 300 each time without, and so many with what is tried."""
        form = f"{path}/check-ins/new"
        for look in range(1, 11):
            self.clock.forward(days=4)
            counted = {
                "arm_0_units": 300,
                "arm_0_conversions": 30,
                "arm_1_units": 300,
                "arm_1_conversions": conversions,
            }
            totals = {name: str(look * number) for name, number in counted.items()}
            yesterday = (self.clock() - timedelta(days=1)).date()
            await self.does(self.emil, form, form, as_of=yesterday.isoformat(), **totals)

    async def hears(self, member: Member) -> str:
        """Return what a member reads among the notices once all is delivered."""
        await events.deliver(self.sessions, SUBSCRIBERS)
        return (await (await self.seat(member)).page("/me/notices")).text


@pytest.fixture
async def chain(app: FastAPI, browsing: Browsing, people: People, sessions: Sessions, clock: HeldClock) -> Chain:
    made = Chain(app, browsing, people, sessions, clock)
    await made.assemble()
    return made


async def test_an_idea_goes_from_submitted_to_scaled_and_adopted(chain: Chain) -> None:
    path = await chain.begun()
    assert "It is being tested now" in await chain.hears(chain.vera)
    await chain.ten_check_ins(path, conversions=36)
    told = (await (await chain.seat(chain.emil)).page(path)).text
    assert "Recommendation: scale. If it did nothing, we would say this wrongly in at most 1 of 20 cases." in told
    await chain.does(chain.emil, f"{path}/conclude", f"{path}/conclude", kind="scaled", **CARD)
    assert "Its test is over: this is what we learned" in await chain.hears(chain.vera)
    visitor = await chain.seat(None)
    assert "People wait where they can sit." in (await visitor.page(path)).text
    assert "People wait where they can sit." in (await visitor.page("/learning")).text
    decide = f"/ideas/{chain.idea.id}/decide/adopt"
    draft = (await (await chain.seat(chain.pia)).page(decide)).form(decide)["answer"][0]
    assert "We tested this: Benches at two stops." in draft
    await chain.does(chain.pia, decide, decide, **DECISION | {"answer": draft})
    assert "it will be built" in await chain.hears(chain.vera)
    story = (await visitor.page(chain.idea.path)).text
    assert "Scaled" in story
    assert "We tested this: Benches at two stops." in story


async def test_an_idea_is_stopped_against_the_advice_by_two_people(chain: Chain) -> None:
    path = await chain.begun()
    await chain.ten_check_ins(path, conversions=33)
    form = f"{path}/conclude"
    assert (
        "Against the advice: a second person has to confirm it."
        in (await (await chain.seat(chain.emil)).page(form)).text
    )
    await chain.does(chain.emil, form, form, kind="stopped_not_as_promised", **CARD)
    visitor = await chain.seat(None)
    assert "People wait where they can sit." not in (await visitor.page(path)).text
    assert "Its test is over" not in await chain.hears(chain.vera)
    await chain.does(chain.pia, path, f"{path}/confirm")
    assert "Its test is over: this is what we learned" in await chain.hears(chain.vera)
    page = (await visitor.page(path)).text
    assert "Decided against the advice, by two people." in page
    assert "People wait where they can sit." in page
    decide = f"/ideas/{chain.idea.id}/decide/decline"
    reason = (await chain.people.reads(community.reasons, kind=ReasonKind.DECLINE))[0]
    await chain.does(chain.pia, decide, decide, **DECISION, reason=str(reason.id))
    assert "it will not be done" in await chain.hears(chain.vera)


async def test_what_was_tried_is_shown_to_who_writes_the_same_again(chain: Chain) -> None:
    path = await chain.begun()
    await chain.ten_check_ins(path, conversions=36)
    await chain.does(chain.emil, f"{path}/conclude", f"{path}/conclude", kind="scaled", **CARD)
    form = f"/ideas/{chain.idea.id}/experiment"
    written = PLAN | {"title": "x", "changing": "a bench at every stop", "segment": "people who wait"}
    refused = await (await chain.seat(chain.emil)).submit(form, form, **written)
    assert refused.status_code == 422
    assert "Has this been tried?" in refused.text
    assert "Benches at two stops" in refused.text
