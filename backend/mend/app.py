"""The application, put together. Nobody imports this but the command line and the tests."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache

import anyio.to_thread
import sqlalchemy as sa
from fastapi import APIRouter, FastAPI
from sqlmodel import Session
from starlette.routing import BaseRoute

from mend.accounts import routes as accounts
from mend.accounts import token_routes as tokens
from mend.accounts.browsers import sweep as sweep_browsers
from mend.accounts.throttle import sweep as sweep_throttles
from mend.activities import routes as activities
from mend.activities.copy import copied_ideas
from mend.activities.evening_question.copy import copied_questions
from mend.activities.photo_routes import TAKES_FILES
from mend.activities.photo_sweeping import Sweeper
from mend.activities.plan_calendar import planned_entries
from mend.activities.plan_copy import copied_photos, copied_plans
from mend.activities.plan_diary import planned_times
from mend.activities.plan_reminding import remind_of_plans
from mend.activities.rituals.copy import copied_rituals
from mend.activities.rituals.occasions import make_occasions
from mend.activities.rituals.taken import ritual_times
from mend.agreements import routes as agreements
from mend.agreements.copy import copied_agreements
from mend.busy import routes as imported
from mend.busy.calendars import forget_busy_times
from mend.busy.copy import copied_calendars
from mend.busy.looking import Looker
from mend.busy.taken import imported_clashes, imported_times
from mend.calendar import routes as calendar
from mend.calendar.addresses import forget_ended_addresses
from mend.cloth import routes as cloth
from mend.cloth.copy import copied_stitches
from mend.commitments import routes as commitments
from mend.commitments.copy import copied_promises
from mend.commitments.reminder_plan import plan_reminders
from mend.couples import routes as couples
from mend.couples.busy import BusyPart
from mend.couples.calendar import CalendarPart
from mend.couples.copy import FilePart, Part
from mend.couples.free import TakenPart
from mend.couples.invitations import forget_old_invitations
from mend.couples.membership import know_member
from mend.database import create_engine
from mend.health import router as health
from mend.home import routes as home
from mend.live import routes as live
from mend.notifications import quiet_routes as quiet
from mend.notifications import routes as notifications
from mend.notifications.forgetting import forget_old_notifications
from mend.notifications.outbox import Outbox
from mend.notifications.quiet_times import forget_quiet_times
from mend.notifications.vapid import load_or_create
from mend.notifications.worker import Chore, Companion, Post, Worker, WorkerThread
from mend.owntime import routes as owntime
from mend.owntime.copy import copied_own_times
from mend.owntime.own_calendar import own_entries, own_times_taken
from mend.pictures.anew import MAX_BYTES
from mend.pictures.opening import open_storage
from mend.pwa import routes as pwa
from mend.secret import load_or_create_secret
from mend.settings import Settings
from mend.signals import api as signals_api
from mend.signals import routes as signals
from mend.signals.forgetting import forget_old_repairs, forget_old_signals
from mend.talks import routes as talks
from mend.talks.diary import booked_times
from mend.talks.talk_calendar import booked_entries
from mend.thanks import routes as thanks
from mend.thanks.copy import copied_thanks
from mend.thanks.wishes import follow_travellers
from mend.wakeups import WAKEUPS, Listener
from mend.web import assets, openapi, problems, style
from mend.web.guards import Guards
from mend.web.packing import Packing
from mend.web.words import Languages
from mend.weekly import routes as weekly
from mend.weekly.copy import copied_weekly
from mend.weekly.forgetting import forget_meetings
from mend.weekly.reminding import plan_meetings
from mend.weekly.ritual_calendar import weekly_entry, weekly_times

# What the worker tidies up now and then. One that tells somebody something needs the outbox: see `chores_of`.
CHORES: tuple[Chore, ...] = (
    sweep_browsers,
    sweep_throttles,
    forget_old_invitations,
    forget_old_notifications,
    forget_old_signals,
    forget_old_repairs,
    follow_travellers,
    forget_meetings,
    forget_ended_addresses,
    forget_quiet_times,
    make_occasions,
    forget_busy_times,
)

# What people take with them when they save a copy, by its name in the file.
COPIED: Mapping[str, Part] = {
    "agreements": copied_agreements,
    "promises": copied_promises,
    "thanks": copied_thanks,
    "ideas": copied_ideas,
    "plans": copied_plans,
    "own_times": copied_own_times,
    "rituals": copied_rituals,
    "weekly": copied_weekly,
    "questions": copied_questions,
    "busy_elsewhere": copied_calendars,
    "stitches": copied_stitches,
}

# The files that go along.
COPIED_FILES: tuple[FilePart, ...] = (copied_photos,)

# What takes the two's time already, to be pointed out wherever they look for a moment.
BUSY: tuple[BusyPart, ...] = (
    booked_times,
    planned_times,
    ritual_times,
    own_times_taken,
    weekly_times,
    imported_clashes,
)

# What is taken besides, of either, without a word: only where both are free is told.
TAKEN: tuple[TakenPart, ...] = (imported_times,)

# What stands in the calendar: its pages, and the one somebody subscribes to.
CALENDAR: tuple[CalendarPart, ...] = (planned_entries, booked_entries, weekly_entry, own_entries)


def create_app(settings: Settings, engine: sa.Engine | None = None) -> FastAPI:
    """Mend with `settings`, on `engine` or the one the settings name."""
    app = FastAPI(
        title="Mend",
        summary=openapi.SUMMARY,
        description=openapi.DESCRIPTION,
        version=openapi.VERSION,
        servers=[{"url": settings.origin}],
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # a route of its own serves it
        routes=_rooms(development=settings.is_development),
    )
    app.state.settings = settings
    app.state.engine = engine or create_engine(settings.database)
    app.state.post = post_of(settings)
    app.state.secret = app.state.post.secret
    app.state.vapid = app.state.post.key
    app.state.outbox = outbox_of(app.state.post)
    app.state.pictures = open_storage(settings)
    app.state.copied = COPIED
    app.state.copied_files = COPIED_FILES
    app.state.busy = BUSY
    app.state.taken = TAKEN
    app.state.calendar = CALENDAR
    app.state.stopping = threading.Event()
    app.add_middleware(Packing)
    app.add_middleware(
        Guards,
        origin=settings.origin,
        at_once=settings.threads,
        takes_files=re.compile(TAKES_FILES),
        largest_file=MAX_BYTES,
    )
    problems.add_handlers(app)

    return app


@cache
def _rooms(*, development: bool) -> list[BaseRoute]:
    """Every route there is, put together once for all applications of this process.

    What a route depends on is worked out at its first request; the tests have thousands of applications.
    """
    house = APIRouter()
    # Pages know who looks at them; what is the same for everybody, or answers scripts, does not ask.
    for anonymous in (
        assets.router,
        health,
        pwa.router,
        notifications.receipts,
        live.router,
        accounts.doors,
        calendar.open_to_calendars,
    ):
        house.include_router(anonymous)
    for api in (openapi, signals_api):
        house.include_router(api.router)
    for known in (
        accounts,
        tokens,
        couples,
        notifications,
        quiet,
        agreements,
        signals,
        talks,
        thanks,
        commitments,
        activities,
        owntime,
        cloth,
        weekly,
        calendar,
        imported,
        home,
    ):
        house.include_router(known.router, dependencies=[know_member])
    if development:
        house.include_router(style.router)
    return house.routes


def post_of(settings: Settings) -> Post:
    """What sending needs; the secret and the VAPID key are made in the data folder the first time."""
    return Post(
        settings,
        load_or_create(settings.data_dir / "vapid.pem"),
        load_or_create_secret(settings.data_dir / "secret"),
    )


def outbox_of(post: Post) -> Outbox:
    """Where verbs put what somebody must be told."""
    return Outbox(Languages(post.settings.frontend_dir / "locale"), post.secret)


def chores_of(post: Post) -> tuple[Chore, ...]:
    """Everything the worker does now and then."""
    outbox = outbox_of(post)

    def remind(session: Session, now: datetime) -> None:
        plan_reminders(session, outbox, now)

    def remind_of_meetings(session: Session, now: datetime) -> None:
        plan_meetings(session, outbox, now)

    def tell_of_plans(session: Session, now: datetime) -> None:
        remind_of_plans(session, outbox, now)

    return (*CHORES, remind, remind_of_meetings, tell_of_plans)


def companions_of(engine: sa.Engine, post: Post) -> tuple[Companion, ...]:
    """Everything that works beside the worker."""
    return (
        Looker(engine, post.secret, test_origin=post.settings.calendar_test_origin).run,
        Sweeper(engine, open_storage(post.settings)).run,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
    helpers: list[WorkerThread | Listener] = []
    if settings.runs_worker_in_server:
        engine, post = app.state.engine, app.state.post
        worker = Worker(engine, post, chores_of(post), companions_of(engine, post))
        helpers.append(WorkerThread(worker))
    if app.state.engine.dialect.name == "postgresql":
        helpers.append(Listener(app.state.engine))
    for helper in helpers:
        helper.start()
    try:
        yield
    finally:
        app.state.stopping.set()
        WAKEUPS.wake_all()
        for helper in helpers:
            await asyncio.to_thread(helper.stop)
