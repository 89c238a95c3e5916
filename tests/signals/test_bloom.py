"""The picture of a return: the same on both phones, another for each pause, and never beyond its frame."""

import math
import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mend.ids import new_id
from mend.signals.bloom import COLOURS, RINGS, Ring, bloom

Point = tuple[float, float]
FRAME = 100.0
HALF_A_THREAD = 2.0  # what a stroke reaches beyond its path


def curve(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    """Points on a cubic Bézier curve."""
    points = []
    for step in range(21):
        t = step / 20
        weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
        points.append(
            (
                sum(w * p[0] for w, p in zip(weights, (start, first, second, end), strict=True)),
                sum(w * p[1] for w, p in zip(weights, (start, first, second, end), strict=True)),
            )
        )
    return points


def outline(ring: Ring) -> list[Point]:
    """Points all along the petal of a ring, read from its path: M, then C, then S (SVG 2, section 9.3.6)."""
    assert re.fullmatch(r"M[-\d. ]+C[-\d. ]+S[-\d. ]+", ring.path)
    x = [float(number) for number in re.findall(r"-?\d+\.\d", ring.path)]
    assert len(x) == 12
    start, first, second, tip = ((x[i], x[i + 1]) for i in range(0, 8, 2))
    mirrored = (2 * tip[0] - second[0], 2 * tip[1] - second[1])
    third, end = (x[8], x[9]), (x[10], x[11])
    assert start == end, "a petal is closed"
    return curve(start, first, second, tip) + curve(tip, mirrored, third, end)


@given(st.uuids())
def test_a_bloom_is_the_same_each_time(pause_id: UUID) -> None:
    assert bloom(pause_id) == bloom(UUID(str(pause_id)))


@given(st.uuids())
def test_every_petal_stays_within_the_square(pause_id: UUID) -> None:
    rings = bloom(pause_id)
    assert len(rings) == RINGS
    for ring in rings:
        assert ring.colour in COLOURS
        assert len(set(ring.angles)) == len(ring.angles) >= 5
        for angle in ring.angles:
            turn = math.radians(angle)
            for x, y in outline(ring):
                assert abs(x * math.cos(turn) - y * math.sin(turn)) <= FRAME - HALF_A_THREAD
                assert abs(x * math.sin(turn) + y * math.cos(turn)) <= FRAME - HALF_A_THREAD


def test_no_two_pauses_bloom_alike() -> None:
    assert len({repr(bloom(new_id())) for _ in range(2000)}) == 2000
