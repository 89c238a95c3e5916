"""The pause page as tests read it: what it says, and what the phone still holds."""

import json
from typing import Any

from playwright.sync_api import Page

from tests.journeys.phone import Phone
from tests.patience import PATIENCE_MS

CARD = "[data-part=card]"
WAITING = "Waiting for a connection. Ilan doesn’t have it yet."
QUEUE = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("mend", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("pauses", {keyPath: "id"});
    opening.result.createObjectStore("receipts", {keyPath: "delivery"});
  };
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const asked = opening.result.transaction("pauses").objectStore("pauses").getAll();
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
  };
})"""


KEPT_RECEIPTS = QUEUE.replace('"pauses").objectStore("pauses")', '"receipts").objectStore("receipts")')


def says(page: Page, words: str) -> None:
    """The page shows these words; names stand between marks that keep their own direction."""
    text = "() => document.body.innerText.replace(/[\\u2068\\u2069]/g, '').includes(WORDS)"
    page.wait_for_function(text.replace("WORDS", json.dumps(words)), timeout=PATIENCE_MS)


def queue(page: Page) -> list[dict[str, Any]]:
    """What the phone still holds."""
    kept: list[dict[str, Any]] = page.evaluate(QUEUE)
    return kept


def call(phone: Phone) -> None:
    """Open the pause page and do not wait for the ring."""
    phone.open("/pause")
    phone.tap("Send now")
