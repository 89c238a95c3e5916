#!/usr/bin/env bash
# Installs locked requirements into a virtual environment, made where there is none: with uv, else with pip.
#
#   scripts/install.sh FOLDER requirements/run.txt […more files] [.]       . is Mend itself, used from its sources
#
# Every download is held to its hash. uv reads its own settings and not pip's: where it finds no index, pip may
# still, so pip is tried second. Both compile what they install: it costs two seconds once and spares every start one.
set -euo pipefail
cd "$(dirname "$0")/.."

folder="$1"
shift
itself=false
files=()
for file in "$@"; do
    if [ "$file" = . ]; then itself=true; else files+=(-r "$file"); fi
done

fits() { "$folder/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

with_uv() {
    local uv
    export UV_PYTHON_DOWNLOADS=never
    uv="$(scripts/uv.sh)" || return 1
    fits || "$uv" venv --quiet --clear --python "$(scripts/python.sh)" "$folder" || return 1
    "$uv" pip install --quiet --compile-bytecode --python "$folder/bin/python" --require-hashes "${files[@]}" || return 1
    $itself || return 0
    PATH="$PWD/$folder/bin:$PATH" "$uv" pip install --quiet --offline --python "$folder/bin/python" --no-deps --no-build-isolation --editable .
}

with_pip() {
    # Also an environment that uv made, which has no pip, is made anew.
    fits && "$folder/bin/python" -c 'import pip' 2>/dev/null || { rm -rf "$folder"; "$(scripts/python.sh)" -m venv "$folder"; }
    local pip=("$folder/bin/python" -m pip install --quiet --disable-pip-version-check)
    "${pip[@]}" --require-hashes "${files[@]}"
    $itself || return 0
    "${pip[@]}" --no-index --no-deps --no-build-isolation --editable .
}

if ! with_uv; then
    echo "uv could not do it; going on with pip." >&2
    with_pip
fi
