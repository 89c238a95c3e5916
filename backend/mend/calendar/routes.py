"""Calendars over HTTP: `open_to_calendars` asks nobody who they are, `router` knows the member."""

from fastapi import APIRouter

from mend.calendar import event_routes, feed_routes, page_routes, view_routes

open_to_calendars = feed_routes.router
router = APIRouter(include_in_schema=False)
router.include_router(page_routes.router)
router.include_router(view_routes.router)
router.include_router(event_routes.router)
