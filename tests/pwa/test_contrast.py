"""The colours of the look, reckoned from its style sheet: readable by day, by dusk, across a room."""

import math
import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "frontend" / "styles"
SHEET = (STYLES / "tokens.css").read_text(encoding="utf-8")

Lab = tuple[float, float, float]

# Contrast by WCAG 2.2: words (1.4.3), words of the pause card (1.4.6), edges and marks (1.4.11).
WORDS, PAUSE_WORDS, EDGES = 4.5, 7.0, 3.0

LIGHTS = {
    "day": r"^:root,\n\.day \{(.*?)\n\}",
    "dusk": r"^\.dusk \{(.*?)\n\}",
    "dark system": r"prefers-color-scheme: dark\) \{\n  :root \{(.*?)\n  \}",
}


def tokens(light: str) -> dict[str, Lab]:
    """The colour tokens of one light, as OKLab."""
    block = re.search(LIGHTS[light], SHEET, re.S | re.M)
    assert block, f"tokens.css has no {light}"
    found = re.findall(r"--([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", block[1])
    return {
        name: oklab(float(light_) / 100, float(chroma), float(hue)) for name, light_, chroma, hue in found
    }


def oklab(lightness: float, chroma: float, hue: float) -> Lab:
    """OKLCH (hue in degrees) as OKLab."""
    angle = math.radians(hue)
    return lightness, chroma * math.cos(angle), chroma * math.sin(angle)


def mixed(one: Lab, share: float, other: Lab) -> Lab:
    """What color-mix(in oklab, one share, other) gives."""
    a, b, c = (share * x + (1 - share) * y for x, y in zip(one, other, strict=True))
    return a, b, c


def luminance(colour: Lab) -> float:
    """Relative luminance in sRGB. Source: Ottosson's OKLab matrices, WCAG 2.2."""
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Lab, other: Lab) -> float:
    """The WCAG contrast ratio, 1 to 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_reckoning_knows_black_on_white() -> None:
    assert contrast(oklab(1, 0, 0), oklab(0, 0, 0)) == pytest.approx(21, abs=0.01)
    # sRGB red, as OKLCH, on white: 4.00 by WCAG's own formula.
    assert contrast(oklab(1, 0, 0), oklab(0.62796, 0.25768, 29.234)) == pytest.approx(4.0, abs=0.02)


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize(
    ("words", "ground"),
    [
        ("ink", "ground"),
        ("ink", "raised"),
        ("ink", "glow"),
        ("soft", "ground"),
        ("soft", "raised"),
        ("on-act", "act"),
        ("thread", "cloth"),
        ("thread", "pause"),
        ("wrong", "ground"),
        ("wrong", "raised"),
    ],
)
def test_words_can_be_read(light: str, words: str, ground: str) -> None:
    colours = tokens(light)
    assert contrast(colours[words], colours[ground]) >= WORDS


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("ground", ["ground", "raised"])
@pytest.mark.parametrize("mark", ["edge", "focus", "act", "wrong"])
def test_edges_and_focus_can_be_seen(light: str, mark: str, ground: str) -> None:
    colours = tokens(light)
    assert contrast(colours[mark], colours[ground]) >= EDGES


@pytest.mark.parametrize("words", ["ink", "soft"])
def test_the_words_of_the_pause_are_read_across_a_room(words: str) -> None:
    dusk = tokens("dusk")
    share = re.search(
        r"color-mix\(in oklab, var\(--glow\) (\d+)%, transparent\)",
        (STYLES / "screens" / "pause.css").read_text(encoding="utf-8"),
    )
    assert share, "pause.css no longer lays its warm light over the ground"
    lit = mixed(dusk["glow"], int(share[1]) / 100, dusk["ground"])
    for ground in (dusk["ground"], dusk["raised"], lit):
        assert contrast(dusk[words], ground) >= PAUSE_WORDS
    assert contrast(dusk["on-act"], dusk["act"]) >= PAUSE_WORDS


def test_a_dark_system_wears_dusk() -> None:
    assert tokens("dark system") == tokens("dusk")


def test_every_light_names_the_same_colours() -> None:
    assert tokens("day").keys() == tokens("dusk").keys()
    assert len(tokens("day")) >= 17
