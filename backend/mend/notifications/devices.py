"""A person's devices: registered by the browser at every start, gone when signed out or unsubscribed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select

from mend.accounts.models import Person, SignedInBrowser
from mend.errors import N_, NotFound, Refused
from mend.ids import new_id
from mend.notifications.endpoints import check_endpoint
from mend.notifications.models import Device
from mend.notifications.push import Subscription, check_keys

MOST_DEVICES = 10
NOTED_EVERY = timedelta(hours=1)


def register_device(
    session: Session,
    person: Person,
    browser: SignedInBrowser,
    subscription: Subscription,
    *,
    server_key: str,
    hosts: Sequence[str],
    test_origin: str | None,
    now: datetime,
) -> Device:
    """Remember where this browser can be reached; posting the same again changes nothing but the date.

    An endpoint that another account registered moves here: the browser has changed hands. A browser's older
    endpoint is forgotten. Raises `Invalid` for an endpoint or keys that cannot work, `Refused` past ten.
    """
    endpoint = check_endpoint(subscription.endpoint, hosts, test_origin).url
    check_keys(subscription.p256dh, subscription.auth)
    # Two tabs that start at once take turns.
    session.exec(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True)).one()
    session.exec(delete(Device).where(col(Device.browser_id) == browser.id, col(Device.endpoint) != endpoint))
    device = session.exec(select(Device).where(Device.endpoint == endpoint).with_for_update()).first()
    if device is not None and device.person_id != person.id:
        # Another row, another id: what is still on its way to the one before must not arrive here.
        session.delete(device)
        session.flush()
        device = None
    if device is None:
        others = len(devices_of(session, person.id))
        if others >= MOST_DEVICES:
            raise Refused(
                N_("Mend reaches %(count)d devices of yours already. Please remove one first."),
                count=MOST_DEVICES,
            )
        device = Device(
            id=new_id(),
            person_id=person.id,
            browser_id=browser.id,
            endpoint=endpoint,
            p256dh="",
            auth="",
            server_key="",
            label="",
            registered_at=now,
            confirmed_at=now,
        )
    device.browser_id = browser.id
    device.p256dh, device.auth, device.server_key = subscription.p256dh, subscription.auth, server_key
    device.label, device.confirmed_at, device.must_subscribe_again_since = browser.label, now, None
    session.add(device)
    session.flush()
    return device


def confirm_device(
    session: Session, browser: SignedInBrowser, subscription: Subscription, now: datetime
) -> bool:
    """Whether this browser is reached with `subscription` as before; notes it, at most once an hour."""
    device = device_in(session, browser)
    if (
        device is None
        or device.must_subscribe_again_since is not None
        or (device.endpoint, device.p256dh, device.auth)
        != (subscription.endpoint, subscription.p256dh, subscription.auth)
    ):
        return False
    if now - device.confirmed_at >= NOTED_EVERY:
        device.confirmed_at = now
        session.add(device)
        session.flush()
    return True


def devices_of(session: Session, person_id: UUID) -> list[Device]:
    """Where `person_id` can be reached, the oldest first."""
    return list(
        session.exec(select(Device).where(Device.person_id == person_id).order_by(col(Device.registered_at)))
    )


def remove_device(session: Session, person: Person, device_id: UUID) -> None:
    """Stop reaching one of one's own devices; `NotFound` for anybody else's."""
    device = session.exec(select(Device).where(Device.id == device_id, Device.person_id == person.id)).first()
    if device is None:
        raise NotFound(N_("This device is not registered any more."))
    session.delete(device)
    session.flush()


def device_in(session: Session, browser: SignedInBrowser) -> Device | None:
    """The device of this very browser, if it registered one."""
    return session.exec(select(Device).where(Device.browser_id == browser.id)).first()
