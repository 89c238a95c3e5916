"""Photographs from phones: a place and a name in them on the way in, nothing but light on the way out."""

import threading
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from mend.errors import Invalid, TooMany
from mend.pictures import anew
from mend.pictures.anew import LONG_SIDE, MOST_KEPT, MOST_PIXELS, SMALL_SIDE, Picture, made_anew
from tests.pictures.phones import (
    ON_ITS_SIDE,
    RED,
    SECRET,
    heic,
    huge_png,
    jpeg,
    png,
    scene,
    segments,
    swapped_profile,
    webp,
)

# What a JPEG needs to be seen: JFIF, tables, frame. Not APP1 (EXIF, XMP), APP2 (ICC), APP13 (IPTC) or COM.
NEEDED = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4}
Colour = tuple[int, int, int]


def taken_in(file: bytes) -> Picture:
    return made_anew(BytesIO(file))


def seen(photo: bytes) -> Image.Image:
    image = Image.open(BytesIO(photo))
    image.load()
    assert (image.format, image.mode) == ("JPEG", "RGB")
    return image


def is_like(pixel: object, colour: Colour) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("written", [jpeg, png, heic, webp])
def test_nothing_but_what_it_shows_comes_out(written: Callable[[Image.Image], bytes]) -> None:
    file = written(scene())
    assert SECRET.encode() in file
    assert b"GPS" in file or Image.open(BytesIO(file)).getexif().get_ifd(0x8825)[1] == "N"
    picture = taken_in(file)
    for photo in (picture.large, picture.small):
        assert set(segments(photo)) <= NEEDED
        assert SECRET.encode() not in photo
        image = seen(photo)
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        assert image.size == (picture.width, picture.height) == (64, 48)
        assert is_like(image.getpixel((50, 40)), RED)


@pytest.mark.parametrize("written", [jpeg, png])
def test_a_phone_held_upright_is_an_upright_photograph(written: Callable[..., bytes]) -> None:
    picture = taken_in(written(scene(), orientation=ON_ITS_SIDE))
    image = seen(picture.large)
    assert image.size == (48, 64)  # and its upper left corner has come to the upper right
    assert not is_like(image.getpixel((40, 8)), RED)
    assert is_like(image.getpixel((8, 8)), RED)


def test_an_upright_heic_stays_upright() -> None:
    assert seen(taken_in(heic(scene(), orientation=ON_ITS_SIDE)).large).size == (48, 64)


def test_its_colours_are_those_its_profile_means() -> None:
    image = seen(taken_in(jpeg(scene(), icc=swapped_profile())).large)
    red, _, blue = image.getpixel((50, 40))  # type: ignore[misc]
    assert blue > red
    broken = seen(taken_in(jpeg(scene(), icc=b"no profile at all" * 20)).large)
    assert is_like(broken.getpixel((50, 40)), RED)


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_other_kinds_of_colour_are_understood(mode: str) -> None:
    image = seen(taken_in(jpeg(scene(mode=mode))).large)
    assert image.getpixel((50, 40)) != image.getpixel((5, 5))


@pytest.mark.parametrize("mode", ["P", "1", "LA", "I;16"])
def test_pngs_of_every_kind_are_understood(mode: str) -> None:
    grey = Image.new("L", (8, 8), 128)
    image = Image.new("I;16", (8, 8), 0x8000) if mode == "I;16" else grey.convert(mode)
    [low, high, *_] = seen(taken_in(png(image)).large).getpixel((4, 4))  # type: ignore[misc]
    assert (low, high) == (128, 128) or mode == "1"


def test_what_can_be_seen_through_stands_on_white() -> None:
    image = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    assert is_like(seen(taken_in(png(image)).large).getpixel((4, 4)), (255, 255, 255))


def test_of_moving_pictures_the_first_is_kept() -> None:
    out = BytesIO()
    scene().save(out, "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48))], duration=50)
    assert is_like(seen(taken_in(out.getvalue()).large).getpixel((50, 40)), RED)


def test_a_large_one_becomes_one_that_a_phone_can_show() -> None:
    noise = Image.effect_noise((2600, 1300), 90)  # nothing is harder to keep small
    out = BytesIO()
    noise.save(out, "JPEG", quality=70)
    picture = taken_in(out.getvalue())
    assert max(picture.width, picture.height) <= LONG_SIDE
    assert len(picture.large) <= MOST_KEPT
    assert max(seen(picture.small).size) == SMALL_SIDE


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"MZ\x90\x00" + b"\0" * 200,
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"%PDF-1.7\n" + b"0" * 100,
        b"GIF89a" + b"\0" * 100,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\xff\xd8",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    ],
)
def test_what_is_disguised_as_a_photograph_is_none(file: bytes) -> None:
    with pytest.raises(Invalid, match="can’t see a photograph"):
        taken_in(file)


@pytest.mark.parametrize("written", [jpeg, png])
def test_one_that_is_cut_short_is_refused(written: Callable[[Image.Image], bytes]) -> None:
    whole = BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(whole, written.__name__.upper())
    with pytest.raises(Invalid, match="damaged or cut short"):
        taken_in(whole.getvalue()[: len(whole.getvalue()) // 2])


@pytest.mark.parametrize("size", [(MOST_PIXELS // 8000 + 1, 8000), (60_000, 60_000)])
def test_one_that_would_fill_the_memory_is_refused_by_its_first_bytes(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid, match="more pixels than Mend can take"):
        taken_in(huge_png(*size))


def test_only_a_few_wait_in_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anew, "_line", threading.BoundedSemaphore(1))
    with anew._line, pytest.raises(TooMany) as refused:
        taken_in(jpeg(scene()))
    assert refused.value.retry_after > 0
    assert taken_in(jpeg(scene())).width == 64
