#!/usr/bin/env bash
# Prints the path of a Python of 3.11 or newer: $PYTHON, else the newest-looking one on the path.
set -euo pipefail

for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        command -v "$name"
        exit 0
    fi
done
echo "Mend needs Python 3.11 or newer with venv. On Debian and Ubuntu: apt install python3-venv" >&2
exit 1
