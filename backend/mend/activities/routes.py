"""Time together over HTTP, one file a noun."""

from fastapi import APIRouter

from mend.activities import (
    afterwards_routes,
    idea_routes,
    match_routes,
    memory_routes,
    own_routes,
    photo_routes,
    plan_routes,
    reminder_routes,
)
from mend.activities.evening_question import routes as question_routes
from mend.activities.rituals import routes as ritual_routes

router = APIRouter(include_in_schema=False)
for noun in (
    match_routes,
    idea_routes,
    own_routes,
    plan_routes,
    reminder_routes,
    afterwards_routes,
    photo_routes,
    memory_routes,
    ritual_routes,
    question_routes,
):
    router.include_router(noun.router)
