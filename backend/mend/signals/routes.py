"""Every route of the signals, each noun in a file of its own."""

from fastapi import APIRouter

from mend.signals import (
    deck_routes,
    delay_routes,
    history_routes,
    pause_routes,
    rehearsal_routes,
    repair_routes,
    return_routes,
    soothing_routes,
)

router = APIRouter(include_in_schema=False)
for part in (
    pause_routes,
    delay_routes,
    return_routes,
    repair_routes,
    deck_routes,
    rehearsal_routes,
    soothing_routes,
    history_routes,
):
    router.include_router(part.router)
