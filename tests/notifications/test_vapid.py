"""The VAPID key: made once, kept private, and the tokens signed with it."""

import stat
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from mend.notifications.push import check_keys
from mend.notifications.vapid import TOKENS_KEPT, VapidKey, VapidKeyError, check_contact, load_or_create
from tests.fakes.push_protocol import Rejected, check_token, unpadded

NOW = datetime(2026, 11, 20, 19, 20, tzinfo=UTC)
ORIGIN = "https://fcm.googleapis.com"
CONTACT = "mailto:mend@example.org"


# The key file


def test_a_key_is_made_once_and_found_again(key_folder: Path) -> None:
    made = load_or_create(key_folder / "vapid.pem")
    assert load_or_create(key_folder / "vapid.pem").public_key == made.public_key


def test_nobody_but_its_owner_can_read_the_key_file(key_folder: Path) -> None:
    load_or_create(key_folder / "vapid.pem")
    assert stat.S_IMODE((key_folder / "vapid.pem").stat().st_mode) == 0o600
    assert [file.name for file in key_folder.iterdir()] == ["vapid.pem"]


def test_the_public_key_is_an_uncompressed_point_in_base64url(vapid_key: VapidKey) -> None:
    assert unpadded(vapid_key.public_key) == vapid_key.public_bytes
    assert (len(vapid_key.public_bytes), vapid_key.public_bytes[0]) == (65, 4)
    check_keys(vapid_key.public_key, "A" * 22)  # on the curve


def public_key_at(path: Path) -> str:
    """Runs in another process."""
    return load_or_create(path).public_key


def test_processes_that_start_together_end_with_one_key(key_folder: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        keys = list(pool.map(public_key_at, [key_folder / "vapid.pem"] * 8))
    assert len(set(keys)) == 1
    assert [file.name for file in key_folder.iterdir()] == ["vapid.pem"]


def test_threads_that_start_together_end_with_one_key(key_folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(public_key_at, [key_folder / "vapid.pem"] * 8))
    assert len(set(keys)) == 1


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, lock: KeySerializationEncryption) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)


@pytest.mark.parametrize(
    "content",
    [
        lambda: b"",
        lambda: b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        lambda: pem(ec.generate_private_key(ec.SECP384R1()), NoEncryption()),
        lambda: pem(ec.generate_private_key(ec.SECP256K1()), NoEncryption()),
        lambda: pem(rsa.generate_private_key(65537, 2048), NoEncryption()),
        lambda: pem(ec.generate_private_key(ec.SECP256R1()), BestAvailableEncryption(b"locked")),
    ],
    ids=["empty", "broken", "P-384", "secp256k1", "RSA", "locked"],
)
def test_a_file_that_is_no_key_of_ours_is_named_and_left_alone(
    key_folder: Path, content: Callable[[], bytes]
) -> None:
    key_folder.mkdir()
    path, held = key_folder / "vapid.pem", content()
    path.write_bytes(held)
    with pytest.raises(VapidKeyError):
        load_or_create(path)
    assert path.read_bytes() == held


# Tokens


def claims_of(key: VapidKey, header: str, now: datetime = NOW, origin: str = ORIGIN) -> dict[str, object]:
    return check_token(header, origin, key.public_key, now)


def test_a_token_passes_an_independent_check(vapid_key: VapidKey) -> None:
    claims = claims_of(vapid_key, vapid_key.authorization(ORIGIN, CONTACT, NOW))
    assert claims["sub"] == CONTACT
    assert claims["aud"] == ORIGIN


def test_a_token_names_the_port_of_its_origin(vapid_key: VapidKey) -> None:
    header = vapid_key.authorization("https://localhost:41234", CONTACT, NOW)
    assert claims_of(vapid_key, header, origin="https://localhost:41234")["aud"] == "https://localhost:41234"
    with pytest.raises(Rejected):
        claims_of(vapid_key, header, origin="https://localhost")


def test_a_token_serves_for_twelve_hours_and_is_never_over_when_used(key_folder: Path) -> None:
    key = load_or_create(key_folder / "vapid.pem")
    first = key.authorization(ORIGIN, CONTACT, NOW)
    last_use = NOW + timedelta(hours=12, seconds=-1)
    assert key.authorization(ORIGIN, CONTACT, last_use) == first
    claims_of(key, first, last_use)
    second = key.authorization(ORIGIN, CONTACT, NOW + timedelta(hours=12))
    assert second != first
    claims_of(key, second, NOW + timedelta(hours=12))


def test_a_push_service_whose_clock_is_hours_behind_still_takes_a_token(vapid_key: VapidKey) -> None:
    claims_of(vapid_key, vapid_key.authorization(ORIGIN, CONTACT, NOW), NOW - timedelta(hours=3))


def test_a_clock_set_back_gets_a_token_of_its_own(key_folder: Path) -> None:
    key = load_or_create(key_folder / "vapid.pem")
    key.authorization(ORIGIN, CONTACT, NOW)
    earlier = NOW - timedelta(days=3)
    claims_of(key, key.authorization(ORIGIN, CONTACT, earlier), earlier)


def test_each_origin_has_a_token_of_its_own(vapid_key: VapidKey) -> None:
    origins = [ORIGIN, "https://web.push.apple.com"]
    headers = [vapid_key.authorization(origin, CONTACT, NOW) for origin in origins]
    for origin, header in zip(origins, headers, strict=True):
        claims_of(vapid_key, header, origin=origin)


def test_threads_share_one_token(key_folder: Path) -> None:
    key = load_or_create(key_folder / "vapid.pem")
    with ThreadPoolExecutor(8) as pool:
        headers = list(pool.map(lambda _: key.authorization(ORIGIN, CONTACT, NOW), range(64)))
    assert len(set(headers)) == 1


def test_forged_subdomains_do_not_fill_the_memory(key_folder: Path) -> None:
    key = load_or_create(key_folder / "vapid.pem")
    for number in range(TOKENS_KEPT + 10):
        key.authorization(f"https://{number}.push.apple.com", CONTACT, NOW)
    assert len(key._tokens) == TOKENS_KEPT


@pytest.mark.parametrize("contact", ["mailto:mend@example.org", "mailto:first.last+mend@mail.example.co"])
def test_a_real_mailbox_is_taken(contact: str) -> None:
    check_contact(contact)


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "mend@example.org",
        "mailto:",
        "mailto:mailto:mend@example.org",
        "mailto:mend@localhost",
        "mailto: mend@example.org",
        "mailto:<mend@example.org>",
        "mailto:mend@example.org\n",
        "https://example.org",
    ],
)
def test_a_contact_some_push_service_refuses_is_refused_here(vapid_key: VapidKey, contact: str) -> None:
    with pytest.raises(ValueError, match="mailto:"):
        check_contact(contact)
    with pytest.raises(ValueError, match="mailto:"):
        vapid_key.authorization(ORIGIN, contact, NOW)
