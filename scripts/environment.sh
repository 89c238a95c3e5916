#!/usr/bin/env bash
# Makes .venv: what the application needs, and for `test` also what checks and tests need.
#
#   scripts/environment.sh run | test
#
# The stamps .venv/.run and .venv/.test tell the Makefile what is there, .venv/.place where it was made:
# an environment knows its own folder and does not survive being moved.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose="$1"
if [ -d .venv ] && [ "$(cat .venv/.place 2>/dev/null)" != "$PWD" ]; then rm -rf .venv; fi

echo "Installing the Python packages ($purpose) into .venv"
scripts/install.sh .venv requirements/build.txt "requirements/$purpose.txt" .

printf '%s' "$PWD" >.venv/.place
touch .venv/.run
if [ "$purpose" = test ]; then touch .venv/.test; fi
