"""Takes the pictures of README and of the app's manifest from the running app.

    make pictures

Two phones go the whole way against the real server on a data folder of its own: sign up, link, agree, pause.
The pictures are what their screens show. Wants an emoji font (Debian: fonts-noto-color-emoji).
"""

import re
from base64 import b64encode
from pathlib import Path

from tests.journeys.phone import Phone
from tests.journeys.stage import Stage, stage

PROJECT = Path(__file__).resolve().parents[1]
SCREENSHOTS = PROJECT / "frontend" / "screenshots"
README_PICTURE = PROJECT / "docs" / "pictures" / "pause-on-two-phones.png"
PASSWORD = "a kettle sings on the blue stove"

# Two phones side by side, drawn by the browser that took their pictures.
FRAME = """<!doctype html><style>
body {{ margin: 0; padding: 36px; display: flex; gap: 36px; inline-size: max-content; background: #e9e4da; }}
img {{ inline-size: 390px; block-size: 844px; border-radius: 40px; border: 10px solid #0c1122; }}
</style><img src="data:image/png;base64,{left}"><img src="data:image/png;base64,{right}">"""


def _sign_up(phone: Phone, name: str) -> None:
    phone.open("/sign-up")
    phone.fill("Your name", name)
    phone.fill("Email", f"{name.casefold()}@pictures.example")
    phone.fill("Password", PASSWORD)
    phone.tap("Create account")
    phone.sees(name)


def _link_and_agree(noa: Phone, ilan: Phone) -> None:
    noa.tap("Invite your partner")
    noa.tap("Make an invitation")
    code = re.sub(r"\s", "", noa.page.locator(".code").inner_text())
    ilan.tap("I have a code")
    ilan.fill("The code of your invitation", code)
    ilan.tap("Read the invitation")
    ilan.tap("Link with Noa")
    noa.tap("Yes, link us")
    noa.sees("So that a pause arrives")
    for phone in (noa, ilan):
        phone.open("/devices")
        phone.page.locator("[data-push-ask]:visible").first.click()
        phone.sees("Can receive.")
    noa.open("/us/agreement/proposal")
    noa.fill("Your word for a pause", "Teapot")
    noa.page.get_by_label("Teapot", exact=True).check(force=True)
    noa.fill("A hand sign, for when words are too much", "A hand on the heart")
    noa.fill("What soothes you", "Quiet, a walk around the block, no messages.")
    noa.fill("What soothes Ilan", "Music, feeding the cat.")
    noa.tap("Suggest this to Ilan")
    ilan.open("/us/agreement")
    ilan.tap("Sounds right")
    ilan.sees("Agreed by both")


def _rehearse(noa: Phone, ilan: Phone) -> None:
    noa.open("/rehearsal")
    noa.tap("Try it")
    noa.receive()
    ilan.receive()
    noa.sees("Both phones showed it.")


def take(on: Stage) -> None:
    """Go the whole way on two phones and keep what they show."""
    noa, ilan = on.phone(), on.phone()
    _sign_up(noa, "Noa")
    _sign_up(ilan, "Ilan")
    _link_and_agree(noa, ilan)
    _rehearse(noa, ilan)
    noa.open("/us/agreement").screenshot(path=SCREENSHOTS / "agreement.png")
    noa.open("/").screenshot(path=SCREENSHOTS / "home.png")
    noa.open("/pause")
    noa.tap("Send now")
    ilan.receive()
    noa.sees("Shown on Ilan’s phone at")
    ilan.open("/")
    ilan.page.get_by_text("See the pause").click()
    ilan.sees("Nothing to answer.")
    pictures = {"pause": noa.page.screenshot(), "told": ilan.page.screenshot()}
    for name, picture in pictures.items():
        (SCREENSHOTS / f"{name}.png").write_bytes(picture)
    together = on.browser.new_page(viewport={"width": 900, "height": 940})
    together.set_content(
        FRAME.format(
            **{
                side: b64encode(pictures[name]).decode()
                for side, name in (("left", "pause"), ("right", "told"))
            }
        )
    )
    together.locator("body").screenshot(path=README_PICTURE)


def main() -> None:
    """Serve, take, stop."""
    README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with stage() as on:
        take(on)


if __name__ == "__main__":
    main()
