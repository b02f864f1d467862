"""Two ideas that may be one, on pages, without script: for who decides, and for whoever stands for the later."""

from fastapi import FastAPI

from domain import fairness, ideas
from domain.members import Role
from tests.conftest import HeldClock
from tests.people import People
from tests.splitting import NIGHT, REWORDED, posted
from tests.web.conftest import Browsing

LIST, MINE = "/moderation/fairness", "/me/fairness"


async def test_two_ideas_are_looked_at_their_author_reads_it_and_merging_them_settles_it(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    ann, pat = await people.member("Ann"), await people.member("Pat", Role.PRODUCT)
    one = await posted(people, NIGHT, ann)
    clock.forward(hours=3)
    other = await posted(people, REWORDED, ann)
    (case,) = await people.does(fairness.compare)
    await people.hear()
    moderator, author = await browsing(app, pat), await browsing(app, ann)
    assert "Two ideas, or one" in (await moderator.page(LIST)).text
    seen = await moderator.page(case.path)
    for words in (NIGHT[0], REWORDED[0], "87 %", "wait until you have looked", "All is well: give the points"):
        assert words in seen.text
    assert "These votes" not in seen.text
    assert f"{case.path}/hold" not in seen.html
    assert f"/ideas/{other.id}/merge?target={one.id}" in seen.html
    own = await author.page(f"{MINE}/{case.id}")
    for words in ("This is no accusation", NIGHT[0], REWORDED[0]):
        assert words in own.text
    assert "Two ideas of yours" in (await author.page(MINE)).text
    assert "whether an earlier one is the same" in (await author.page("/me/notices")).text
    assert "whether this and an earlier idea are one" in (await author.page("/points")).text
    filled = seen.form(f"{case.path}/clear") | {"said": "One wish."}
    assert (await moderator.send(f"{case.path}/uphold", filled)).status_code == 303
    assert "One wish." in (await author.page(f"{MINE}/{case.id}")).text
    asked = await author.submit(f"{MINE}/{case.id}", f"{MINE}/{case.id}/appeal", said="The watch has none.")
    assert asked.status_code == 303
    other_one = await browsing(app, await people.admin())
    merge = f"/ideas/{other.id}/merge"
    assert (await other_one.submit(f"{merge}?target={one.id}", merge, target=str(one.id))).status_code == 303
    await people.hear()
    assert "with one budget of points" in (await author.page(f"{MINE}/{case.id}")).text
    settled = await other_one.page(case.path)
    assert "merged them, so that nothing is left to decide" in settled.text
    assert f"{case.path}/clear" not in settled.html
    assert "nothing is left to decide" in (await other_one.page(f"{LIST}?show=decided")).text


async def test_a_later_one_that_was_taken_back_leaves_nothing_to_decide(
    app: FastAPI, browsing: Browsing, people: People, clock: HeldClock
) -> None:
    ann, pat = await people.member("Ann"), await people.member("Pat", Role.PRODUCT)
    await posted(people, NIGHT, ann)
    clock.forward(hours=3)
    other = await posted(people, REWORDED, ann)
    (case,) = await people.does(fairness.compare)
    await people.hear()
    await people.does(ideas.withdraw, ann, other.id, "It says the same again.")
    await people.hear()
    moderator, author = await browsing(app, pat), await browsing(app, ann)
    assert "Nothing to look at" in (await moderator.page(LIST)).text
    for page in (case.path, f"{LIST}?show=decided"):
        seen = await moderator.page(page)
        assert "taken back by its author, so that nothing is left to decide" in seen.text
        assert "/merge?target=" not in seen.html
        assert f"{case.path}/clear" not in seen.html
    own = await author.page(f"{MINE}/{case.id}")
    assert "What the first brought stays as it is." in own.text
    assert "<textarea" not in own.html
    assert "What the first brought stays as it is." in (await author.page(MINE)).text
