"""Takes the pictures of README and of the app's manifest from the running app.

    make pictures

Two phones of the sample couple (see `mend.demo`) show what is on their screens after a year; then one calls
a pause. Wants an emoji font (Debian: fonts-noto-color-emoji).
"""

from base64 import b64encode
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from mend.app import chores_of, outbox_of
from mend.clock import now
from mend.demo.doors import Door, open_doors
from mend.demo.house import settle_in
from tests.journeys.phone import Phone
from tests.journeys.stage import Stage, stage

PROJECT = Path(__file__).resolve().parents[1]
SCREENSHOTS = PROJECT / "frontend" / "screenshots"
PICTURES = PROJECT / "docs" / "pictures"

# Phones side by side, drawn by the browser that took their pictures.
FRAME = """<!doctype html><style>
body {{ margin: 0; padding: 36px; display: flex; gap: 36px; inline-size: max-content; background: #e9e4da; }}
img {{ inline-size: 390px; block-size: 844px; border-radius: 40px; border: 10px solid #0c1122; }}
</style>{images}"""


def _move_in(app: FastAPI, doors: list[Door]) -> None:
    """Noa and Ilan live their year; `doors` are the ways in to them."""
    post = app.state.post
    couple = settle_in(app.state.settings, outbox_of(post), post.secret, chores_of(post), now(), anew=False)
    doors += open_doors(app, couple)


def _phones(on: Stage, doors: list[Door]) -> tuple[Phone, Phone]:
    """Noa's and Ilan's phone, signed in, ready to receive."""
    phones = on.phone(), on.phone()
    for phone, door in zip(phones, doors, strict=True):
        phone.open(door.path)
        phone.tap(f"Go in as {door.name}")
        phone.sees(f"{door.name}")
        phone.open("/devices")
        phone.page.locator("[data-push-ask]:visible").first.click()
        phone.sees("Can receive.")
    return phones


def _rehearse(noa: Phone, ilan: Phone) -> None:
    noa.open("/rehearsal")
    noa.tap("Try it")
    noa.receive()
    ilan.receive()
    noa.sees("Both phones showed it.")


def take(on: Stage, doors: list[Door]) -> None:
    """Keep what the two phones show."""
    noa, ilan = _phones(on, doors)
    _rehearse(noa, ilan)
    taken = {
        "agreement": noa.open("/us/agreement").screenshot(),
        "cloth": noa.open("/cloth").screenshot(),
        "promises": noa.open("/promises").screenshot(),
        "home": noa.open("/").screenshot(),
    }
    noa.open("/pause")
    noa.tap("Send now")
    ilan.receive()
    noa.sees("Shown on Ilan’s phone at")
    ilan.open("/")
    ilan.page.get_by_text("See the pause").click()
    ilan.sees("Nothing to answer.")
    taken |= {"pause": noa.page.screenshot(), "told": ilan.page.screenshot()}
    for name, picture in taken.items():
        (SCREENSHOTS / f"{name}.png").write_bytes(picture)
    _side_by_side(on, "pause-on-two-phones", taken["pause"], taken["told"])
    _side_by_side(on, "an-ordinary-evening", taken["home"], taken["promises"], taken["cloth"])


def _side_by_side(on: Stage, name: str, *pictures: bytes) -> None:
    images = "".join(
        f'<img src="data:image/png;base64,{b64encode(picture).decode()}">' for picture in pictures
    )
    frame = on.browser.new_page(viewport={"width": 450 * len(pictures), "height": 940})
    frame.set_content(FRAME.format(images=images))
    frame.locator("body").screenshot(path=PICTURES / f"{name}.png")
    frame.close()


def main() -> None:
    """Serve, take, stop."""
    for folder in (PICTURES, SCREENSHOTS):
        folder.mkdir(parents=True, exist_ok=True)
    doors: list[Door] = []
    with stage(partial(_move_in, doors=doors)) as on:
        take(on, doors)


if __name__ == "__main__":
    main()
