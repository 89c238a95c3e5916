"""Looking at calendars beside the worker's deliveries, by the clock of the machine."""

from mend.app import companions_of, post_of
from mend.clock import now
from mend.notifications.worker import Worker, WorkerThread
from mend.settings import Settings
from tests.busy.owners import Owner, eventually, taking
from tests.fakes.calendar_server import CalendarServer
from tests.fakes.push_server import Stall


def test_what_is_added_is_looked_at_at_once_and_what_hangs_is_let_go_at_the_end(
    noas: Owner, server: CalendarServer, settings: Settings
) -> None:
    post = post_of(settings)
    hers = Owner(noas.engine, server, noas.id, post.secret)
    worker = WorkerThread(Worker(noas.engine, post, companions=companions_of(noas.engine, post)))
    worker.start()
    try:
        hers.add(server.answers("/slow.ics", Stall()), at=now())
        eventually(lambda: server.asked)
        hers.add(server.answers("/noa.ics", taking()), at=now())
        eventually(lambda: [one.looked_at is not None for one in hers.calendars()] == [False, True])
    finally:
        worker.stop()
    assert not worker.is_alive()
