"""Every route of weekly us, each part in a file of its own."""

from fastapi import APIRouter

from mend.weekly import line_routes, meeting_routes, ritual_routes

router = APIRouter(include_in_schema=False)
for part in (ritual_routes, meeting_routes, line_routes):
    router.include_router(part.router)
