#!/usr/bin/env bash
# Collects every sentence of the sources into frontend/locale/mend.pot and brings the catalogues up to date with it.
#
#   scripts/messages.sh [LANGUAGE]     with a language (de, fr_CA): begins its catalogue
set -euo pipefail
cd "$(dirname "$0")/.."

locale=frontend/locale
template="$locale/mend.pot"
new="$(mktemp)"
trap 'rm -f "$new"' EXIT
export PATH="$PWD/.venv/bin:$PATH"
mkdir -p "$locale"

pybabel --quiet extract --mapping "$locale/babel.cfg" --project Mend --copyright-holder "The Mend contributors" \
    --add-location file --sort-by-file --add-comments "Translators:" --strip-comments \
    --keywords say --keywords say_count:1,2 --output-file "$new" backend/mend frontend/templates

without_date() { grep -v '^"POT-Creation-Date' "$1" 2>/dev/null || true; }
if [ "$(without_date "$new")" = "$(without_date "$template")" ]; then
    echo "No sentence has changed."
else
    cat "$new" >"$template"
    echo "$(grep -c '^msgid ' "$template") sentences are in $template."
fi

language="${1:-}"
if [ -n "$language" ] && [ ! -e "$locale/$language/LC_MESSAGES/mend.po" ]; then
    pybabel --quiet init --domain mend --input-file "$template" --output-dir "$locale" --locale "$language"
    echo "Begun: $locale/$language/LC_MESSAGES/mend.po"
fi
if compgen -G "$locale/*/LC_MESSAGES/mend.po" >/dev/null; then
    pybabel --quiet update --domain mend --input-file "$template" --output-dir "$locale" --ignore-pot-creation-date --no-fuzzy-matching
    pybabel --quiet compile --domain mend --directory "$locale"
fi
