"""The colour of the browser's own bars: one with the page's ground, in every place that says it."""

import re

import pytest

from mend.pwa.manifest import DAY
from mend.settings import PROJECT
from tests.pwa.test_contrast import LIGHTS, Lab, tokens


def written(colour: Lab) -> str:
    """An OKLab colour as #rrggbb. Source: Ottosson's OKLab matrices, the transfer function of sRGB."""
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    curved = (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in linear)
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in curved)


def bars(layout: str) -> list[str]:
    """The theme colours a layout names."""
    source = (PROJECT / "frontend" / "templates" / "layouts" / layout).read_text(encoding="utf-8")
    return re.findall(r'name="theme-color" content="(#[0-9a-f]{6})"', source)


@pytest.mark.parametrize("light", LIGHTS)
def test_the_bars_have_the_colour_of_the_ground(light: str) -> None:
    ground = written(tokens(light)["ground"])
    day, dark = bars("base.html")
    [dusk] = bars("dusk.html")
    assert {ground} == ({day, DAY} if light == "day" else {dark, dusk})
