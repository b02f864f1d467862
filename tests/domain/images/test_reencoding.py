"""Whatever is handed in, two plain WebP files come out, or a refusal; and nothing but pixels gets through."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from domain.images.reencoding import HEAD, LARGE, SMALL, TooLargeError, UnreadableError, reencoded
from tests import pictures

MOST = 40_000_000
HONEST = pictures.file("PNG")


def large(given: bytes) -> Image.Image:
    """Return the larger version that comes of a file, after looking at both."""
    drawn = reencoded(given, MOST)
    width, height, small_width, small_height, length = HEAD.unpack_from(drawn)
    first, second = (
        pictures.opened(part) for part in (drawn[HEAD.size : HEAD.size + length], drawn[HEAD.size + length :])
    )
    assert (first.format, first.size) == ("WEBP", (width, height))
    assert (second.format, second.size) == ("WEBP", (small_width, small_height))
    assert max(first.size) <= LARGE
    assert max(second.size) <= SMALL
    return first


MODES = {
    "JPEG": ("1", "L", "RGB", "CMYK"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "WEBP": ("L", "RGB", "RGBA"),
    "GIF": ("1", "L", "P", "RGB"),
}


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes])
def test_every_kind_of_pixel_becomes_the_same_colours(kind: str, mode: str) -> None:
    before = pictures.drawn(mode=mode) if mode != "I;16" else Image.new("I;16", (64, 48), 0x8080)
    after = large(pictures.file(kind, before))
    wanted = Image.new("L", (64, 48), 0x80) if mode == "I;16" else before
    for place in ((8, 30), (56, 30)):
        seen, meant = after.convert("RGB").getpixel(place), wanted.convert("RGB").getpixel(place)
        assert isinstance(seen, tuple)
        assert isinstance(meant, tuple)
        assert all(abs(one - other) < 40 for one, other in zip(seen, meant, strict=True)), (seen, meant)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_stands_upright_and_tells_nothing(orientation: int) -> None:
    after = large(pictures.photo(orientation))
    assert after.size == ((800, 600) if orientation < 5 else (600, 800))
    assert dict(after.getexif()) == {}
    assert not {"exif", "icc_profile", "xmp", "comment"} & after.info.keys()
    assert b"anary" not in reencoded(pictures.photo(orientation), MOST)
    upright = Image.open(io.BytesIO(pictures.photo(1)))
    upright.load()
    top = {
        1: (400, 5),
        2: (400, 5),
        3: (400, 595),
        4: (400, 595),
        5: (5, 400),
        6: (595, 400),
        7: (595, 400),
        8: (5, 400),
    }
    red, green, blue = after.convert("RGB").getpixel(top[orientation])  # type: ignore[misc]
    assert green > 150 > max(red, blue), "the green stripe is where the camera was turned to"


def test_what_was_transparent_is_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert large(pictures.file("PNG", clear)).convert("L").getextrema() == (255, 255)


def test_other_colour_spaces_become_the_webs() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert large(pictures.file("PNG", icc_profile=profile)).size == (64, 48)
    assert large(pictures.file("PNG", icc_profile=b"no profile at all")).size == (64, 48)


def test_of_a_moving_image_the_first_one_stays() -> None:
    frames = [pictures.drawn(), Image.new("RGB", (64, 48), "white")]
    for kind in ("GIF", "PNG", "WEBP"):
        after = large(pictures.file(kind, frames[0], save_all=True, append_images=frames[1:]))
        assert getattr(after, "n_frames", 1) == 1
        assert after.convert("RGB").getpixel((8, 30))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(("width", "height"), [(1, 1), (20_000, 1), (1, 20_000), (3000, 2000)])
def test_sides_are_bounded_and_never_vanish(width: int, height: int) -> None:
    after = large(pictures.file("PNG", Image.new("RGB", (width, height))))
    assert max(after.size) == min(LARGE, max(width, height))


@pytest.mark.parametrize(("width", "height"), [(10_000, 10_000), (40_000, 1001), (2**31 - 1, 2**31 - 1)])
def test_too_many_pixels_are_refused_by_their_head(width: int, height: int) -> None:
    with pytest.raises((TooLargeError, UnreadableError)) as refusal:
        reencoded(pictures.head_of_png(width, height), MOST)
    assert width > 2**20 or refusal.type is TooLargeError


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"GIF89a",
        b"GIF89a/*\x01\x00\x01\x00*/=1;alert(1)",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='zap()'/>",
        b"<!doctype html><script>zap()</script>",
        b"%PDF-1.7",
        b"BM" + b"\0" * 60,
        b"\x00\x00\x00\x20ftypheic" + b"\0" * 60,
        HONEST[:-30],
        pictures.photo()[:2000],
        pictures.file("BMP"),
        pictures.file("TIFF"),
        pictures.file("ICO"),
    ],
    ids=range(13),
)
def test_what_is_no_whole_image_of_our_kinds_is_refused(given: bytes) -> None:
    with pytest.raises(UnreadableError):
        reencoded(given, MOST)


@pytest.mark.parametrize("tail", [b"<script>zap()</script>", b"PK\x03\x04 a jar", b"<?php zap(); ?>"])
def test_what_hides_behind_the_pixels_is_left_behind(tail: bytes) -> None:
    for kind in ("PNG", "GIF", "JPEG"):
        assert b"zap" not in reencoded(pictures.file(kind) + tail, MOST)


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_an_image_or_refused(given: bytes) -> None:
    with pytest.raises((UnreadableError, TooLargeError)):
        reencoded(given, MOST)


@given(
    st.integers(0, len(HONEST) - 1), st.binary(min_size=1, max_size=8), st.sampled_from(["PNG", "GIF", "JPEG", "WEBP"])
)
def test_a_broken_image_is_an_image_or_refused(place: int, broken: bytes, kind: str) -> None:
    whole = bytearray(pictures.file(kind))
    whole[place % len(whole) : place % len(whole) + len(broken)] = broken
    try:
        large(bytes(whole))
    except (UnreadableError, TooLargeError):
        return
