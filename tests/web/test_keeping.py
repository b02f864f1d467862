"""Pages made of pieces that are kept ready say the same as pages made anew, whoever reads them, whatever changed."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import pytest
from fastapi import FastAPI
from jinja2 import DictLoader, Environment

from domain import answers, comments, follows, ideas, images, members, offers, scores, triage, votes
from domain.database import Sessions
from domain.ideas import Idea, Quadrant
from domain.images import Described
from domain.members import Member, Role
from domain.settings import Settings
from domain.triage import DecisionKind
from tests.conftest import HeldClock
from tests.people import People, writing
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.world import World, populate
from web import i18n, keeping
from web.app import create_app
from web.keeping import Keeping, Ready

ONE_VISITS_OWN = re.compile(r'(name="(?:csrf|key)" value=)"[^"]+"')


@pytest.fixture
async def keeping_nothing(settings: Settings, app: FastAPI, clock: HeldClock) -> AsyncIterator[FastAPI]:
    """Return an app on the same database that makes everything anew."""
    other = create_app(settings, clock)
    keeping.ready(other.state.fourfold.templates).most = 0
    yield other
    await other.state.fourfold.engine.dispose()


def plain(text: str) -> str:
    assert "\0" not in text
    return ONE_VISITS_OWN.sub(r"\1", text)


async def as_made_anew(address: str, kept: Browser, anew: Browser) -> None:
    for _again in range(2):
        one, other = await kept.get(address), await anew.get(address)
        assert one.status_code == other.status_code, address
        assert plain(one.text) == plain(other.text), address


async def both(browsing: Browsing, apps: list[FastAPI], member: Member | None, language: str) -> list[Browser]:
    """Return a browser for each app, of the same person, signed in once."""
    one, other = [await browsing(app, member if app is apps[0] else None) for app in apps]
    one.client.cookies.set("language", language)
    other.client.cookies.update(one.client.cookies)
    return [one, other]


@pytest.mark.parametrize("language", ["en", "de"])
async def test_every_page_says_what_it_says_when_made_anew(
    app: FastAPI, keeping_nothing: FastAPI, people: People, sessions: Sessions, browsing: Browsing, language: str
) -> None:
    world: World = await populate(people, sessions)
    visitors = [None, *(world.by_role[role] for role in (Role.CUSTOMER, Role.EMPLOYEE, Role.PRODUCT))]
    for member in visitors:
        kept, anew = await both(browsing, [app, keeping_nothing], member, language)
        for address in world.addresses():
            if not re.match(r"/(avatars|images|heroes/pictures|me/data|livez|readyz)|.*(png|css|atom)$", address):
                await as_made_anew(address, kept, anew)


@dataclass
class Story:
    """An idea and those around it, about whom everything changes, one thing after the other."""

    people: People
    clock: HeldClock
    ann: Member
    ben: Member
    cem: Member
    pia: Member
    ada: Member
    idea: Idea


@pytest.fixture
async def story(people: People, clock: HeldClock) -> Story:
    ann, ben, cem = [await people.member(name) for name in ("Ann", "Ben", "Cem")]
    pia, ada = await people.member("Pia", Role.PRODUCT), await people.admin("Ada")
    idea = await people.idea(by=ann, quadrant=Quadrant.CREATION_WITH_OTHERS, tags="docks")
    return Story(people, clock, ann, ben, cem, pia, ada, idea)


async def what_is_said(story: Story) -> AsyncIterator[str]:
    """Yield after each thing that changes in the discussion."""
    people, ann, cem, idea = story.people, story.ann, story.cem, story.idea
    first = await people.comment(by=story.ben, on=idea)
    yield "a comment"
    second = await people.comment(by=cem, on=idea, says="And *a roof*.")
    yield "another"
    reply = await people.comment(by=ann, on=idea, to=first, says="Thank you.")
    yield "a reply"
    await people.does(comments.revise, ann, reply.id, "Thanks.")
    yield "a reply in other words"
    image = await people.image(by=cem, below=second, shows="A roof.")
    yield "an image in a comment"
    await people.does(images.place, cem, [Described(image.id, "A green roof.")], comment_id=second.id)
    yield "other words for the image"
    await people.does(images.place, cem, [], [image.id], comment_id=second.id)
    yield "no image any more"
    await people.does(comments.remove, story.pia, first.id, reason="Said twice.")
    yield "a comment taken away"
    story.clock.forward(hours=1)
    yield "an hour later"


async def what_it_says(story: Story) -> AsyncIterator[str]:
    """Yield after each thing that changes in the idea and in who stands for it."""
    people, ann, ben, cem, idea = story.people, story.ann, story.ben, story.cem, story.idea
    fresh = writing("Benches with a roof", tags="rain,docks", quadrant=Quadrant.CREATION_WITH_OTHERS)
    await people.does(ideas.revise, ann, idea.id, fresh, based_on=1)
    yield "other words"
    await people.does(ideas.revise, ann, idea.id, replace(fresh, tags=["shade"]), based_on=2)
    yield "another tag"
    await people.image(by=ann, on=idea)
    yield "an image"
    asked = await people.offer(by=ben, on=idea)
    yield "an offer"
    await people.does(offers.accept, ann, asked.id)
    yield "a co-author"
    await people.offer(by=story.pia, on=idea)
    yield "another offer"
    await people.does(votes.cast, cem, idea.id)
    yield "a vote"
    await people.does(follows.follow, cem, idea.id)
    yield "a follower"
    await people.does(members.revise_profile, ben, name="Benno", about="", language="en")
    yield "another name of the co-author"
    await people.does(offers.step_down, await people.again(ben), idea.id)
    yield "no co-author any more"


async def what_becomes_of_it(story: Story) -> AsyncIterator[str]:
    """Yield after each step of the idea's way, and when somebody on it is called otherwise."""
    people, pia, idea, clock = story.people, story.pia, story.idea, story.clock
    await people.hear()
    yield "an answer is owed"
    await people.does(triage.claim, pia, idea.id)
    yield "somebody takes care of it"
    await people.does(scores.score, pia, idea.id, reach=90, impact=1.0, confidence=1.0, effort=1.0)
    yield "a score"
    await people.does(answers.ask_author, pia, idea.id, "Which docks do you mean?")
    yield "a question to the author"
    await people.does(answers.resume, pia, idea.id)
    yield "the clock runs on"
    await people.does(members.revise_profile, pia, name="Pia Maria", about="", language="en")
    yield "another name of who takes care of it"
    clock.forward(days=30)
    yield "the answer is overdue"
    await people.answer(by=pia, on=idea)
    yield "an answer"
    for kind in (DecisionKind.NOT_NOW, DecisionKind.REOPEN, DecisionKind.ADOPT, DecisionKind.DELIVER):
        await people.decide(kind, by=pia, on=idea)
        yield kind
    await people.leave(await people.again(pia))
    yield "who decided is gone"


