"""Below /api a token stands for what the site is elsewhere: no page of somebody else can bring it."""

import pytest
from fastapi import FastAPI

from tests.people import Visitor


@pytest.fixture
def old_browser(anyone: Visitor) -> Visitor:
    """A browser that does not say Sec-Fetch-Site."""
    anyone.headers.pop("Sec-Fetch-Site")
    return anyone


@pytest.mark.parametrize("site", [None, "cross-site", "same-site", "none", "same-origin"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_under_api_a_post_with_a_token_comes_from_anywhere(
    old_browser: Visitor, site: str | None, scheme: str
) -> None:
    headers = {"Authorization": f"{scheme} mend_x"} | ({"Sec-Fetch-Site": site} if site else {})
    answer = old_browser.post("/api/signals", json={}, headers=headers)
    assert "invalid_token" in answer.headers["www-authenticate"]  # the route was asked, and knows it not


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic bm9hOng=", "mend_x"])
@pytest.mark.parametrize("site", [None, "cross-site", "same-origin"])
def test_under_api_a_post_without_one_is_stopped_before_the_route(
    old_browser: Visitor, app: FastAPI, authorization: str | None, site: str | None
) -> None:
    def reached() -> None:
        raise AssertionError

    app.add_api_route("/api/test", reached, methods=["POST"])
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = old_browser.post(
        "/api/test", json={}, headers=headers | ({"Sec-Fetch-Site": site} if site else {})
    )
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="Mend"'


@pytest.mark.parametrize(
    "path", ["/sign-in", "/pauses", "/apis", "/api/../pauses", "//api/signals", "/API/signals"]
)
def test_a_token_opens_no_other_door(old_browser: Visitor, noa: Visitor, path: str) -> None:
    noa.headers.pop("Sec-Fetch-Site")
    for visitor in (old_browser, noa):
        answer = visitor.post(path, data={"minutes": "20"}, headers={"Authorization": "Bearer mend_x"})
        assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["https://example.org", "null"])
def test_another_sites_script_is_not_allowed_to_bring_a_token(old_browser: Visitor, origin: str) -> None:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = old_browser.options("/api/signals", headers=asked)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control-")]
