"""A photograph made anew: what a phone sends is read as light and colour, and written by us from that alone.

So nothing else comes along, whatever it is called and wherever in the file it hides: no place, no time, no
camera, no thumbnail, no comment, no second file behind the first. Its kind is told by its content, never by
its name.
"""

import threading
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

import structlog
from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

from mend.errors import N_, Invalid, TooMany, places_of

log = structlog.get_logger()

MAX_BYTES = 15 * 1024 * 1024  # what the cameras of phones write, with room; 50 megapixels are about 12 MB
MOST_PIXELS = 64_000_000  # 200 MB as it is decoded; phones that take more save smaller ones by themselves
LONG_SIDE, SMALL_SIDE = 2048, 720  # sharp on a tablet; sharp in a list on a phone
MOST_KEPT = 600_000  # bytes
_SIDES, _QUALITIES = (LONG_SIDE, 1600, 1200), (82, 72, 60)
_SMALL_QUALITY = 76
_KINDS = ("JPEG", "PNG", "HEIF", "WEBP")
_AT_A_TIME, _IN_LINE = 1, 2  # decoded at once, as each may take 400 MB; waiting, as each holds a thread

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
register_heif_opener(thumbnails=False)
_SRGB = ImageCms.createProfile("sRGB")
_line, _turn = threading.BoundedSemaphore(_AT_A_TIME + _IN_LINE), threading.BoundedSemaphore(_AT_A_TIME)

NO_PHOTOGRAPH = N_("Mend can’t see a photograph in this file. JPEG, HEIC, PNG and WebP are what it knows.")
TOO_MANY_PIXELS = N_("This picture has more pixels than Mend can take. Please send a smaller one.")
BROKEN = N_("This photograph is damaged or cut short. Please choose it again, or another one.")
BUSY = N_("Other photographs are just being taken in. Please send it again in a moment.")


@dataclass(frozen=True)
class Picture:
    """A photograph as it is kept: JPEG, upright, in sRGB; and a small one of it. The size is in pixels."""

    large: bytes
    small: bytes
    width: int
    height: int


def made_anew(file: BinaryIO) -> Picture:
    """The photograph in `file`. `Invalid` when there is none in it, `TooMany` when others are in line.

    It takes a second of work: nobody may hold a transaction meanwhile.
    """
    if not _line.acquire(blocking=False):
        raise TooMany(BUSY, retry_after=5)
    try:
        with _turn:
            return _written(_seen(_opened(file)))
    finally:
        _line.release()


def _opened(file: BinaryIO) -> Image.Image:
    try:
        image = Image.open(file, formats=_KINDS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(TOO_MANY_PIXELS) from None
    except Exception as error:  # noqa: BLE001 - decoders raise whatever comes, and it is the file's fault
        _note("no photograph", error)
        raise Invalid(NO_PHOTOGRAPH) from None
    if image.width * image.height > MOST_PIXELS:
        raise Invalid(TOO_MANY_PIXELS)
    return image


def _seen(image: Image.Image) -> Image.Image:
    """What is to be seen, upright and no larger than it is kept, in sRGB; and nothing else."""
    try:
        profile = image.info.get("icc_profile")
        if image.mode.startswith("I"):  # 16 bits of grey
            image, profile = image.convert("I").point(lambda level: level * (1 / 256)).convert("L"), None
        elif image.mode not in ("RGB", "L", "CMYK"):
            image = image.convert("RGBA")
        image.thumbnail((LONG_SIDE, LONG_SIDE))
        image = _in_srgb(ImageOps.exif_transpose(image), profile)
        # On a new ground: where the original could be seen through, and to leave behind all it carries.
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    except Exception as error:  # noqa: BLE001 - as above
        _note("broken photograph", error)
        raise Invalid(BROKEN) from None
    return ground


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        to = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            fitted = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(BytesIO(profile)), _SRGB, outputMode=to
            )
        except (ImageCms.PyCMSError, OSError):
            fitted = None  # a profile of another kind of colours, or none at all: seen without it
        if fitted is not None:
            return fitted
    return image if image.mode in ("RGB", "RGBA") else image.convert("RGB")


def _written(image: Image.Image) -> Picture:
    large, size = _within(image)
    image.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Picture(large, _jpeg(image, _SMALL_QUALITY), *size)


def _within(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """As it is kept: as good as fits into MOST_KEPT; the last try counts, whatever its size."""
    large, image = b"", image.copy()
    for side in _SIDES:
        image.thumbnail((side, side))
        for quality in _QUALITIES:
            large = _jpeg(image, quality)
            if len(large) <= MOST_KEPT:
                return large, image.size
    return large, image.size


def _jpeg(image: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()


def _note(event: str, error: Exception) -> None:
    log.info(event, kind=type(error).__name__, places=places_of(error))
