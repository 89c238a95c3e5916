"""What can go wrong in the domain, said as a sentence a person can act on.

A verb raises one of these; the web layer renders it as a page, a fragment or problem+json. The sentence is an
English msgid with `%(name)s` places: it is translated when it is shown, never where it is raised.
"""

import traceback
from pathlib import Path

_OURS = str(Path(__file__).parent)
_PLACES = 6  # enough to find the way, few enough for one line of a log


def N_(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated later, in the reader's language."""
    return sentence


class DomainError(Exception):
    """A rule of the domain said no.

    `status` is the HTTP answer, `field` the form field the sentence belongs to (None: the whole form),
    `values` fill the sentence's places. `challenge` tells a script how to prove who asks (RFC 6750,
    section 3).
    """

    status = 409
    challenge = ""

    def __init__(
        self, sentence: str, *, status: int | None = None, field: str | None = None, **values: object
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status or type(self).status
        self.field = field
        self.values = values


class NotDone(DomainError):
    """What was asked for is not done, and what it was asked of is the asker's and can be shown as it stands.

    Routes catch this one, and show the page again with the sentence; every other error is a page of its own.
    """


class Refused(NotDone):
    """The thing is not possible in the present state (409)."""


class Malformed(NotDone):
    """The request itself makes no sense (400)."""

    status = 400


class NotSignedIn(DomainError):
    """Only for a signed-in person (401)."""

    status = 401


class NoToken(NotSignedIn):
    """A script brought no token (401)."""

    challenge = 'Bearer realm="Mend"'

    def __init__(self) -> None:
        super().__init__(
            N_("Please send a personal token of yours in the header “Authorization”, after “Bearer”.")
        )


class WrongToken(NotSignedIn):
    """The token is none, or was revoked (401)."""

    challenge = 'Bearer realm="Mend", error="invalid_token"'


class OutOfScope(DomainError):
    """The token is a good one, and not for this (403)."""

    status = 403
    challenge = 'Bearer realm="Mend", error="insufficient_scope"'


class NotFound(DomainError):
    """Nothing of the asker's has that id (404). A stranger's thing and no thing look the same."""

    status = 404


class Gone(NotDone):
    """It was there, and its time is over (410)."""

    status = 410


class Invalid(NotDone):
    """What was typed does not fit (422)."""

    status = 422


class TooMany(NotDone):
    """Tried too often; `retry_after` seconds from now it may go on (429)."""

    status = 429

    def __init__(
        self, sentence: str, *, retry_after: int, field: str | None = None, **values: object
    ) -> None:
        super().__init__(sentence, status=None, field=field, **values)
        self.retry_after = retry_after


def places_of(error: BaseException) -> list[str]:
    """Where in our own code `error` came by, and where it was raised: file and line, nothing it says.

    The message of an error may hold what partners wrote or an endpoint; it never belongs in a log.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames[:-1] if frame.filename.startswith(_OURS)][-_PLACES:]
    return [f"{frame.filename}:{frame.lineno}" for frame in [*ours, *frames[-1:]]]
