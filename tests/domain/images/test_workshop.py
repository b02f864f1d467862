"""The workshop draws each image in a process of its own, and outlives whatever happens in there."""

import asyncio

import pytest

from domain.errors import Invalid
from domain.images import Workshop
from domain.images.workshop import ManyImages
from tests import pictures


async def test_an_image_is_drawn_in_two_sizes_and_named_for_its_bytes() -> None:
    drawn = await Workshop().redrawn(pictures.photo())
    assert (drawn.width, drawn.height, drawn.small_width, drawn.small_height) == (800, 600, 480, 360)
    assert pictures.opened(drawn.large).size == (800, 600)
    assert pictures.opened(drawn.small).size == (480, 360)
    assert drawn.digest == (await Workshop().redrawn(pictures.photo())).digest


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"<svg onload='zap()'/>", "not_an_image"),
        (pictures.head_of_png(10_000, 10_000), "too_many_pixels"),
        (pictures.head_of_png(6000, 6000), "not_an_image"),
    ],
    ids=["a lie", "a hundred megapixels", "a bomb within the limit"],
)
async def test_a_refusal_names_the_field_and_what_is_wrong(given: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        await Workshop().redrawn(given, "image_2_file")
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("image_2_file", code)
    assert problem.text()


async def test_the_loop_goes_on_while_images_are_drawn_and_no_more_wait_than_fit() -> None:
    workshop = Workshop(at_once=1, waiting_most=1)
    drawing = [asyncio.create_task(workshop.redrawn(pictures.file())) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(ManyImages):
        await workshop.redrawn(pictures.file())
    await asyncio.gather(*drawing)
    assert workshop.inside == 0
    assert await workshop.redrawn(pictures.file())


async def test_one_that_is_given_up_leaves_no_process_and_no_place_taken() -> None:
    workshop = Workshop(at_once=1)
    drawing = asyncio.create_task(workshop.redrawn(pictures.file()))
    await asyncio.sleep(0.02)
    drawing.cancel()
    await asyncio.gather(drawing, return_exceptions=True)
    assert workshop.inside == 0
    assert await workshop.redrawn(pictures.file())
