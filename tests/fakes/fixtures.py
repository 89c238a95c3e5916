"""The push service as pytest fixtures; conftest.py imports them."""

from collections.abc import Iterator

import pytest

from tests.fakes.push_service import PushService


@pytest.fixture(scope="session")
def running_push_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    """One service for the whole run; tests take `push_service`."""
    service = PushService.start(tmp_path_factory.mktemp("push-service"))
    yield service
    service.stop()


@pytest.fixture
def push_service(running_push_service: PushService) -> Iterator[PushService]:
    """The push service with no subscription, no message and no connection of another test."""
    running_push_service.clear()
    yield running_push_service
    running_push_service.clear()
