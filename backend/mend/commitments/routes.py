"""Every route of promises, each part in a file of its own."""

from fastapi import APIRouter

from mend.commitments import entry_routes, reminder_routes

router = APIRouter(include_in_schema=False)
for part in (entry_routes, reminder_routes):
    router.include_router(part.router)
