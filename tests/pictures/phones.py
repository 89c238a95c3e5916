"""Files as phones and cameras write them: small, but with everything in them that gives people away."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

SECRET = "Lindenstrasse 7"  # stands in every text a format has room for
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>52,31N {SECRET}</exif:GPSLatitude></x:xmpmeta>"
IPTC = (
    b"Photoshop 3.0\x008BIM\x04\x04\x00\x00"
    + struct.pack(">I", 20)
    + b"\x1c\x02\x5a\x00\x0f"
    + SECRET.encode()
)
RED, BLUE = (200, 30, 30), (30, 30, 200)
UPRIGHT, ON_ITS_SIDE = 1, 6  # EXIF: 6 is a phone held upright whose sensor lies on its side


def scene(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """Red, with a blue square in its upper left quarter."""
    image = Image.new("RGB", size, RED)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), BLUE)
    return image.convert(mode)


def exif(orientation: int = UPRIGHT) -> bytes:
    """Where, when and with what: as a phone writes it."""
    made = Image.Exif()
    made[0x010E] = made[0x9C9B] = made[0x010F] = made[0x013B] = SECRET
    made[0x0112] = orientation
    made.get_ifd(0x8769).update({0x9003: "2026:11:20 20:20:00", 0x927C: SECRET.encode(), 0xA433: SECRET})
    gps: dict[int, Any] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0), 27: SECRET.encode()}
    made.get_ifd(0x8825).update(gps)
    return made.tobytes()


def swapped_profile() -> bytes:
    """sRGB with red and blue exchanged: who looks through it sees blue where the file says red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"tmp!", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tmp!", b"bXYZ", 1)


def jpeg(image: Image.Image, *, orientation: int = UPRIGHT, icc: bytes = b"") -> bytes:
    """A JPEG with EXIF, XMP, IPTC, a comment, and a second file behind its end."""
    out = BytesIO()
    image.save(
        out,
        "JPEG",
        quality=95,
        exif=exif(orientation),
        xmp=XMP.encode(),
        comment=SECRET,
        icc_profile=icc or None,
    )
    begin, rest = out.getvalue()[:2], out.getvalue()[2:]
    app13 = b"\xff\xed" + struct.pack(">H", len(IPTC) + 2) + IPTC
    return begin + app13 + rest + b"PK\x03\x04" + SECRET.encode()


def png(image: Image.Image, *, orientation: int = UPRIGHT, **options: Any) -> bytes:
    """A PNG with EXIF, text in its three kinds, and a time."""
    texts = PngInfo()
    texts.add_text("Comment", SECRET)
    texts.add_text("Location", SECRET, zip=True)
    texts.add_itxt("XML:com.adobe.xmp", XMP)
    out = BytesIO()
    image.save(out, "PNG", pnginfo=texts, exif=exif(orientation), **options)
    return out.getvalue()


def heic(image: Image.Image, *, orientation: int = UPRIGHT) -> bytes:
    """A HEIC as an iPhone writes it, with EXIF and XMP."""
    out = BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=90, exif=exif(orientation), xmp=XMP.encode())
    return out.getvalue()


def webp(image: Image.Image) -> bytes:
    """A WebP with EXIF and XMP."""
    out = BytesIO()
    image.save(out, "WEBP", quality=90, exif=exif(), xmp=XMP.encode())
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A few bytes that say they are a very large picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1024)) + chunk(b"IEND", b"")


def segments(photo: bytes) -> list[int]:
    """The markers of a JPEG up to its light, read by hand; fails where anything stands behind its end."""
    assert photo[:2] == b"\xff\xd8"
    assert photo[-2:] == b"\xff\xd9"
    assert photo.count(b"\xff\xd8") == photo.count(b"\xff\xd9") == 1  # no other inside
    found, at = [], 2
    while photo[at + 1] != 0xDA:  # start of scan
        assert photo[at] == 0xFF
        found.append(photo[at + 1])
        at += 2 + int(struct.unpack(">H", photo[at + 2 : at + 4])[0])
    return found
