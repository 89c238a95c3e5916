#!/usr/bin/env bash
# Everything a machine can say about the sources without running them. All checks run; each that fails is shown.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

failed=()
check() {
    local what="$1" output
    shift
    if output="$("$@" 2>&1 </dev/null)"; then
        echo "  ok      $what"
    else
        echo "  FAILED  $what: $*"
        printf '%s\n' "$output" | sed 's/^/          /'
        failed+=("$what")
    fi
}

echo "Checking"
check "rules of style (ruff)" ruff check --quiet .
check "format (ruff)" ruff format --quiet --diff .
check "Python types (mypy)" mypy backend tests scripts
check "TypeScript types (tsc)" scripts/frontend.sh check
check "templates (djlint)" djlint --lint --quiet frontend/templates
check "migrations in step with the models" mend migrate --check

if [ "${#failed[@]}" -gt 0 ]; then
    echo "${#failed[@]} of the checks failed."
    exit 1
fi
