"""The table of answers: what follows from what a push service said, or did not say."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mend.notifications.answers import (
    TRIES,
    WENT_WRONG,
    Accepted,
    Answer,
    DeviceGone,
    Failure,
    GaveUp,
    NeverAgain,
    Outcome,
    Retry,
    Wait,
    backoff,
    failure_of,
    judge,
)
from mend.outward import ForbiddenAddress
from tests.fakes.push_protocol import OTHER_KEY
from tests.fakes.push_service import BrowserSubscription, Drip, PushService, Reply, Reset, Stall
from tests.notifications.conftest import Wire

NOW = datetime(2026, 11, 20, 19, 20, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def middle() -> float:
    """Chance that changes nothing: the jitter is zero."""
    return 0.5


def judged(answer: Answer, tries: int = 1, deadline: datetime = LATER) -> Outcome:
    return judge(answer, tries=tries, now=NOW, deadline=deadline, chance=middle)


# The rows of the table, over the wire

ROWS: list[tuple[Reply | Stall | Drip | Reset, type[Outcome]]] = [
    *((Reply(status), Accepted) for status in (200, 201, 202)),
    *((Reply(status), DeviceGone) for status in (404, 410)),
    *((Reply(status), Wait) for status in (429, 406, 503)),
    *(
        (Reply(status, retry_after="5"), Wait)
        for status in (429, 406, 503, 500, 502, 408, 425, 418, 403, 401)
    ),
    *((Reply(status), Retry) for status in (408, 425, 500, 501, 502, 504, 507, 599)),
    (Stall(), Retry),
    (Drip(), Retry),
    (Reset(), Retry),
    *((Reply(status), NeverAgain) for status in (400, 401, 403, 413)),
    *((Reply(status), NeverAgain) for status in (300, 301, 302, 303, 304, 307, 308)),
    (Reply(307, retry_after="5"), NeverAgain),
    (Reply(404, retry_after="5"), DeviceGone),
    *((Reply(status), NeverAgain) for status in (203, 204, 206, 299, 402, 405, 409, 415, 418, 422, 451)),
]


@pytest.mark.parametrize(("told", "follows"), ROWS, ids=[str(row[0]) for row in ROWS])
def test_each_row_of_the_table_holds_on_the_wire(
    open_wire: Callable[..., Wire],
    push_service: PushService,
    phone: BrowserSubscription,
    told: Reply | Stall | Drip | Reset,
    follows: type[Outcome],
) -> None:
    push_service.next_answers(phone, [told])
    answer = open_wire(limit=10.0 if isinstance(told, Reply) else 0.3).send(phone)
    assert isinstance(judged(answer), follows)


def test_a_subscription_that_was_ended_on_the_phone_is_gone(
    wire: Wire, push_service: PushService, phone: BrowserSubscription
) -> None:
    push_service.unsubscribe(phone)
    assert judged(wire.send(phone)) == DeviceGone()


def test_a_subscription_made_with_another_key_must_be_made_anew(
    wire: Wire, push_service: PushService
) -> None:
    phone = push_service.subscribe("B" + "A" * 86)
    outcome = judged(wire.send(phone))
    assert isinstance(outcome, NeverAgain)
    assert outcome.must_resubscribe


# The same, by hand


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, OTHER_KEY.encode()),
        (403, b"the key in the authorization header does not correspond to the sender ID used to subscribe"),
        (400, b'{"reason":"VapidPkHashMismatch"}'),
        (403, b'{"reason":"VapidPkHashMismatch"}'),
        (401, b'{"code":401,"errno":109,"message":"VAPID public key mismatch"}'),
    ],
)
def test_every_push_services_way_to_say_another_key_is_understood(status: int, body: bytes) -> None:
    outcome = judged(Answer(status, body=body))
    assert isinstance(outcome, NeverAgain)
    assert outcome.must_resubscribe


@pytest.mark.parametrize("body", [b"", b'{"reason":"BadJwtToken"}', b"\xff\xfe", b"forbidden"])
def test_a_403_for_our_own_mistake_leaves_the_device_as_it_is(body: bytes) -> None:
    assert judged(Answer(403, body=body)) == NeverAgain("answer 403", must_resubscribe=False)


@pytest.mark.parametrize("status", [0, 100, 101, 199, 600, 999])
def test_a_status_nobody_foresaw_is_permanent_and_loud(status: int) -> None:
    assert judged(Answer(status)) == NeverAgain(f"unexpected answer {status}")


@pytest.mark.parametrize(
    ("failure", "follows"),
    [
        (Failure.TIMEOUT, Retry),
        (Failure.UNREACHABLE, Retry),
        (Failure.CERTIFICATE, NeverAgain),
        (Failure.FORBIDDEN, NeverAgain),
        (Failure.UNUSABLE_KEYS, NeverAgain),
        (Failure.UNEXPECTED, NeverAgain),
        (None, NeverAgain),
    ],
)
def test_each_failure_without_an_answer_is_temporary_or_permanent(
    failure: Failure | None, follows: type[Outcome]
) -> None:
    assert isinstance(judged(Answer(None, failure=failure)), follows)


def test_only_keys_that_cannot_encrypt_call_for_a_new_subscription() -> None:
    asks = [
        failure
        for failure in Failure
        if isinstance(outcome := judged(Answer(None, failure=failure)), NeverAgain)
        and outcome.must_resubscribe
    ]
    assert asks == [Failure.UNUSABLE_KEYS]


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (TimeoutError(), Failure.TIMEOUT),
        (httpcore.ConnectTimeout(), Failure.TIMEOUT),
        (httpcore.ReadTimeout(), Failure.TIMEOUT),
        (ConnectionResetError(), Failure.UNREACHABLE),
        (OSError("no route"), Failure.UNREACHABLE),
        (ssl.SSLError("alert"), Failure.UNREACHABLE),
        (httpcore.ConnectError(), Failure.UNREACHABLE),
        (httpcore.ReadError(), Failure.UNREACHABLE),
        (httpcore.RemoteProtocolError(), Failure.UNREACHABLE),
        (ssl.SSLCertVerificationError("name"), Failure.CERTIFICATE),
        (httpcore.ConnectError(ssl.SSLCertVerificationError("name")), Failure.CERTIFICATE),
        (ForbiddenAddress("private"), Failure.FORBIDDEN),
        (httpcore.LocalProtocolError(), Failure.UNEXPECTED),
        (httpcore.UnsupportedProtocol(), Failure.UNEXPECTED),
        (httpx.TooManyRedirects("none were followed"), Failure.UNEXPECTED),
    ],
)
def test_each_error_on_the_way_has_a_name(error: Exception, failure: Failure) -> None:
    assert isinstance(error, WENT_WRONG)
    assert failure_of(error) is failure


# Waiting


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0120", 120),
        ("0", 1),  # the backoff is longer
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        ("Friday, 20-Nov-26 19:21:30 GMT", 90),
        ("Fri Nov 20 19:21:30 2026", 90),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 1),
    ],
)
def test_a_push_service_is_left_alone_for_as_long_as_it_asks(retry_after: str, seconds: int) -> None:
    assert judged(Answer(503, retry_after)) == Wait(seconds, "answer 503")


def test_the_backoff_is_waited_when_it_is_longer_than_what_was_asked() -> None:
    assert judged(Answer(429, "5"), tries=5) == Wait(16, "answer 429")
    assert judged(Answer(429), tries=5) == Wait(16, "answer 429")


@pytest.mark.parametrize(
    "nonsense", ["", "soon", "-5", "1.5", "12 s", "Fri, 99 Nov 2026 25:61:00 GMT", "120, 60"]
)
def test_a_retry_after_that_makes_no_sense_is_as_good_as_none(nonsense: str) -> None:
    assert judged(Answer(429, nonsense)) == Wait(1, "answer 429")
    assert judged(Answer(500, nonsense)) == Retry(1, "answer 500")
    assert isinstance(judged(Answer(403, nonsense)), NeverAgain)


@pytest.mark.parametrize("far", ["3600", "3601", "9" * 12, "9" * 5000, "Fri, 20 Nov 2099 00:00:00 GMT"])
def test_being_asked_to_wait_past_the_deadline_ends_it(far: str) -> None:
    assert isinstance(judged(Answer(503, far)), GaveUp)


def test_a_push_service_that_asks_for_patience_is_asked_again_until_the_deadline() -> None:
    assert judged(Answer(503, "30"), tries=40) == Wait(60, "answer 503")


def test_a_passing_failure_is_tried_eight_times_after_1_2_4_and_up_to_60_seconds() -> None:
    outcomes = [judged(Answer(500), tries=tries) for tries in range(1, TRIES + 1)]
    assert outcomes[:-1] == [Retry(seconds, "answer 500") for seconds in (1, 2, 4, 8, 16, 32, 60)]
    assert outcomes[-1] == GaveUp("answer 500, 8 tries")
    assert isinstance(judged(Answer(None, failure=Failure.TIMEOUT), tries=8), GaveUp)


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_the_backoff_strays_by_a_quarter_at_most(tries: int, chance: float) -> None:
    plain = min(60, 2 ** min(tries - 1, 10))
    assert 0.75 * plain <= backoff(tries, lambda: chance) <= 1.25 * plain


@given(
    st.sampled_from([200, 307, 400, 404, 408, 418, 429, 500, 503]),
    st.one_of(st.none(), st.text(max_size=40), st.integers(0, 10_000).map(str)),
    st.integers(1, 12),
    st.integers(-100, 5000),
    st.floats(0, 1, exclude_max=True),
)
def test_no_try_ever_begins_at_or_after_the_deadline(
    status: int, retry_after: str | None, tries: int, left: int, chance: float
) -> None:
    outcome = judge(
        Answer(status, retry_after),
        tries=tries,
        now=NOW,
        deadline=NOW + timedelta(seconds=left),
        chance=lambda: chance,
    )
    if isinstance(outcome, Wait | Retry):
        assert 0 < outcome.seconds < left


def test_what_a_push_service_writes_is_in_no_reason_and_no_repr() -> None:
    body = b"https://push.example/secret-endpoint"
    for status in (400, 403, 418, 429, 500):
        answer = Answer(status, body=body)
        assert "secret-endpoint" not in repr(answer) + repr(judged(answer))
