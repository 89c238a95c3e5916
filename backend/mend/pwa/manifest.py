"""The web app manifest (https://www.w3.org/TR/appmanifest/), in the reader's language."""

import struct
from pathlib import Path
from typing import Any

from mend.errors import N_
from mend.web.assets import asset_url
from mend.web.words import Words

# The ground of day, as tokens.css has it.
DAY = "#faf5ed"

_ICONS = (
    ("icons/icon-192.png", "192x192", "any"),
    ("icons/icon-512.png", "512x512", "any"),
    ("icons/maskable-512.png", "512x512", "maskable"),
    ("icons/monochrome-512.png", "512x512", "monochrome"),
)
# Pictures that a shop or an install dialogue may show, by file name under frontend/screenshots.
_SCREENSHOTS = {
    "pause": N_("I need a pause. I’ll be back at 20:40."),
    "told": N_("Your partner is coming back. Nothing to answer."),
    "home": N_("Home: one button, and what is next."),
    "promises": N_("What you two promised each other."),
    "cloth": N_("Our cloth: a stitch for each good thing."),
    "agreement": N_("What you agreed on while calm."),
}
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_HEAD_BYTES = 24  # signature, length and name of the first chunk, width, height


def png_size(path: Path) -> tuple[int, int]:
    """Width and height of a PNG in pixels, from its IHDR chunk; ValueError when it is none."""
    with path.open("rb") as file:
        head = file.read(_PNG_HEAD_BYTES)
    if len(head) < _PNG_HEAD_BYTES or not head.startswith(_PNG_SIGNATURE):
        raise ValueError(f"{path.name} is not a PNG file")
    width, height = struct.unpack(">II", head[16:])
    return width, height


def _icon(dist: Path, name: str, sizes: str, purpose: str = "any") -> dict[str, str]:
    return {"src": asset_url(dist, name), "sizes": sizes, "type": "image/png", "purpose": purpose}


def _screenshots(frontend: Path, words: Words) -> list[dict[str, str]]:
    found = []
    for name, label in _SCREENSHOTS.items():
        path = frontend / "screenshots" / f"{name}.png"
        if path.is_file():
            width, height = png_size(path)
            found.append(
                {
                    "src": asset_url(frontend / "dist", f"screenshots/{name}.png"),
                    "sizes": f"{width}x{height}",
                    "type": "image/png",
                    "form_factor": "narrow" if width < height else "wide",
                    "label": words.say(label),
                }
            )
    return found


def manifest(frontend: Path, words: Words) -> dict[str, Any]:
    """The manifest for readers of `words`; lists only pictures that are there."""
    dist = frontend / "dist"
    return {
        "id": "/",
        "name": "Mend",
        "short_name": "Mend",
        "description": words.say(N_("A pause button for two people who argue, and a gentle way back.")),
        "lang": words.lang,
        "dir": words.direction,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": DAY,
        "background_color": DAY,
        "categories": ["lifestyle", "health"],
        "icons": [_icon(dist, *icon) for icon in _ICONS],
        "shortcuts": [
            {
                "name": words.say(N_("Pause")),
                "description": words.say(N_("Step away and name the time you come back.")),
                "url": "/pause",
                "icons": [_icon(dist, "icons/shortcut-96.png", "96x96")],
            }
        ],
        "screenshots": _screenshots(frontend, words),
    }
