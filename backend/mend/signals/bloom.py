"""The picture both phones bloom to: drawn from the pause's id, the same on both, and another each time.

It is stitched like everything of Mend: rings of petals around one middle, each petal a closed running stitch.
"""

import hashlib
import math
from dataclasses import dataclass
from uuid import UUID

COLOURS = ("gold", "rose", "thread", "persimmon")
RINGS = 4
FEWEST, MOST = 5, 9  # petals of the innermost ring; the outer ones have as many or twice as many
REACH = 92.0  # how far the outermost petals reach, of a square from -100 to 100
SLIMMEST, WIDEST = 0.45, 1.05  # of the room a petal has beside its neighbours


@dataclass(frozen=True)
class Ring:
    """Petals of one kind: the path of the one that points up, where all of them point, and their colour."""

    path: str
    angles: tuple[float, ...]
    colour: str


def bloom(pause_id: UUID) -> list[Ring]:
    """The rings of this pause's picture, the innermost first; in a square from -100 to 100."""
    chance = iter(hashlib.sha256(b"mend bloom v1" + pause_id.bytes).digest())
    petals = FEWEST + next(chance) % (MOST - FEWEST + 1)
    first = next(chance) % len(COLOURS)
    rings = []
    inner = 0.0
    for number in range(RINGS):
        count = petals * (2 if number > 1 and next(chance) % 2 else 1)
        outer = REACH * (number + 1) / RINGS
        begins = inner * (0.55 + 0.35 * _share(next(chance)))
        width = (outer * math.pi / count) * (SLIMMEST + (WIDEST - SLIMMEST) * _share(next(chance)))
        belly = 0.25 + 0.5 * _share(next(chance))
        turned = (180 / count) * (number % 2)
        rings.append(
            Ring(
                _petal(begins, outer, width, belly),
                tuple(round(turned + 360 * petal / count, 2) for petal in range(count)),
                COLOURS[(first + number * (1 + next(chance) % 3)) % len(COLOURS)],
            )
        )
        inner = outer
    return rings


def _share(byte: int) -> float:
    return byte / 255


def _petal(begins: float, ends: float, width: float, belly: float) -> str:
    """A closed leaf that points up: from `begins` to `ends` away from the middle, widest at `belly` of it."""
    low = -(begins + (ends - begins) * belly * 0.6)
    high = -(begins + (ends - begins) * (0.55 + belly * 0.45))
    points = (0, -begins, width, low, width, high, 0, -ends, -width, high, -width, low, 0, -begins)
    return "M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}S{:.1f} {:.1f} {:.1f} {:.1f}".format(
        *points[:8], *points[10:]
    )
