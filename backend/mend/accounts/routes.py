"""Signing up, in and out, and the page about oneself."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator
from sqlmodel import Session

from mend.accounts.browsers import (
    browser_label,
    browsers_of,
    revoke,
    revoke_others,
    sign_in,
    sign_out,
    who_is,
)
from mend.accounts.forms import ChangePassword, Profile, SignIn, SignUp, TimeZone, our_path
from mend.accounts.identity import MaybeAsker, SignedInAsker
from mend.accounts.models import Person
from mend.accounts.passwords import verify_password
from mend.accounts.people import (
    change_password,
    check_time_zone,
    describe_oneself,
    fold_email,
    new_password_hash,
    person_by_email,
    sign_up,
    time_zones,
)
from mend.accounts.throttle import forget_tries, network_of, note_try, take_back_try
from mend.accounts.tokens import revoke_all_tokens
from mend.clock import now
from mend.database import SessionDep, unit_of_work
from mend.errors import N_, DomainError, Invalid
from mend.web.cookies import drop_token, keep_token, read_token
from mend.web.forms import Form, Typed
from mend.web.problems import headers_of
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)
# Where people come in. These routes open their own short transactions around the slow hash: a session that
# looks who asks would hold SQLite's write lock meanwhile, and a pause would wait for somebody's password.
doors = APIRouter(include_in_schema=False)

NextParameter = Annotated[str, Query(alias="next"), AfterValidator(our_path)]
TRIES_FROM_ONE_NETWORK = 30  # a family behind one router signs in together; a guesser needs thousands


def _network(request: Request) -> str:
    return network_of(request.client.host) if request.client else ""


def sign_in_here(request: Request, session: Session, person_id: UUID, target: str) -> Response:
    """This browser is `person_id`'s from now on; on to `target`, or home."""
    known = read_token(request)
    if known and (before := who_is(session, known, now())):
        sign_out(session, before[1])  # whoever used this browser before no longer does
    token = sign_in(session, person_id, label=browser_label(request.headers.get("user-agent", "")), now=now())
    answer = RedirectResponse(target or "/", 303)
    keep_token(request, answer, token)
    return answer


@router.get("/sign-up")
def sign_up_page(request: Request, asker: MaybeAsker, target: NextParameter = "") -> Response:
    """The form for a new account."""
    if asker is not None:
        return RedirectResponse("/", 303)
    form = Form[SignUp].blank(request, next=target, time_zone="UTC")
    return page(request, "accounts/sign_up.html", form=form)


@doors.post("/sign-up")
def make_account(request: Request, typed: Typed) -> Response:
    """A new account, signed in at once."""
    form = Form.read(SignUp, typed)
    if form.input is None:
        return _sign_up_again(request, form)
    engine = request.app.state.engine
    try:
        with unit_of_work(engine) as session:
            note_try(session, "sign up from", _network(request), now(), free=TRIES_FROM_ONE_NETWORK)
        with unit_of_work(engine) as session:
            person = sign_up(
                session,
                name=form.input.name,
                email=form.input.email,
                password=form.input.password,
                time_zone=form.input.time_zone,
                locale=words_for(request).lang,
                now=now(),
            )
            return sign_in_here(request, session, person.id, form.input.next)
    except DomainError as error:
        return _sign_up_again(request, form.with_error(error), error)


def _sign_up_again(request: Request, form: Form[SignUp], error: DomainError | None = None) -> Response:
    return page(
        request,
        "accounts/sign_up.html",
        error.status if error else 422,
        headers_of(error),
        form=form,
        zones=time_zones(),
    )


@router.get("/sign-in")
def sign_in_page(request: Request, asker: MaybeAsker, target: NextParameter = "") -> Response:
    """The form for who has an account."""
    if asker is not None:
        return RedirectResponse("/", 303)
    return page(request, "accounts/sign_in.html", form=Form[SignIn].blank(request, next=target))


