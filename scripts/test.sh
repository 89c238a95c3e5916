#!/usr/bin/env bash
# Runs the tests; whatever is given is handed to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."

MEND_CHROMIUM="$(scripts/chromium.sh)"
# The PostgreSQL of the tests keeps a lock here; in /tmp it would belong to whoever of this machine's users came first.
XDG_RUNTIME_DIR="$PWD/.tools/runtime"
mkdir -p "$XDG_RUNTIME_DIR/python_PostgresServer"
chmod 700 "$XDG_RUNTIME_DIR"
export MEND_CHROMIUM XDG_RUNTIME_DIR

# What one worker has set up at length for several tests stays with it: `xdist_group`.
exec .venv/bin/python -m pytest -n 4 --dist loadgroup "$@"
