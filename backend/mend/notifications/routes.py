"""Devices: where a person can be reached, and the receipts those devices send."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from mend.accounts.identity import SignedIn, SignedInAsker
from mend.clock import now
from mend.database import SessionDep
from mend.errors import N_, NotFound, Refused
from mend.notifications.claims import note_shown
from mend.notifications.devices import confirm_device, devices_of, register_device, remove_device
from mend.notifications.forms import Receipt, Registration
from mend.notifications.push import Subscription
from mend.notifications.receipts import receipt_matches
from mend.web.templates import page

router = APIRouter(include_in_schema=False)
receipts = APIRouter(include_in_schema=False)


@receipts.get("/push-key")
def push_key(request: Request) -> JSONResponse:
    """The public key browsers subscribe with (RFC 8292, section 3.2)."""
    return JSONResponse({"key": request.app.state.vapid.public_key}, headers={"Cache-Control": "no-cache"})


@receipts.post("/receipts")
def take_receipt(request: Request, receipt: Receipt, session: SessionDep) -> Response:
    """A device showed a delivery. Its token proves it; no cookie is needed, so it works signed out too."""
    if not receipt_matches(request.app.state.secret, receipt.delivery, receipt.token):
        raise NotFound(N_("There is nothing here."))
    # Only now, for what has a token of ours are two ids of ours.
    couple_id, delivery_id = (UUID(part) for part in receipt.delivery.split("."))
    if not note_shown(session, couple_id, delivery_id, now()):
        raise NotFound(N_("There is nothing here."))
    return Response(status_code=204)


@router.get("/devices")
def devices_page(request: Request, session: SessionDep, asker: SignedInAsker) -> Response:
    """Where this person can be reached, and how to mend what cannot be."""
    return page(
        request,
        "notifications/devices.html",
        tab="us",
        devices=devices_of(session, asker.person.id),
        this_browser=asker.browser,
    )


@router.post("/devices")
def register(
    request: Request, registration: Registration, session: SessionDep, asker: SignedInAsker
) -> JSONResponse:
    """Register this browser's subscription; it does so again at every start.

    The answer's `standing` is "ready", or "again" when the browser has to subscribe anew: what it holds from
    before was let go of here (gone at the push service, removed, signed out) or cannot be reached any more.
    """
    if registration.key != request.app.state.vapid.public_key:
        raise Refused(N_("This subscription was made for another server. Please subscribe again."))
    settings = request.app.state.settings
    subscription = Subscription(registration.endpoint, registration.p256dh, registration.auth)
    if not registration.fresh:
        known = confirm_device(session, asker.browser, subscription, now())
        return JSONResponse({"standing": "ready" if known else "again", "person": str(asker.person.id)})
    device = register_device(
        session,
        asker.person,
        asker.browser,
        subscription,
        server_key=registration.key,
        hosts=settings.push_hosts,
        test_origin=settings.push_test_origin,
        now=now(),
    )
    return JSONResponse({"standing": "ready", "id": str(device.id), "person": str(asker.person.id)})


@router.post("/devices/{device_id}/removal")
def remove(device_id: UUID, session: SessionDep, person: SignedIn) -> Response:
    """Stop reaching one of one's own devices."""
    remove_device(session, person, device_id)
    return RedirectResponse("/devices", 303)
