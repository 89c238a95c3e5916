#!/usr/bin/env bash
# Pins every Python dependency, with hashes, for all platforms and every Python from 3.11 on.
# Nothing younger than thirty days is taken: what a release broke is known by then.
# The files carry no address: pip and uv both install from them, from whatever index a machine uses.
set -euo pipefail
cd "$(dirname "$0")/.."

uv="$(scripts/uv.sh)" || { echo "Locking needs uv; it could not be installed here." >&2; exit 1; }

compile() {
    local name="$1"
    shift
    echo "Locking requirements/$name.txt"
    "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --exclude-newer "30 days" --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        "$@" "requirements/$name.in" --output-file "requirements/$name.txt"
}

for name in uv node build run; do compile "$name" "${@}"; done
compile test --constraint requirements/run.txt --constraint requirements/build.txt "${@}"
