#!/usr/bin/env bash
# Installs one locked file of requirements into a virtual environment: with uv, else with pip.
#
#   scripts/install.sh FOLDER requirements/run.txt […more files]
#
# Every download is held to its hash. uv reads its own settings and not pip's: where it finds no
# index, pip may still, so pip is tried second. Both compile what they install: it costs two seconds
# once and spares every start one.
set -euo pipefail
cd "$(dirname "$0")/.."

folder="$1"
shift
files=()
for file in "$@"; do files+=(-r "$file"); done

if ! "$folder/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python="$(scripts/python.sh)"
    rm -rf "$folder"
    "$python" -m venv "$folder"
fi

if uv="$(scripts/uv.sh)" && UV_PYTHON_DOWNLOADS=never "$uv" pip install --quiet --compile-bytecode \
    --python "$folder/bin/python" --require-hashes "${files[@]}"; then
    exit 0
fi
echo "uv could not install them; going on with pip." >&2
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes "${files[@]}"