async def what_things_are_called(story: Story) -> AsyncIterator[str]:
    """Yield after each thing that changes in the community and its members."""
    people, ann, cem, ada = story.people, story.ann, story.cem, story.ada
    await people.comment(by=cem, on=story.idea)
    yield "a comment"
    await people.does(members.revise_profile, ann, name="Anna", about="", language="en")
    yield "another name of the author"
    await people.does(members.revise_profile, cem, name="Cemal", about="", language="en")
    yield "another name of a commenter"
    await people.does(members.change_role, ada, cem.id, Role.EMPLOYEE)
    yield "another role of a commenter"
    await people.shape(ada, name="Velora Zwei")
    yield "another name of the community"
    await people.shape(ada, status_labels={"en": {"submitted": "Just in"}})
    yield "another name of a status"
    await people.shape(ada, zone="Asia/Tokyo")
    yield "another zone"
    await people.leave(await people.again(cem))
    yield "a commenter gone"
    await people.does(ideas.withdraw, ann, story.idea.id, "It was built.")
    yield "taken back"


@pytest.mark.parametrize("changes", [what_is_said, what_it_says, what_becomes_of_it, what_things_are_called])
async def test_whatever_changes_is_on_everybodys_page_at_once(
    changes: Callable[[Story], AsyncIterator[str]],
    app: FastAPI,
    keeping_nothing: FastAPI,
    story: Story,
    browsing: Browsing,
) -> None:
    everybody = (None, story.ann, story.ben, story.cem, story.pia)
    readers = [await both(browsing, [app, keeping_nothing], member, "en") for member in everybody]
    readers.append(await both(browsing, [app, keeping_nothing], story.ben, "de"))
    before = ""
    async for change in changes(story):
        idea = await story.people.reads(ideas.visible, story.ann, story.idea.id)
        for kept, anew in readers:
            await as_made_anew(idea.path, kept, anew)
            await as_made_anew("/ideas", kept, anew)
        for address in ("/triage", "/triage?sort=score", f"/triage?open={idea.id}", "/triage/board"):
            await as_made_anew(address, *readers[everybody.index(story.pia)])
        pages = "".join([plain((await kept.get(idea.path)).text) for kept, _anew in readers])
        assert pages != before, change
        before = pages


