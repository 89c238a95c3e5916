"""Accounts over HTTP: in, out, and who else is in."""

from tests.people import PASSWORD, Visitor


def test_signing_in_lets_a_person_in(anyone: Visitor) -> None:
    answer = anyone.post_form("/sign-in", email=" NOA@example.org ", password=PASSWORD)
    assert answer.status_code == 303
    assert anyone.get("/account").status_code == 200


def test_signing_out_ends_the_session_on_the_server_too(anyone: Visitor) -> None:
    anyone.post_form("/sign-in", email="noa@example.org", password=PASSWORD)
    token = anyone.cookies["__Host-mend"]
    anyone.post_form("/sign-out")
    anyone.cookies.set("__Host-mend", token)
    assert anyone.get("/account").headers["location"] == "/sign-in?next=/account"
