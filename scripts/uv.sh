#!/usr/bin/env bash
# Prints the path of uv: the machine's own, else the pinned one installed into .tools/uv.
# Ends with 1 when neither is to be had; whoever asked then goes on with pip.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v uv >/dev/null 2>&1; then
    command -v uv
    exit 0
fi
own="$PWD/.tools/uv"
if ! { "$own/bin/uv" --version >/dev/null 2>&1 && cmp -s requirements/uv.txt "$own/requirements.txt"; }; then
    python="$(scripts/python.sh)"
    echo "Fetching uv into .tools/uv" >&2
    rm -rf "$own"
    mkdir -p .tools
    if ! { "$python" -m venv "$own" &&
        "$own/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --require-hashes \
            --only-binary :all: -r requirements/uv.txt >&2 &&
        "$own/bin/uv" --version >/dev/null; }; then
        rm -rf "$own"
        exit 1
    fi
    cp requirements/uv.txt "$own/requirements.txt"
fi
echo "$own/bin/uv"
