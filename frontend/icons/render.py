"""Draw the installable icons (PNG) from their sources (SVG) with Chromium.

    python frontend/icons/render.py [path of a Chromium]

Run by hand after a source has changed; the pictures are committed, so building Mend needs no browser.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent

# file → (source, side in pixels)
PICTURES = {
    "icon-192.png": ("mark", 192),
    "icon-512.png": ("mark", 512),
    "maskable-512.png": ("maskable", 512),
    "monochrome-512.png": ("monochrome", 512),
    "badge-96.png": ("monochrome", 96),
    "apple-touch-180.png": ("maskable", 180),
    "shortcut-96.png": ("pause", 96),
}


def render(chromium: str | None) -> None:
    """Write every picture; `chromium` is the browser's path, None for Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (source, side) in PICTURES.items():
            page = browser.new_page(viewport={"width": side, "height": side})
            drawing = (HERE / "sources" / f"{source}.svg").read_text(encoding="utf-8")
            sized = drawing.replace("<svg ", f'<svg width="{side}" height="{side}" ', 1)
            page.set_content(
                f"<style>html,body{{margin:0;background:none}}svg{{display:block}}</style>{sized}"
            )
            page.screenshot(path=HERE / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    render(sys.argv[1] if len(sys.argv) > 1 else None)
