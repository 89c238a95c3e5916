"""Who is asking: the dependencies every route of a person stands on."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from mend.accounts.browsers import note_use, who_is
from mend.accounts.models import Person, SignedInBrowser
from mend.clock import now
from mend.database import SessionDep
from mend.errors import N_, NotSignedIn, Refused
from mend.web.cookies import read_token

# Whose word a post is, said by what may hold it until somebody else has signed in: a tap on a notification.
SAID_BY = "mend-person"


@dataclass(frozen=True)
class Asker:
    """The signed-in person and the browser they ask with."""

    person: Person
    browser: SignedInBrowser


def asker_if_any(request: Request, session: SessionDep) -> Asker | None:
    """Who asks, or None. Pages learn the person's language and name from here.

    `Refused` (403) when the request names somebody else than who is signed in.
    """
    token = read_token(request)
    found = who_is(session, token, now()) if token else None
    if found is None:
        return None
    person, browser = found
    if request.headers.get(SAID_BY, str(person.id)) != str(person.id):
        raise Refused(
            N_("This was said by somebody else who was signed in here. Nothing was sent."), status=403
        )
    request.state.person = person
    if request.method == "POST":
        note_use(session, browser, now())
    return Asker(person, browser)


MaybeAsker = Annotated[Asker | None, Depends(asker_if_any, scope="function")]


def signed_in_asker(asker: MaybeAsker) -> Asker:
    """Who asks; `NotSignedIn` for nobody."""
    if asker is None:
        raise NotSignedIn(N_("Please sign in first."))
    return asker


SignedInAsker = Annotated[Asker, Depends(signed_in_asker, scope="function")]


def signed_in_person(asker: SignedInAsker) -> Person:
    """The person who asks."""
    return asker.person


SignedIn = Annotated[Person, Depends(signed_in_person, scope="function")]
