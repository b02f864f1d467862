"""Images come along with a form, are looked at on pages, and are fetched by whoever may see what they stand in."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from domain import comments, images
from domain.community import Reading
from domain.ideas import Quadrant
from domain.members import Member, Role
from tests import pictures
from tests.conftest import HeldClock
from tests.people import People
from tests.web.browser import Browser
from tests.web.conftest import Browsing
from tests.web.reading import Page

TEXT = {
    "title": "Benches at every station",
    "proposal": "Put a bench beside each station, please.",
    "quadrant": "creation_for_self",
    "language": "en",
}


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


@pytest.fixture
async def at_ann(app: FastAPI, browsing: Browsing, ann: Member) -> Browser:
    return await browsing(app, ann)


async def send(browser: Browser, path: str, files: dict[str, bytes], **fields: Any) -> httpx.Response:
    """Send a form with files in it."""
    sent = {"csrf": await browser.token(), **fields}
    named = {name: (f"../../{name}.svg", content, "text/html") for name, content in files.items()}
    return await browser.client.post(path, data=sent, files=named)


def sources(page: Page) -> list[str]:
    """Return the addresses of the images that members put on a page."""
    return [each.get("src") for each in page.elements if each.tag == "img" and each.get("src").startswith("/images/")]


async def test_an_idea_comes_with_its_images_and_shows_them_small_with_their_words(at_ann: Browser) -> None:
    files = {"image_1_file": pictures.photo(6), "image_3_file": pictures.file("GIF"), "image_2_file": b""}
    answer = await send(at_ann, "/ideas/new", files, **TEXT, key=str(uuid4()), image_1_alt="A <bench> in the rain")
    assert answer.status_code == 303
    page = await at_ann.page(answer.headers["location"])
    shown = [each for each in page.elements if each.tag == "img" and each.get("src").startswith("/images/")]
    assert [each.get("alt") for each in shown] == ["A <bench> in the rain", "Image without a description"]
    assert [(each.get("width"), each.get("height")) for each in shown] == [("360", "480"), ("64", "48")]
    assert all(each.get("loading") == "lazy" for each in shown)
    for each in shown:
        small = await at_ann.get(each.get("src"))
        large = await at_ann.get(each.get("src").replace("-small", ""))
        assert pictures.opened(small.content).size == (int(each.get("width")), int(each.get("height")))
        assert b"anary" not in small.content + large.content


async def test_a_file_is_served_as_an_image_and_nothing_else(at_ann: Browser, people: People, ann: Member) -> None:
    image = await people.image(by=ann, on=await people.idea(by=ann))
    answer = await at_ann.get(image.path)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = await at_ann.get(image.path, if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    head = await at_ann.client.head(image.path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))
    other = image.path.replace(image.digest[:16], "0" * 16)
    for odd in (
        other,
        f"/images/{image.id}.webp",
        "/images/%2e%2e%2fsecret_key",
        f"/images/{'9' * 19}-{'0' * 16}.webp",
    ):
        assert (await at_ann.get(odd)).status_code == 404, odd


async def test_whoever_may_not_see_the_thing_may_not_fetch_its_image(
    app: FastAPI, browsing: Browsing, people: People, ann: Member
) -> None:
    pat, ben, admin = await people.member("Pat", Role.PRODUCT), await people.member("Ben"), await people.admin()
    idea = await people.idea(by=ben)
    comment = await people.comment(by=ann, on=idea)
    image = await people.image(by=ann, below=comment)
    visitor, at_ben = await browsing(app), await browsing(app, ben)
    assert [(await each.get(image.path)).status_code for each in (visitor, at_ben)] == [200, 200]
    await people.shape(admin, reading=Reading.MEMBERS)
    assert [(await each.get(image.path)).status_code for each in (visitor, at_ben)] == [303, 200]
    await people.does(comments.remove, pat, comment.id, reason="Off topic")
    assert (await at_ben.get(image.path)).status_code == 404
    loose = await people.image(by=ann)
    assert [(await each.get(loose.path)).status_code for each in (visitor, at_ben)] == [303, 404]


async def test_when_the_text_is_refused_the_image_stays_in_the_form(at_ann: Browser) -> None:
    key = str(uuid4())
    refused = await send(
        at_ann, "/ideas/new", {"image_1_file": pictures.file()}, **TEXT | {"title": "x"}, key=key, image_1_alt="A bench"
    )
    assert refused.status_code == 422
    form = Page(refused.text).form("/ideas/new")
    assert form["image_1_alt"] == ["A bench"]
    sent = {name: values[0] for name, values in form.items() if values} | {"title": TEXT["title"]}
    answer = await send(at_ann, "/ideas/new", {}, **{name: value for name, value in sent.items() if name != "csrf"})
    assert answer.status_code == 303
    assert len(sources(await at_ann.page(answer.headers["location"]))) == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='zap()'/>", "open this as an image"),
        (pictures.head_of_png(10_000, 10_000), "40 megapixels"),
        (pictures.photo()[:3000], "open this as an image"),
        (b"\xff\xd8\xff" + b"\0" * 10_000_001, "larger than 10 MB"),
    ],
    ids=["svg", "100 megapixels", "cut short", "too long"],
)
async def test_a_bad_image_is_refused_beside_its_field_and_the_text_stays(
    given: bytes, says: str, at_ann: Browser, people: People, ann: Member
) -> None:
    files = {"image_1_file": pictures.file(), "image_2_file": given}
    refused = await send(at_ann, "/ideas/new", files, **TEXT, key=str(uuid4()))
    assert refused.status_code == 422
    page = Page(refused.text)
    assert says in page.text
    assert page.form("/ideas/new")["title"] == [TEXT["title"]]
    assert len(sources(page)) == 1, "the good one stays"
    assert (await people.reads(images.shown, ann)).ideas == {}


async def test_a_comment_takes_images_and_an_edit_takes_them_away(at_ann: Browser, people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    answer = await send(at_ann, f"/ideas/{idea.id}/comments", {"image_1_file": pictures.file()}, body="Like this.")
    page = await at_ann.page(answer.headers["location"])
    assert len(sources(page)) == 1
    comment_id = int(answer.headers["location"].rpartition("-")[2])
    form = (await at_ann.page(f"/comments/{comment_id}/edit")).form(f"/comments/{comment_id}/edit")
    fields = {name: values[0] for name, values in form.items() if values and name != "csrf"}
    await send(at_ann, f"/comments/{comment_id}/edit", {}, **fields | {"image_1_remove": "yes"})
    assert sources(await at_ann.page(idea.path)) == []


async def test_an_edit_describes_an_image_anew_and_adds_another(at_ann: Browser, people: People, ann: Member) -> None:
    idea = await people.idea(by=ann)
    await people.image(by=ann, on=idea)
    form = (await at_ann.page(f"/ideas/{idea.id}/edit")).form(f"/ideas/{idea.id}/edit")
    fields = {name: values[0] for name, values in form.items() if values and name != "csrf"}
    files = {"image_2_file": pictures.file()}
    answer = await send(at_ann, f"/ideas/{idea.id}/edit", files, **fields | {"image_1_alt": "A long bench"})
    assert answer.status_code == 303
    page = await at_ann.page(idea.path)
    assert [each.get("alt") for each in page.elements if each.get("src").startswith("/images/")] == [
        "A long bench",
        "Image without a description",
    ]


async def test_the_script_hands_an_image_in_ahead_and_the_draft_keeps_it(at_ann: Browser) -> None:
    kept = await send(at_ann, "/images", {"image_2_file": pictures.file()}, slot="2", image_2_alt="A lamp")
    assert kept.status_code == 200
    number = next(each.get("value") for each in Page(kept.text).elements if each.get("name") == "image_2")
    key = str(uuid4())
    saved = await at_ann.script(
        "/ideas/drafts", {"key": key, "title": "Lamps", "image_2": number, "image_2_alt": "A lamp"}
    )
    assert saved.status_code == 200
    page = await at_ann.page("/me")
    draft = next(each.get("href") for each in page.elements if "draft=" in each.get("href"))
    assert len(sources(await at_ann.page(draft))) == 1
    refused = await send(at_ann, "/images", {"image_1_file": b"no image"}, slot="1")
    assert refused.status_code == 422
    assert "open this as an image" in refused.text


async def test_visitors_and_other_sites_hand_nothing_in(app: FastAPI, browsing: Browsing, at_ann: Browser) -> None:
    visitor, file = await browsing(app), {"image_1_file": pictures.file()}
    assert (await send(visitor, "/images", file, slot="1")).status_code == 403
    assert (await send(visitor, "/images", {"image_1_file": b"x" * 2_000_000}, slot="1")).status_code == 413
    named = {"image_1_file": ("a.png", pictures.file(), "image/png")}
    assert (await at_ann.client.post("/images", data={"slot": "1"}, files=named)).status_code == 403
    elsewhere = {"origin": "https://elsewhere.example"}
    assert (await at_ann.client.post("/images", files=named, headers=elsewhere)).status_code == 403
    assert (await send(at_ann, "/ideas/drafts", file, **TEXT)).status_code == 400
    many = {f"image_{number}_file": pictures.file() for number in range(1, 6)}
    assert (await send(at_ann, "/ideas/new", many, **TEXT)).status_code == 400


async def test_somebody_elses_image_cannot_be_taken_by_its_number(at_ann: Browser, people: People) -> None:
    ben = await people.member("Ben")
    foreign = await people.image(by=ben)
    refused = await at_ann.post("/ideas/new", TEXT | {"key": str(uuid4()), "image_1": str(foreign.id)})
    assert refused.status_code == 303, "what isn't theirs isn't there"
    assert sources(await at_ann.page(refused.headers["location"])) == []
    public = await people.image(by=ben, on=await people.idea(by=ben, title="Lamps at stations"))
    refused = await at_ann.post("/ideas/new", TEXT | {"key": str(uuid4()), "image_1": str(public.id)})
    assert refused.status_code == 422


async def test_an_offer_shows_what_mine_would_look_like(
    app: FastAPI, browsing: Browsing, people: People, ann: Member
) -> None:
    idea = await people.idea(by=await people.member("Ben"), quadrant=Quadrant.CREATION_FOR_SELF)
    at_ann = await browsing(app, ann)
    sent = {"kind": "make", "offer": "A red one.", "image_1_alt": "Red"}
    answer = await send(at_ann, f"/ideas/{idea.id}/offers", {"image_1_file": pictures.file()}, **sent)
    assert answer.status_code == 303
    visitor = await browsing(app)
    assert len(sources(await visitor.page(f"/ideas/{idea.id}/offers"))) == 1
    assert len(sources(await at_ann.page(idea.path))) == 2, "beside the words, and in the form to change them"


async def test_other_images_ask_for_a_note_when_an_idea_is_old_and_its_history_tells(
    at_ann: Browser, people: People, ann: Member, clock: HeldClock
) -> None:
    idea = await people.idea(by=ann)
    clock.forward(hours=48)
    edit = f"/ideas/{idea.id}/edit"
    form = (await at_ann.page(edit)).form(edit)
    fields = {name: values[0] for name, values in form.items() if values and name != "csrf"}
    refused = await send(at_ann, edit, {"image_1_file": pictures.file()}, **fields)
    assert refused.status_code == 422
    assert "say in a few words what changes and why" in Page(refused.text).text
    assert sources(await at_ann.page(idea.path)) == []
    chosen = {name: values[0] for name, values in Page(refused.text).form(edit).items() if values and name != "csrf"}
    assert (await send(at_ann, edit, {}, **chosen | {"note": "How it would look"})).status_code == 303
    assert len(sources(await at_ann.page(idea.path))) == 1
    history = (await at_ann.page(f"/ideas/{idea.id}/history")).text
    assert "How it would look" in history
    assert "Its images changed." in history
