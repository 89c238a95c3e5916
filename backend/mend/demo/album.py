"""Photographs of what the two did: small landscapes, painted here, so that they are nobody's."""

import math
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageOps
from sqlmodel import select

from mend.activities.photos import add_photo
from mend.activities.plans_models import Plan, PlanState
from mend.demo.partners import Two, Who
from mend.ids import new_id
from mend.pictures.anew import Picture, made_anew
from mend.pictures.storage import Storage

_SIZE = (1200, 900)


@dataclass(frozen=True)
class Landscape:
    """A sky, something that shines in it, and hills one before the other; upright when it is `tall`."""

    sky: tuple[str, str]
    light: str
    at: tuple[float, float]  # of the width and the height
    hills: tuple[str, ...]
    lanterns: int = 0
    tall: bool = False


_LAKE = Landscape(("#f3c9a0", "#7d9bb5"), "#fff1cf", (0.68, 0.34), ("#8fa3a0", "#5f7f83", "#3d5a63"))
_DUSK = Landscape(("#e79b77", "#2f3158"), "#ffdca8", (0.3, 0.5), ("#4c4468", "#2f2e4d"), lanterns=22)
_FIELD = Landscape(("#fbe6bd", "#a9c3cf"), "#fffbe8", (0.2, 0.2), ("#b9b36f", "#8f9a55", "#c08a4a"))
_RAIN = Landscape(("#cfd6d6", "#8695a0"), "#e9eeee", (0.55, 0.25), ("#7f8f8c", "#5d6f70"), tall=True)
_KITCHEN = Landscape(("#f2d9bf", "#d49a6a"), "#fff4dc", (0.5, 0.3), ("#a8603f", "#7a4331"), tall=True)

ALBUM: dict[str, tuple[tuple[Who, Landscape], ...]] = {
    "Dance in the kitchen": ((Who.NOA, _KITCHEN),),
    "The lantern boats": ((Who.NOA, _DUSK),),
    "Bus to the end of the line": ((Who.NOA, _KITCHEN), (Who.ILAN, _FIELD), (Who.NOA, _LAKE)),
    "Soup by the canal": ((Who.ILAN, _RAIN), (Who.NOA, _LAKE)),
}


def put_in_photographs(two: Two, storage: Storage) -> None:
    """Add them to what happened, each on the day both said that it did."""
    developed: dict[Landscape, Picture] = {}
    happened = two.session.exec(
        select(Plan).where(Plan.couple_id == two.noa.couple_id, Plan.state == PlanState.HAPPENED)
    ).all()
    for plan in happened:
        for who, landscape in ALBUM.get(plan.what, ()):
            if landscape not in developed:
                developed[landscape] = made_anew(_photographed(landscape))
            add_photo(
                two.session,
                two.of(who),
                plan.id,
                photo_id=new_id(),
                picture=developed[landscape],
                storage=storage,
                now=plan.ended_at or plan.opened_at,
            )


def _photographed(landscape: Landscape) -> BytesIO:
    width, height = reversed(_SIZE) if landscape.tall else _SIZE
    below, above = landscape.sky
    image = ImageOps.colorize(Image.linear_gradient("L").resize((width, height)), above, below)
    glow = Image.new("L", image.size)
    x, y = width * landscape.at[0], height * landscape.at[1]
    ImageDraw.Draw(glow).ellipse((x - 70, y - 70, x + 70, y + 70), fill=255)
    image.paste(landscape.light, mask=glow.filter(ImageFilter.GaussianBlur(24)))
    draw = ImageDraw.Draw(image)
    for number, colour in enumerate(landscape.hills):
        ridge = height * (0.55 + 0.15 * number)
        line = [(x, ridge + _swell(x / width, number) * height) for x in range(0, width + 8, 8)]
        draw.polygon([(0, height), *line, (width, height)], fill=colour)
    for number in range(landscape.lanterns):
        x, y = (number * 0.755 % 1) * width, height * (0.62 + 0.34 * (number * 0.57 % 1))
        size = 3 + 9 * (y / height - 0.5) * 2
        draw.ellipse((x - size, y - size, x + size, y + size), fill=landscape.light)
    written = BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.6)).save(written, "PNG", compress_level=1)
    return BytesIO(written.getvalue())


def _swell(x: float, number: int) -> float:
    return 0.05 * math.sin(4 * x + 1.7 * number) + 0.025 * math.sin(11 * x + 3 * number)
