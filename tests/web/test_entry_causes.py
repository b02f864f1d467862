"""The page of an entry says what it came from, with its link and date; to each as they may see that."""

from fastapi import FastAPI

from domain import comments, triage
from domain.rewards import Code
from tests.conftest import HeldClock
from tests.people import People
from tests.tracing import told
from tests.web.conftest import Browsing

HIDDEN = "What this came from can’t be shown."


async def test_every_entry_links_to_a_page_that_is_there(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    story = await told(people, clock)
    led, staff, passer_by = await story.led(), await browsing(app, story.pia), await browsing(app)
    for code, entry in (await story.entries()).items():
        own = await browsing(app, story.member(entry.member_id))
        for browser in (own, staff, passer_by) if code is not Code.THANKED else (own,):
            page = await browser.page(entry.path)
            says, path = led[code]
            assert says in [each.words for each in page.all("a", href=path)], code
            assert HIDDEN not in page.text
            where, _hash, anchor = path.partition("#")
            assert not anchor or (await browser.page(where)).has(id=anchor), code


async def test_what_is_hidden_is_in_no_link_and_reads_as_if_it_were_gone(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    story = await told(people, clock)
    led, entries = await story.led(), await story.entries()
    await people.hide(story.idea)
    ben, pia = await browsing(app, story.ben), await browsing(app, story.pia)
    for code in set(Code) - {Code.THANKED, Code.CARD_REUSED}:
        page = await ben.page(entries[code].path)
        assert HIDDEN in page.text
        assert not {each.get("href") for each in page.all("a")} & {led[code][1], story.idea.path}
        assert (await pia.page(entries[code].path)).has("a", href=led[code][1]), code


async def test_german_readers_read_it_in_german(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    story = await told(people, clock)
    reader = await browsing(app, await people.member("Greta", language="de"))
    entry = await story.entry(Code.ADOPTED)
    assert "Die Entscheidung, „Benches that fold“ zu bauen" in (await reader.page(entry.path)).text
    await people.hide(story.idea)
    assert "Woher das kam, kann nicht gezeigt werden." in (await reader.page(entry.path)).text


async def test_what_was_taken_back_links_on_to_what_was_paid_again(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    story = await told(people, clock)
    first = await story.entry(Code.CREDITED)
    browser = await browsing(app, story.dan)
    assert "Paid again by" not in (await browser.page(first.path)).text
    await people.does(comments.take_credit_back, story.ann, first.cause_id)
    await people.hear()
    await people.does(comments.credit, story.ann, first.cause_id)
    await people.hear()
    page = await browser.page(first.path)
    assert "Paid again by" in page.text
    reversal, again = [each.get("href") for each in page.all("a") if each.words.startswith("Entry ")]
    assert (await browser.page(reversal)).has("a", href=again)
    assert "Paid again by" not in (await browser.page(again)).text


async def test_a_decision_leads_to_its_own_step_of_the_story(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    story = await told(people, clock)
    entry, reader = await story.entry(Code.ADOPTED), await browsing(app, story.ann)
    page = await reader.page(story.idea.path)
    (step,) = page.all("li", id=f"decision-{entry.cause_id}")
    assert "it will be built" in step.words
    names = [each.get("id") for each in page.all("li") if each.get("id")]
    assert len(names) == len(set(names)) > 3


async def test_a_decision_on_an_idea_that_lives_on_in_another_is_told_on_its_own_page(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    story = await told(people, clock)
    entry, pia = await story.entry(Code.ADOPTED), await browsing(app, story.pia)
    other = await people.idea(by=story.dan, title="Chairs at every station")
    await people.does(triage.merge, story.pia, story.idea.id, other.id)
    (link,) = [each.get("href") for each in (await pia.page(entry.path)).all("a") if "decision-" in each.get("href")]
    where, _hash, anchor = link.partition("#")
    assert where.endswith("?merged=1")
    assert (await pia.page(where)).has("li", id=anchor)
