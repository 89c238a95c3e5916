#!/usr/bin/env bash
# Pins every Python dependency, with hashes, for all platforms and every Python from 3.11 on.
#
#   scripts/lock.sh [--upgrade]     without --upgrade, a version stays as long as it may
#
# Nothing younger than thirty days is taken: what a release broke is known by then. Versions are chosen first and
# hashed after that: a release is uploaded file by file, and the limit can fall between two of its files.
# The files carry no address: pip and uv both install from them, from whatever index a machine uses.
set -euo pipefail
cd "$(dirname "$0")/.."

uv="$(scripts/uv.sh)" || { echo "Locking needs uv; it could not be installed here." >&2; exit 1; }
chosen="$(mktemp -d)"
trap 'rm -rf "$chosen"' EXIT

compile() {
    "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --no-header --no-annotate \
        --no-emit-index-url --no-emit-find-links "$@"
}

lock() {
    local name="$1"
    shift
    echo "Locking requirements/$name.txt"
    cp "requirements/$name.txt" "$chosen/$name.txt" 2>/dev/null || true
    compile --exclude-newer "30 days" "$@" "requirements/$name.in" --output-file "$chosen/$name.txt"
    compile --generate-hashes --upgrade --constraint "$chosen/$name.txt" "requirements/$name.in" \
        --output-file "requirements/$name.txt"
}

for name in uv node build run; do lock "$name" "$@"; done
lock test --constraint requirements/run.txt --constraint requirements/build.txt "$@"
