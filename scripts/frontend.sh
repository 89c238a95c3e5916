#!/usr/bin/env bash
# Installs the front end's packages, builds frontend/dist, or checks its types.
#
#   scripts/frontend.sh install | build | check
set -euo pipefail
cd "$(dirname "$0")/.."

folder="$(scripts/node.sh)"
export PATH="$folder:$PATH"
export npm_config_update_notifier=false npm_config_loglevel="${npm_config_loglevel:-error}"
cd frontend

case "$1" in
install)
    echo "Installing the front end's packages"
    npm ci --ignore-scripts --no-audit --no-fund --silent ||
        { echo "npm could not install the front end's packages; once more, aloud." >&2
          npm ci --ignore-scripts --no-audit --no-fund; }
    touch node_modules/.package-lock.json
    ;;
build)
    echo "Building the front end"
    node build.mjs
    touch dist/assets.json
    ;;
check)
    npm run --silent check
    ;;
*)
    echo "frontend.sh: install, build or check?" >&2
    exit 2
    ;;
esac
