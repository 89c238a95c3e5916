"""The cloth over HTTP: a year to a page, and the picture of a year to keep or to share by a tap."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from markupsafe import Markup
from sqlmodel import Session

from mend.clock import now
from mend.cloth.sentences import sentences
from mend.cloth.stitches import Sewn, day_of_both, stitches_of_year, years_of
from mend.cloth.weave import draw, weave
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import N_, NotFound
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)

CLOTH = "/cloth"
Year = Annotated[int, Path(ge=1, le=9999)]


@router.get(CLOTH)
def cloth_page(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """The piece of this year, also while it is bare."""
    this_year = day_of_both(session, member.couple_id, now()).year
    return _year_page(request, session, member, this_year, CLOTH)


@router.get(f"{CLOTH}/{{year}}.svg")
def cloth_picture(request: Request, year: Year, session: SessionDep, member: CurrentMember) -> Response:
    """The picture of a year as a file that stands alone."""
    stitches = stitches_of_year(session, member.couple_id, year)
    if not stitches:
        raise NotFound(N_("There is nothing here."))
    return Response(
        _picture(request, member, year, stitches),
        media_type="image/svg+xml",
        headers={
            "Content-Disposition": f'attachment; filename="our-cloth-{year}.svg"',
            "Cache-Control": "private, no-store",
        },
    )


@router.get(f"{CLOTH}/{{year}}")
def cloth_page_of_year(request: Request, year: Year, session: SessionDep, member: CurrentMember) -> Response:
    """The piece of one year."""
    return _year_page(request, session, member, year, f"{CLOTH}/{year}")


def _year_page(request: Request, session: Session, member: Member, year: int, here: str) -> Response:
    stitches = stitches_of_year(session, member.couple_id, year)
    if not stitches and here != CLOTH:
        raise NotFound(N_("There is nothing here."))
    return page(
        request,
        "cloth/cloth.html",
        tab="us",
        here=here,
        year=year,
        picture=Markup(_picture(request, member, year, stitches)),  # noqa: S704 - its words are escaped
        sentences=sentences(stitches, year, words_for(request)),
        others=[other for other in years_of(session, member.couple_id) if other != year],
    )


def _picture(request: Request, member: Member, year: int, stitches: Sequence[Sewn]) -> str:
    words = words_for(request)
    return draw(
        weave(member.couple_id, year, [stitch.kind for stitch in stitches]),
        words.say("Our cloth, %(year)s", year=str(year)),
        words.say(
            "A stitched pattern on indigo cloth, sewn from the middle outwards: cream for promises kept, "
            "rose for thanks, gold for time together, persimmon for fresh starts."
        ),
    )
