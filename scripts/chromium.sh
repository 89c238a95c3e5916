#!/usr/bin/env bash
# Prints the path of a Chromium for the tests: $MEND_CHROMIUM, one on this machine, Playwright's own, or Debian's package.
set -euo pipefail
cd "$(dirname "$0")/.."

starts() { [ -n "$1" ] && "$1" --version >/dev/null 2>&1 </dev/null; }
found() {
    echo "$1"
    exit 0
}

if [ -n "${MEND_CHROMIUM:-}" ]; then
    if starts "$MEND_CHROMIUM"; then found "$MEND_CHROMIUM"; fi
    echo "MEND_CHROMIUM is $MEND_CHROMIUM, which does not start." >&2
    exit 1
fi

on_this_machine() {
    local name
    for name in chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        if command -v "$name" >/dev/null 2>&1 && starts "$(command -v "$name")"; then command -v "$name" && return; fi
    done
    return 1
}
playwrights_own() {
    .venv/bin/python - <<'PYTHON'
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
PYTHON
}

if path="$(on_this_machine)"; then found "$path"; fi

export PLAYWRIGHT_BROWSERS_PATH="$PWD/.tools/browsers"
path="$(playwrights_own)"
if starts "$path"; then found "$path"; fi

echo "No Chromium on this machine; fetching Playwright's into .tools/browsers" >&2
if .venv/bin/python -m playwright install --no-shell chromium >&2 && starts "$path"; then found "$path"; fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's Chromium" >&2
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends chromium >&2 &&
        path="$(on_this_machine)"; then found "$path"; fi
fi

echo "The tests need a Chromium, and none could be found or installed. Install one (on Debian: apt install chromium)" \
    "or put its path into MEND_CHROMIUM." >&2
exit 1
