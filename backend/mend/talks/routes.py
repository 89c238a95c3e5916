"""Every route of the talks, each part in a file of its own."""

from fastapi import APIRouter

from mend.talks import booking_routes, conversation_routes

router = APIRouter(include_in_schema=False)
for part in (booking_routes, conversation_routes):
    router.include_router(part.router)
