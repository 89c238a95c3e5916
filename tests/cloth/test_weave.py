"""The picture: everything that is drawn is read back from the SVG itself."""

import re
from collections.abc import Iterator
from uuid import UUID
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mend.cloth.models import Kind
from mend.cloth.weave import BEGINS, CELL, COLOURS, FULL, LENGTH, SMALLEST, Place, draw, side_for, weave

couples = st.uuids()
years = st.integers(1, 9999)
kinds = st.lists(st.sampled_from(Kind), max_size=400)
SVG = "{http://www.w3.org/2000/svg}"
_MOVE = re.compile(r"m(-?\d+) ?(-?\d+)([hv])(\d+)")
_LINE = re.compile(r"M(\d+) (\d+)([hv])(\d+)")


def picture(couple: UUID, year: int, kinds: list[Kind]) -> ElementTree.Element:
    return ElementTree.fromstring(draw(weave(couple, year, kinds), "Our cloth", "A pattern"))  # noqa: S314


def stitches(path: str, side: int) -> Iterator[Place]:
    """The places of a path's stitches."""
    assert _MOVE.sub("", path) == ""
    x = y = 0
    for right, down, way, length in _MOVE.findall(path):
        x, y, upright = x + int(right), y + int(down), way == "v"
        assert int(length) == LENGTH
        across, along = (x, y - BEGINS) if upright else (x - BEGINS, y)
        assert across % CELL == along % CELL == 0
        yield Place(upright, along // CELL - side // 2, across // CELL - side // 2)
        x, y = (x, y + LENGTH) if upright else (x + LENGTH, y)


def drawn(svg: ElementTree.Element, side: int) -> dict[Place, Kind]:
    """What is sewn where; it fails where two stitches share a place."""
    found: dict[Place, Kind] = {}
    for kind in Kind:
        for path in svg.findall(f"{SVG}path[@class='cloth-{kind}']"):
            assert path.attrib["stroke"] == COLOURS[kind]
            for place in stitches(path.attrib["d"], side):
                assert place not in found
                found[place] = kind
    return found


def faint(svg: ElementTree.Element, side: int) -> set[Place]:
    """The places of the pattern, as the dashes of its lines are drawn."""
    [path] = svg.findall(f"{SVG}path[@class='cloth-faint']")
    assert path.attrib["stroke-dasharray"] == f"{LENGTH} {2 * CELL - LENGTH}"
    assert _LINE.sub("", path.attrib["d"]) == ""
    found = set()
    for left, top, way, length in _LINE.findall(path.attrib["d"]):
        x, y, upright = int(left), int(top), way == "v"
        for far in range(0, int(length), 2 * CELL):
            at = (x, y - BEGINS + far) if upright else (x - BEGINS + far, y)
            found.add(Place(upright, at[1] // CELL - side // 2, at[0] // CELL - side // 2))
    return found


@given(couples, years, kinds)
def test_every_stitch_is_drawn_once_on_the_pattern_in_its_colour_and_order(
    couple: UUID, year: int, kinds: list[Kind]
) -> None:
    cloth = weave(couple, year, kinds)
    svg = picture(couple, year, kinds)
    found = drawn(svg, cloth.side)
    assert [found[place] for place, _ in cloth.sewn] == kinds
    assert len(found) == len(kinds)
    assert found.keys() <= faint(svg, cloth.side)


@given(couples, years, kinds, st.sampled_from(Kind))
def test_another_stitch_changes_nothing_of_what_is_sewn_even_where_the_cloth_grows(
    couple: UUID, year: int, kinds: list[Kind], kind: Kind
) -> None:
    before, after = weave(couple, year, kinds), weave(couple, year, [*kinds, kind])
    assert after.sewn[:-1] == before.sewn
    assert after.bits[: len(before.bits)] == before.bits


@settings(max_examples=15, deadline=None)
@given(couples, years, st.integers(0, 3_000))
def test_a_piece_of_cloth_is_cut_only_from_a_longer_one(couple: UUID, year: int, number: int) -> None:
    assert (
        weave(couple, year, [Kind.THANKS] * number).sewn
        == weave(couple, year, [Kind.THANKS] * 4_000).sewn[:number]
    )


@given(couples, years, st.integers(0, 400))
def test_the_pattern_mirrors_itself_every_way(couple: UUID, year: int, number: int) -> None:
    kinds = [Kind.PROMISE] * number
    places = faint(picture(couple, year, kinds), side_for(number))
    for place in places:
        turned = Place(not place.upright, place.x, place.y)
        across = Place(place.upright, place.y, (1 if place.upright else 0) - place.x)
        assert {turned, across} <= places


@given(couples, years, kinds)
def test_the_same_year_is_the_same_picture(couple: UUID, year: int, kinds: list[Kind]) -> None:
    assert draw(weave(couple, year, kinds), "a", "b") == draw(weave(couple, year, kinds), "a", "b")


def test_each_couple_and_each_year_has_a_pattern_of_its_own() -> None:
    first, second = UUID(int=1), UUID(int=2)
    kinds = [Kind.THANKS] * 300
    assert (
        len({weave(first, 2026, kinds).bits, weave(second, 2026, kinds).bits, weave(first, 2027, kinds).bits})
        == 3
    )


@given(st.integers(0, 30_000))
def test_there_is_always_room_and_never_a_desert(number: int) -> None:
    side = side_for(number)
    assert side % 2 == 1
    assert number <= FULL * side * (side + 1)
    assert side == SMALLEST or number >= 0.35 * side * (side + 1)


@pytest.mark.parametrize(("number", "most"), [(0, 700), (3, 850), (300, 4_000), (10_000, 80_000)])
def test_a_picture_is_a_few_bytes_a_stitch(number: int, most: int) -> None:
    kinds = [list(Kind)[stitch * stitch % 7 % 4] for stitch in range(number)]
    svg = draw(weave(UUID(int=7), 2026, kinds), "Our cloth, 2026", "A pattern")
    assert len(svg.encode()) <= most
    assert svg.count("<path") <= len(Kind) + 1


def test_its_words_are_for_those_who_listen_and_cannot_break_it() -> None:
    svg = ElementTree.fromstring(  # noqa: S314
        draw(weave(UUID(int=7), 2026, []), "Us & <ours>", "</desc><script>")
    )
    assert svg.attrib["role"] == "img"
    assert (svg.findtext(f"{SVG}title"), svg.findtext(f"{SVG}desc")) == ("Us & <ours>", "</desc><script>")
