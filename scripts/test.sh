#!/usr/bin/env bash
# npm test: everything that must hold before a change lands. Arguments are passed to `bun test`.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh test
npm run --silent check
npm run --silent build
export PATH="$PATH:/usr/sbin:/sbin"
before=$(mktemp)
trap 'rm -f "$before"' EXIT
bun=node_modules/.bin/bun
$bun scripts/leaks.ts list >"$before"
status=0
$bun test --timeout 60000 "$@" || status=$?
$bun scripts/leaks.ts compare "$before" || status=1
exit $status