@doors.post("/sign-in")
def let_in(request: Request, typed: Typed) -> Response:
    """Sign this browser in."""
    form = Form.read(SignIn, typed)
    if form.input is None:
        return page(request, "accounts/sign_in.html", 422, form=form)
    engine, address, network = request.app.state.engine, fold_email(form.input.email), _network(request)
    guesser = f"{network} {address}"
    try:
        with unit_of_work(engine) as session:
            note_try(session, "sign in", guesser, now())
            note_try(session, "sign in from", network, now(), free=TRIES_FROM_ONE_NETWORK)
            found = person_by_email(session, address)
        right, fresh_hash = verify_password(form.input.password, found.password_hash if found else None)
        if found is None or not right:
            raise Invalid(N_("This email and password do not belong together."), field="password")
        with unit_of_work(engine) as session:
            forget_tries(session, "sign in", guesser)
            take_back_try(session, "sign in from", network)
            if fresh_hash and (person := session.get(Person, found.id)):
                person.password_hash = fresh_hash
            return sign_in_here(request, session, found.id, form.input.next)
    except DomainError as error:
        return page(
            request, "accounts/sign_in.html", error.status, headers_of(error), form=form.with_error(error)
        )


@router.post("/sign-out")
def let_out(request: Request, session: SessionDep, asker: MaybeAsker) -> Response:
    """Sign this browser out; its device stops receiving."""
    if asker is not None:
        sign_out(session, asker.browser)
    answer = RedirectResponse("/goodbye", 303)
    drop_token(request, answer)
    return answer


@router.get("/goodbye")
def goodbye(request: Request) -> Response:
    """Signed out; the page also lets the phone forget what it kept."""
    return page(request, "accounts/goodbye.html")


def _account_page(
    request: Request,
    session: Session,
    asker: SignedInAsker,
    *,
    status: int = 200,
    profile: Form[Profile] | None = None,
    password: Form[ChangePassword] | None = None,
    saved: str = "",
    error: DomainError | None = None,
) -> Response:
    person = asker.person
    return page(
        request,
        "accounts/account.html",
        error.status if error else status,
        headers_of(error),
        tab="us",
        saved=saved,
        zones=time_zones(),
        profile=profile or Form.blank(request, name=person.name, time_zone=person.time_zone),
        password=password or Form.blank(request),
        browsers=browsers_of(session, person, now()),
        this_browser=asker.browser,
    )


@router.get("/account")
def account_page(
    request: Request,
    session: SessionDep,
    asker: SignedInAsker,
    saved: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Name, time zone, password, and where one is signed in."""
    return _account_page(request, session, asker, saved=saved)


@router.post("/account/profile")
def change_profile(request: Request, typed: Typed, session: SessionDep, asker: SignedInAsker) -> Response:
    """A new name or time zone."""
    form = Form.read(Profile, typed)
    if form.input is not None:
        try:
            describe_oneself(session, asker.person, name=form.input.name, time_zone=form.input.time_zone)
            return RedirectResponse("/account?saved=profile", 303)
        except DomainError as error:
            form = form.with_error(error)
    return _account_page(request, session, asker, status=422, profile=form)


@router.post("/account/time-zone")
def follow_time_zone(typed: Typed, session: SessionDep, asker: SignedInAsker) -> Response:
    """The phone has travelled: times are said in its zone from now on."""
    form = Form.read(TimeZone, typed).or_refuse()
    asker.person.time_zone = check_time_zone(form.time_zone)
    session.add(asker.person)
    return Response(status_code=204)


@router.post("/account/password")
def new_password(request: Request, typed: Typed, session: SessionDep, asker: SignedInAsker) -> Response:
    """A new password; every other browser is signed out, and no token works any more."""
    form = Form.read(ChangePassword, typed)
    if form.input is not None:
        try:
            note_try(session, "change password", str(asker.person.id), now())
            session.commit()  # the slow hash must not hold the write lock: a pause would wait for it
            hashed = new_password_hash(
                asker.person, current=form.input.current_password, new=form.input.new_password
            )
            change_password(session, asker.person, hashed)
            forget_tries(session, "change password", str(asker.person.id))
            revoke_others(session, asker.person, keep=asker.browser)
            revoke_all_tokens(session, asker.person)
            return RedirectResponse("/account?saved=password", 303)
        except DomainError as error:
            return _account_page(request, session, asker, password=form.with_error(error), error=error)
    return _account_page(request, session, asker, status=422, password=form)


@router.post("/account/browsers/{browser_id}/revocation")
def revoke_browser(browser_id: UUID, session: SessionDep, asker: SignedInAsker) -> Response:
    """Sign one of one's own browsers out from afar."""
    revoke(session, asker.person, browser_id)
    return RedirectResponse("/account?saved=browsers", 303)
