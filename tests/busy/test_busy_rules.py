"""Calendars added, removed and looked at in any order keep their rules, on both databases."""

from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.busy.busy_machine import BusyMachine
from tests.databases import SqliteTemplate, Template
from tests.fakes.calendar_server import CalendarServer


def test_the_rules_of_imported_calendars_hold_whatever_happens(
    template: Template, tmp_path: Path, server: CalendarServer
) -> None:
    class Machine(BusyMachine):
        pass

    Machine.template, Machine.folder, Machine.server = template, tmp_path, server
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=4 if isinstance(template, SqliteTemplate) else 2,
            stateful_step_count=20,
            deadline=None,
            database=None,
            phases=(Phase.generate,),  # what fails is short enough to read, and shrinking it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
