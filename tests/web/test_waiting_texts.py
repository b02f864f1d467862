"""Texts that wait for a moderator, on the pages: kindly for authors, at a glance for moderators, nowhere for others."""

import pytest
from fastapi import FastAPI

from domain import moderation
from domain.ideas import Idea
from domain.members import Member, Role
from domain.paging import Slice
from tests.conftest import HeldClock
from tests.people import People, writing
from tests.web.browser import Browser
from tests.web.conftest import Browsing, Counting
from web.figures import Figures

IDEA = {
    "title": "Bells for zeppelins",
    "proposal": "Put a bell on each of them, so that they are heard.",
    "quadrant": "creation_for_self",
}
WAITS, LEFT = "A moderator looks at this before others see it.", "left it between its author and the moderators."


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def pat(people: People) -> Member:
    return await people.member("Pat", Role.PRODUCT)


@pytest.fixture
async def bench(people: People, pat: Member) -> Idea:
    idea = await people.idea(by=pat)
    await people.shape(await people.admin(), first_texts=3)
    return idea


async def test_an_idea_waits_and_its_author_reads_so_and_what_became_of_it(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    author, moderator, other = await browsing(app, ann), await browsing(app, pat), await browsing(app)
    at = (await author.submit("/ideas/new", "/ideas/new", **IDEA)).headers["location"]
    assert "Thank you. A moderator looks at it before others see it" in (await author.page(at)).text
    assert WAITS in (await author.page(at)).text
    assert (await other.get(at)).status_code == 404
    assert "zeppelins" not in (await other.page("/ideas")).text
    assert "One of the first texts of this member" in (await moderator.page("/moderation/waiting")).text
    assert "Don’t let it through" in (await moderator.page(at)).text
    (waiting,) = (await people.reads(moderation.waiting, pat, Slice())).items
    form = f"/ideas/{waiting.idea_id}/hide"
    sent = await moderator.submit(f"{form}?next=/moderation/waiting", form, reason="off_topic", said="Bikes only.")
    assert (sent.status_code, sent.headers["location"]) == (303, "/moderation/waiting")
    page = await author.page(at)
    assert LEFT in page.text
    assert "Bikes only." in page.text
    assert (await moderator.submit("/moderation/hidden", f"/ideas/{waiting.idea_id}/restore")).status_code == 303
    assert LEFT not in (await author.page(at)).text
    assert "zeppelins" in (await other.page("/ideas")).text


async def test_a_comment_waits_in_its_place_for_its_author_by_script_too(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    author, moderator, other = await browsing(app, ann), await browsing(app, pat), await browsing(app)
    await other.page(bench.path)
    said = await author.script(f"/ideas/{bench.id}/comments", {"body": "Zeppelins too."})
    assert "Your comment waits for a moderator." in said.text
    assert WAITS in (await author.page(bench.path)).text
    assert "Zeppelins too." not in (await other.page(bench.path)).text
    assert "Zeppelins too." not in (await other.get(f"/ideas/{bench.id}/feed.atom")).text
    assert "/moderation/waiting" in (await moderator.page(bench.path)).html
    (waiting,) = (await people.reads(moderation.waiting, pat, Slice())).items
    form = f"/comments/{waiting.comment_id}/hide"
    assert (await moderator.submit(form, form, reason="rude", said="Kindly.")).status_code == 303
    assert "Kindly." in (await author.page(bench.path)).text
    assert "Kindly." not in (await other.page(bench.path)).text
    restore = f"/comments/{waiting.comment_id}/restore"
    assert (await moderator.submit("/moderation/hidden", restore)).status_code == 303
    assert "Zeppelins too." in (await other.page(bench.path)).text
    assert LEFT not in (await author.page(bench.path)).text


async def test_the_list_of_what_waits_takes_as_many_statements_for_ten_as_for_one(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, pat: Member, bench: Idea, counting_app: Counting
) -> None:
    moderator = await browsing(app, pat)

    async def statements() -> int:
        await moderator.page("/moderation/waiting")
        with counting_app() as counted:
            await moderator.page("/moderation/waiting")
        return len(counted.statements)

    await people.does(moderation.write_comment, ann, bench.id, "One.")
    one = await statements()
    for number in range(5):
        await people.does(moderation.write_comment, ann, bench.id, f"Comment {number}.")
        await people.does(moderation.submit_idea, ann, writing(f"Idea number {number}"))
    assert await statements() == one


async def test_an_admin_says_how_many_first_texts_wait(
    app: FastAPI, browsing: Browsing, people: People, bench: Idea
) -> None:
    admin: Browser = await browsing(app, await people.admin("Dora"))
    assert (await admin.submit("/admin", "/admin", first_texts="5")).status_code == 303
    assert (await admin.page("/admin")).form("/admin")["first_texts"] == ["5"]
    for wrong in ("-1", "21", "many", "٣", "9" * 30):
        assert (await admin.submit("/admin", "/admin", first_texts=wrong)).status_code == 422


async def test_who_sends_a_form_right_after_opening_it_waits_and_moderators_read_why(
    app: FastAPI, browsing: Browsing, people: People, pat: Member
) -> None:
    ben, idea = await people.member("Ben"), await people.idea(by=pat)
    writer, moderator = await browsing(app, ben), await browsing(app, pat)
    form = f"/ideas/{idea.id}/comments"
    assert (await writer.submit(idea.path, form, body="I took my time.")).status_code == 303
    assert "Nothing is waiting" in (await moderator.page("/moderation/waiting")).text
    writer.hasty = True
    assert (await writer.submit(idea.path, form, body="I did not.")).status_code == 303
    assert "It was sent 0 s after the form was opened" in (await moderator.page("/moderation/waiting")).text
    assert (await writer.submit("/ideas/new", "/ideas/new", key=None, **IDEA)).status_code == 303
    assert "It was sent without the form" in (await moderator.page("/moderation/waiting")).text


async def test_a_program_that_fills_in_every_field_waits(
    app: FastAPI, browsing: Browsing, people: People, pat: Member
) -> None:
    writer, moderator = await browsing(app, await people.member("Ben")), await browsing(app, pat)
    page = await writer.page("/ideas/new")
    assert page.one("input", name="website").get("tabindex") == "-1"
    assert (await writer.submit("/ideas/new", "/ideas/new", website="https://shop.example", **IDEA)).status_code == 303
    assert "A field was filled in that people don’t see" in (await moderator.page("/moderation/waiting")).text


async def test_a_draft_that_is_opened_again_is_sent_at_once_and_does_not_wait(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock, pat: Member
) -> None:
    writer = await browsing(app, await people.member("Ben"))
    draft = (await writer.submit("/ideas/new", "/ideas/new", draft="yes", **IDEA)).headers["location"]
    clock.forward(hours=2)
    writer.hasty = True
    sent = await writer.submit(draft, "/ideas/new", **IDEA)
    assert (await (await browsing(app)).get(sent.headers["location"])).status_code == 200


async def test_moderators_see_in_their_menu_how_many_texts_wait_and_nobody_else_does(
    app: FastAPI, browsing: Browsing, people: People, ann: Member, pat: Member, bench: Idea
) -> None:
    await people.does(moderation.write_comment, ann, bench.id, "Zeppelins too.")
    await people.does(moderation.report, ann, idea_id=bench.id, reason="rude")
    assert await people.reads(moderation.count_waiting) == 2
    app.state.fourfold.figures = Figures(app.state.fourfold.clock)
    assert "2 wait<" in (await (await browsing(app, pat)).page("/about")).html
    assert "2 wait<" not in (await (await browsing(app, ann)).page("/about")).html
