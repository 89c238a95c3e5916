"""The living page of the look: every token and component, for those who build Mend."""

from fastapi import APIRouter, Request, Response

from mend.web.templates import page

router = APIRouter(include_in_schema=False)


@router.get("/style")
def style(request: Request) -> Response:
    """All there is, day and dusk side by side."""
    return page(request, "style/style.html")
