"""Every route of promises, each part in a file of its own."""

from fastapi import APIRouter

from mend.commitments import (
    amends_routes,
    entry_routes,
    offer_routes,
    promise_routes,
    reminder_routes,
    turn_routes,
)

router = APIRouter(include_in_schema=False)
for part in (offer_routes, promise_routes, turn_routes, entry_routes, amends_routes, reminder_routes):
    router.include_router(part.router)
