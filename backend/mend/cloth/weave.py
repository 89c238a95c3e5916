"""The picture: hitomezashi. Every line of a grid is a running stitch that begins with a stitch or with a gap.

Which of the two is a bit, and the bits come from the couple's id and the year: each couple's cloth has a
pattern of its own, and each year another. Lines that are as far from the middle have the same bit, so the
pattern mirrors itself every way, as sashiko does.

What happened is sewn from the middle outwards, round and round, in the order in which it happened. A place
never moves: another stitch, and even a larger cloth, leaves all that is sewn where it is. The faint stitches
are the pattern's, still to come.

The cloth grows in steps: its side is the first of 13, 15, 19, 23, 27 … cells on which `FULL` of the pattern
is enough. So there is always room around what is sewn, and never a desert. The picture takes some 7 bytes a
stitch, for faint lines are drawn as dashes and those of a colour are one path.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import shake_256
from html import escape
from typing import NamedTuple
from uuid import UUID

from mend.cloth.models import Kind

# Of the side of the cloth, in cells. It is odd: the middle is a cell.
SMALLEST, GROWTH = 13, 1.2
FULL = 0.71  # ten thousand stitches then fill a cloth well
# All lengths are in sixths of a cell, so that paths need whole numbers only.
CELL, LENGTH, BEGINS = 6, 4, 1
HEM = (0.5, 0.02)  # cells around the pattern, and as a part of the side

# For where no style sheet is: the tokens --cloth, --thread, --rose, --gold and --persimmon by day.
CLOTH = "#1c294e"
COLOURS = {Kind.PROMISE: "#f6eedc", Kind.THANKS: "#ee9fa0", Kind.TOGETHER: "#e3b662", Kind.REPAIR: "#f2814a"}
FAINT = 0.2


class Place(NamedTuple):
    """Where a stitch is: it runs from (x, y) one cell to the right, or `upright` one cell down.

    In cells; the middle of the cloth is (0.5, 0.5).
    """

    upright: bool
    y: int
    x: int


@dataclass(frozen=True)
class Cloth:
    """A year's picture: its side in cells, the pattern's bits, and what is sewn where, in order."""

    side: int
    bits: tuple[bool, ...]  # by a line's distance from the middle
    sewn: tuple[tuple[Place, Kind], ...]


def weave(couple_id: UUID, year: int, kinds: Sequence[Kind]) -> Cloth:
    """The cloth of a couple's year with these stitches, in the order in which they happened."""
    side = side_for(len(kinds))
    bits = _bits(couple_id, year, side)
    places = (place for place in _round_and_round(side) if _is_stitch(place, bits))
    return Cloth(side, bits, tuple(zip(places, kinds, strict=False)))


def side_for(stitches: int) -> int:
    """How many cells wide a cloth is that holds so many."""
    side = SMALLEST
    while stitches > FULL * side * (side + 1):
        side = int(side * GROWTH) | 1
    return side


def _bits(couple_id: UUID, year: int, side: int) -> tuple[bool, ...]:
    """For each distance from the middle, how its lines begin. A larger cloth has the same, and more."""
    lines = side // 2 + 1
    chance = shake_256(b"mend cloth v1" + couple_id.bytes + year.to_bytes(4)).digest(lines)
    return tuple(bool(byte & 1) for byte in chance)


def _line(at: int) -> int:
    """How far from the middle a line is: 0 for the two at the sides of the middle cell."""
    return at - 1 if at > 0 else -at


def _is_stitch(place: Place, bits: tuple[bool, ...]) -> bool:
    across, along = (place.x, place.y) if place.upright else (place.y, place.x)
    return bool((along + bits[_line(across)]) % 2)


@lru_cache(maxsize=16)
def _round_and_round(side: int) -> tuple[Place, ...]:
    """Every place of the cloth, stitch or gap: from the middle outwards, each round beginning at the top."""
    half = side // 2
    lines, cells = range(-half, half + 2), range(-half, half + 1)
    places = [Place(upright=False, y=y, x=x) for y in lines for x in cells]
    places += [Place(upright=True, y=y, x=x) for x in lines for y in cells]
    return tuple(sorted(places, key=_when))


def _when(place: Place) -> tuple[int, float]:
    # From the middle of the cloth to the middle of the stitch.
    right = place.x - (0.5 if place.upright else 0)
    down = place.y - (0 if place.upright else 0.5)
    return int(math.hypot(right, down) + 0.5), math.atan2(-right, down)


def _thickness(side: int) -> float:
    """Of the thread: a large cloth is seen from farther away, and wants a stronger one."""
    return min(1.5, round(1 + side / 240, 2))


def draw(cloth: Cloth, title: str, description: str, *, size: int = 1200) -> str:
    """The picture as SVG. It has colours of its own; on a page, the style sheet's take their place."""
    hem = round((HEM[0] + HEM[1] * cloth.side) * CELL)
    across = cloth.side * CELL
    whole = across + 2 * hem
    faint = "".join(_dashes(cloth))
    threads = "".join(
        f'<path class="cloth-{kind}" stroke="{COLOURS[kind]}" d="{path}"/>'
        for kind in Kind
        if (path := _path((place for place, of in cloth.sewn if of is kind), cloth.side // 2))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cloth" role="img" width="{size}" height="{size}"'
        f' viewBox="{-hem} {-hem} {whole} {whole}" fill="none"'
        f' stroke-linecap="round" stroke-width="{_thickness(cloth.side)}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
        f'<rect class="cloth-ground" x="{-hem}" y="{-hem}" width="{whole}" height="{whole}" fill="{CLOTH}"/>'
        f'<path class="cloth-faint" stroke="{COLOURS[Kind.PROMISE]}" stroke-opacity="{FAINT}"'
        f' stroke-dasharray="{LENGTH} {2 * CELL - LENGTH}" d="{faint}"/>{threads}</svg>'
    )


def _dashes(cloth: Cloth) -> Iterator[str]:
    """A line for each of the grid's, from where its first stitch begins; the dashes make the rest."""
    half = cloth.side // 2
    for upright in (False, True):
        for line in range(-half, half + 2):
            gap = not _is_stitch(Place(upright, *((-half, line) if upright else (line, -half))), cloth.bits)
            begins, at = gap * CELL + BEGINS, (line + half) * CELL
            run = cloth.side * CELL - begins
            yield f"M{at} {begins}v{run}" if upright else f"M{begins} {at}h{run}"


def _path(places: Iterable[Place], half: int) -> str:
    """The stitches as one path, each move from the end of the one before."""
    path, at = [], (0, 0)
    for place in sorted(places):
        x, y = (place.x + half) * CELL, (place.y + half) * CELL
        x, y = (x, y + BEGINS) if place.upright else (x + BEGINS, y)
        right, down = x - at[0], y - at[1]
        path.append(f"m{right}{' ' if down >= 0 else ''}{down}{'v' if place.upright else 'h'}{LENGTH}")
        at = (x, y + LENGTH) if place.upright else (x + LENGTH, y)
    return "".join(path)