async def test_a_kept_page_carries_a_token_of_each_visit(app: FastAPI, people: People, browsing: Browsing) -> None:
    idea = await people.idea(by=await people.member("Ann"))
    browser = await browsing(app, await people.member("Ben"))
    forms = [(await browser.page(idea.path)).form(f"/ideas/{idea.id}/comments") for _ in range(2)]
    assert forms[0]["csrf"] != forms[1]["csrf"]
    assert forms[0]["key"] != forms[1]["key"]


async def test_no_text_of_a_member_is_taken_for_a_mark(app: FastAPI, people: People, browsing: Browsing) -> None:
    ann = await people.member("Ann")
    says = f"My {keeping.TOKEN} and my token, and the {keeping.FORM} of it, sent at \0" + "1.0\0."
    idea = await people.idea(by=ann, proposal=says)
    page = await (await browsing(app, ann)).page(idea.path)
    assert "My token and my token, and the form of it, sent at 1.0." in page.text.replace("?", "")


@pytest.fixture
def environment() -> Environment:
    made = Environment(
        loader=DictLoader({"page": "{% kept word %}{{ word }} {{ count() }}{% endkept %}"}),
        extensions=[Keeping],
        autoescape=True,
    )
    made.globals["count"] = partial(next, count(1))
    return made


def test_a_piece_is_made_once_for_each_key_in_a_language(environment: Environment) -> None:
    page = environment.get_template("page")
    assert [page.render(word=word) for word in ("a", "b", "a", "<")] == ["a 1", "b 2", "a 1", "&lt; 3"]
    german = i18n.reader.set("de")
    assert page.render(word="a") == "a 4"
    i18n.reader.reset(german)
    assert page.render(word="a") == "a 1"


def test_what_is_not_compared_by_what_it_says_is_no_key(environment: Environment) -> None:
    with pytest.raises(TypeError, match="can't tell pieces apart"):
        environment.get_template("page").render(word=("a", object()))


def test_the_oldest_pieces_make_room() -> None:
    ready = Ready(most=10)
    for word in ("one", "two", "three"):
        ready.look_up(word, word.lower)
    assert [ready.get(word) for word in ("one", "two", "three")] == [None, "two", "three"]
    ready.look_up("long", lambda: "too long to keep")
    assert ready.get("long") is None


def test_marks_are_filled_with_what_is_true_now() -> None:
    now = datetime(2026, 2, 2, 11, tzinfo=UTC)
    text = f"{keeping.TOKEN} {keeping.FORM} {keeping.TOKEN} {keeping.ago(now - timedelta(hours=2))}."
    assert keeping.filled(text, "t", "f", now) == "t f t 2 hours ago."
    assert keeping.filled(text, "t", "f", now + timedelta(hours=1)) == "t f t 3 hours ago."
