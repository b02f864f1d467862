"""A program sends an image as it is, names it in a mutation, and reads where it stands."""

from typing import Any

import httpx
import pytest

from api import ids
from domain.members import Member, Role, Scope
from tests import pictures
from tests.api.asking import Client
from tests.api.conftest import As
from tests.people import People

IDEA = {
    "title": "A bench at every station",
    "proposal": "Put a bench beside each one.",
    "quadrant": "CREATION_FOR_SELF",
}
IMAGES = "... on Idea { id images { id url thumbnailUrl width height alternativeText } }"


@pytest.fixture
async def ann(people: People) -> Member:
    return await people.member("Ann")


async def send(client: Client, content: bytes, kind: str = "image/png", **headers: str) -> httpx.Response:
    """Send a file as it is."""
    return await client.http.post("/graphql/images", content=content, headers={"content-type": kind, **headers})


async def test_what_was_sent_is_named_by_a_mutation_and_read_back(by_token: As, people: People, ann: Member) -> None:
    client = await by_token(ann)
    sent = await send(client, pictures.photo(), "image/jpeg")
    assert sent.status_code == 201
    made: dict[str, Any] = sent.json()
    assert (made["width"], made["height"]) == (800, 600)
    named = [{"id": made["id"], "alternativeText": "A bench"}]
    idea = await client.do("submitIdea", {**IDEA, "images": named}, IMAGES)
    (image,) = idea["images"]
    assert image["url"] == made["url"]
    assert image["alternativeText"] == "A bench"
    revision = {**IDEA, "id": idea["id"], "basedOn": 1, "removedImages": [made["id"]]}
    assert (await client.do("reviseIdea", revision, IMAGES))["images"] == []


async def test_comments_have_images_too(by_token: As, people: People, ann: Member) -> None:
    client, idea = await by_token(ann), await people.idea(by=ann)
    named = [{"id": (await send(client, pictures.file())).json()["id"]}]
    asked = {"ideaId": ids.encode("Idea", idea.id), "body": "Like this.", "images": named}
    said = await client.do("writeComment", asked, "... on Comment { images { width } }")
    assert said["images"] == [{"width": 64}]


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"<svg onload='zap()'/>", "image/svg+xml", 422, "BAD_USER_INPUT"),
        (pictures.head_of_png(10_000, 10_000), "image/png", 422, "BAD_USER_INPUT"),
        (b"", "image/png", 422, "BAD_USER_INPUT"),
        (b"x" * 10_000_001, "image/png", 413, "TOO_LARGE"),
        (pictures.file(), "multipart/form-data", 415, "UNSUPPORTED_TYPE"),
        (pictures.file(), "application/json", 415, "UNSUPPORTED_TYPE"),
    ],
    ids=["svg", "100 megapixels", "nothing", "too long", "a form", "a lie"],
)
async def test_bad_images_are_refused_in_words(
    content: bytes, kind: str, status: int, code: str, by_token: As, ann: Member
) -> None:
    answer = await send(await by_token(ann), content, kind)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)


async def test_nobody_sends_without_a_right_to(by_token: As, by_cookie: As, ann: Member) -> None:
    file = pictures.file()
    visitor, reader, page = await by_token(), await by_token(ann, Scope.READ), await by_cookie(ann)
    assert (await send(visitor, file)).status_code == 401
    assert (await send(visitor, file, authorization="Bearer nonsense")).status_code == 401
    assert (await send(reader, file)).status_code == 401
    assert (await send(page, file)).status_code == 201
    assert (await send(page, file, origin="https://elsewhere.example")).status_code == 403
    del page.http.headers["x-csrf-token"]
    assert (await send(page, file)).status_code == 403
    assert (await visitor.http.get("/graphql/images")).status_code == 405


async def test_a_refused_text_places_nothing(by_token: As, people: People, ann: Member) -> None:
    client, ben = await by_token(ann), await people.member("Ben")
    foreign = ids.encode("Image", (await people.image(by=ben)).id)
    for input in (
        {**IDEA, "images": [{"id": foreign}]},
        {**IDEA, "images": [{"id": "nonsense"}]},
        {**IDEA, "removedImages": ["nonsense"]},
    ):
        refused = await client.do("submitIdea", input, IMAGES)
        assert refused["code"] == "INVALID"
    assert await client.get("{ ideas(first: 5) { nodes { id } } }") == {"nodes": []}


async def test_other_images_are_a_version_of_their_own(by_token: As, people: People, ann: Member) -> None:
    client, idea = await by_token(ann), await people.idea(by=ann)
    named = [{"id": (await send(client, pictures.file())).json()["id"]}]
    same = {"title": idea.title, "problem": idea.problem, "proposal": idea.proposal}
    asked = {
        **same,
        "quadrant": str(idea.quadrant).upper(),
        "id": ids.encode("Idea", idea.id),
        "basedOn": 1,
        "images": named,
    }
    shown = "... on Idea { images { width } revisions(first: 5) { nodes { number imagesChanged } } }"
    revised = await client.do("reviseIdea", asked, shown)
    assert revised["images"] == [{"width": 64}]
    assert [(each["number"], each["imagesChanged"]) for each in revised["revisions"]["nodes"]] == [
        (2, True),
        (1, False),
    ]


async def test_an_edit_that_waits_shows_its_images_to_moderators(by_token: As, people: People, ann: Member) -> None:
    client, idea = await by_token(ann), await people.idea(by=ann)
    await people.shape(await people.admin(), first_texts=2)
    old = await people.image(by=ann, on=idea)
    made = (await send(client, pictures.file())).json()["id"]
    text = IDEA | {"proposal": "See https://benches.example"}
    change = {"images": [{"id": made, "alternativeText": "Two"}], "removedImages": [ids.encode("Image", old.id)]}
    asked = {**text, **change, "id": ids.encode("Idea", idea.id), "basedOn": 1}
    shown = "... on Idea { images { alternativeText } }"
    assert (await client.do("reviseIdea", asked, shown))["images"] == [{"alternativeText": "A bench."}]
    query = "{ heldEdits(first: 5) { nodes { images { id alternativeText } removedImages { alternativeText } } } }"
    moderator = await by_token(await people.member("Pat", Role.PRODUCT))
    for reader in (client, moderator):
        (edit,) = (await reader.get(query))["nodes"]
        assert edit == {
            "images": [{"id": made, "alternativeText": "Two"}],
            "removedImages": [{"alternativeText": "A bench."}],
        }
